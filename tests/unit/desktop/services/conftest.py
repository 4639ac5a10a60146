"""Two people's apps on a small town, and a folder where nothing is yet."""

from pathlib import Path

import pytest
from helpers.town import CHEAP, Town

from desktop.assembly import App
from desktop.locked import Locked


@pytest.fixture
def signe(town: Town) -> App:
    """Signe's app, unlocked."""
    return town.app("signe")


@pytest.fixture
def palle(town: Town) -> App:
    """Palle's app, unlocked."""
    return town.app("palle")


@pytest.fixture
def folder(town: Town) -> Path:
    """Where nothing is yet."""
    return town.folder / "mona"


@pytest.fixture
def locked(town: Town, folder: Path) -> Locked:
    """The folder before it is unlocked."""
    return Locked(folder, town.clock, "da", town.line.connect, params=CHEAP)
