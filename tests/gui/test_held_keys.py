"""Keys that Qt asks the accessibility bus about, and a shortcut that is pressed meanwhile."""

from collections import deque
from collections.abc import Iterator

import pytest
from helpers.shown import show
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAction, QKeyEvent, QKeySequence, QShortcut, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.forms.buttons import Button
from desktop.ui.forms.widgets import TextArea
from desktop.ui.held_keys import HeldKeys

NONE = Qt.KeyboardModifier.NoModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


class Bus(QObject):
    """As Qt's bridge to it does on Linux: it keeps each key of a native window, and posts it when the answer comes."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._kept: deque[tuple[QWindow, QKeyEvent]] = deque()
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key that was typed, not one that was posted."""
        typed = isinstance(watched, QWindow) and isinstance(event, QKeyEvent) and event.spontaneous()
        if not typed or event.type() == QEvent.Type.ShortcutOverride:
            return False
        copy = QKeyEvent(
            event.type(), event.key(), event.modifiers(), event.nativeScanCode(), event.nativeVirtualKey(),
            event.nativeModifiers(), event.text(), event.isAutoRepeat(), event.count(),
        )  # fmt: skip
        self._kept.append((watched, copy))
        return True

    def answer(self, keeps: str = "") -> None:
        """To all; a screen reader keeps these letters for itself."""
        while self._kept:
            window, event = self._kept.popleft()
            if not event.text() or event.text() not in keeps:
                QCoreApplication.postEvent(window, event)
        QApplication.processEvents()


class Form(QWidget):
    """A text, and three ways in which keys do something at once."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.did: list[tuple[str, str]] = []
        self.text, self.next = TextArea(name="Tekst"), Button("&Næste")
        inside = QVBoxLayout(self)
        inside.addWidget(self.text)
        inside.addWidget(self.next)
        for name, keys in (("save", "Ctrl+S"), ("undo", "Ctrl+Z")):
            made = QAction(name, self)
            made.setShortcuts([QKeySequence(keys)])
            made.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            made.triggered.connect(lambda _on=False, name=name: self._do(name))
            self.addAction(made)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(lambda: self._do("escape"))
        self.next.clicked.connect(lambda _on=False: self._do("next"))
        HeldKeys(app, self)

    def _do(self, name: str) -> None:
        self.did.append((name, self.text.toPlainText()))

    def type(self, letters: str) -> None:
        """As the system gives them to the window."""
        for letter in letters:
            QTest.keyClick(self.windowHandle(), letter)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """A key alone, or with another one held."""
        QTest.keyClick(self.windowHandle(), key, modifier)


@pytest.fixture
def listening() -> Iterator[None]:
    """A screen reader is there."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def form(qapp: QApplication, qtbot: QtBot, listening: None) -> Form:
    """Shown, the focus in the text."""
    made = Form(qapp)
    show(qtbot, made)
    made.text.setFocus()
    return made


@pytest.fixture
def bus(qapp: QApplication, form: Form) -> Iterator[Bus]:
    """It answers when it is told to."""
    made = Bus(qapp)
    yield made
    qapp.removeEventFilter(made)


def test_a_save_comes_after_the_letters_before_it(form: Form, bus: Bus) -> None:
    """And before those after it, which stay in the text."""
    form.type("abba")
    form.press(Qt.Key.Key_S, CTRL)
    form.type("x")
    assert (form.did, form.text.toPlainText()) == ([], "")
    bus.answer()
    assert (form.did, form.text.toPlainText()) == ([("save", "abba")], "abbax")
    form.press(Qt.Key.Key_S, CTRL)
    bus.answer()
    assert form.did[1:] == [("save", "abbax")]


@pytest.mark.parametrize(
    ("key", "modifier", "name"),
    [(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "escape"), (Qt.Key.Key_N, ALT, "next")],
)
def test_every_way_of_doing_something_by_keys_waits(
    form: Form, bus: Bus, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, name: str
) -> None:
    """A shortcut of the page, and a letter that is underlined on a button."""
    form.type("ord")
    form.press(key, modifier)
    assert form.did == []
    bus.answer()
    qtbot.waitUntil(lambda: form.did == [(name, "ord")])


def test_what_has_the_focus_may_want_the_keys(form: Form, bus: Bus) -> None:
    """Ctrl+Z in a text takes back what was typed there, as it does without a bus."""
    form.type("ord")
    form.press(Qt.Key.Key_Z, CTRL)
    bus.answer()
    assert (form.did, form.text.toPlainText()) == ([], "")


def test_letters_that_the_screen_reader_keeps_are_not_waited_for(form: Form, bus: Bus) -> None:
    """They never come; the next key that does tells so, and a shortcut of which nothing is known goes on as a key."""
    form.type("aq")
    form.press(Qt.Key.Key_S, CTRL)
    bus.answer(keeps="q")
    assert form.did == [("save", "a")]
    form.press(Qt.Key.Key_J, CTRL)
    form.type("b")
    bus.answer()
    assert form.text.toPlainText() == "ab"


def test_nothing_waits_without_a_bus(form: Form) -> None:
    """Where Qt gives the window its keys at once, as on Windows, a shortcut is taken at once."""
    form.type("ord")
    form.press(Qt.Key.Key_S, CTRL)
    assert form.did == [("save", "ord")]
    QAccessible.setActive(False)
    form.type("et")
    form.press(Qt.Key.Key_S, CTRL)
    assert form.did[1:] == [("save", "ordet")]


def test_a_menu_keeps_its_keys(form: Form, bus: Bus) -> None:
    """Escape closes the menu that is open, after the arrow before it; the page does nothing."""
    menu = QMenu(form)
    menu.addAction("Ring")
    menu.addAction("Skriv")
    menu.popup(form.pos())
    menu.windowHandle().requestActivate()
    QApplication.processEvents()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Escape):
        QTest.keyClick(menu.windowHandle(), key)
    assert menu.isVisible()
    bus.answer()
    assert (menu.isVisible(), form.did) == (False, [])


@pytest.mark.parametrize("keeps", ["", "n"])
def test_a_window_closes_when_the_keys_before_have_come(form: Form, bus: Bus, qtbot: QtBot, keeps: str) -> None:
    """Words that were typed are in their field before it closes; a key that never comes holds it up for a moment."""
    form.type("nu")
    form.close()
    assert form.isVisible()
    bus.answer(keeps)
    assert form.text.toPlainText() == "nu".replace(keeps or " ", "")
    qtbot.waitUntil(lambda: not form.isVisible())


def test_a_window_whose_keys_never_come_closes_too(form: Form, qtbot: QtBot, bus: Bus) -> None:
    """All were for the screen reader."""
    form.type("nu")
    form.close()
    bus.answer("nu")
    assert form.isVisible()
    qtbot.waitUntil(lambda: not form.isVisible())
