"""Ret: a note opens again in the form it was written in; what differs is saved, what happens meanwhile is said."""

from helpers.desks import CTRL, Desks
from helpers.note_form import drafts, last
from helpers.notes import CHILD
from helpers.notes import note as written
from helpers.sheets import beside
from helpers.sheets import sheet as open_sheet
from helpers.torn import corrected
from PySide6.QtCore import Qt

from desktop.services.drafts import CORRECTION, DraftValues
from desktop.ui.forms.widgets import Button
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


def test_what_was_begun_is_gone_on_with(signe: Desks) -> None:
    """Closed half-way and locked, the next »Ret« has the words with the cursor; unchanged, no draft is left."""
    rec = made(signe, **PARTS)
    correct(signe, rec)
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert drafts(signe) == ()
    view = correct(signe, rec)
    signe.type(" halv")
    view.widget("agreement_1_due_on").setText("25/11")
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    signe.settle()
    assert "Du er begyndt at rette det." in signe.words(), "and it is not approved with half a correction lying about"
    (draft,) = drafts(signe)
    assert (draft.title, draft.missing) == ("Rettelse af sparring, 3.b (klasse)", ())
    signe.lock()
    signe.unlock()
    view = correct(signe, rec)
    assert view.widget("text").toPlainText() == "Uro efter frikvarter halv"
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    page = last(signe)
    assert page.texts[0].text == "Uro efter frikvarter halv" and page.agreements[0].due is not None
    assert len(page.agreements) == 1 and drafts(signe) == ()


def test_another_draft_is_no_new_opening_of_a_note_that_is_being_corrected(signe: Desks) -> None:
    """The page of the note is read anew when its correction is begun or ended, and the log has a line of that alone."""
    rec = made(signe)
    correct(signe, rec)
    signe.type(" halv")
    signe.press(Qt.Key.Key_Escape)
    signe.lock()
    signe.unlock()
    signe.open("reading", rec=rec)
    lines = len(signe.window._tasks.on_writer(signe.app.readlog.lines))
    other = DraftValues("other", "agreement", {"text": "Ringe"})
    signe.window._tasks.on_writer(lambda: signe.app.drafts.put(other))
    signe.settle()
    signe.settle()
    assert len(signe.window._tasks.on_writer(signe.app.readlog.lines)) == lines
    signe.window._tasks.on_writer(lambda: signe.app.drafts.drop(signe.app.drafts.of(CORRECTION, rec) or ""))
    signe.settle()
    signe.settle()
    assert "Du er begyndt at rette det." not in signe.words()


def test_what_is_missing_is_said_beside_its_field(signe: Desks) -> None:
    """A class without its name and an agreement without words are not saved."""
    view = correct(signe, made(signe, **PARTS))
    view.widget("subject_label").setText("")
    view.widget("agreement_1_text").setText("")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert beside(view, "subject_label") and beside(view, "agreement_1_text")
    assert view.widget("subject_label").hasFocus()


def test_an_approval_that_is_not_final_is_taken_back_and_a_final_one_stops_it(signe: Desks) -> None:
    """Both are said in words; what is new in the text goes on as an addition, and nothing else is left of it."""
    rec = made(signe)
    approving = signe.app.approving
    signe.window._tasks.on_writer(lambda: approving.approve(approving.page().rows))
    view = correct(signe, rec)
    assert "godkend det igen bagefter" in signe.words()
    assert signe.window._tasks.on_writer(lambda: approving.standing("consultation", rec)).approvable.final_at is None
    signe.type(" igen")
    signe.window._tasks.on_writer(lambda: approving.approve(approving.page().rows))
    signe._town.clock.forward(601)
    signe.window._tasks.on_writer(approving.carry_out)
    signe.settle()
    assert "Notatet er godkendt imens." in signe.words()
    assert not view._save.isVisible()
    view._bar.findChild(Button).click()
    signe.settle()
    assert open_sheet(signe).widget("text").toPlainText() == "igen"
    assert [draft.title for draft in drafts(signe)] == ["Tilføjelse"]
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert [one.text for one in last(signe).amendments] == ["igen"] and not isinstance(signe.view, Correct)
    assert not signe.open("reading", rec=rec).act("edit")


def test_a_change_that_comes_in_is_told_where_one_types(signe: Desks) -> None:
    """While the form is open: who it was, and what becomes of it; nothing that is typed moves, and both texts stand."""
    rec = made(signe)
    view = correct(signe, rec)
    signe.type(" igen")
    signe.window._tasks.on_writer(lambda: corrected(signe.app, rec, "Andre ord"))
    signe.settle()
    assert "Signe Prøvested har rettet notatet siden du åbnede det." in signe.words()
    assert view.widget("text").toPlainText() == "Uro efter frikvarter igen"
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert {one.text for one in last(signe).texts} == {"Andre ord", "Uro efter frikvarter igen"}


def test_a_named_child_stays_and_is_corrected_on_its_own_sheet(signe: Desks) -> None:
    """Name and consent are not asked for again; »Ret navn og samtykke …« opens the child, and comes back with it."""
    view = correct(signe, made(signe, subject="child", subject_label="", **CHILD))
    assert view.widget("name").isVisible() and view.widget("name").isReadOnly()
    assert not view.widget("born_on").isVisible() and not view.widget("consent_giver").isVisible()
    signe.tab_to("Ret navn og samtykke …")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    sheet = open_sheet(signe)
    sheet.widget("name").setText("Barn TEST-Beta")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert signe.view is view and view.widget("name").text() == "Barn TEST-Beta"
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert drafts(signe) == ()
