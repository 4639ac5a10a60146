"""A town made once; each test has a copy of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import town as towns
from helpers.town import Town

from desktop.assembly import App


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town that the others are copies of; closed."""
    made = towns.build(tmp_path_factory.mktemp("town"))
    made.close()
    return made


@pytest.fixture
def town(model: Town, tmp_path: Path) -> Iterator[Town]:
    """A town of one's own."""
    twin = model.copied(tmp_path)
    yield twin
    twin.close()


@pytest.fixture
def signe(town: Town) -> App:
    """Signe's app, unlocked."""
    return town.app("signe")


@pytest.fixture
def palle(town: Town) -> App:
    """Palle's app, unlocked."""
    return town.app("palle")
