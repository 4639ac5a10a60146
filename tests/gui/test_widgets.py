"""The widgets of a page: one Tab stop each, names, problems beside the field, and nothing that moves."""

import pytest
from helpers import audit
from helpers.shown import show
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import accessibility, theme
from desktop.ui.forms import binding
from desktop.ui.forms.widgets import (
    Button,
    Card,
    Chips,
    Combo,
    LabelledField,
    LineField,
    Page,
    PlaceCombo,
    TextArea,
    button,
    row,
    tag,
)

SUBJECTS = [("child", "Anonymt barn"), ("group", "Klasse eller gruppe"), ("staff", "Personale")]
PLACES = [(b"1", "Fiktivby Skole"), (b"2", "Børnehuset Prøven"), (b"3", "Skolen ved Åen")]


@pytest.fixture
def board(qtbot: QtBot) -> QWidget:
    """A shown widget to lay things on."""
    made = QWidget()
    QVBoxLayout(made)
    made.resize(800, 600)
    show(qtbot, made)
    return made


def put(board: QWidget, *widgets: QWidget) -> None:
    """Lays widgets on the board; Qt shows them when events are next handled."""
    for widget in widgets:
        board.layout().addWidget(widget)
    QTest.qWait(10)


def test_a_single_choice_moves_with_arrows(board: QWidget, qtbot: QtBot) -> None:
    """One Tab stop; arrows choose, Space on the chosen clears it, and each change is told once."""
    chips = Chips(SUBJECTS, name="Hvem")
    put(board, chips)
    told = QSignalSpy(chips.changed)
    chips.setFocus()
    qtbot.keyClick(chips.chip("child"), Qt.Key.Key_Right)
    assert chips.value() == "group"
    assert [chip.focusPolicy() == Qt.FocusPolicy.StrongFocus for chip in chips.findChildren(Button)].count(True) == 1
    qtbot.keyClick(chips.chip("group"), Qt.Key.Key_Space)
    assert chips.value() is None
    assert told.count() == 2


def test_a_required_choice_cannot_be_cleared(board: QWidget, qtbot: QtBot) -> None:
    """Space on the chosen chip leaves it chosen."""
    chips = Chips(SUBJECTS, required=True)
    put(board, chips)
    chips.set_value("staff")
    qtbot.keyClick(chips.chip("staff"), Qt.Key.Key_Space)
    assert chips.value() == "staff"


def test_several_may_be_chosen(board: QWidget, qtbot: QtBot) -> None:
    """In a multiple choice arrows only move, Space chooses; values come in the order shown."""
    chips = Chips(SUBJECTS, multi=True)
    put(board, chips)
    chips.setFocus()
    qtbot.keyClick(chips.chip("child"), Qt.Key.Key_End)
    qtbot.keyClick(chips.chip("staff"), Qt.Key.Key_Space)
    qtbot.keyClick(chips.chip("staff"), Qt.Key.Key_Home)
    qtbot.keyClick(chips.chip("child"), Qt.Key.Key_Space)
    assert chips.values() == ("child", "staff")


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_choosing_moves_no_chip(board: QWidget, qapp: object, scale: float) -> None:
    """A chosen chip is bold; it and its neighbours keep their places and every chip is high enough to hit."""
    theme.apply(qapp, theme.Theme(False, scale))  # type: ignore[arg-type]
    chips = Chips(SUBJECTS)
    put(board, chips)
    before = [chips.chip(code).geometry() for code, _words in SUBJECTS]
    chips.chip("child").click()
    assert [chips.chip(code).geometry() for code, _words in SUBJECTS] == before
    assert min(place.height() for place in before) >= 24


def test_exchanged_chips_keep_the_keys(board: QWidget, qtbot: QtBot) -> None:
    """The same ones once more are not exchanged; of others the chosen one has the keys, where one of them had them."""
    chips, beside = Chips(SUBJECTS), LineField("")
    put(board, chips, beside)
    chips.setFocus()
    qtbot.keyClick(chips.chip("child"), Qt.Key.Key_Right)
    before = chips.chip("group")
    chips.set_options(SUBJECTS)
    assert chips.chip("group") is before
    assert before.hasFocus()
    chips.set_options([("parents", "Forældre"), *SUBJECTS])
    assert chips.chip("group") is not before
    assert (chips.value(), chips.chip("group").hasFocus()) == ("group", True)
    chips.set_options([("parents", "Forældre")])
    assert (chips.value(), chips.chip("parents").hasFocus()) == (None, True)
    beside.setFocus()
    chips.set_options(SUBJECTS)
    assert beside.hasFocus()


