"""One key right behind another, while the disk is slow: nothing typed or saved is lost, nothing ends unsaid."""

import pytest
from helpers.desks import CTRL, Desks
from helpers.note_form import TEXT, begin, drafts, fill_in, kept, note, saved
from helpers.slow import Slow, written
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.errors import StoreTrouble
from desktop.store.errors import StoreFailed
from desktop.texts import Texts
from desktop.ui.desk import Desk

PASSES = 400
"""Milliseconds: longer than a page that was left lives on by itself."""
SAVED, FAULT = "Gemt på denne pc", Texts("da")(StoreTrouble(StoreFailed("SQLITE_IOERR")).sentence)


def leave(signe: Desks, how: str) -> None:
    """Another page, Esc, or another text size."""
    if how == "page":
        signe.desk.open("today")
    elif how == "esc":
        signe.press(Qt.Key.Key_Escape)
    else:
        signe.press(Qt.Key.Key_Plus, CTRL)


def built_anew(signe: Desks, qtbot: QtBot, before: Desk) -> None:
    """The window has its other text size."""
    qtbot.waitUntil(lambda: signe.window.desk is not None and signe.desk is not before)
    signe.settle()


def save_and_leave(signe: Desks, slow: Slow, qtbot: QtBot, how: str) -> None:
    """Ctrl+S and on at once, long before it is saved."""
    begin(signe)
    fill_in(signe)
    before = signe.desk
    slow.hold()
    signe.press(Qt.Key.Key_S, CTRL)
    leave(signe, how)
    qtbot.wait(PASSES)
    slow.go()
    if how == "size":
        built_anew(signe, qtbot, before)


@pytest.mark.parametrize("how", ["page", "esc", "size"])
def test_a_save_is_told_of_wherever_the_person_went(signe: Desks, slow: Slow, qtbot: QtBot, how: str) -> None:
    """That it is saved is said when it is, and Ctrl+Z takes it back."""
    save_and_leave(signe, slow, qtbot, how)
    assert (saved(signe), kept(signe), signe.view.title()) == ([TEXT], [], "I dag")
    assert SAVED in signe.words()
    signe.desk.undo()
    signe.settle()
    assert saved(signe) == []
    assert [draft["text"] for draft in kept(signe)] == [TEXT]


@pytest.mark.usefixtures("no_room")
@pytest.mark.parametrize("how", ["page", "esc", "size"])
def test_a_save_that_fails_is_told_of_wherever_the_person_went(
    signe: Desks, slow: Slow, qtbot: QtBot, how: str
) -> None:
    """Its words are a draft, though nothing was written while they were typed."""
    save_and_leave(signe, slow, qtbot, how)
    assert FAULT in signe.words()
    assert [draft["text"] for draft in kept(signe)] == [TEXT]


@pytest.mark.usefixtures("no_room")
def test_a_save_that_fails_while_it_locks_is_open_again_afterwards(signe: Desks, slow: Slow) -> None:
    """Nobody hears the answer: the words are a draft, and the note is open with them."""
    begin(signe)
    fill_in(signe)
    slow.hold()
    signe.press(Qt.Key.Key_S, CTRL)
    slow.lock_and_unlock()
    assert note(signe).values()["text"] == TEXT


def test_a_note_that_was_saved_while_it_locked_is_not_opened_empty(signe: Desks, slow: Slow) -> None:
    """It is where the person would have come to."""
    begin(signe)
    fill_in(signe)
    note(signe).flush()
    slow.hold()
    signe.press(Qt.Key.Key_S, CTRL)
    slow.lock_and_unlock()
    assert (saved(signe), drafts(signe), signe.view.title()) == ([TEXT], (), "I dag")


@pytest.mark.parametrize("locks", [False, True])
def test_what_is_typed_behind_a_save_is_a_draft(signe: Desks, slow: Slow, locks: bool) -> None:
    """A word more after Ctrl+S, before it is done: it is said, and over a lock the form is open with it."""
    written(signe, slow)
    signe.press(Qt.Key.Key_S, CTRL)
    signe.type(" Mere")
    if locks:
        slow.lock_and_unlock()
        assert note(signe).values()["text"] == f"{TEXT} Mere"
    else:
        slow.go()
        assert "Gemt på denne pc. Det du skrev bagefter, er en kladde." in signe.words()
    assert saved(signe) == [TEXT]
    assert [draft["text"] for draft in kept(signe)] == [f"{TEXT} Mere"]


