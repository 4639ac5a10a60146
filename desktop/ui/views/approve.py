"""Godkend: one's own notes that are not approved, by day; all in one act, and one or all taken back for ten minutes."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.domain.registry import kinds
from desktop.services.approval_values import Approvable, ApprovePage
from desktop.texts import _
from desktop.ui.forms.approving import approve, approved_at, take_back
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.record_rows import in_a_line, title_of
from desktop.ui.forms.widgets import Card, InlineMessage, Page, button, empty, row, tag
from desktop.ui.shell import Shell


class View(LivePage[ApprovePage]):
    """What waits, the newest day first; what is marked stays in sight until it is final."""

    belongs = "consultations"
    kinds = frozenset(kind.name for kind in kinds().values() if kind.amendable)

    def __init__(self, shell: Shell, **target: object) -> None:
        t = shell.texts
        self._all = button(t(_("Approve all")), "primary", "Ctrl+S", self._approve_all)
        self._all.setObjectName("approve-all")
        self._all.hide()
        said = t(_("An approved note cannot be corrected, it can only have an addition. You can undo for ten minutes."))
        super().__init__(shell, Page(self._heading(shell), said, [self._all]), **target)
        self._ready: tuple[Approvable, ...] = ()
        self.page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.page.setAccessibleName(self.title())

    def focus(self) -> None:
        """On the page, on no button: Enter pressed twice shall approve nothing that was not read."""
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    @staticmethod
    def _heading(shell: Shell) -> str:
        return shell.texts(_("Approve notes"))

    def title(self) -> str:
        """Godkend notater."""
        return self._heading(self.shell)

    def load(self) -> ApprovePage:
        """Own notes that are not approved."""
        return self.shell.app.approving.page()

    def act(self, action: str) -> bool:
        """Ctrl+S approves everything that can be."""
        if action == "save":
            self._approve_all()
            return True
        return super().act(action)

    def show_read(self, read: ApprovePage) -> None:
        """A card for each day."""
        t, formats = self.shell.texts, self.shell.formats
        body = self.page.body
        emptied(body)
        self._ready = _ready(read.rows)
        self._all.setVisible(bool(self._ready))
        if self._ready:
            words = t.plural(_("Approve {n} note"), _("Approve all {n} notes"), len(self._ready))
            self._all.set_words(words, "Ctrl+S")
        if not read.may:
            body.addWidget(InlineMessage("neutral", t(_("Your role lets you write notes, but not approve them."))))
        days = [(day, tuple(rows)) for day, rows in groupby(read.rows, key=_day)]
        for day, rows in days:
            ready = _ready(rows)
            link = None
            if len(ready) > 1 and len(days) > 1:
                words = t(_("Approve these {n}"), n=len(ready))
                link = button(words, "link", clicked=partial(approve, self.shell, ready))
                link.setObjectName(f"approve-{day.isoformat()}")
                link.setAccessibleDescription(formats.long_date(day))
            card = Card(formats.heading(day), link)
            for note in rows:
                card.body.addWidget(self._row(note))
            body.addWidget(card)
        if read.more:
            body.addWidget(InlineMessage("neutral", t(_("There are more; they come when these are approved."))))
        if not read.rows and read.may:
            card = Card()
            card.body.addWidget(
                empty(t(_("All your notes are approved.")), t(_("Write a new note")), self.shell.new_note)
            )
            body.addWidget(card)

    def _row(self, note: Approvable) -> QWidget:
        shell, t, shown = self.shell, self.shell.texts, note.note
        said = shell.formats.time(shown.occurred_at)
        act = mark = None
        who = ((note.kind, shown.rec),)
        if note.final_at is not None:
            said = approved_at(shell, note.final_at)
            act = button(t(_("Undo")), clicked=partial(take_back, shell, who))
        elif note.problem:
            mark = tag(t(_("To be settled")), "warn") if shown.divided else None
        else:
            act = button(t(_("Approve")), clicked=partial(approve, shell, (note,)))
        title, detail = title_of(shell, shown), in_a_line(shown.place, said, note.problem)
        if act is not None:
            act.setObjectName(f"approve-{shown.rec.hex()}")
            when = shell.formats.exact(shown.occurred_at)  # of two with one class it is said which
            act.setAccessibleDescription(" · ".join((title, shown.place, when)))
        made = row(title, detail, mark, act, activated=partial(shell.open, "reading", rec=shown.rec))
        made.setObjectName(f"note-{shown.rec.hex()}")
        return made

    def _approve_all(self) -> None:
        if self._ready:
            approve(self.shell, self._ready)


def _day(note: Approvable) -> date:
    return note.note.occurred_at.date()


def _ready(notes: Sequence[Approvable]) -> tuple[Approvable, ...]:
    return tuple(note for note in notes if note.final_at is None and not note.problem)
