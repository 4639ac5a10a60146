"""What a screen reader is given of controls that Qt would call by another name, and what its own toggle does."""

import pytest
from helpers import audit
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.texts import Texts
from desktop.ui.actions import places
from desktop.ui.forms.groups import OneOf
from desktop.ui.forms.menu_button import MenuButton
from desktop.ui.forms.more_chips import LongChips, MenuChip
from desktop.ui.forms.widgets import Chips, LabelledField, PlaceCombo, button, row
from desktop.ui.navigation import Navigation
from desktop.ui.topbar import TopBar

SUBJECTS = [("child", "Anonymt barn"), ("group", "Klasse eller gruppe"), ("staff", "Personale")]
THEMES = [(str(number), f"Tema {number}") for number in range(9)]
Role = QAccessible.Role


@pytest.fixture
def board(qtbot: QtBot) -> QWidget:
    """A widget to lay things on; Qt knows of what is on it without its being shown."""
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    return made


def heard(widget: QWidget) -> tuple[str, str, bool]:
    """Role, name, and whether it is chosen."""
    node = QAccessible.queryAccessibleInterface(widget)
    return node.role().name, node.text(QAccessible.Text.Name), bool(node.state().checked)


def toggle(widget: QWidget) -> None:
    """As a screen reader does it: without a key and without a click."""
    act = QAccessible.queryAccessibleInterface(widget).actionInterface()
    act.doAction("Toggle")


def test_one_of_several_is_heard_as_radio_buttons(board: QWidget) -> None:
    """A single choice is radio buttons in a group of its name; where any number may be chosen they are check boxes."""
    one, many = Chips(SUBJECTS, name="Hvem", required=True), Chips(SUBJECTS, multi=True, name="Tema")
    for chips in (one, many):
        board.layout().addWidget(chips)
    one.set_value("group")
    many.set_value(["child", "staff"])
    assert heard(one) == ("Grouping", "Hvem", False)
    assert heard(many) == ("Grouping", "Tema", False)
    said = [heard(one.chip(code)) for code, _words in SUBJECTS]
    assert said == [("RadioButton", words, code == "group") for code, words in SUBJECTS]
    said = [heard(many.chip(code)) for code, _words in SUBJECTS]
    assert said == [("CheckBox", words, code != "group") for code, words in SUBJECTS]
    one.set_options([*SUBJECTS, ("parents", "Forældre")])
    assert heard(one.chip("parents")) == ("RadioButton", "Forældre", False)
    assert one.value() == "group"
    assert audit.misheard(board) == []  # those that were exchanged are chosen no more


@pytest.mark.parametrize("required", [False, True])
def test_a_screen_readers_toggle_is_a_choice(board: QWidget, required: bool) -> None:
    """It takes the choice from the other one, is told once, and takes back what may be taken back."""
    chips = Chips(SUBJECTS, name="Hvem", required=required)
    board.layout().addWidget(chips)
    chips.set_value("child")
    told = QSignalSpy(chips.changed)
    toggle(chips.chip("staff"))
    assert (chips.values(), told.count()) == (("staff",), 1)
    toggle(chips.chip("staff"))
    assert chips.values() == (("staff",) if required else ())
    assert told.count() == 2


def test_the_rest_of_a_long_list_is_a_button_among_the_choices(board: QWidget) -> None:
    """»flere …« is nothing one could choose; pressed, it is gone, and what was chosen stays."""
    chips = LongChips(THEMES, Texts("da"), "Tema")
    board.layout().addWidget(chips)
    chips.chip("0").click()
    more = chips.chip("…")
    assert heard(more)[0] == "Button"
    told = QSignalSpy(chips.changed)
    more.click()
    assert chips.chip("…") is None
    assert (chips.values(), told.count()) == (("0",), 0)


def test_the_navigation_is_a_choice_of_pages(board: QWidget) -> None:
    """The places are radio buttons of one group, the open one is chosen; a toggle goes there, and again."""
    made = Navigation(Texts("da"), tuple(places("top")), tuple(places("bottom")), ("Signe Prøvested",))
    board.layout().addWidget(made)
    assert [heard(place)[2] for place in made.places] == [False] * len(made.places)
    made.choose("today")
    assert {heard(place)[0] for place in made.places} == {"RadioButton"}
    assert heard(made.places[0].parentWidget()) == ("Grouping", "Navigation", False)
    gone = QSignalSpy(made.chosen)
    for _twice in range(2):
        toggle(made.places[1])
    view = made.places[1].action.view
    assert [gone.at(number)[0] for number in range(gone.count())] == [view, view]
    assert [heard(place)[2] for place in made.places].index(True) == 1
    assert audit.misheard(board) == []


