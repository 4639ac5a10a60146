"""Ret: a note opens again in the form it was written in; what differs is saved, what happens meanwhile is said."""

from helpers.desks import CTRL, Desks
from helpers.note_form import drafts, last
from helpers.notes import note as written
from PySide6.QtCore import Qt

from desktop.ui.views.correct import View as Correct

PARTS = {
    "agreement_1_text": "Observere frikvarteret",
    "agreement_1_owner_name": "Lis Leder",
    "scale": "safety",
    "scale_value": "4",
    "scale_reason": "Mormor bor der nu",
    "observation": "Tre græd",
    "themes": ("wellbeing",),
}


def correct(desks: Desks, rec: bytes) -> Correct:
    """The note's page, Ctrl+E, and the form is there."""
    desks.open("reading", rec=rec)
    desks.press(Qt.Key.Key_E, CTRL)
    desks.settle()
    assert isinstance(desks.view, Correct)
    return desks.view


def made(desks: Desks, **more: object) -> bytes:
    """A note that was saved before."""
    return desks.window._tasks.on_writer(lambda: written(desks.app, **more)).rec


def test_it_opens_whole_and_saves_what_differs(signe: Desks) -> None:
    """Every part with something in it is open; a word more and another kind are saved, and Ctrl+Z takes both back."""
    view = correct(signe, made(signe, **PARTS))
    for name in ("agreement_1_text", "scale_reason", "observation", "text"):
        assert view.widget(name).isVisible(), name
    assert view.widget("text").hasFocus()
    assert view.values()["agreement_1_owner"] == "Lis Leder"
    signe.type(" igen")
    view.widget("form").set_value("advice")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    page = last(signe)
    assert (page.texts[0].text, page.title) == ("Uro efter frikvarter igen", "Rådgivning, 3.b (klasse)")
    assert len(page.agreements) == len(page.assessments) == 1
    assert drafts(signe) == ()
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    page = last(signe)
    assert (page.texts[0].text, page.title) == ("Uro efter frikvarter", "Sparring, 3.b (klasse)")
