"""What an app of every day meets: 5,000 notes of one place, another version's records, a clock that is wrong."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from helpers import notes
from helpers.desks import CTRL, Desks
from helpers.sheets import sheet
from helpers.town import Town
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.domain.fields import Text
from desktop.domain.kind import Kind
from desktop.domain.registry import kind
from desktop.services.writing import Change
from desktop.ui.palette import Palette
from desktop.ui.views.consultations import View as ListPage
from desktop.ui.views.place import View as PlacePage
from sync.model import MAX_BODIES

MANY = 5_000
OF_TOMORROW = Kind("hologram", "Hologram", "Holograms", (Text("what", "What"),))


@pytest.fixture
def crowded(town: Town) -> bytes:
    """Fiktivby Skole with 5,000 notes, one an hour; the newest is of a minute ago."""
    app = town.app("signe")
    place, now, consultation = notes.school(app), town.clock.now(), kind("consultation")
    values = notes.note_values(app)
    for first in range(0, MANY, MAX_BODIES):
        changes = []
        for number in range(first, min(first + MAX_BODIES, MANY)):
            at = now - timedelta(minutes=1, hours=number)
            wire = consultation.to_wire({**values, "occurred_at": at, "text": f"Talt om ro {number}"})
            changes.append(Change(consultation, number.to_bytes(16, "big"), "create", wire, at=at))
        app.writing.commit(town.space, changes)
    app.close()
    return place


def test_five_thousand_notes_of_one_place(crowded: bytes, unlock: Callable[..., Desks], qtbot: QtBot) -> None:
    """Its page stands, the list begins with the newest and takes one more on top, search finds the oldest.

    All of the place are counted; End stands on the oldest and Home on the newest, and going elsewhere ends the way.
    """
    signe = unlock()
    signe.open("place", rec=crowded)
    signe.settle()
    assert isinstance(signe.view, PlacePage)
    assert "3.b (klasse)" in signe.words()
    signe.shot("crowded-place")
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    signe.settle()
    assert page.list.rows.rows[0].detail == "Du · Fiktivby Skole · 08.17"
    assert len(page.list.rows.rows) < MANY, "nobody waits for what is not in sight"
    signe.shot("crowded-list")
    signe.press(Qt.Key.Key_F8)
    signe.settle()
    assert page.list.rows.rows[0].extra == "Talt om ro 0"
    notes.note(signe.app, text="Den nyeste af dem alle")
    qtbot.waitUntil(lambda: page.list.rows.rows[0].extra == "Den nyeste af dem alle", timeout=5_000)
    signe.press(Qt.Key.Key_K, CTRL)
    signe.type("ro 4999")
    found = signe.desk.findChild(Palette)
    assert found is not None
    qtbot.waitUntil(lambda: [row.extra for row in found.list.rows.rows] == ["Talt om ro 4999"], timeout=5_000)
    signe.press(Qt.Key.Key_Escape)
    signe.open("place", rec=crowded)
    signe.tab_to("Hele historikken")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    page = signe.view
    assert isinstance(page, ListPage) and "Fiktivby Skole · 5.001 notater" in signe.words()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Escape):
        signe.press(Qt.Key.Key_End)
        signe.press(key)
        signe.settle()
        assert signe.view is page and len(page.list.rows.rows) < MANY and page.list.rows.more, "not gone on"
    signe.press(Qt.Key.Key_End)
    qtbot.waitUntil(lambda: page.list.currentIndex().row() == MANY, timeout=60_000)
    assert page.list.rows.rows[-1].extra == "Talt om ro 4999"
    signe.shot("crowded-end")
    signe.press(Qt.Key.Key_Home)
    assert page.list.currentIndex().row() == 0
    _goes_to_a_date(signe, page)


def _goes_to_a_date(signe: Desks, page: ListPage) -> None:
    """Typed, it begins with that day, and says so; Esc shows the newest again, and a day before all notes none."""
    newest = page.list.rows.rows[0].key
    signe.tab_to("Gå til dato")
    signe.type("1/7")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    first = page.list.rows.rows[0]
    assert (first.heading, first.detail) == ("Onsdag den 1. juli", "Du · Fiktivby Skole · 23.17")
    assert page.list.currentIndex().row() == 0 and page.list.hasFocus()
    assert "Fiktivby Skole · til og med 1. juli" in signe.words()
    signe.shot("crowded-date")
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert signe.view is page and page.list.rows.rows[0].key == newest and "5.001 notater" in signe.words()
    signe.tab_to("Gå til dato")
    signe.type("2019")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert "Der er ingen notater der er så gamle." in signe.words()
    signe.tab_to("Gå til dato")
    signe.press(Qt.Key.Key_A, CTRL)
    signe.type("engang")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert "Skriv datoen som" in signe.words()


def test_a_kind_of_a_newer_version_is_said_and_loses_nothing(unlock: Callable[..., Desks], town: Town) -> None:
    """Beside it the colleague's note is there as ever; Synkronisering says who wrote what cannot be read yet."""
    palle, before = town.app("palle"), town.app("signe")
    palle.writing.commit(town.space, [Change(OF_TOMORROW, b"h" * 16, "create", {"what": {"what": "solsort"}})])
    notes.note(palle, text="Skrevet i den gamle udgave")
    town.line.up = True
    town.sync(palle, before)
    town.line.up = False
    palle.close()
    before.close()
    signe = unlock()
    signe.open("today")
    signe.settle()
    assert "Sparring, 3.b (klasse)" in signe.words()
    signe.open("sync")
    signe.settle()
    signe.shot("newer-kind")
    assert "Skrevet af en nyere udgave af Rød Tråd" in signe.words()
    assert "solsort" not in signe.words()


def test_a_clock_that_is_three_hours_wrong_is_said(unlock: Callable[..., Desks], town: Town, qtbot: QtBot) -> None:
    """On I dag, on Synkronisering and beside the time of a new note; the one that was written is sent all the same."""
    signe = unlock()
    notes.note(signe.app)
    syncing = signe.app.syncing
    syncing._transport.offset_ms = -3 * 3_600_000  # type: ignore[attr-defined]  # the town's own has none
    town.line.up = True
    syncing.nudge()
    qtbot.waitUntil(lambda: syncing.status().waiting == 0 and syncing.wrong_clock() is not None, timeout=10_000)
    for view in ("today", "sync"):
        signe.open(view)
        signe.view.refresh()
        signe.settle()
        assert "Uret på denne pc er 3 timer foran" in signe.words()
        signe.shot(f"clock-{view}")
    assert signe.app.today.load().waits[0].title == "Uret på denne pc er 3 timer foran", (
        "before all that it makes untrue"
    )
    signe.open("quick_note")
    beside = sheet(signe).fields["occurred_at"][1]
    assert beside is not None and "Uret på denne pc er 3 timer foran. Passer tidspunktet?" in signe.words()
    assert "Passer tidspunktet?" in beside.widget.accessibleDescription()
    signe.shot("clock-note")
    (row,) = signe.app.consultations.page().rows
    signe.open("correct", rec=row.rec)
    assert "Passer tidspunktet?" not in signe.words(), "its time was written long ago"
