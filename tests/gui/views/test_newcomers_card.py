"""Who came in, on Synkronisering in the real window: seen by keyboard, and gone."""

from collections.abc import Callable

from helpers.desks import Desks
from helpers.town import Town
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

LENE = "Lene Eksempel har fået adgang til »Deles i distrikt Midt«. Palle Pseudonym har sagt god for pc'en."


def test_who_came_in_is_shown_until_it_was_seen(town: Town, unlock: Callable[..., Desks], qtbot: QtBot) -> None:
    """Signe is told that Lene was let in, by whom and when; »Set« with the keyboard, and it is gone."""
    signe = unlock("signe")
    signe.open("sync")
    signe.settle()
    assert LENE in signe.words()
    signe.shot("newcomers")
    signe.tab_to("Set")
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: LENE not in signe.words(), timeout=5_000)
