"""A whole municipality on loopback and windows on a screen; run through `installer/rig.sh` (docs/architecture.md)."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from helpers.outside import CORNER, OutsideTown
from helpers.windows import TreeReader

from installer.demo.municipality import create
from installer.demo.processes import free_port


@pytest.fixture(scope="session", autouse=True)
def screen() -> None:
    """A screen with a Danish keyboard; without one these tests fail rather than pass by doing nothing."""
    assert os.environ.get("DISPLAY"), "run these through installer/rig.sh (make e2e)"
    subprocess.run(["setxkbmap", "dk"], check=True)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OutsideTown]:
    """One town for all journeys. In the end nobody has used a pointer, and no file can be read."""
    logs = tmp_path_factory.mktemp("town")
    create(logs / "data", free_port())
    with ExitStack() as ends:
        reader = TreeReader()
        ends.callback(reader.stop)
        town = OutsideTown(logs / "data", logs, reader)
        ends.callback(town.stop)
        ends.callback(subprocess.run, ["import", "-window", "root", str(logs / "end.png")], check=True, timeout=30)
        yield town
        assert town.pointer() == CORNER
        assert town.readable() == []


@pytest.fixture
def out_of_touch(town: OutsideTown) -> OutsideTown:
    """The same town, its endpoint down."""
    town.offline()
    return town
