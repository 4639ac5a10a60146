"""The small town of the fault tests: made once, copied for each test, played by real processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.stage import Made, Stage, make
from helpers.town import Town


@pytest.fixture(scope="session")
def town_made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The town, founded and enrolled."""
    return make(tmp_path_factory.mktemp("town") / "made")


@pytest.fixture
def stage(town_made: Made, tmp_path: Path) -> Iterator[Stage]:
    """A copy on which processes can be started."""
    made = Stage.on(town_made, tmp_path / "town")
    yield made
    made.close()


@pytest.fixture
def town(stage: Stage) -> Iterator[Town]:
    """The small town on a real endpoint process."""
    made = Town(stage.folder, endpoint=stage.endpoint)
    yield made
    made.close()
