"""The urgent telephone list as rows; the same on the lock screen and on the urgent page. It holds no person."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.accessibility import announce
from desktop.ui.forms.widgets import row, text

if TYPE_CHECKING:
    from desktop.services.urgent import Number


_BY_KEYS = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


def fill(body: QVBoxLayout, numbers: "tuple[Number, ...]") -> None:
    """One row for each number: whom, when, and the number to dial in large type, which Tab comes to."""
    for entry in numbers:
        dial = text(entry.number, "card", wrap=False)
        dial.setTextInteractionFlags(_BY_KEYS)
        dial.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        dial.setAccessibleName(_said(entry))
        body.addWidget(row(entry.label, entry.when, button=dial))
        dial.setAccessibleDescription("")  # its name says whose it is


def say(widget: QWidget, numbers: "tuple[Number, ...]") -> None:
    """Has a screen reader say all of them: one who hears shall not have to look for the first."""
    announce(widget, " ".join(f"{_said(entry)}." for entry in numbers))


def _said(entry: "Number") -> str:
    number = () if entry.number in entry.label.split() else (entry.number,)  # »Alarm 112«
    return ", ".join((entry.label, *number, entry.when))
