"""What a form says of a field by itself, before any rule: that what was put in does not fit."""

from PySide6.QtWidgets import QWidget

from desktop.services.values import Problem
from desktop.texts import _
from desktop.ui.forms.widgets import LineField
from desktop.ui.shell import Shell

_OF_LINE = _("Only the first {most} characters fit here. The rest was not inserted.")
_OF_TEXT = _("What you want to insert is too long: at most {most} characters. Nothing was inserted.")


def too_much(name: str, field: QWidget, most: int, shell: Shell) -> Problem:
    """Not all that was pasted into the field of that name fits; `most` characters do."""
    words = _OF_LINE if isinstance(field, LineField) else _OF_TEXT
    return Problem(name, shell.texts(words, most=shell.formats.number(most)), "error")
