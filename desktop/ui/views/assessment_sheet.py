"""Ny vurdering: one answer on one scale, an act of its own with perspective, date and reason."""

from collections.abc import Callable, Sequence

from desktop.services.concern_values import AssessmentChoices, ScaleChoice
from desktop.services.drafts import DraftValues
from desktop.services.values import Problem, Saved
from desktop.texts import _
from desktop.ui.forms.draft_sheet import BESIDE, DraftSheet
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.guard_strip import GuardStrip
from desktop.ui.forms.line import Line
from desktop.ui.forms.moments import Moments
from desktop.ui.forms.when import DateField
from desktop.ui.forms.widgets import Chips, Combo, LabelledField, TextArea, button, pairs, text
from desktop.ui.shell import Shell


class View(DraftSheet):
    """An assessment of the concern `concern`, or the one that `draft` began."""

    kind = "assessment"
    belongs = "concerns"

    def __init__(self, shell: Shell, concern: bytes | None = None, draft: str | None = None, **target: object) -> None:
        t, app = shell.texts, shell.app
        super().__init__(shell, t(_("New assessment")), draft=draft, rec=None, concern=concern, **target)
        self._concern: object = concern
        self._scales: tuple[ScaleChoice, ...] = ()
        self.sheet.foot.addStretch(1)
        self.sheet.foot.addWidget(button(t(_("Save")), "primary", "Ctrl+S", self.save))

        def load() -> tuple[AssessmentChoices, DraftValues | None]:
            kept = app.drafts.get(draft) if draft else None
            about = kept.values.get("concern") if kept else concern
            return app.assessments.choices(about if isinstance(about, bytes) else b""), kept

        self.offering.ask(load, self._fill_in)

    def _fill_in(self, read: tuple[AssessmentChoices, DraftValues | None]) -> None:
        choices, draft = read
        t, body, now = self.shell.texts, self.sheet.body, self.shell.app.clock.now
        if draft is not None:
            self._concern = draft.values.get("concern")
        self._scales = choices.scales
        body.addWidget(text(choices.title, "body", "muted"))
        self._scale = Combo([(scale.code, scale.name) for scale in choices.scales], t(_("Scale")))
        self._day = DateField(Moments(t), now, t(_("such as 12/10 or yesterday")), past=True)
        body.addWidget(
            Line(
                self.bind("scale", self._scale, t(_("Scale")), True),
                self.bind("assessed_on", self._day, t(_("When")), True),
            )
        )
        perspectives = Chips(pairs(choices.perspectives), name=t(_("Who says so?")), required=True)
        help_text = t(_("One answer at a time. A joint one is what you agreed on together."))
        body.addWidget(self.bind("perspective", perspectives, t(_("Who says so?")), True, help_text))
        self._answers = Chips((), name=t(_("Assessment")), required=True)
        answer = self.bind("value", self._answers, t(_("Assessment")), True, " ")
        assert isinstance(answer, LabelledField)  # noqa: S101 - a field with a label of its own is bound as one
        self._answer = answer
        body.addWidget(answer)
        reason, guard = TextArea(lines=3), GuardStrip(self.shell, can_name=False)
        body.addWidget(self.bind("reason", reason, t(_("Because")), True), 1)
        body.addWidget(guard)
        guard.watch("reason", reason)
        guard.belongs_to({"concern": self._concern})
        beforehand: Values = {"scale": choices.scales[0].code, "assessed_on": now().date()}
        values = dict(draft.values) if draft else beforehand
        self._offer(str(values.get("scale") or ""))
        self.loaded(values, draft.cursor if draft else None, "perspective")

    def _offer(self, code: str) -> None:
        scale = next((one for one in self._scales if one.code == code), None)
        self._answers.set_options(pairs(scale.answers) if scale else ())
        self._answer.set_help(scale.help if scale else "")

    def changed(self, name: str) -> None:
        """Another scale has other answers: what was chosen on the one says nothing on the other."""
        super().changed(name)
        if name == "scale" and not self._loading:
            self._answers.set_value(None)
            self._offer(str(self._scale.value() or ""))

    def values(self) -> Values:
        """The fields, and which concern it is about."""
        return super().values() | ({"concern": self._concern} if self._concern else {})

    def check(self) -> Sequence[Problem]:
        """The rules of the service, and a date that is none."""
        if "reason" not in self.fields:
            return ()
        problems = []
        if unclear := self._day.unclear():
            problems.append(Problem("assessed_on", self.shell.texts(unclear), "error"))
        return problems + list(self.shell.app.assessments.check(self._record_values()))

    def store(self) -> Callable[[str | None], Saved]:
        """Saves the assessment; nothing that was said before is changed by it."""
        values, save = self._record_values(), self.shell.app.assessments.save
        return lambda draft: save(values, draft)

    def _record_values(self) -> Values:
        values = {name: value for name, value in self.values().items() if name not in BESIDE}
        return values | {"assessed_on": self._day.day()}
