"""Writing or editing an agreement: what, who, by when, because, and whether it is done."""

from collections.abc import Callable, Sequence

from desktop.services import who
from desktop.services.agreements import AgreementChoices, AgreementPage
from desktop.services.drafts import DraftValues
from desktop.services.values import Problem, Saved
from desktop.services.wording import places
from desktop.texts import _
from desktop.ui.forms.draft_sheet import BESIDE, DraftSheet
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.guard_strip import GuardStrip
from desktop.ui.forms.line import Line
from desktop.ui.forms.moments import Moments
from desktop.ui.forms.newer import say_newer
from desktop.ui.forms.removing import take_away
from desktop.ui.forms.when import DateField
from desktop.ui.forms.who_combo import WhoCombo
from desktop.ui.forms.widgets import Chips, InlineMessage, LineField, TextArea, button, pairs
from desktop.ui.shell import Shell

ABOUT = ("concern", "consultation", "institution")

Read = tuple[AgreementChoices, AgreementPage | None, DraftValues | None]


class View(DraftSheet):
    """`rec` edits that agreement; without it a new one, about `consultation` and `place` where given."""

    kind = "agreement"

    def __init__(
        self,
        shell: Shell,
        rec: bytes | None = None,
        draft: str | None = None,
        consultation: bytes | None = None,
        place: bytes | None = None,
        concern: bytes | None = None,
        **target: object,
    ) -> None:
        t, app = shell.texts, shell.app
        about = {"consultation": consultation, "place": place, "concern": concern}
        super().__init__(shell, t(_("Agreement")), draft=draft, rec=rec, **(target | about))
        self._about: Values = {"concern": concern, "consultation": consultation, "institution": place}
        self._remove = button(t(_("Remove")), "link", clicked=self._take_away)
        if rec is None:
            self._remove.hide()
        self.sheet.foot.addWidget(self._remove)
        self.sheet.foot.addStretch(1)
        self.sheet.foot.addWidget(button(t(_("Save")), "primary", "Ctrl+S", self.save))

        def load() -> Read:
            kept = app.drafts.get(draft) if draft else None
            edited = rec if kept is None else kept.values.get("rec")
            return app.agreements.choices(), app.agreements.read(edited) if isinstance(edited, bytes) else None, kept

        self.offering.ask(load, self._fill_in)

    def _fill_in(self, read: Read) -> None:
        choices, page, draft = read
        t, body, now = self.shell.texts, self.sheet.body, self.shell.app.clock.now
        if page is not None and page.row.divided and any(version.mine for version in page.row.texts):
            words = _("It was changed in {places}. You correct your own text; the others stand beside it.")
            said = t(words, places=places(page.row.divided))
            body.addWidget(InlineMessage("warn", said))
        say_newer(self.shell, page is not None and page.newer, self.sheet.over)
        self._text = TextArea(lines=3)
        body.addWidget(self.bind("text", self._text, t(_("What was agreed?")), True), 1)
        guard = GuardStrip(self.shell, can_name=False)
        body.addWidget(guard)
        self._owner = WhoCombo(choices.owners, t, t(_("Who does it?")))
        self._due = DateField(Moments(t), now, t(_("such as 25/11 or Wednesday")))
        self._earliest = DateField(Moments(t), now, t(_("where there is such a day")))
        body.addWidget(self.bind("owner", self._owner, t(_("Who does it?"))))
        body.addWidget(
            Line(
                self.bind("due_on", self._due, t(_("By when?"))),
                self.bind("earliest_on", self._earliest, t(_("Not before"))),
            )
        )
        reason = LineField(t(_("such as: the meeting with the parents is on the 25th")))
        body.addWidget(self.bind("reason", reason, t(_("Because"))))
        guard.watch("text", self._text)
        guard.watch("reason", reason)
        status = Chips(pairs(choices.statuses), name=t(_("Status")), required=True)
        labelled = self.bind("status", status, t(_("Status")))
        body.addWidget(labelled)
        labelled.setVisible(page is not None)
        body.addStretch(0)
        values = dict(draft.values) if draft else self._beforehand(page)
        owner = who.shown("owner", values)  # of a record, or of a save that was undone
        self.loaded({**values, "owner": owner}, draft.cursor if draft else None, "text")
        guard.belongs_to(self._about)

    def _beforehand(self, page: AgreementPage | None) -> Values:
        if page is None:
            return {"status": "open"}
        return {**page.values, "rec": page.row.rec, "base": page.base}

    def _take_away(self) -> None:
        if self.rec is not None:
            take_away(self.shell, "agreement", self.rec, self._leave)

    def _leave(self) -> None:
        """Not to the agreement's own page, which is behind this sheet."""
        self.shell.back()
        self.shell.back()

    def put(self, values: Values) -> None:
        """Also keeps what the agreement is about, which has no field."""
        self._about |= {name: values[name] for name in ABOUT if values.get(name)}
        super().put(values)

    def values(self) -> Values:
        """The fields, and what it is about."""
        return super().values() | {name: value for name, value in self._about.items() if value}

    def check(self) -> Sequence[Problem]:
        """The rules of the service, and a date that is none."""
        problems = list(self.shell.app.agreements.check(self._record_values()))
        for name, field in (("due_on", self._due), ("earliest_on", self._earliest)):
            if unclear := field.unclear():
                problems.append(Problem(name, self.shell.texts(unclear), "error"))
        return problems

    def store(self) -> Callable[[str | None], Saved]:
        """Saves only what differs from what was shown."""
        rec, values, base, save = self.rec, self._record_values(), self.base, self.shell.app.agreements.save
        return lambda draft: save(rec, values, draft, base)

    def _record_values(self) -> Values:
        values = {name: value for name, value in self.values().items() if name not in BESIDE}
        owner = who.kept("owner", values.pop("owner"))
        return {
            **values,
            **owner,
            "text": self._text.value(),
            "reason": str(values["reason"] or "").strip(),
            "due_on": self._due.day(),
            "earliest_on": self._earliest.day(),
        }