def test_chips_flow_onto_new_lines(board: QWidget) -> None:
    """Narrow, they take more lines; no chip is cut."""
    chips = Chips(SUBJECTS)
    put(board, chips)
    assert chips.heightForWidth(200) > chips.heightForWidth(2000)
    assert chips.minimumSizeHint().width() == max(chips.chip(code).width() for code, _words in SUBJECTS)


def test_a_place_is_found_by_any_part_of_its_name(board: QWidget, qtbot: QtBot) -> None:
    """Typing a part in any case is enough when only one place has it; two possible places choose none."""
    combo = PlaceCombo(PLACES, name="Hvor")
    put(board, combo)
    combo.setFocus()
    for typed, code in (("PRØVEN", b"2"), ("skole", None), ("fiktivby skole", b"1"), ("findes ikke", None), ("", None)):
        combo.setEditText(typed)
        assert combo.value() == code
    assert accessibility.accessible_name(combo.lineEdit()) == "Hvor"


def test_a_line_in_a_combo_is_met_by_itself(board: QWidget) -> None:
    """The audit looks into combos: a line named by its label is found in order, one without a name is not."""
    combo = PlaceCombo(PLACES)
    put(board, LabelledField("Hvor", combo, required=True))
    combo.set_value(b"1")
    assert audit.nameless(board) == []
    assert accessibility.accessible_name(combo.lineEdit()) == "Hvor"
    QWidget.setAccessibleName(combo.lineEdit(), "Fiktivby Skole")
    assert audit.nameless(board) == ["QLineEdit"]


def test_leaving_a_place_writes_its_whole_name(board: QWidget, qtbot: QtBot) -> None:
    """What was typed is completed when the focus goes on."""
    combo, after = PlaceCombo(PLACES, name="Hvor"), LineField(name="Næste")
    put(board, combo, after)
    combo.setFocus()
    for letter in "prøven":
        qtbot.keyClicks(QApplication.activePopupWidget() or combo, letter)
    qtbot.keyClick(QApplication.activePopupWidget() or combo, Qt.Key.Key_Tab)
    assert board.focusWidget() is after
    assert combo.currentText() == "Børnehuset Prøven"


def test_a_choice_that_may_stay_open_says_so(qtbot: QtBot) -> None:
    """»Ikke sagt« stands there from the beginning and after it is emptied, and is no value; a newer code is kept."""
    combo = Combo([("", "ikke sagt"), ("s", "Sparring")], name="Virkning")
    qtbot.addWidget(combo)
    for value, words, kept in (
        (None, "ikke sagt", None),
        ("s", "Sparring", "s"),
        ("robot_talk", "Robot talk", "robot_talk"),
        ("", "ikke sagt", None),
    ):
        binding.write(combo, value)
        assert (combo.currentText(), binding.read(combo)) == (words, kept)
    assert combo.count() == 2, "and is offered to nobody else"


def test_a_combo_is_named_by_its_label_not_its_choice(board: QWidget) -> None:
    """Qt names a combo by the text it shows; here the label names it."""
    combo = Combo([("s", "Sparring")])
    put(board, LabelledField("Hvad slags", combo, required=True))
    combo.set_value("s")
    assert accessibility.accessible_name(combo) == "Hvad slags"
    assert combo.value() == "s"


def test_tab_leaves_a_text_area(board: QWidget, qtbot: QtBot) -> None:
    """Qt's own would write a tab."""
    area, after = TextArea(name="Tekst"), LineField(name="Næste")
    put(board, area, after)
    area.setFocus()
    qtbot.keyClick(area, Qt.Key.Key_Tab)
    assert board.focusWidget() is after
    assert area.toPlainText() == ""


def test_marks_are_counted_in_letters(board: QWidget) -> None:
    """A letter outside the first plane is two units to Qt and one to the rules."""
    area = TextArea(name="Tekst")
    put(board, area)
    area.setPlainText("😀 010160-1234")
    area.mark([(2, 13)])
    assert [mark.cursor.selectedText() for mark in area.extraSelections()] == ["010160-1234"]
    area.mark([])
    assert area.extraSelections() == []


