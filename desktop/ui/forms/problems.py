"""What a form says of a field by itself, that what was put in does not fit; and which of its errors is the first."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from desktop.services.values import Problem
from desktop.texts import _
from desktop.ui.forms.place_combo import PlaceCombo
from desktop.ui.forms.when import DateField, MomentField
from desktop.ui.forms.widgets import LineField
from desktop.ui.shell import Shell

_OF_LINE = _("Only the first {most} characters fit here. The rest was not inserted.")
_OF_TEXT = _("What you want to insert is too long: at most {most} characters. Nothing was inserted.")


def too_much(name: str, field: QWidget, most: int, shell: Shell) -> Problem:
    """Not all that was pasted into the field of that name fits; `most` characters do."""
    words = _OF_LINE if isinstance(field, LineField) else _OF_TEXT
    return Problem(name, shell.texts(words, most=shell.formats.number(most)), "error")


def half_typed(field: QWidget | None) -> bool:
    """Whether somebody is in it, and its words mean something only when they are whole: a place, a date, a moment."""
    return isinstance(field, PlaceCombo | DateField | MomentField) and field.hasFocus()


def errors_as_read(problems: Sequence[Problem], fields: Mapping[str, QWidget]) -> list[Problem]:
    """The errors of fields of the form as one reads down it; parts of a form may be made after what stands below."""

    def place(problem: Problem) -> tuple[bool, int, int]:
        made = fields[problem.field]
        at = made.mapToGlobal(QPoint())
        return not made.isVisible(), at.y(), at.x()

    return sorted((one for one in problems if one.severity == "error" and one.field in fields), key=place)
