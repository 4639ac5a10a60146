"""The page of a long list: read page by page along its index, and again when records change, without moving the person.

Which records, and how each reads in words, is the view's.
"""

from abc import abstractmethod
from collections.abc import Sequence
from functools import partial
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.services.errors import AppError
from desktop.services.events import RecordsChanged
from desktop.ui import theme as look
from desktop.ui.forms.patience import Patience
from desktop.ui.forms.widgets import Card, Chips, Page
from desktop.ui.list_rows import ListRow
from desktop.ui.shell import Shell, ViewBase
from desktop.ui.tables import ListView

STEP = 16
"""A window and a half full; a list is read to here once more after each save, so it is no longer than it has to be."""
END_STEP, END_STEPS = 256, 24
"""Of one press of End: so many rows at a time, so often, past five thousand notes of one place; then it stands there,
and the next press goes on.
"""
PATIENCE_MS = 60
"""A list that comes into sight waits so long for what is read before it shows what it held."""
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
Q = TypeVar("Q")
C = TypeVar("C")
C_co = TypeVar("C_co", covariant=True)


class Rows(Protocol[R_co, C_co]):
    """Some rows, and where the next page begins; None for no more."""

    @property
    def rows(self) -> Sequence[R_co]:
        """In the order of the list."""

    @property
    def next(self) -> C_co | None:
        """Behind the last of them."""


class PagedList(ViewBase, Generic[R, Q, C]):
    """A list of `R` that `Q` narrows, page after page from a `C`. Enter or a click opens `opens`; `rec` is chosen."""

    kinds: frozenset[str]
    opens: str

    def __init__(self, shell: Shell, rec: bytes | None, **target: object) -> None:
        super().__init__(shell, rec=rec, **target)
        self._wanted = rec
        self._rows: list[R] = []
        self._next: C | None = None
        self._ending, self._ended_at = 0, -1
        self._discreet = shell.discreet
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._paint_again)

    def lay_out(self, title: str, under: str, narrows: Chips, new: QWidget, name: str) -> None:
        """The head with the chips that narrow the list, the list, and the card that stands there when it is empty."""
        narrows.setFixedHeight(narrows.sizeHint().height())
        narrows.changed.connect(self._start_over)
        self.page = Page(title, under, [narrows, new])
        self.page.buttons.insertSpacing(1, look.current().gap(6))
        self.list = ListView(name)
        self.list.rows.wanted.connect(self._fetch)
        self.list.end_wanted.connect(self._go_to_end)
        self.list.opened.connect(lambda key: self.shell.open(self.opens, rec=key))
        self._card = Card.around(self.list)
        self.empty = Card()
        self.empty.hide()
        self.page.body.fills = True
        self.page.body.addWidget(self._card, 1)
        self.page.body.addWidget(self.empty)
        self.page.body.addStretch(0)
        self.fill(self.page)
        self._key = f"list-{id(self)}"
        self._late = Patience(
            self.shell.texts, self.page, self.page.body, lambda: self.shell.tasks.give_up(self._key), self._read_again
        )
        self.shell.bridge.records_changed.connect(self._records_changed)

    # what a view fills in

    @abstractmethod
    def query(self) -> Q:
        """What the list is narrowed to now."""

    @abstractmethod
    def read_page(self, after: C | None, limit: int, query: Q) -> Rows[R, C]:
        """One page; runs on the reader."""

    @abstractmethod
    def in_words(self, row: R) -> ListRow:
        """A row as it reads now."""

    # what the window asks

    def focus(self) -> None:
        """The list."""
        (self.list if self._rows else self.page).setFocus()

    def refresh(self) -> None:
        """Shows the rows anew at once where the window became more or less discreet, and reads what has changed."""
        if self._discreet != self.shell.discreet:
            self._show()
        if self._rows and not self.isVisible():
            # it comes into sight: painted once, as it is now, and not once before as it was
            self.list.setUpdatesEnabled(False)
            self._patience.start()
        self._read_again()

    def act(self, action: str) -> bool:
        """Esc stops what takes long to read, and the way to the end; the next one closes the page."""
        if action == "close" and self._ending:
            self._stand()
            return True
        return (action == "close" and self._late.stop()) or super().act(action)

    def target(self) -> dict[str, object]:
        """The chosen row, so that a lock comes back to it."""
        return super().target() | {"rec": self.list.selected()}

    # reading

    def _start_over(self) -> None:
        self._rows, self._next, self._ending = [], None, 0
        self._read_again()

    def _read_again(self) -> None:
        """Reads to the end of what is in sight, so that nothing scrolls away; what was below comes when wanted."""
        query, limit = self.query(), max(STEP, self.list.reach())
        if not self._rows:
            self._late.begin()
        self.shell.tasks.read(lambda: self.read_page(None, limit, query), self._replaced, self._not_read, self._key)

    def _fetch(self) -> None:
        query, after, limit = self.query(), self._next, END_STEP if self._ending else STEP
        if after is not None:
            came = partial(self._appended, query, after)
            # one at a time: a smaller page that was asked for before is not read beside the way to the end
            self.shell.tasks.read(lambda: self.read_page(after, limit, query), came, key=f"{self._key}-more")

    def _go_to_end(self) -> None:
        """Row by row downwards as they are read, until the person goes elsewhere."""
        if self._next is not None and not self._ending:
            self._ending, self._ended_at = END_STEPS, self.list.currentIndex().row()
            self._fetch()

    def _nearer_to_end(self) -> None:
        if self.list.currentIndex().row() != self._ended_at:
            self._stand()
            return
        self._ending, self._ended_at = self._ending - 1, len(self._rows) - 1
        self.list.go_to(self._ended_at)
        if self._next is None or not self._ending:
            self._stand()
        else:
            self._fetch()

    def _stand(self) -> None:
        """The way to the end is over; what comes next is asked for by the view again."""
        self._ending = 0
        self.list.rows.more = self._next is not None

    def _paint_again(self) -> None:
        self._patience.stop()
        self.list.setUpdatesEnabled(True)

    def _not_read(self, error: AppError) -> None:
        self._late.over()
        self.shell.failed(error)

    def _replaced(self, read: Rows[R, C]) -> None:
        self._late.over()
        self._rows, self._next = list(read.rows), read.next
        self._show()
        self._paint_again()
        if self._rows and self.page.hasFocus():
            self.list.setFocus()  # the focus waited here until there was a list to give it to

    def _appended(self, query: Q, after: C, read: Rows[R, C]) -> None:
        if (query, after) != (self.query(), self._next):
            if self._ending:
                self._fetch()
            return  # the list was read again meanwhile and ends elsewhere; the view asks anew from there
        self._rows += read.rows
        self._next = read.next
        more = read.next is not None and not self._ending  # on the way to the end the view asks for nothing itself
        self.list.rows.append([self.in_words(row) for row in read.rows], more=more)
        if self._ending:
            self._nearer_to_end()

    def _show(self) -> None:
        self._discreet = self.shell.discreet
        self.list.show_rows([self.in_words(row) for row in self._rows], more=self._next is not None)
        self._card.setVisible(bool(self._rows))
        self.empty.setVisible(not self._rows)
        if self._wanted is not None and self.list.select(self._wanted):
            self._wanted = None

    def _records_changed(self, changed: RecordsChanged) -> None:
        # one that comes into sight is read anew anyway
        if changed.kinds & self.kinds and self.isVisible() and not self._late.stopped:
            self._read_again()
