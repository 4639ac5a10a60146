"""Keys for the next note behind a save that nobody waited for, and keys behind a save that say nothing."""

import pytest
from helpers.desks import CTRL, Desks
from helpers.note_form import TEXT, kept, saved
from helpers.slow import Slow, written
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

SUBJECT = (Qt.Key.Key_Right, Qt.Key.Key_Tab, "4.c")
"""The keys of a new note that is about a group."""


def on_to_the_next(signe: Desks, slow: Slow, how: str, *keys: Qt.Key | str) -> None:
    """Ctrl+Enter, the next keys at once, and away before the note was saved."""
    written(signe, slow)
    signe.press(Qt.Key.Key_Return, CTRL)
    for key in keys:
        if isinstance(key, str):
            signe.type(key)
        else:
            signe.press(key)
    if how == "lock":
        slow.lock_and_unlock()
        return
    slow.go_soon()
    if how == "esc":
        signe.press(Qt.Key.Key_Escape)
    else:
        signe.desk.open("today")
    slow.go()


@pytest.mark.parametrize("how", ["page", "esc", "lock"])
def test_they_are_a_draft_of_the_next_note(signe: Desks, slow: Slow, how: str) -> None:
    """The window waits until the one before is saved, also where the note is closed."""
    on_to_the_next(signe, slow, how, *SUBJECT)
    assert saved(signe) == [TEXT]
    assert [(draft["text"], draft["subject_label"]) for draft in kept(signe)] == [("", "4.c")]


@pytest.mark.usefixtures("no_room")
@pytest.mark.parametrize("how", ["page", "esc", "lock"])
def test_they_are_kept_where_the_note_before_could_not_be_saved(signe: Desks, slow: Slow, how: str) -> None:
    """Behind its words, which are a draft: there they were typed."""
    on_to_the_next(signe, slow, how, " Mere")
    assert [draft["text"] for draft in kept(signe)] == [f"{TEXT} Mere"]


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_space_behind_a_save_leaves_no_draft(signe: Desks, slow: Slow, qtbot: QtBot, is_kept: bool) -> None:
    """None is said, and none stands in the list, though it was on its way to the disk."""
    view = written(signe, slow)
    signe.press(Qt.Key.Key_S, CTRL)
    signe.type(" ")
    if is_kept:
        qtbot.waitUntil(lambda: not view.drafting.dirty)
    slow.go()
    assert (saved(signe), kept(signe)) == ([TEXT], [])
    assert "kladde" not in signe.words()
