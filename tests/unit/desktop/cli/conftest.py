"""A town made once, of which each test has a copy of its own, and the command line on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.commands import Command, Played
from helpers.town import Town


@pytest.fixture
def town(town_model: Town, tmp_path: Path) -> Iterator[Town]:
    """A town of one's own."""
    with town_model.twin(tmp_path) as twin:
        yield twin


@pytest.fixture
def command(town: Town, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on one person's folder."""
    return Played(town, capsys)
