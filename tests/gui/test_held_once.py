"""A key that is held: a slow hand presses one button, saves once and takes one save back, not all of them."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.forms.rows import row
from desktop.ui.forms.widgets import Button
from desktop.ui.list_rows import ListRow
from desktop.ui.tables import ListView
from desktop.ui.window import Window


def enter(widget: QWidget, held: bool) -> None:
    """Enter comes to a widget: newly pressed, or because it is held."""
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", held)
    QApplication.sendEvent(widget, event)


def made(kind: str, did: list[str]) -> tuple[QWidget, QWidget]:
    """One of each that Enter opens or presses, what it is shown in, and what it adds to `did`."""
    around = QWidget()
    layout = QVBoxLayout(around)
    if kind == "button":
        pressed: QWidget = Button("Godkend alle")
        pressed.clicked.connect(lambda: did.append("pressed"))  # type: ignore[attr-defined]
    elif kind == "row":
        pressed = row("Sparring", activated=lambda: did.append("pressed"))
    else:
        listed = ListView("notes")
        listed.show_rows([ListRow(b"1", "Sparring", "")])
        listed.select(b"1")
        listed.opened.connect(lambda _key: did.append("pressed"))
        pressed = listed
    layout.addWidget(pressed)
    return around, pressed


@pytest.mark.parametrize("kind", ["button", "row", "list"])
def test_enter_that_is_held_presses_once(kind: str, qtbot: QtBot) -> None:
    """What one press opens has buttons of its own, and the held key comes to them."""
    did: list[str] = []
    around, pressed = made(kind, did)
    qtbot.addWidget(around)
    around.show()
    enter(pressed, held=True)
    assert did == []
    enter(pressed, held=False)
    assert did == ["pressed"]


def test_keys_that_are_held_do_one_thing(unlocked: Window) -> None:
    """Saving, undoing and closing are done once; only the size of the text goes on."""
    repeating = {act.text() for act in unlocked.findChildren(QAction) if act.autoRepeat() and act.shortcuts()}
    assert repeating == {"Større tekst", "Mindre tekst"}