@pytest.mark.parametrize("locks", [False, True])
def test_the_next_note_is_typed_while_the_one_before_is_being_saved(signe: Desks, slow: Slow, locks: bool) -> None:
    """Ctrl+Enter, and the first keys of the next one at once; pressed twice it is one save."""
    written(signe, slow)
    for _twice in range(2):
        signe.press(Qt.Key.Key_Return, CTRL)
    signe.press(Qt.Key.Key_Right)
    signe.press(Qt.Key.Key_Tab)
    signe.type("4.c")
    if locks:
        slow.lock_and_unlock()
    else:
        slow.go()
    assert saved(signe) == [TEXT]
    values = note(signe).values()
    assert (values["text"], values["subject_label"]) == ("", "4.c")


@pytest.mark.usefixtures("no_room")
def test_keys_for_the_next_note_stay_where_the_one_before_could_not_be_saved(signe: Desks, slow: Slow) -> None:
    """They go where the focus was; the fault is said."""
    view = written(signe, slow)
    signe.press(Qt.Key.Key_Return, CTRL)
    signe.type(" Mere")
    slow.go()
    assert FAULT in signe.words()
    assert note(signe).values()["text"] == f"{TEXT} Mere"
    assert view.widget("text").hasFocus()


def test_undo_right_behind_a_save_takes_that_one_back(signe: Desks, slow: Slow) -> None:
    """Not the one before it."""
    begin(signe)
    fill_in(signe, text="Nummer et")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    begin(signe)
    fill_in(signe, text="Nummer to")
    slow.hold()
    signe.press(Qt.Key.Key_S, CTRL)
    signe.desk.act("undo")
    slow.go()
    signe.settle()
    assert saved(signe) == ["Nummer et"]


def test_another_text_size_between_two_letters_costs_none(signe: Desks, slow: Slow, qtbot: QtBot) -> None:
    """The form is built anew with what is still on its way to the disk, and goes on from there."""
    view = begin(signe)
    view.go_to("text")
    signe.type("Første")
    view.flush()
    signe.settle()
    before = signe.desk
    slow.hold()
    signe.type(" anden")
    signe.press(Qt.Key.Key_Plus, CTRL)
    qtbot.wait(PASSES)
    signe.type(" tredje")
    slow.go()
    built_anew(signe, qtbot, before)
    signe.type(" fjerde")
    assert note(signe).values()["text"] == "Første anden tredje fjerde"


def test_a_draft_is_opened_as_it_was_left(signe: Desks, slow: Slow, qtbot: QtBot) -> None:
    """Closed and opened again before it was written: the next word would have written over it."""
    view = begin(signe)
    view.go_to("text")
    signe.type("Første")
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    (draft,) = drafts(signe)
    signe.open("quick_note", draft=draft.id)
    note(signe).go_to("text")
    slow.hold()
    signe.type("Anden ")
    signe.press(Qt.Key.Key_Escape)
    qtbot.wait(PASSES)
    signe.desk.open("quick_note", draft=draft.id)
    qtbot.wait(PASSES)
    slow.go()
    assert "Anden" in str(note(signe).values()["text"])


@pytest.mark.parametrize("how", ["page", "size", "lock"])
def test_keys_for_fields_that_are_not_there_yet_outlive_the_form(
    signe: Desks, slow: Slow, qtbot: QtBot, how: str
) -> None:
    """Ctrl+N, letters, and away before the choices were read: the window waits a moment, and they are a draft."""
    before = signe.desk
    slow.hold_reader()
    signe.press(Qt.Key.Key_N, CTRL)
    QApplication.processEvents()
    signe.type("prøv")
    if how == "lock":
        slow.lock_and_unlock()
    else:
        slow.go_soon()
        leave(signe, how)
        if how == "size":
            built_anew(signe, qtbot, before)
    signe.settle()
    signe.desk.flush()
    assert [draft["institution"] for draft in kept(signe)] == ["prøv"]
