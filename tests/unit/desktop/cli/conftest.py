"""The command line on a small town."""

import pytest
from helpers.commands import Command, Played
from helpers.town import Town


@pytest.fixture
def command(town: Town, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on one person's folder."""
    return Played(town, capsys)
