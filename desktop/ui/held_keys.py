"""Keeps keys in the order in which they were pressed while a screen reader listens.

On Linux Qt then asks the accessibility bus about every key, and the window has it when the answer came; a shortcut it
takes at once (`QSpiApplicationAdaptor`, `QGuiApplicationPrivate::processKeyEvent`). Ctrl+S would save without the last
letters, and after Ctrl+L they would go into the field for the passphrase. Here a shortcut that comes while keys are on
their way is sent after them as a key like any other, and is taken when it comes back. A window that is closed meanwhile
waits for them too, as long as the bus may take.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAction, QGuiApplication, QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

_WATCHED: Final = "roedtraad-held-keys"
_MODIFIERS: Final = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
_WITH: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
_Key = tuple[int, int, int]
#: So often it is looked, and so many times, whether the keys have come after which the window closes.
LOOKS_MS: Final = 20
LOOKS: Final = 25


class HeldKeys(QObject):
    """Of one window. It looks at native windows, which meet a key before the bus is asked and again after it."""

    def __init__(self, app: QGuiApplication, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._held: deque[tuple[_Key, bool]] = deque()  # and whether it is a shortcut that was sent after the others
        self._looks = 0
        self._closes = QTimer(self, interval=LOOKS_MS)
        self._closes.timeout.connect(self._close)
        app.focusWindowChanged.connect(self._focus_window)

    def _focus_window(self, focus: QWindow | None) -> None:
        if focus is None or focus.property(_WATCHED) or QApplication.activeModalWidget() is not None:
            return
        own = self._window.windowHandle()
        if focus == own or (focus.type() == Qt.WindowType.Popup and focus.transientParent() == own):
            # noted on the native window, which may be made anew; never taken off it, for that crashes while it closes
            focus.setProperty(_WATCHED, True)
            focus.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes keys that are on their way, and takes a shortcut that has come back."""
        if isinstance(event, QKeyEvent) and isinstance(watched, QWindow):
            if event.type() == QEvent.Type.ShortcutOverride:
                return event.spontaneous() and self._pressed(event)
            if event.type() == QEvent.Type.KeyPress:
                return self._came(event) and self._take(watched, event)
        if event.type() == QEvent.Type.Close and watched == self._window.windowHandle() and self._held:
            event.ignore()
            self._closes.start()
            return True
        return False

    def _close(self) -> None:
        """When all keys have come, or one never will."""
        self._looks += 1
        if not self._held or self._looks >= LOOKS:
            self._closes.stop()
            self._held.clear()
            self._looks = 0
            self._window.close()

    def _pressed(self, event: QKeyEvent) -> bool:
        """Before the bus is asked, and before Qt looks for a shortcut: True, and accepted, it looks for none."""
        if not QAccessible.isActive() or QApplication.activeModalWidget() is not None:
            return False
        late = _may_be_shortcut(event)
        if late and not self._held:
            return False
        self._held.append((_key(event), late))
        if late:
            event.accept()
        return late

    def _came(self, event: QKeyEvent) -> bool:
        """A key has come to the window. They come in their order, so that those before it came or never will: a screen
        reader may keep one. True of a shortcut that was sent after the others.
        """
        key = _key(event)
        if all(one != key for one, _late in self._held):
            return False
        while True:
            one, late = self._held.popleft()
            if one == key:
                return late

    def _take(self, watched: QWindow, event: QKeyEvent) -> bool:
        """As Qt would have: what has the focus may want the key for itself, else the shortcut is done."""
        asked = QKeyEvent(
            QEvent.Type.ShortcutOverride, event.key(), event.modifiers(), event.nativeScanCode(),
            event.nativeVirtualKey(), event.nativeModifiers(), event.text(), event.isAutoRepeat(), event.count(),
        )  # fmt: skip
        asked.ignore()
        QCoreApplication.sendEvent(watched, asked)
        keys = QKeySequence(QKeyCombination(event.modifiers() & ~_KEYPAD, Qt.Key(event.key())))
        act = None if asked.isAccepted() else self._act(keys, event.isAutoRepeat())
        if act is not None:
            act()
        return act is not None

    def _act(self, keys: QKeySequence, again: bool) -> Callable[[], object] | None:
        """What this window does at these keys; `again`: they are held, which does most things only once."""
        for action in self._window.findChildren(QAction):
            around = action.parent()
            if keys in action.shortcuts() and action.isEnabled() and isinstance(around, QWidget) and around.isVisible():
                return action.trigger if action.autoRepeat() or not again else _nothing
        for made in self._window.findChildren(QShortcut):
            around = made.parent()
            if keys == made.key() and made.isEnabled() and isinstance(around, QWidget) and around.isVisible():
                return made.activated.emit
        for button in self._window.findChildren(QAbstractButton):
            if keys == button.shortcut() and button.isEnabled() and button.isVisible():
                return button.animateClick
        return None


def _nothing() -> None:
    """What is done a second time while keys are held."""


def _key(event: QKeyEvent) -> _Key:
    return event.key(), event.modifiers().value, event.nativeScanCode()


def _may_be_shortcut(event: QKeyEvent) -> bool:
    key = event.key()
    alone = key == Qt.Key.Key_Escape or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35
    return key not in _MODIFIERS and (alone or bool(event.modifiers() & _WITH))
