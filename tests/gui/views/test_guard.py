"""The anonymity guard in the window (S4): marked while typing, the choices, what it cannot see, where it is silent."""

from collections.abc import Callable

import pytest
from helpers.concerns import NAMED, concern
from helpers.desks import Desks
from helpers.notes import agreement, note, school
from helpers.town import Town
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.forms.draft_sheet import DraftSheet
from desktop.ui.forms.guard_strip import GuardStrip
from desktop.ui.forms.widgets import TextArea

CAVEAT = "Kælenavne, sjældne navne"


@pytest.fixture
def made(town: Town) -> dict[str, bytes]:
    """A contact, a note without a name, a named concern, an agreement of each."""
    app = town.app("palle")
    app.contacts.save_person({"name": "Karnelia Kontakt", "institution": school(app)})
    named, unnamed, talk = concern(app, **NAMED).rec, concern(app).rec, note(app).rec
    made = {
        "named": named,
        "unnamed": unnamed,
        "note": talk,
        "agreement": agreement(app, consultation=talk),
        "named agreement": agreement(app, concern=named),
    }
    app.close()
    return made


def strip(desks: Desks) -> GuardStrip:
    """The strip of the open sheet."""
    found = desks.view.findChildren(GuardStrip)
    assert len(found) == 1
    return found[0]


def write(desks: Desks, field: str, words: str) -> TextArea:
    """Puts words into a field, and waits until they were looked through."""
    view = desks.view
    assert isinstance(view, DraftSheet)
    area = view.widget(field)
    assert isinstance(area, TextArea)
    view.go_to(field)
    area.insertPlainText(words)
    strip(desks).look()
    desks.settle()
    return area


def marked(area: TextArea) -> list[str]:
    """The words that are marked in it."""
    return [one.cursor.selectedText() for one in area.extraSelections()]


def test_a_name_and_a_number_are_marked_while_typing(unlock: Callable[..., Desks], made: dict[str, bytes]) -> None:
    """Both are marked in the text and said in words, and it says what it cannot see; removing is undone by Ctrl+Z."""
    palle = unlock("palle")
    palle.open("amend", rec=made["note"])
    area = write(palle, "text", "Karnelia kom 😀 og Mikkel, cpr 610812-4321 og uro.")
    guard = strip(palle)
    assert marked(area) == ["Karnelia", "Mikkel", "610812-4321"]
    assert guard.said.startswith("»610812-4321« ligner et CPR-nummer")
    assert "»Karnelia« står i Kontakter." in guard.said and CAVEAT in palle.words()
    palle.tab_to("Fjern det mærkede")
    palle.press(Qt.Key.Key_Space)
    palle.settle()
    assert area.toPlainText() == "kom 😀 og, cpr og uro."
    assert guard.said == "" and marked(area) == [] and CAVEAT in palle.words()
    area.undo()
    assert area.toPlainText().startswith("Karnelia kom")


def test_typing_is_followed_by_itself(unlock: Callable[..., Desks], made: dict[str, bytes], qtbot: QtBot) -> None:
    """Nobody asks it to look: a letter typed is enough, and what is taken out again is marked no more."""
    palle = unlock("palle")
    palle.open("amend", rec=made["note"])
    palle.type("mor til Mikkel")
    qtbot.waitUntil(lambda: "»Mikkel«" in strip(palle).said, timeout=5_000)
    for _letter in range(3):
        palle.press(Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: strip(palle).said == "", timeout=5_000)


@pytest.mark.parametrize(("page", "field"), [("agreement_sheet", "text"), ("assessment_sheet", "reason")])
def test_what_belongs_to_a_note_is_guarded_as_the_note(
    unlock: Callable[..., Desks], made: dict[str, bytes], page: str, field: str
) -> None:
    """Beside a record without a name names are marked; beside a named child only numbers; no name is offered."""
    palle = unlock("palle")
    anonymous = {"rec": made["agreement"]} if page == "agreement_sheet" else {"concern": made["unnamed"]}
    palle.open(page, **anonymous)
    assert "Mikkel" in marked(write(palle, field, " og Mikkel "))
    assert "Gør til navngiven" not in palle.words()
    named = {"rec": made["named agreement"]} if page == "agreement_sheet" else {"concern": made["named"]}
    palle.open(page, **named)
    assert marked(write(palle, field, " Mikkel 610812-4321")) == ["610812-4321"]
    assert strip(palle).said.startswith("»610812-4321«") and CAVEAT not in palle.words()


def test_what_is_said_comes_in_sight_with_the_line_that_is_typed(unlock: Callable[..., Desks], qtbot: QtBot) -> None:
    """In a small window, or at 200 %, the strip lies below: it is scrolled to, and one can go on typing."""
    palle = unlock("palle")
    palle.window.resize(700, 480)
    palle.open("concern_sheet")
    view = palle.view
    assert isinstance(view, DraftSheet)
    view.sheet.area.verticalScrollBar().setValue(0)
    guard = strip(palle)
    area = write(palle, "worries", "Mikkel har uro")
    qtbot.waitUntil(lambda: not guard.visibleRegion().isEmpty(), timeout=5_000)
    line = area.viewport().visibleRegion().boundingRect()
    assert area.hasFocus()
    assert line.intersects(area.cursorRect())
    first = guard.visibleRegion().boundingRect()
    assert first.height() >= palle.desk.fontMetrics().height(), "its first line at least"


def test_a_concern_can_go_on_with_a_name(unlock: Callable[..., Desks], made: dict[str, bytes]) -> None:
    """Its choices lead to the consent and to the name, here or where the child is corrected; then names may stand."""
    palle = unlock("palle")
    palle.open("concern_sheet")
    area = write(palle, "worries", "Mikkel er ked")
    assert marked(area) == ["Mikkel"]
    strip(palle).consent_asked.emit()
    palle.settle()
    view = palle.view
    assert isinstance(view, DraftSheet)
    assert view.values()["naming"] == "named" and view.widget("consent_giver").hasFocus()
    strip(palle).look()
    palle.settle()
    assert marked(area) == [] and area.toPlainText() == "Mikkel er ked"
    strip(palle).naming_asked.emit()
    assert view.widget("name").hasFocus()
    palle.open("concern_sheet", rec=made["unnamed"])
    assert "Mikkel" in marked(write(palle, "strengths", "Mikkel er glad"))
    strip(palle).naming_asked.emit()
    palle.settle()
    assert palle.view.title() == "Ret hvem det drejer sig om"
