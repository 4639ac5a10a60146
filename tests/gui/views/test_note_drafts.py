"""The draft of a note on real services: kept while one types, offered again, with its cursor and what is missing."""

from typing import NoReturn

import pytest
from helpers.desks import Desks
from helpers.note_form import begin, drafts, note
from helpers.sheets import beside, sheet
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.store.errors import StoreFailed
from desktop.ui.forms.widgets import TextArea


def test_a_pause_keeps_the_draft_valid_or_not(signe: Desks, qtbot: QtBot) -> None:
    """After 800 ms the words are on the disk, though nothing else is filled in; the sheet says when."""
    view = begin(signe)
    view.go_to("text")
    signe.type("Halvt skrevet")
    qtbot.waitUntil(lambda: "Kladden er gemt 08.18" in signe.words(), timeout=5_000)
    kept = signe.window._tasks.on_writer(lambda: signe.app.drafts.get(drafts(signe)[0].id))
    assert kept is not None
    assert kept.values["text"] == "Halvt skrevet"


def test_typing_without_a_pause_is_kept_too(signe: Desks, qtbot: QtBot) -> None:
    """One who never stops typing loses at most three seconds: the draft is written while the keys go on."""
    view = begin(signe)
    view.go_to("text")
    for _key in range(14):
        signe.type("x")
        qtbot.wait(200)
    signe.settle()
    (draft,) = drafts(signe)
    kept = signe.window._tasks.on_writer(lambda: signe.app.drafts.get(draft.id))
    assert kept is not None
    assert len(str(kept.values["text"])) >= 5


