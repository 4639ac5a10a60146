"""I dag and Synkronisering on a busy day: what they tell in words, discreetly, and that all of it goes by keyboard."""

import os
from collections.abc import Iterator

import pytest
from helpers.busy_day import busy_day
from helpers.concerns import ALFA
from helpers.desks import Desks
from helpers.town import Town
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.services import to_settle
from desktop.ui import accessibility
from desktop.ui.forms.widgets import Card

DAY = 24 * 3600


@pytest.fixture
def desks(town: Town, qtbot: QtBot) -> Iterator[Desks]:
    """Signe's window on that day."""
    busy_day(town)
    colour, size = os.environ.get("LOOK", "light 100").split()
    made = Desks(town, "signe", qtbot, int(size), colour)
    yield made
    made.close()


def shot(desks: Desks, name: str) -> None:
    """A picture, where pictures are wanted; its name says in which look."""
    desks.shot(f"{name}-{os.environ.get('LOOK', 'light 100').replace(' ', '-')}")


def card(desks: Desks, name: str) -> list[str]:
    """The words of one card, in their order."""
    found = desks.view.findChild(QWidget, name)
    assert found is not None
    return [label.text().replace("\u200b", "") for label in found.findChildren(QLabel)]


def test_the_day_in_words_and_by_keyboard(desks: Desks, town: Town, qtbot: QtBot) -> None:
    """What lies ahead, seven things to come back to with their reasons, what waits; each opened by keyboard."""
    shot(desks, "today")
    assert card(desks, "now")[1:5] == ["08.30", "Besøg: Fiktivby Skole", "TVÆRS · 8 åbne aftaler", "om 12 min"]
    follow = card(desks, "follow")
    assert follow[:7] == [
        "Til opfølgning",
        "Barn, 3–5 år, Fiktivby Skole: aftale",
        "Fristen var 24. november · fordi I aftalte det den 20. november",
        "3 dage forsinket",
        "Fiktivby Skole: aftale",
        "Fristen var 25. november · fordi Palle bad om det den 20. november",
        "2 dage forsinket",
    ]
    assert follow[-3:] == [
        "4.a (klasse), Fiktivby Skole: aftale",
        "Mellem 25. november og 2. december · fordi I aftalte det den 20. november",
        "senest onsdag",
    ]
    assert (len(follow) - 1) / 3 == 7, "seven at most"
    words = desks.words().replace("\u200b", "")
    for said in ("Kladde: bekymring", "En aftale er rettet to steder", "1 notat er ikke godkendt", "indskolingen"):
        assert said in words
    assert "Fiktivby Skole: skema 3" in words, "about nobody, and naming nobody"
    assert ALFA not in words and "med mor" not in words and "Ring til Lis" not in words, "discreet"

    desks.tab_to("Vis alle 9")
    desks.press(Qt.Key.Key_Return)
    desks.settle()
    assert (len(card(desks, "follow")) - 1) / 3 == 9
    focused = accessibility.focused()
    assert focused is not None and accessibility.accessible_name(focused) == "Vis færre", "and the focus stays"
    for action, view in (("Vælg …", "settle"), ("Godkend …", "approve"), ("Fortsæt", "concern_sheet")):
        desks.open("today")
        desks.tab_to(action)
        desks.press(Qt.Key.Key_Return)
        desks.settle()
        assert type(desks.view).__module__.endswith(f".{view}")
    desks.open("today")
    desks.press(Qt.Key.Key_F8)
    desks.settle()
    said = card(desks, "follow")
    assert "Barn, 3–5 år, Fiktivby Skole: Opfølgning med mor" in said and ALFA not in " ".join(said)
    assert any("Lis Leder gør det · fordi planen er ny" in line for line in said)

    # the hour goes on while the page stands there
    for _step in range(2):
        town.clock.forward(8 * 60)  # the window locks after ten minutes without a key
        desks.press(Qt.Key.Key_Tab)
    desks.view.tick()
    desks.settle()
    assert card(desks, "now")[4] == "er begyndt"


def test_synchronisation_in_words(desks: Desks, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits and with whom it is shared, what is to be settled, which pc's were in contact; a month later too."""
    desks.open("sync")
    shot(desks, "sync")
    words = desks.words().replace("\u200b", "")
    for said in (
        "Sparring, 3.b (klasse)",
        "I dag 08.18 · deles i distrikt Midt",
        "Gemt på denne pc",
        "Modtaget af andre",
    ):
        assert said in words
    assert card(desks, "to-settle") == [
        "Skal afklares", "En aftale er rettet to steder", "Fiktivby Skole · Du og Palle har skrevet hver sin tekst",
    ]  # fmt: skip
    pcs = card(desks, "pcs")
    assert [pcs[1], pcs[3], pcs[5:]] == [
        "Signe Prøvested: pc",
        "Palle Pseudonym: pc",
        ["Lene Eksempel: pc", "Sidst i kontakt 20. november", "7 dage"],
    ], "what Lene's had read came on the 20th"
    assert ALFA not in words
    for name in ("Indlæs fra USB-nøgle …", "Gem på USB-nøgle …", "Prøv at sende nu", "Vælg …"):
        desks.tab_to(name)

    desks.lock()
    town.clock.forward(30 * DAY)
    desks.unlock()
    desks.open("today")
    assert "Ingen kontakt med kommunens server i 30 dage" in desks.words()
    desks.open("sync")
    shot(desks, "sync-month")
    words = desks.words().replace("\u200b", "")
    assert "Denne pc har ikke været i kontakt med kommunens server i 30 dage." in words
    assert card(desks, "pcs")[1] == "Som det så ud da denne pc sidst var i kontakt, 27. november 04.18."
    assert card(desks, "pcs")[-1] == "7 dage", "nobody is called silent for the time this pc was away itself"
    monkeypatch.setattr(to_settle, "AT_MOST", 0)
    desks.open("sync")
    assert card(desks, "to-settle") == ["Skal afklares", "og 1 mere"], "what has no room in the list is counted"


def test_one_press_ends_what_was_to_be_followed_up(desks: Desks, qtbot: QtBot) -> None:
    """From the note, »Fulgt op« and Ctrl+Z; and I dag does not scroll over emptiness."""
    area = desks.view.page.area  # type: ignore[attr-defined]
    lowest = max(
        child.mapTo(area.widget(), child.rect().bottomLeft()).y() for child in area.widget().findChildren(Card)
    )
    assert area.widget().height() - lowest <= max(60, area.viewport().height() - lowest), "no empty height below"
    (row,) = [row for row in desks.app.followups.list().rows if row.view == "reading"]
    desks.open("reading", rec=row.target)
    assert "Til opfølgning: senest 3. december" in desks.words()
    desks.tab_to("Fulgt op")
    desks.press(Qt.Key.Key_Return)
    desks.settle()
    assert desks.app.followups.of(row.target) is None
    assert "Der er fulgt op." in desks.words() and "Til opfølgning:" not in desks.words()
    desks.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desks.settle()
    assert desks.app.followups.of(row.target) == row
