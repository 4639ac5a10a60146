"""F1: help for the page one is on, and back to it with every word and the focus where they were."""

from helpers import audit
from helpers.desks import Desks
from PySide6.QtCore import Qt

from desktop.ui import accessibility
from desktop.ui.forms.draft_sheet import DraftSheet
from desktop.ui.views.help import View as Help


def test_help_is_about_the_page_and_leads_back_to_it(signe: Desks) -> None:
    """In the middle of a note: its topic, then another one; Esc brings the note back, words and focus too."""
    signe.open("quick_note")
    view = signe.view
    assert isinstance(view, DraftSheet)
    view.go_to("text")
    signe.type("Halvt skrevet")
    signe.press(Qt.Key.Key_F1)
    assert isinstance(signe.view, Help) and signe.view.title() == "Hjælp: Nyt notat"
    assert "Kælenavne, sjældne navne" in signe.words()
    assert audit.nameless(signe.desk) == []
    signe.tab_to("Synkronisering")
    signe.press(Qt.Key.Key_Space)
    assert signe.view.title() == "Hjælp: Synkronisering" and "Hvad ordene betyder" in signe.words()
    signe.press(Qt.Key.Key_Escape)
    assert signe.view is view
    focus = accessibility.focused()
    assert focus is view.widget("text") and view.values()["text"] == "Halvt skrevet"


def test_help_follows_the_page(signe: Desks) -> None:
    """Another page, another topic; pressed twice it is help about finding one's way."""
    signe.open("contacts")
    signe.press(Qt.Key.Key_F1)
    assert signe.view.title() == "Hjælp: Kontakter"
    signe.press(Qt.Key.Key_F1)
    assert signe.view.title() == "Hjælp: Find alt ét sted"