def test_a_lock_where_nothing_can_be_read_loses_nothing(signe: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is gone: it locks, says that the last words are in memory alone, and opens with them when it is back."""

    def gone(*_asked: object) -> NoReturn:
        raise StoreFailed("SQLITE_IOERR")

    view = begin(signe)
    view.go_to("text")
    for name in ("query", "transaction"):
        monkeypatch.setattr(signe.app.machine.store, name, gone)
    signe.type("Skrevet bagefter")
    signe.lock()
    assert "Det du skrev sidst, kunne ikke skrives på disken. Lad Rød Tråd være åben." in signe.words()
    signe.unlock()
    text = sheet(signe).widget("text")
    assert isinstance(text, TextArea) and text.toPlainText() == "Skrevet bagefter"


def test_a_lock_in_the_middle_loses_nothing(signe: Desks) -> None:
    """Ctrl+L between two keys; after unlocking the note is open again with every letter and the cursor where it was."""
    view = begin(signe)
    view.go_to("text")
    signe.type("Pædagogen fortalte om Blå stue")
    for _letter in range(8):
        signe.press(Qt.Key.Key_Left)
    signe.lock()
    signe.unlock()
    view = note(signe)
    area = view.widget("text")
    assert isinstance(area, TextArea)
    assert area.toPlainText() == "Pædagogen fortalte om Blå stue"
    assert area.textCursor().position() == len("Pædagogen fortalte om ")
    assert area.hasFocus()


def test_after_a_lock_the_field_one_wrote_in_is_in_sight(signe: Desks, qtbot: QtBot) -> None:
    """Also where that is far down in a part of the form: the focus is not below the edge."""
    view = begin(signe)
    view._extras.agreements.click()
    view._extras.long.click()
    view.go_to("next_steps")
    signe.type("En fast voksen i pausen")
    signe.lock()
    signe.unlock()
    field, area = note(signe).widget("next_steps"), note(signe).sheet.area.viewport()
    assert field.hasFocus()
    qtbot.waitUntil(lambda: area.rect().contains(field.mapTo(area, field.rect().center())))


def test_the_draft_is_offered_first_and_what_is_missing_is_marked(signe: Desks) -> None:
    """I dag offers »Fortsæt«; the restored note has its words, and says beside the fields what is missing."""
    view = begin(signe)
    view.go_to("text")
    signe.type("Uden emne")
    signe.press(Qt.Key.Key_Escape)
    signe.open("today")
    signe.tab_to("Fortsæt")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    view = note(signe)
    assert view.values()["text"] == "Uden emne"
    assert beside(view, "subject")
    assert not beside(view, "text")


def test_moments_in_a_draft_are_days_not_words(signe: Desks) -> None:
    """»i dag« written today is »i går« when the draft is opened tomorrow."""
    view = begin(signe)
    view.widget("occurred_at").setText("i dag 08.00")
    view.go_to("text")
    signe.type("Fra dagen før")
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    draft = drafts(signe)[0].id
    signe._town.clock.forward(24 * 3600)
    signe.open("quick_note", draft=draft)
    assert note(signe).widget("occurred_at").text() == "i går 08.00"


def test_an_empty_note_leaves_no_draft(signe: Desks) -> None:
    """Ctrl+N, a word that is taken out again, Esc: nothing waits in I dag."""
    view = begin(signe)
    view.go_to("text")
    signe.type("x")
    view.flush()
    signe.press(Qt.Key.Key_Backspace)
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert drafts(signe) == ()


def test_whatever_was_written_or_chosen_stays(signe: Desks) -> None:
    """A time alone, a choice alone: »Luk, kladden bliver« holds for each."""
    view = begin(signe)
    view.go_to("occurred_at")
    view.widget("occurred_at").selectAll()
    signe.type("i går 9.15")
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    begin(signe).widget("subject").chip("staff").click()
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert len(drafts(signe)) == 2


def test_a_sheet_that_serves_again_holds_nothing_of_the_one_before(signe: Desks, qtbot: QtBot) -> None:
    """Closed with Esc, the draft stays as it was; the next note begins empty, as a draft of its own, from the same
    widgets, with every part closed."""
    view = begin(signe)
    view.put({"subject": "group", "subject_label": "3.b", "duration_min": 15, "themes": ["wellbeing"]})
    view._extras.scale.click()
    view.go_to("text")
    signe.type("Halvt skrevet")
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    (draft,) = drafts(signe)
    qtbot.waitUntil(lambda: not view.values()["text"])
    again = begin(signe)
    assert again is view
    values = again.values()
    filled = {name for name in ("text", "subject", "subject_label", "duration_min", "themes") if values.get(name)}
    assert not filled
    assert "Halvt skrevet" not in signe.words()
    assert again.drafting.id != draft.id
    assert not again.widget("text").document().isUndoAvailable()
    again.go_to("text")
    signe.type("Noget andet")
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    kept = [signe.window._tasks.on_writer(lambda one=one: signe.app.drafts.get(one.id)) for one in drafts(signe)]
    assert sorted(str(one.values["text"]) for one in kept if one) == ["Halvt skrevet", "Noget andet"]
    first = next(one for one in kept if one and one.values["text"] == "Halvt skrevet")
    assert (first.id, first.values["subject_label"]) == (draft.id, "3.b")


def test_a_sheet_that_serves_again_offers_what_there_is_now(signe: Desks, qtbot: QtBot) -> None:
    """A place that came meanwhile can be chosen in the next note; a note about a place is about that one."""
    view = begin(signe)
    view.go_to("text")
    signe.type("Set")
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    qtbot.waitUntil(lambda: not view.values()["text"])
    values = {"name": "Den nye børnehave", "type": "kindergarten"}
    rec = signe.window._tasks.on_writer(lambda: signe.app.contacts.save_institution(values)).rec
    signe.settle()
    signe.open("place", rec=rec)
    again = begin(signe)
    assert again.widget("institution").currentText() == "Den nye børnehave"
    assert again.values()["text"] == ""
    again.go_to("text")
    signe.type("Hos de nye")
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    kept = [signe.window._tasks.on_writer(lambda one=one: signe.app.drafts.get(one.id)) for one in drafts(signe)]
    assert {str(one.values["text"]): one.values["institution"] == rec for one in kept if one}["Hos de nye"]


def test_half_a_place_goes_on_after_a_lock(signe: Desks) -> None:
    """The next letters come behind those before it, not instead of them."""
    begin(signe).go_to("institution")
    signe.type("prø")
    signe.lock()
    signe.unlock()
    signe.type("ven")
    assert note(signe).values()["institution"] == "prøven"
