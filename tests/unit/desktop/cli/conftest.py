"""The command line on a small town, and on an endpoint that serves nobody yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.commands import Command, Desktop, Played
from helpers.town import Town


@pytest.fixture
def command(town: Town, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on one person's folder."""
    return Played(town, capsys)


@pytest.fixture
def desktop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Desktop]:
    """An endpoint that serves nobody yet."""
    town = Town(tmp_path)
    yield Desktop(town, capsys)
    town.close()
