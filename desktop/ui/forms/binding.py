"""Reads, writes and watches the value of any field widget, so that drafts need not know which widget it is.

A value is text, a code (text or bytes), a list of codes, or None: things a draft can keep as they are.
"""

from collections.abc import Callable
from typing import Protocol, TypeGuard

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.forms.widgets import Chips, Combo, LineField, PlaceCombo, TextArea


class OwnValue(Protocol):
    """A widget that knows better than this module what a draft should keep of it."""

    def draft_value(self) -> object:
        """The value as it stands."""

    def put_draft_value(self, value: object) -> None:
        """Puts it back."""

    def when_changed(self, act: Callable[[], None]) -> None:
        """Calls `act` after every change."""


def knows_better(widget: QWidget) -> TypeGuard[OwnValue]:
    """Whether the widget is an `OwnValue`. Not by isinstance: that looks up every name of a protocol, each time."""
    return hasattr(widget, "draft_value")


def read(widget: QWidget) -> object:
    """The value as it stands, valid or not. A searched combo with words that are no option gives the words."""
    if knows_better(widget):
        return widget.draft_value()
    if isinstance(widget, TextArea):
        return widget.toPlainText()
    if isinstance(widget, LineField):
        return widget.text()
    if isinstance(widget, PlaceCombo):
        value = widget.value()
        return value if value is not None else widget.currentText()
    if isinstance(widget, Combo):
        return widget.value() or None
    if isinstance(widget, Chips):
        return list(widget.values()) if widget.multi else widget.value()
    raise TypeError(type(widget).__name__)


def write(widget: QWidget, value: object) -> None:
    """Puts a value in that `read` gave, or that a record holds."""
    if knows_better(widget):
        widget.put_draft_value(value)
    elif isinstance(widget, TextArea):
        widget.setPlainText(str(value or ""))
    elif isinstance(widget, LineField):
        widget.setText(str(value or ""))
    elif isinstance(widget, Combo):
        widget.put(value)
    elif isinstance(widget, Chips):
        widget.put([str(code) for code in value] if isinstance(value, list | tuple) else value and str(value))
    else:
        raise TypeError(type(widget).__name__)


def on_change(widget: QWidget, act: Callable[[], None]) -> None:
    """Calls `act` when a person changed the value (and when a program did: the form knows which)."""
    if knows_better(widget):
        widget.when_changed(act)
    elif isinstance(widget, TextArea):
        widget.textChanged.connect(act)
    elif isinstance(widget, LineField):
        widget.textChanged.connect(lambda _words: act())
    elif isinstance(widget, Combo):
        widget.currentIndexChanged.connect(lambda _index: act())
        if widget.isEditable():
            widget.editTextChanged.connect(lambda _words: act())
    elif isinstance(widget, Chips):
        widget.changed.connect(act)
    else:
        raise TypeError(type(widget).__name__)


def on_left(widget: QWidget, act: Callable[[], None]) -> None:
    """Calls `act` when a person has left a line that is typed, changed or not."""
    line = widget.lineEdit() if isinstance(widget, Combo) else widget
    if isinstance(line, QLineEdit):
        line.editingFinished.connect(act)


def cursor_of(widget: QWidget) -> int | None:
    """How far into the text the cursor is."""
    if isinstance(widget, TextArea):
        return widget.textCursor().position()
    if isinstance(widget, LineField):
        return widget.cursorPosition()
    if isinstance(widget, PlaceCombo) and (line := widget.lineEdit()) is not None:
        return line.cursorPosition()
    return None


def place_cursor(widget: QWidget, at: object) -> None:
    """Puts the cursor back, or at the end of what is there."""
    if isinstance(widget, TextArea):
        cursor = widget.textCursor()
        if isinstance(at, int):
            cursor.setPosition(min(at, len(widget.toPlainText().encode("utf-16-le")) // 2))
        else:
            cursor.movePosition(QTextCursor.MoveOperation.End)
        widget.setTextCursor(cursor)
    elif isinstance(widget, LineField):
        widget.setCursorPosition(at if isinstance(at, int) else len(widget.text()))
    elif isinstance(widget, PlaceCombo) and isinstance(at, int) and widget.value() is None and (e := widget.lineEdit()):
        e.setCursorPosition(at)  # half a word goes on; it is marked only where one comes anew
