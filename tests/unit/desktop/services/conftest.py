"""Two people's apps on a small town."""

import pytest
from helpers.town import Town

from desktop.assembly import App


@pytest.fixture
def signe(town: Town) -> App:
    """Signe's app, unlocked."""
    return town.app("signe")


@pytest.fixture
def palle(town: Town) -> App:
    """Palle's app, unlocked."""
    return town.app("palle")
