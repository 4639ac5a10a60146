"""Visits out of a calendar file, in the real window: what it holds is shown, left out or taken, and planned."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from helpers.desks import Desks
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui import accessibility
from desktop.ui.forms.buttons import Button
from desktop.ui.navigation import Place


def _press(desks: Desks, words: str) -> None:
    desks.tab_to(words)
    desks.press(Qt.Key.Key_Space)
    desks.settle()


def test_visits_come_from_a_calendar_file_and_each_can_be_left_out(
    unlock: Callable[..., Desks], tmp_path: Path
) -> None:
    """Two at the school, one is left out; what they are called is not shown while the view is discreet.

    What was said of a file that is not there goes when a good one is read.
    """
    events = "".join(
        f"BEGIN:VEVENT\nUID:{day}\nDTSTART:202611{day}T080000Z\nSUMMARY:Om Mikkel\n"
        "LOCATION:Fiktivby Skole\nEND:VEVENT\n"
        for day in (24, 25)
    )
    path = tmp_path / "kalender.ics"
    path.write_text(f"BEGIN:VCALENDAR\n{events}END:VCALENDAR\n", encoding="utf-8")
    signe = unlock()
    view = signe.open("visits_import")
    view.look_at(tmp_path / "er her ikke.ics")  # type: ignore[attr-defined]
    signe.settle()
    assert "Filen kunne ikke åbnes" in signe.words()
    view.look_at(path)  # type: ignore[attr-defined]
    signe.settle()
    assert "Filen kunne ikke åbnes" not in signe.words()
    assert "2 besøg" in signe.words() and "Mikkel" not in signe.words()
    for shown in (True, False):
        signe.press(Qt.Key.Key_F8)
        signe.settle()
        assert ("Om Mikkel" in signe.words()) is shown
    next(b for b in view.findChildren(Button) if b.objectName() == "take-25").setFocus()
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "kommer ikke med" in signe.words()
    focus = accessibility.focused()
    assert focus is not None and focus.objectName() == "take-25"  # the same press takes it along again
    _press(signe, "Planlæg besøgene")
    assert [len(signe.app.visits.on(date(2026, 11, day))) for day in (24, 25)] == [1, 0]
    assert "1 besøg er planlagt." in signe.words()


def test_a_calendar_stays_at_the_place_it_was_opened_from(unlock: Callable[..., Desks]) -> None:
    """From I dag by way of a planned visit: the navigation does not jump to Kontakter."""
    signe = unlock()
    signe.open("today")
    signe.open("visit_sheet")
    signe.open("visits_import")
    chosen = [place.action.view for place in signe.window.findChildren(Place) if place.isChecked()]
    assert chosen == ["today"]


def test_a_large_calendar_file_can_be_stopped(
    unlock: Callable[..., Desks], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """It says that it takes a moment; Esc stops it and stays on the page, and »Prøv igen« reads it after all."""
    monkeypatch.setattr("desktop.ui.forms.patience.LATE_MS", 1)
    path, held = tmp_path / "kalender.ics", Event()
    path.write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n", encoding="utf-8")
    signe = unlock()
    view, preview = signe.open("visits_import"), signe.app.calendar_visits.preview
    monkeypatch.setattr(signe.app.calendar_visits, "preview", lambda path: held.wait(10) and preview(path))
    view.look_at(path)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "Det tager et øjeblik" in signe.words(), timeout=5_000)
    signe.press(Qt.Key.Key_Escape)
    held.set()
    signe.settle()
    assert signe.view is view
    assert "Det blev stoppet. Intet er ændret." in signe.words()
    _press(signe, "Prøv igen")
    assert "stoppet" not in signe.words()
    assert view._preview is not None  # type: ignore[attr-defined]