def test_a_problem_stands_beside_its_field_and_is_read_aloud(board: QWidget) -> None:
    """The line is seen, the widget's description says it; before and after, that it is required, and the help."""
    field = LabelledField("Hvor", LineField(), required=True, help="Skriv for at søge.", needed="Skal udfyldes")
    put(board, field)
    assert field.widget.accessibleDescription() == "Skal udfyldes. Skriv for at søge"
    field.problem("Vælg et sted.")
    assert field.problem_text == "Vælg et sted."
    assert field.widget.accessibleDescription() == "Vælg et sted."
    field.problem("")
    assert not field.problem_text
    field.set_help("")
    field.tell("Sidst: 3")
    assert field.widget.accessibleDescription() == "Skal udfyldes. Sidst: 3"
    field = LabelledField("Hvor", LineField(), needed="Skal udfyldes")
    assert field.widget.accessibleDescription() == ""


def test_a_problem_of_another_field_is_heard_at_that_one(board: QWidget) -> None:
    """Two fields that share a line for what is wrong: it is said, and marked, with the one it is about."""
    who = LineField("fx 3.b")
    field = LabelledField("Hvem", Chips(SUBJECTS), required=True, needed="Skal udfyldes")
    put(board, field, who)
    field.problem("Skriv hvilken klasse.", who)
    assert field.problem_text == who.accessibleDescription() == "Skriv hvilken klasse."
    assert (who.property("invalid"), field.widget.accessibleDescription()) == ("true", "Skal udfyldes")
    field.problem("Vælg hvem det drejer sig om.")
    assert (who.property("invalid"), who.accessibleDescription()) == ("false", "")
    assert field.widget.accessibleDescription() == "Vælg hvem det drejer sig om."


def test_a_button_is_named_without_its_shortcut(board: QWidget) -> None:
    """The shortcut is a description; a mnemonic is no letter of the name."""
    made = button("&Nyt notat", "primary", "Ctrl+N")
    put(board, made)
    assert accessibility.accessible_name(made) == "Nyt notat"
    assert made.accessibleDescription() == "Ctrl+N"


def test_a_row_opens_with_enter_space_and_mouse(board: QWidget, qtbot: QtBot) -> None:
    """It is one Tab stop named by its first line, described by its reason and tag."""
    opened: list[int] = []
    card = Card("Siden sidst")
    line = row("Sparring, 3.b", "Du · i dag 08.06", tag("Sendt"), activated=lambda: opened.append(1))
    card.body.addWidget(line)
    put(board, card)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.keyClick(line, Qt.Key.Key_Space)
    qtbot.mouseClick(line, Qt.MouseButton.LeftButton)
    assert len(opened) == 3
    assert accessibility.accessible_name(line) == "Sparring, 3.b"
    assert line.accessibleDescription() == "Du · i dag 08.06 · Sendt"


def test_a_narrow_page_lays_its_actions_under_the_title(board: QWidget) -> None:
    """Beside the title when there is room, under it when not; they are always in sight."""
    act = button("Nyt notat", "primary")
    page = Page("I dag", "Fredag den 20. november", [act])
    put(board, page)
    board.resize(1200, 600)
    QTest.qWait(10)
    wide = act.mapTo(page, act.rect().topLeft())
    board.resize(330, 600)
    QTest.qWait(10)
    narrow = act.mapTo(page, act.rect().topLeft())
    assert wide.x() > 900
    assert narrow.x() < 100
    assert narrow.y() > wide.y()


def test_an_action_that_appears_later_is_given_room(board: QWidget) -> None:
    """A button that is shown when the page has been read lays the actions under a long title, and wraps nothing."""
    later, act = button("Skriv en tilføjelse"), button("Nyt notat", "primary")
    later.hide()
    page = Page("Sparring, anonymt barn, 0-2 år", "", [later, act])
    put(board, page)
    board.resize(640, 600)
    QTest.qWait(10)
    beside = act.mapTo(page, act.rect().topLeft())
    later.show()
    QTest.qWait(10)
    under = act.mapTo(page, act.rect().topLeft())
    assert under.y() > beside.y()


def test_page_down_scrolls_a_page_without_stops(board: QWidget, qtbot: QtBot) -> None:
    """What no Tab stop would bring into sight is reached by Page Down."""
    page = Page("Akut")
    for number in range(60):
        page.body.addWidget(row(f"Række {number}", "linje"))
    put(board, page)
    board.layout().activate()
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    assert page.area.verticalScrollBar().value() > 0
