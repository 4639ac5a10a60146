"""A page that reads what it shows, and reads it again when records change, without moving the person.

It knows how to read and when; what is read, and how it looks, is the view's.
"""

from abc import abstractmethod
from collections.abc import Callable
from datetime import date
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent

from desktop.services.errors import AppError
from desktop.services.events import RecordsChanged
from desktop.ui import accessibility
from desktop.ui.forms.keeping import place_kept
from desktop.ui.forms.patience import Patience
from desktop.ui.forms.widgets import Button, Page
from desktop.ui.shell import Shell, ViewBase

T = TypeVar("T")


class LivePage(ViewBase, Generic[T]):
    """A `Page` filled by `load` (on the reader) and `show_read` (in the window)."""

    kinds: frozenset[str] = frozenset()  # whose changes are of interest; empty: all

    def __init__(self, shell: Shell, page: Page, **target: object) -> None:
        super().__init__(shell, **target)
        self.page = page
        self.fill(page)
        self._shown: T | None = None
        self._shown_as: tuple[bool, date] | None = None
        self._stale = self._again = False
        self._key = f"{type(self).__module__}.{id(self)}"
        self._patience = Patience(shell.texts, page, page.body, lambda: shell.tasks.give_up(self._key), self.read)
        shell.bridge.records_changed.connect(self._records_changed)

    @abstractmethod
    def load(self) -> T:
        """Reads what the page shows; runs on the reader."""

    @abstractmethod
    def show_read(self, read: T) -> None:
        """Builds the page from what was read."""

    def read(self) -> None:
        """Asks the reader; a newer question makes an older answer unwanted."""
        self._stale = False
        if self._shown is None and self._patience.waiting:
            self._again = True  # the first answer is not thrown away for a newer one: there is nothing to see yet
            return
        if self._shown is None:
            self._patience.begin()
        self.shell.tasks.read(self.load, self._came, self._not_read, key=self._key)

    def open_by(self, work: Callable[[], T]) -> None:
        """Reads on the writer: opening it writes a line in the read log. Stopped, its answer is not wanted."""
        if self._shown is None:
            self._patience.begin()
        self.shell.tasks.write(work, self._came, self._not_read, told=True)

    def act(self, action: str) -> bool:
        """Esc stops what takes long to read; the next one closes the page."""
        return (action == "close" and self._patience.stop()) or super().act(action)

    def refresh(self) -> None:
        """Reads anew what is shown."""
        self.read()

    def focus(self) -> None:
        """The one primary action, which is always there."""
        for made in self.page.findChildren(Button):
            if made.kind == "primary":
                made.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def showEvent(self, event: QShowEvent) -> None:
        """Catches up with what changed while the page was away."""
        super().showEvent(event)
        if self._stale:
            self.read()

    def title(self) -> str:
        """The heading; it names no person on the pages of lists."""
        return ""

    def read_when_seen(self) -> None:
        """Reads anew now, or when the page comes into sight again."""
        if self.isVisible():
            self.read()
        else:
            self._stale = True

    def _records_changed(self, changed: RecordsChanged) -> None:
        if not self._patience.stopped and (not self.kinds or self.kinds & changed.kinds):
            self.read_when_seen()

    def _came(self, read: T) -> None:
        if self._patience.stopped:
            return
        self._patience.over()
        self._arrived(read)
        if self._again:
            self._again = False
            self.read()

    def _not_read(self, error: AppError) -> None:
        if not self._patience.stopped:
            self._patience.over()
            self.shell.failed(error)

    def _arrived(self, read: T) -> None:
        shown_as = (self.shell.discreet, self.shell.formats.today())
        if read == self._shown and shown_as == self._shown_as:
            return
        self._shown, self._shown_as = read, shown_as
        here = self._has_focus()
        with place_kept(self):
            self.show_read(read)
        if here and not self._has_focus():
            self.focus()  # what had the focus is there no more: nobody is left without any, or in the search box
            if not self._has_focus() and (first := accessibility.first_stop(self)) is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _has_focus(self) -> bool:
        focus = accessibility.focused()
        return focus is not None and self.isAncestorOf(focus)
