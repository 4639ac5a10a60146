"""An example in an empty field is read to its end."""

from helpers.desks import Desks
from helpers.note_form import four
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame


def test_the_examples_of_an_agreement_are_read_to_their_end(signe: Desks) -> None:
    """What it is and by when, as wide as the window opens."""
    view = four(signe)
    view._extras.agreements.click()
    signe.settle()
    for name in ("agreement_1_text", "agreement_1_due_on"):
        field = view.widget(name)
        assert field.placeholderText()
        assert field.fontMetrics().horizontalAdvance(field.placeholderText()) <= _room(field), name


def _room(field: QLineEdit) -> int:
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    return field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field).width()
