"""A window on services that are not there: its desk, its words, and keys pressed where the focus is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import accessibility
from desktop.ui.desk import Desk
from desktop.ui.window import Window


def desk(window: Window) -> Desk:
    """The desk of an unlocked window."""
    assert window.desk is not None
    return window.desk


def words(root: QWidget) -> str:
    """Every word in a label under `root`."""
    return " ".join(label.text() for label in root.findChildren(QLabel))


def press(
    qtbot: QtBot, window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Presses a key where the focus is."""
    qtbot.keyClick(accessibility.focused() or window, key, modifier)