def test_discreet_is_toggled_once(board: QWidget) -> None:
    """A toggle asks for it; that it is shown as it is set asks for nothing."""
    bar = TopBar(Texts("da"))
    board.layout().addWidget(bar)
    asked = QSignalSpy(bar.act)
    toggle(bar.discreet)
    bar.show_discreet(False)
    bar.show_discreet(True)
    assert [asked.at(number)[0] for number in range(asked.count())] == ["discreet"]


def test_a_button_with_a_menu_is_heard_as_one(board: QWidget, qtbot: QtBot) -> None:
    """It has a menu with a name, opens it without waiting in it, and the chosen item is the one that is heard first."""
    chip = MenuChip("Udfald", [("agreed", "Aftalt"), ("ended", "Afsluttet")], "intet")
    board.layout().addWidget(chip)
    board.show()
    made = chip.findChild(MenuButton)
    node = QAccessible.queryAccessibleInterface(made)
    assert (node.role(), bool(node.state().hasPopup)) == (Role.ButtonMenu, True)
    for chosen, first in (("", "Aftalt"), ("ended", "Afsluttet")):
        chip.put_draft_value(chosen)
        qtbot.keyClick(made, Qt.Key.Key_Space)
        menu = made.choices
        assert menu.isVisible()
        assert menu.accessibleName() == "Udfald"
        assert menu.activeAction().text() == first
        menu.hide()
    made.choices.clear()
    made.choices.addSeparator()
    made.choices.addAction("Efter linjen")
    made.show_choices("gone", above=True)
    assert made.choices.activeAction().text() == "Efter linjen"
    made.choices.hide()
    assert audit.misheard(board) == []


def test_two_buttons_of_one_name_are_told_apart(board: QWidget) -> None:
    """A button in a row is heard with the row's title; where that is the same too, the audit says so."""
    here, again = button("Åbn"), button("Åbn")
    for side, title in ((here, "Kladder"), (again, "Fjernet")):
        board.layout().addWidget(row(title, button=side))
    assert (here.accessibleDescription(), audit.alike([here, again])) == ("Kladder", [])
    again.setAccessibleDescription("Kladder")
    once_more = button("Gem alt")
    once_more.setToolTip("Gem alt")
    for made in (here, again):
        made.setParent(board)
    assert audit.alike([here, again, once_more]) == [
        "»Gem alt« says »Gem alt« again",
        "»Åbn« of »Kladder« is there 2 times",
    ]


def test_what_is_wrong_with_a_place_is_heard_where_one_types(board: QWidget) -> None:
    """The line inside the combo has the focus: it says what is missing, else that it is needed and what to type."""
    combo = PlaceCombo([(b"1", "Fiktivby Skole")], placeholder="Skriv for at finde")
    field = LabelledField("Hvor", combo, required=True, needed="Skal udfyldes")
    board.layout().addWidget(field)
    line = QAccessible.queryAccessibleInterface(combo.lineEdit())
    assert line.text(QAccessible.Text.Description) == "Skal udfyldes. Skriv for at finde"
    field.problem("Vælg et sted.")
    assert line.text(QAccessible.Text.Description) == "Vælg et sted. Skriv for at finde"


def test_the_audit_hears_what_lies(board: QWidget) -> None:
    """A stop that is no control, a choice without a group, two chosen at once, a menu behind a plain button."""
    plain, alone = QWidget(board), QPushButton("Alene", board)
    plain.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    alone.setCheckable(True)
    OneOf(board).addButton(alone)
    QMenu(QPushButton("Skift", board))
    twice = Chips(SUBJECTS[:2], name="Hvem", parent=board)
    twice._choosing = True
    for code, _words in SUBJECTS[:2]:
        twice.chip(code).setChecked(True)
    assert audit.misheard(board) == [
        "QWidget »« is Client",
        "QPushButton »Alene« is not one of a group",
        "Chip »Anonymt barn« is not one of a group",
        "Chip »Klasse eller gruppe« is not one of a group",
        "QPushButton has a menu that is not heard of",
    ]
