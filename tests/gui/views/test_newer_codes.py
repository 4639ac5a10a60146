"""Codes that only a newer version's lists have: shown as words, and kept by whoever corrects something else."""

from helpers.desks import CTRL, Desks
from helpers.notes import note
from helpers.sheets import sheet
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.registry import kind
from desktop.services.clock import Clock
from desktop.services.writing import Change
from desktop.texts import Texts
from desktop.ui.formats import Formats
from desktop.ui.forms import binding
from desktop.ui.forms.more_chips import LongChips, MenuChip, Minutes
from desktop.ui.forms.widgets import Button, Chips, Combo

NEWER = {
    "form": "webinar",
    "requester_role": "robot_teacher",
    "themes": ("space_travel", "wellbeing"),
    "outcome": "beamed_up",
    "duration_min": 20,
}


def test_a_choice_of_a_newer_version_is_shown_and_kept(qtbot: QtBot) -> None:
    """It gets a place of its own while it is chosen, whatever the choice looks like; nobody else is offered it."""
    texts, board = Texts("da"), QWidget()
    qtbot.addWidget(board)
    made: dict[QWidget, object] = {
        Chips([("child", "Barn"), ("group", "Klasse")]): "robot_class",
        Chips([("a", "A")], multi=True): ["a", "robot_class"],
        LongChips([(str(number), f"Tema {number}") for number in range(9)], texts, "Tema"): ["1", "space_travel"],
        Minutes((5, 10), Formats(texts, Clock()), "Tid"): 20,
        Combo([("s", "Sparring")], "Hvad slags"): "robot_talk",
        MenuChip("Udfald", [("a", "Aftale")], "intet"): "beamed_up_&_out",
    }
    whole = QVBoxLayout(board)
    for widget, value in made.items():
        whole.addWidget(widget)
        binding.write(widget, value)
        assert binding.read(widget) == value
    words = [button.text() for button in board.findChildren(Button)]
    assert {"Robot class", "Space travel", "Udfald: Beamed up && out"} <= set(words)
    assert "Robot talk" in [combo.currentText() for combo in board.findChildren(Combo)]
    for widget in made:
        binding.write(widget, None)
        assert not binding.read(widget)
    left = [chips.chip("robot_class") for chips in board.findChildren(Chips)]
    assert not any(left) and [combo.count() for combo in board.findChildren(Combo)] == [1]


def test_who_corrects_a_note_keeps_what_a_newer_version_chose(signe: Desks) -> None:
    """Kind, theme, outcome, who asked and minutes are in the form as words, and the same after another word."""
    rec = signe.window._tasks.on_writer(lambda: note(signe.app, **NEWER)).rec
    signe.open("reading", rec=rec)
    assert "Webinar, 3.b (klasse)" in signe.words()
    signe.press(Qt.Key.Key_E, CTRL)
    signe.settle()
    signe.type(" igen")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    row = signe.app.records.row("consultation", rec)
    assert row is not None and row.values["text"] == "Uro efter frikvarter igen"
    assert {name: row.values.get(name) for name in NEWER} == NEWER


def test_who_corrects_a_place_keeps_its_kind(signe: Desks) -> None:
    """»Slags sted« of a newer version is no field that was left empty."""
    values = {"name": "Robotskolen", "type": "robot_school", "district": "Midt"}
    rec = signe.window._tasks.on_writer(lambda: signe.app.contacts.save_institution(values)).rec
    signe.open("contact_sheet", kind="institution", rec=rec)
    view = sheet(signe)
    view.widget("phone").setText("00 00 11 22")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    row = signe.app.records.row("institution", rec)
    assert row is not None and (row.values["type"], row.values["phone"]) == ("robot_school", "00 00 11 22")


def test_what_a_newer_version_wrote_besides_is_said(signe: Desks) -> None:
    """A part that no page here shows: the note says that there is more, is not approved unread, and keeps it."""
    tasks, app = signe.window._tasks, signe.app
    rec = tasks.on_writer(lambda: note(app)).rec
    signe.open("reading", rec=rec)
    assert "har skrevet mere i det" not in signe.words()
    found = app.records.get("consultation", rec)
    assert found is not None
    more = Change(kind("consultation"), rec, "edit", {"weather": {"sky": "regn"}})
    tasks.on_writer(lambda: app.writing.commit(found.space, [more]))
    signe.settle()
    assert "En nyere udgave af Rød Tråd har skrevet mere i det end der vises her." in signe.words()
    (shown,) = app.approving.page().rows
    assert "Opdatér programmet først" in shown.problem
