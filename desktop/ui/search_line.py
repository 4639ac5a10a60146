"""The box that one types a search into: keys that move or choose are handed on, leaving it closes what is under it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.services.search import LONGEST


class SearchLine(QLineEdit):
    """`take_key` answers whether a key was for the list; `leave` closes, and gives the focus back where it says so."""

    def __init__(self, take_key: Callable[[Qt.Key], bool], leave: Callable[[bool], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._take_key, self._leave = take_key, leave
        self.setMaxLength(LONGEST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down, Page Up, Page Down and Enter are the list's."""
        if not self._take_key(Qt.Key(event.key())):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, _forward: bool) -> bool:
        """Tab closes, and the focus is where it was before."""
        self._leave(True)
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere in the window closes the box."""
        super().focusOutEvent(event)
        kept = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in kept:
            self._leave(False)
