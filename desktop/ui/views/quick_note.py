"""Nyt notat: the quick note as a sheet. Four required inputs; Ctrl+S saves, Ctrl+Enter saves and begins the next."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt

from desktop.services.casework import NoteChoices
from desktop.services.drafts import DraftValues
from desktop.services.note_choosing import REPEATED
from desktop.services.sharing import Sharing
from desktop.services.values import Saved
from desktop.texts import _
from desktop.ui.forms import binding
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.keeping import empty
from desktop.ui.forms.note_sheet import NoteSheet
from desktop.ui.forms.shared_with import SharedWith
from desktop.ui.forms.widgets import button
from desktop.ui.shell import Shell

Read = tuple[NoteChoices, DraftValues | None, tuple[str, Values] | None]


class View(NoteSheet):
    """One note. `draft` goes on with a draft; `place` fills in a field, and `concern` is what the note is about."""

    kind = "consultation"

    def __init__(
        self,
        shell: Shell,
        draft: str | None = None,
        place: bytes | None = None,
        concern: bytes | None = None,
        **target: object,
    ) -> None:
        about = {"place": place, "concern": concern}
        super().__init__(shell, shell.texts(_("New note")), draft=draft, rec=None, **(target | about))
        self._place, self._concern = place, concern
        self._given: object = None
        t = shell.texts
        self._shared = SharedWith(t, self.sheet, self.drafting.touch)
        self._same = button(t(_("As the last one")), "link", "Ctrl+D", self.as_last)
        self._same.hide()
        self.sheet.head.insertWidget(1, self._same, 0, Qt.AlignmentFlag.AlignVCenter)
        self._next = button(t(_("Save and new")), "plain", "Ctrl+Enter", self._save_and_next)
        self._save = button(t(_("Save")), "primary", "Ctrl+S", self.save)
        self._shared.stand()
        self.sheet.foot.addStretch(1)
        self.sheet.foot.addWidget(self._next)
        self.sheet.foot.addWidget(self._save)
        app = shell.app

        def load() -> Read:
            kept = app.drafts.get(draft) if draft else None
            told_of = kept.values.get("concern") if kept else concern
            about = app.concerns.about(told_of) if told_of else None
            return app.consultations.choices(concern=told_of), kept, about

        self.offering.ask(load, self._fill_in)

    def act(self, action: str) -> bool:
        """Ctrl+Enter saves and begins the next, Ctrl+D is as the last one; the rest as in every sheet."""
        match action:
            case "save_next":
                self._save_and_next()
            case "same":
                self.as_last()
            case _:
                return super().act(action)
        return True

    def _fill_in(self, read: Read) -> None:
        choices, draft, about = read
        self.build(choices, *(about or ()))
        self._start(choices, draft)

    def _start(self, choices: NoteChoices, draft: DraftValues | None = None) -> None:
        values = dict(draft.values) if draft else self._beforehand(choices)
        self._given = values.get("occurred_at")
        self._shared.offer(choices.sharing, values.get("institution"), str(values.pop("space", "")))
        self._same.setVisible(bool(choices.previous) and not self._about and not values.get("form"))
        first = next((name for name in ("institution", "form", "subject") if not values.get(name)), "text")
        self.begin(values, draft.cursor if draft else None, first)
        if values.get("child"):
            self._home_of_child()

    def rest(self) -> bool:
        """One about a concern is another sheet, and so is one that has no fields yet."""
        if self._about or self._extras is None or not self.emptied():
            return False
        self._extras.begin()
        self._hint.show_for(())
        self._same.hide()
        self.show_subject()
        return True

    def wake(self, **target: object) -> bool:
        """For a new note, with what is offered and filled in now."""
        place = target.get("place")
        if target.get("draft") or target.get("concern"):
            return False
        self._place = place if isinstance(place, bytes) else None
        self._target = {"place": None, "concern": None} | target
        self.offering.ask(self.shell.app.consultations.choices, self._go_on)
        return True

    def _go_on(self, choices: NoteChoices) -> None:
        before, self._choices = self._choices, choices
        if before is not None and _fields_of(before) == _fields_of(choices):
            self._start(choices)
            return
        empty(self.sheet.body)
        self.fields.clear()
        self._fill_in((choices, None, None))

    def as_last(self) -> None:
        """Place and kind of the last note, never whom it was about; of one about a concern both are known."""
        if self.offering.keep(self.as_last):
            return
        if self._choices is not None and self._note is not None and not self._about:
            for name, value in self._choices.previous.items():
                binding.write(self.widget(name), value)
                self.changed(name)
            self._same.hide()
            self.go_to("subject")

    def _beforehand(self, choices: NoteChoices) -> Values:
        values: Values = dict(choices.prefill)
        if self._place is not None:
            values["institution"] = self._place
        values |= {name: self._about[name] for name in ("concern", "institution") if self._about.get(name)}
        return values

    def _this_minute(self) -> datetime:
        return self.shell.app.clock.now().replace(second=0, microsecond=0)

    # what is in it

    def changed(self, name: str) -> None:
        """Who can read it goes by the place, or by the child."""
        super().changed(name)
        if self._loading or self._note is None:
            return
        if name == "institution" and (place := self._note.place.value()) is not None:
            self._shared.follow(place)
        elif name in ("child", "subject"):
            self._home_of_child()

    def _home_of_child(self) -> None:
        if self._about:
            return
        home_of, child = self.shell.app.consultations.home_of, self._child()
        if child is None:
            self._shared.lives(None)
        else:
            self.shell.tasks.read(lambda: home_of(child), partial(self._home_known, child))

    def _home_known(self, child: object, home: bytes | None) -> None:
        if child == self._child():  # else the note is about another by now, or is the next note
            self._shared.lives(home)

    def _child(self) -> object:
        values = self.values()
        return values.get("child") if values.get("subject") == "child" else None

    def values(self) -> Values:
        """Every field, and who it is shared with."""
        return super().values() | ({"space": self._shared.space} if self._shared.space else {})

    def record_values(self) -> Values:
        """The values as the service takes them; where it is kept is said beside them."""
        return {name: value for name, value in super().record_values().items() if name != "space"}

    # saving

    def store(self) -> Callable[[str | None], Saved]:
        """Saves the note in the chosen space."""
        values = self.record_values()
        values["occurred_at"] = values["occurred_at"] or self.shell.app.clock.now()
        space = bytes.fromhex(self._shared.space) or None
        return partial(self._store, values, space)

    def _store(self, values: Values, space: bytes | None, draft: str | None) -> Saved:
        return self.shell.app.consultations.save(values, draft, space)

    def _save_and_next(self) -> None:
        if self.offering.keep(self._save_and_next):
            return
        again = {name: value for name, value in self.values().items() if name in REPEATED}
        self.save_then(lambda saved: self._begin_next(saved, again))
        if self.busy:
            self.offering.hold(self.saving.wait)

    def _begin_next(self, saved: Saved, again: Values) -> None:
        written = self._note is not None and self._note.when.moment() != self._given_moment()
        self.draft = None
        if self._choices is not None:
            self._choices = replace(self._choices, previous=again)
        self._given = self._this_minute()
        self.put(dict.fromkeys(self.fields) | {"occurred_at": self._given} | again)
        if self._extras is not None:
            self._extras.begin()
        self.nothing_written_yet()
        self.show_problems(())
        self._hint.show_for(())
        self.show_subject()
        self._home_of_child()
        self.saving.tell(saved)
        self._same.hide()
        self.sheet.area.verticalScrollBar().setValue(0)
        if written and self._note is not None:
            # the day is written up afterwards: the time is what differs from one note to the next
            self._note.when.setFocus(Qt.FocusReason.TabFocusReason)
            self._note.when.selectAll()
        else:
            self.go_to("text" if self._about else "subject")
        self.offering.let_go()

    def _given_moment(self) -> datetime | None:
        given = self._given
        return given.replace(second=0, microsecond=0) if isinstance(given, datetime) else None


def _fields_of(choices: NoteChoices) -> NoteChoices:
    """What the fields are made from; the rest is put in anew for every note."""
    return replace(choices, previous={}, prefill={}, sharing=Sharing())
