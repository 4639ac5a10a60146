"""The form of a note, new or corrected: its fields, its parts, the guard, and what they hold as a service takes it.

Where it is saved, and what stands in it first, is the view's.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from desktop.services.casework import NoteChoices
from desktop.services.values import Problem
from desktop.texts import _
from desktop.ui.forms.draft_sheet import DraftSheet
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.guard_strip import GuardStrip
from desktop.ui.forms.note_extras import NoteExtras
from desktop.ui.forms.quick_note import LABELLED, NoteFields
from desktop.ui.forms.theme_hint import ThemeHint
from desktop.ui.forms.when import DateField
from desktop.ui.shell import Shell
from desktop.ui.tab_order import follow_layout


class NoteSheet(DraftSheet):
    """One note. `about` is what its concern says of it, empty where it is about none."""

    belongs = "consultations"

    def __init__(
        self, shell: Shell, title: str, *, draft: str | None = None, rec: bytes | None = None, **target: object
    ) -> None:
        super().__init__(shell, title, draft=draft, rec=rec, **target)
        self._about: Values = {}
        self._choices: NoteChoices | None = None
        self._note: NoteFields | None = None
        self._extras: NoteExtras | None = None
        self._guard: GuardStrip | None = None

    def build(self, choices: NoteChoices, told_of: str = "", about: Values | None = None) -> None:
        """Makes the fields from the choices; `told_of` is what the child of its concern is called."""
        self._choices, self._about = choices, about or {}
        self._note = note = NoteFields(choices, self.shell.texts, self.shell.formats, self.shell.app.clock.now)
        self._guard = guard = GuardStrip(self.shell, can_name=not self._about)
        self._extras = NoteExtras(
            self.shell, choices, self.bind, guard.watch, self.values, self._part_built, self.go_to, self.rec
        )
        self._hint = ThemeHint(choices.hints, self.shell.texts, partial(self.shell.open, "urgent"), self._part_built)
        note.lay_out(self.sheet.body, self.bind, self.hand_over, guard, self._hint, self._extras)
        self._ask_about_time()
        note.themes.changed.connect(self._hint_in_sight)
        note.subject.changed.connect(self.show_subject)
        for name, field in (("subject_label", note.label), ("text", note.text)):
            guard.watch(name, field)
        guard.consent_asked.connect(partial(self.name_child, "consent_giver"))
        guard.naming_asked.connect(partial(self.name_child, "name"))
        if self._about:
            note.tell_of(told_of, anonymous=self._about["subject"] != "child")

    def _ask_about_time(self) -> None:
        """Beside the time that a clock which is wrong has put into a new note."""
        wrong, beside = self.shell.app.syncing.wrong_clock(), self.fields["occurred_at"][1]
        if wrong is not None and beside is not None and self.rec is None:
            beside.set_help(self.shell.texts(_("{clock}. Is the time right?"), clock=wrong))

    def begin(self, values: Values, cursor: Values | None, first: str) -> None:
        """Puts values in, with the parts that they stand in open, and goes to the field `first`."""
        if self._note is None or self._extras is None:
            return
        self._extras.restore(values)
        if values.get("age_band"):
            self._note.offer_ages()
        self.loaded(values, cursor, first)
        self.show_subject()
        self._hint.show_for(self._note.themes.values())
        self._suggest()

    def show_subject(self) -> None:
        """Asks for what belongs to whom the note is about."""
        if self._note is None or self._extras is None or self._guard is None:
            return
        self._note.show_subject()
        subject = str(self._about.get("subject") or self._note.subject.value() or "")
        if not self._about:
            self._extras.show_subject(subject)
        self._guard.about(subject, self._note.label.value() if subject in LABELLED else "")

    def name_child(self, first: str) -> None:
        """The note becomes one about a child with a name; goes to the field `first` of its consent."""
        if self._note is not None:
            self._note.subject.set_value("child")
            self.show_subject()
            self.changed("subject")
            self.go_to(first)

    def _hint_in_sight(self) -> None:
        if self._note is not None and self._hint.isVisible() and not self._loading:
            self.sheet.into_sight(self._hint, self._note.themes.focusWidget())

    def _part_built(self) -> None:
        """What a part was opened with is not typed by anybody."""
        self._untouched = self.values() | self._untouched
        if not self._loading:
            follow_layout(self.sheet)

    # what is in it

    def values(self) -> Values:
        """Every field, and the concern it is about."""
        concern = {"concern": self._about["concern"]} if self._about else {}
        return super().values() | concern

    def record_values(self) -> Values:
        """The values as the service takes them."""
        note, values = self._note, self.values()
        if note is None:
            return {}
        values |= {name: field.day() for name, (field, _w) in self.fields.items() if isinstance(field, DateField)}
        if self._extras is not None:
            values = self._extras.record_values(values)
        return values | {
            "institution": note.place.value(),
            "occurred_at": note.when.moment(),
            "subject_label": note.label.value(),
            "text": note.text.value(),
            "followup_on": note.followup.day(),
            **{name: value for name, value in self._about.items() if name != "institution"},
        }

    def rules(self, values: Values) -> Sequence[Problem]:
        """What the service says of the values."""
        return self.shell.app.consultations.check(values)

    def check(self) -> Sequence[Problem]:
        """The rules of the service, and what only the typed words show."""
        if self._note is None:
            return ()
        note, t = self._note, self.shell.texts
        problems = list(self.rules(self.record_values()))
        if note.place.value() is None and note.place.currentText().strip():
            words = t(
                _("There is no such place. Choose one from the list, or add it in Contacts (Ctrl+4); the draft stays.")
            )
            problems = [replace(p, text=words) if p.field == "institution" else p for p in problems]
        dates = {name: field for name, (field, _w) in self.fields.items() if isinstance(field, DateField)}
        said = {"occurred_at": note.when.unclear(), "followup_on": note.followup.unclear()}
        for name, unclear in (said | {name: field.unclear() for name, field in dates.items()}).items():
            if unclear:
                problems.append(Problem(name, t(unclear), "error"))
        return (*problems, *(self._extras.problems() if self._extras is not None else ()))

    def changed(self, name: str) -> None:
        """Offers the day that the text speaks of; a class that is named counts for the guard."""
        super().changed(name)
        if self._loading:
            return
        if name == "text":
            self._suggest()
        elif name == "subject_label":
            self.show_subject()

    def _suggest(self) -> None:
        if self._note is not None:
            self._note.followup.suggest_from(self._note.text.toPlainText())
