"""Writing or correcting a concern: who, where, since when, what worries us, what works, what needs to happen."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from desktop.services import who
from desktop.services.concern_values import ConcernChoices, ConcernPage
from desktop.services.drafts import DraftValues
from desktop.services.values import Problem, Saved
from desktop.texts import _
from desktop.ui.forms.child_fields import ChildFields
from desktop.ui.forms.draft_sheet import BESIDE, DraftSheet
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.guard_strip import GuardStrip
from desktop.ui.forms.line import Line
from desktop.ui.forms.moments import Moments
from desktop.ui.forms.newer import say_newer
from desktop.ui.forms.place_combo import NO_SUCH_PLACE
from desktop.ui.forms.removing import take_away
from desktop.ui.forms.when import DateField
from desktop.ui.forms.who_combo import WhoCombo
from desktop.ui.forms.widgets import Chips, Combo, LineField, PlaceCombo, TextArea, button, pairs
from desktop.ui.shell import Shell

Read = tuple[ConcernChoices, ConcernPage | None, DraftValues | None]


class View(DraftSheet):
    """`rec` corrects that concern; without it a new one, about the known `child` where given."""

    kind = "concern"
    belongs = "concerns"

    def __init__(
        self,
        shell: Shell,
        rec: bytes | None = None,
        draft: str | None = None,
        child: bytes | None = None,
        **target: object,
    ) -> None:
        t, app = shell.texts, shell.app
        title = t(_("Concern")) if rec is not None else t(_("New concern"))
        super().__init__(shell, title, draft=draft, rec=rec, **(target | {"child": child}))
        self._known: object = child
        self._child: ChildFields | None = None
        self._outcome_field: QWidget | None = None
        self._remove = button(t(_("Remove")), "link", clicked=self._take_away)
        self._remove.hide()
        self.sheet.foot.addWidget(self._remove)
        self.sheet.foot.addStretch(1)
        self.sheet.foot.addWidget(button(t(_("Save")), "primary", "Ctrl+S", self.save))

        def load() -> Read:
            kept = app.drafts.get(draft) if draft else None
            edited = rec if kept is None else kept.values.get("rec")
            return app.concerns.choices(), app.concerns.read(edited) if isinstance(edited, bytes) else None, kept

        self.offering.ask(load, self._fill_in)

    def _fill_in(self, read: Read) -> None:
        choices, page, draft = read
        t, body, app = self.shell.texts, self.sheet.body, self.shell.app
        say_newer(self.shell, page is not None and page.newer, self.sheet.over)
        for kept in (page.values if page else {}), (draft.values if draft else {}):
            self._known = kept.get("child") or self._known
        if page is None and self._known is None:
            self._child = ChildFields(choices.child, t, app.clock.now, app.children.consent_ends)
            self._child.lay_out(body, self.bind)
        self._place = PlaceCombo([(p.rec, p.name) for p in choices.places], t(_("Where")), t(_("Type to search")))
        self._noticed = DateField(Moments(t), app.clock.now, t(_("such as 12/10 or yesterday")), past=True)
        body.addWidget(
            Line(
                self.bind("institution", self._place, t(_("Where")), True),
                self.bind("room", LineField(t(_("such as Blå stue or 3.b"))), t(_("Class or room"))),
                self.bind("noticed_on", self._noticed, t(_("When was it noticed?")), True),
            )
        )
        self._guard = GuardStrip(self.shell)
        self._guard.consent_asked.connect(lambda: self._name_child("consent_giver"))
        self._guard.naming_asked.connect(lambda: self._name_child("name"))
        for name, question, needed in (
            ("worries", _("What are we worried about?"), True),
            ("strengths", _("What works well?"), False),
            ("next_steps", _("What needs to happen?"), False),
        ):
            area = TextArea(lines=2)
            self._guard.watch(name, area)
            body.addWidget(self.bind(name, area, t(question), needed), 1)
        body.addWidget(self._guard)
        self._lead = WhoCombo(choices.leads, t, t(_("Lead contact")))
        parents = Combo(pairs(choices.parents))
        parents.setPlaceholderText(t(_("Choose …")))
        body.addWidget(
            Line(
                self.bind("lead", self._lead, t(_("Lead contact"))),
                self.bind("parents_informed", parents, t(_("Have the parents been told?"))),
            )
        )
        self._status_fields(choices, page)
        body.addStretch(0)
        self._remove.setVisible(page is not None and page.can_edit)
        values = dict(draft.values) if draft else self._beforehand(choices, page)
        if self._child is None:
            self._guard.belongs_to({"concern": self.rec, "child": self._known})
        first = "naming" if self._child is not None else "worries" if page is not None else "institution"
        lead = who.shown("lead", values)  # of a record, or of a save that was undone
        self.loaded({**values, "lead": lead}, draft.cursor if draft else None, first)
        self._show_parts()

    def _status_fields(self, choices: ConcernChoices, page: ConcernPage | None) -> None:
        t, body = self.shell.texts, self.sheet.body
        self._status = Chips(pairs(choices.statuses), name=t(_("Status")), required=True)
        outcome = Combo(pairs(choices.outcomes))
        outcome.setPlaceholderText(t(_("Choose …")))
        status = self.bind("status", self._status, t(_("Status")))
        self._outcome_field = self.bind("outcome", outcome, t(_("What came of it?")), True)
        body.addWidget(status)
        body.addWidget(self._outcome_field)
        status.setVisible(page is not None)

    def _beforehand(self, choices: ConcernChoices, page: ConcernPage | None) -> Values:
        if page is None:
            prefill = dict(choices.prefill)
            if self._child is None:
                prefill.pop("institution", None)  # of a child that is known, where one is oneself tells nothing
            return {"status": "open", **prefill}
        return {**page.values, "rec": page.row.rec, "base": page.base}

    def _show_parts(self) -> None:
        if self._child is not None:
            self._child.show_naming()
            named = self._child.naming.value() == "named"
            self._guard.about("child" if named else "anonymous_child", str(self.values().get("room") or ""))
        if self._outcome_field is not None:
            self._outcome_field.setVisible(self._status.value() == "closed")

    def changed(self, name: str) -> None:
        """Closing asks what came of it."""
        super().changed(name)
        if name in ("status", "naming", "room"):
            self._show_parts()

    def values(self) -> Values:
        """The fields, and which child it is about where that is known."""
        return super().values() | ({"child": self._known} if self._known else {})

    def check(self) -> Sequence[Problem]:
        """The rules of the service, and what only the typed words show."""
        if "worries" not in self.fields:
            return ()
        t, problems = self.shell.texts, list(self._child.unclear() if self._child else ())
        if unclear := self._noticed.unclear():
            problems.append(Problem("noticed_on", t(unclear), "error"))
        if self._place.value() is None and self._place.currentText().strip():
            problems.append(Problem("institution", t(NO_SUCH_PLACE), "error"))
        return problems + list(self.shell.app.concerns.check(self._record_values(), self._child is not None))

    def store(self) -> Callable[[str | None], Saved]:
        """Begins it with its child, or saves only what differs from what was shown."""
        rec, values, base, concerns = self.rec, self._record_values(), self.base, self.shell.app.concerns
        if rec is None:
            return lambda draft: concerns.begin(values, draft)
        return lambda draft: concerns.save(rec, values, draft, base)

    def saved(self, saved: Saved) -> None:
        """A new concern is opened: it is there that one goes on."""
        begun = self.rec is None and self.isVisible()
        super().saved(saved)
        if begun:
            self.shell.open("concern", rec=saved.rec)

    def _record_values(self) -> Values:
        values = {name: value for name, value in self.values().items() if name not in BESIDE}
        lead = who.kept("lead", values.pop("lead"))
        return (
            values
            | (self._child.days() if self._child else {})
            | lead
            | {"institution": self._place.value(), "noticed_on": self._noticed.day()}
        )

    def _name_child(self, first: str) -> None:
        """A name may stand here once there is a consent: here for a new child, else where the child is corrected."""
        if self._child is not None:
            self._child.naming.set_value("named")
            self._child.naming.changed.emit()
            self.go_to(first)
        elif isinstance(self._known, bytes):
            self.flush()
            self.shell.open("child_sheet", rec=self._known)

    # removing

    def _take_away(self) -> None:
        if self.rec is not None:
            take_away(self.shell, "concern", self.rec, self._leave)

    def _leave(self) -> None:
        self.shell.back()
        self.shell.open("concerns")
