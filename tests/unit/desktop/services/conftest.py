"""A town made once; each test has a copy of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.town import Town

from desktop.assembly import App


@pytest.fixture
def town(town_model: Town, tmp_path: Path) -> Iterator[Town]:
    """A town of one's own."""
    with town_model.twin(tmp_path) as twin:
        yield twin


@pytest.fixture
def signe(town: Town) -> App:
    """Signe's app, unlocked."""
    return town.app("signe")


@pytest.fixture
def palle(town: Town) -> App:
    """Palle's app, unlocked."""
    return town.app("palle")
