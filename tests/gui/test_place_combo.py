"""The searched choice: its list stands only while its field has the focus, and what is typed outlives a new list."""

import pytest
from helpers.shown import show
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.forms.widgets import LineField, PlaceCombo

PLACES = [(b"1", "Fiktivby Skole"), (b"2", "Børnehuset Prøven"), (b"3", "Skolen ved Åen")]


class Form:
    """A place and the field after it, with the focus in the place."""

    def __init__(self, board: QWidget, qtbot: QtBot) -> None:
        self._board, self._qtbot = board, qtbot
        self.place, self.after = PlaceCombo(PLACES, name="Hvor"), LineField(name="Næste")
        for widget in (self.place, self.after):
            board.layout().addWidget(widget)
        self.place.show()  # Qt itself would when events are next handled
        self.after.show()
        self.place.setFocus()

    @property
    def found(self) -> QListView:
        """The list of what was found."""
        popup = self.place.completer().popup()
        assert isinstance(popup, QListView)
        return popup

    def type(self, words: str) -> None:
        """Types as the platform does: to the list while it is open, else to what has the focus."""
        for letter in words:
            self._qtbot.keyClicks(QApplication.activePopupWidget() or QApplication.focusWidget(), letter)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    """On a shown board."""
    board = QWidget()
    QVBoxLayout(board)
    show(qtbot, board)
    return Form(board, qtbot)


def test_a_long_line_is_whole_in_the_list_and_read_from_its_beginning_in_the_field(form: Form, qtbot: QtBot) -> None:
    """What tells two places of one name apart stands at its end; the field is narrow."""
    last = "Klubben på den anden side af den lange vej ved stationen, Klubvej 77"
    form.place.setFixedWidth(160)
    form.place.set_options([*PLACES, (b"4", last)])
    form.type("77")
    line = form.place.lineEdit()
    assert form.found.viewport().width() > form.found.fontMetrics().horizontalAdvance(last)
    qtbot.keyClick(form.found, Qt.Key.Key_Down)
    qtbot.keyClick(form.found, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: line.cursorPosition() == 0)
    assert form.place.value() == b"4"


def test_the_list_goes_with_the_focus_whoever_moves_it(form: Form) -> None:
    """The program moves the focus while the list is open: the list goes, and the next letter is the next field's."""
    form.type("prøven")
    assert form.found.isVisible()
    form.after.setFocus()
    assert not form.found.isVisible()
    form.type("S")
    assert (form.place.currentText(), form.after.text()) == ("Børnehuset Prøven", "S")


def test_a_key_for_a_closed_list_goes_where_the_focus_is(form: Form, qtbot: QtBot) -> None:
    """After Tab a late letter that is still addressed to the list is not written behind the name of the place."""
    form.type("Fiktivby Skole\t")
    assert form.after.hasFocus()
    qtbot.keyClicks(form.found, "Sp")
    assert (form.place.currentText(), form.after.text()) == ("Fiktivby Skole", "Sp")
    assert not form.found.isVisible()


def test_after_esc_the_field_is_typed_in_further(form: Form, qtbot: QtBot) -> None:
    """Esc closes the list alone; a letter that is still addressed to it is the field's, and opens it again."""
    form.type("sko")
    qtbot.keyClick(form.found, Qt.Key.Key_Escape)
    assert not form.found.isVisible()
    qtbot.keyClicks(form.found, "l")
    assert form.place.currentText() == "skol"
    assert form.found.isVisible()


def test_what_is_typed_outlives_a_new_list(form: Form) -> None:
    """Choices that come while one types erase nothing and complete nothing: words and cursor stay, and find anew."""
    form.place.set_options(())
    form.type("prøv")
    line = form.place.lineEdit()
    assert line is not None
    line.setCursorPosition(2)
    assert not form.found.isVisible()
    form.place.set_options(PLACES)
    assert (line.text(), line.cursorPosition()) == ("prøv", 2)
    assert form.found.isVisible()
    line.setCursorPosition(4)
    form.type("en\t")
    assert form.place.value() == b"2"
    assert form.place.currentText() == "Børnehuset Prøven"


def test_what_was_chosen_follows_a_new_list(form: Form) -> None:
    """A place by another name is called so; one that is no more stays as words that are no place; none stays none."""
    form.place.set_value(b"3")
    form.place.set_options([*PLACES[:2], (b"3", "Åskolen")])
    assert (form.place.value(), form.place.currentText()) == (b"3", "Åskolen")
    form.place.set_options(PLACES[:2])
    assert (form.place.value(), form.place.currentText()) == (None, "Åskolen")
    form.place.set_value(None)
    form.place.set_options(PLACES)
    assert (form.place.value(), form.place.currentText()) == (None, "")
    assert not form.found.isVisible()


def test_places_of_one_name_are_kept_apart(form: Form) -> None:
    """What was chosen is what is saved, also of two alike; which of them is meant is never guessed from words."""
    form.place.set_options([(b"1", "Fiktivby Skole"), (b"2", "fiktivby skole"), (b"3", "Solen"), (b"4", "Solen")])
    for code in (b"2", b"4", b"1", b"3"):
        form.place.set_value(code)
        form.place.setFocus()
        form.after.setFocus()
        assert form.place.value() == code
    for words, code in (("fiktivby skole", b"2"), ("FIKTIVBY SKOLE", None), ("solen", None), ("Solen", None)):
        form.place.set_value(None)
        form.place.setEditText(words)
        assert form.place.value() == code
    form.place.setFocus()
    form.place.lineEdit().clear()
    form.type("sol")
    for _row in range(2):
        QTest.keyClick(form.found, Qt.Key.Key_Down)
    QTest.keyClick(form.found, Qt.Key.Key_Return)
    form.after.setFocus()
    assert (form.place.currentText(), form.place.value()) == ("Solen", b"4")
