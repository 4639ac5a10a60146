"""The urgent telephone list as rows; the same on the lock screen and on the urgent page. It holds no person."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from desktop.ui.forms.widgets import row, text

if TYPE_CHECKING:
    from desktop.services.urgent import Number


def fill(body: QVBoxLayout, numbers: "tuple[Number, ...]") -> None:
    """One row for each number: whom, when, and the number to dial in large type."""
    for entry in numbers:
        dial = text(entry.number, "card", wrap=False)
        line = row(entry.label, entry.when, button=dial)
        line.setAccessibleName(f"{entry.label}, {entry.number}, {entry.when}")
        body.addWidget(line)
