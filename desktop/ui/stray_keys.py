"""Gives the window the keys, and the focus, that the system still gives to a popup that has closed.

On X11 an open popup holds the keyboard, and its native window is the one with the focus until the system has said
otherwise, a moment after it closed. What stands behind the popup would take a key of that moment: the field of a
completer writes the letter that was meant for the next field, a list or a menu swallows it.
"""

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QWidget

_KEYS = {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride}
_WATCHED = "roedtraad-stray-keys"
# so long the system may take to make the window the active one again; later it is the person who came back
_BACK_MS = 500


class StrayKeys(QObject):
    """Of one window. It looks at native windows of popups alone, and only at those that ever had the focus."""

    def __init__(self, app: QGuiApplication, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._had: QWindow | None = None  # which of our windows had the focus last, of several the right one
        self._here: QWidget | None = None
        app.focusWindowChanged.connect(self._focus_window)

    def _focus_window(self, focus: QWindow | None) -> None:
        if focus is None or _in_qt_s_own():
            return
        if focus.type() != Qt.WindowType.Popup:
            self._had = focus
            self._back()
            return
        if not focus.isVisible():
            self._told_late()
        if not focus.property(_WATCHED):
            # noted on the native window, which may be made anew; never taken off it, for that crashes while it closes
            focus.setProperty(_WATCHED, True)
            focus.installEventFilter(self)

    def _told_late(self) -> None:
        """A window that nobody sees would stay the active one, and Qt has moved the focus to what it belongs to."""
        self._here = QApplication.focusWidget()
        if (goal := self._goal()) is not None:
            goal.requestActivate()
        QTimer.singleShot(_BACK_MS, self, self._forget)

    def _forget(self) -> None:
        self._here = None

    def _back(self) -> None:
        here, self._here = self._here, None
        if here is not None and shiboken6.isValid(here) and here.isVisible():
            here.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key for a popup that is gone goes on to the window, which gives it to what has the focus."""
        if event.type() not in _KEYS or not isinstance(watched, QWindow) or watched.isVisible() or _in_qt_s_own():
            return False
        goal = self._goal()
        if goal is not None:
            QApplication.sendEvent(goal, event)
        return goal is not None

    def _goal(self) -> QWindow | None:
        had = self._had
        return had if had is not None and shiboken6.isValid(had) and had.isVisible() else self._window.windowHandle()


def _in_qt_s_own() -> bool:
    """Whether a dialog of Qt's is open, for a file or a printer; this program has none of its own.

    Its popups go with it while it closes: who watches them, or asks one for the focus, ends the program.
    """
    return isinstance(QApplication.activeModalWidget(), QDialog)
