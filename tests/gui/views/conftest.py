"""The real window on the real services of a small town: Signe's pc, unlocked, without a connection."""

from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest
from helpers import notes
from helpers.desks import Desks
from helpers.slow import Slow
from helpers.town import Town
from pytestqt.qtbot import QtBot

from desktop.services.errors import StoreTrouble
from desktop.store.errors import StoreFailed


@pytest.fixture
def town(town: Town) -> Town:
    """A town of one's own, its line cut."""
    town.line.up = False
    return town


@pytest.fixture
def unlock(town: Town, qtbot: QtBot) -> Iterator[Callable[..., Desks]]:
    """Opens a window for somebody and unlocks it; it is closed after the test."""
    made: list[Desks] = []

    def open_window(who: str = "signe", text_size: int = 100, colour: str = "light") -> Desks:
        made.append(Desks(town, who, qtbot, text_size, colour))
        return made[-1]

    yield open_window
    for desks in made:
        desks.close()


@pytest.fixture
def signe(unlock: Callable[..., Desks]) -> Desks:
    """Signe's window."""
    return unlock()


@pytest.fixture
def records(town: Town) -> dict[str, bytes]:
    """One note with an agreement, made by Signe before the window opens."""
    app = town.app("signe")
    rec = notes.note(app).rec
    made = {"note": rec, "agreement": notes.agreement(app, consultation=rec), "place": notes.school(app)}
    app.close()
    return made


@pytest.fixture
def slow(signe: Desks) -> Iterator[Slow]:
    """Signe's disk."""
    made = Slow(signe)
    yield made
    made.end()


@pytest.fixture
def no_room(signe: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """No note can be saved; drafts can."""

    def full(*_asked: object) -> NoReturn:
        raise StoreTrouble(StoreFailed("SQLITE_IOERR"))

    monkeypatch.setattr(signe.app.consultations, "save", full)
