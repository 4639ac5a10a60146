"""A whole municipality on loopback and windows on a screen; run through `installer/rig.sh` (docs/architecture.md)."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.windows import OutsideApp, TreeReader

from installer.demo.launch import create, passphrases
from installer.demo.processes import Endpoint, free_port


@pytest.fixture(scope="session", autouse=True)
def screen() -> None:
    """A screen with a Danish keyboard; without one these tests fail rather than pass by doing nothing."""
    assert os.environ.get("DISPLAY"), "run these through installer/rig.sh (make e2e)"
    subprocess.run(["setxkbmap", "dk"], check=True)


@pytest.fixture
def reader() -> Iterator[TreeReader]:
    """The reader of the accessibility tree."""
    reader = TreeReader()
    yield reader
    reader.stop()


@pytest.fixture
def municipality(tmp_path: Path) -> tuple[Path, Endpoint]:
    """Fiktivby Kommune, just made; its endpoint is down."""
    port = free_port()
    create(tmp_path / "data", port)
    return tmp_path / "data", Endpoint(tmp_path / "data" / "endpoint", port, tmp_path / "endpoint.log")


@pytest.fixture
def apps(municipality: tuple[Path, Endpoint], reader: TreeReader, tmp_path: Path) -> Iterator[dict[str, OutsideApp]]:
    """Signe's and Palle's app, not started; ended afterwards."""
    data, endpoint = municipality
    apps = {who: OutsideApp(who, data / who, tmp_path / f"{who}.log", reader) for who in ("signe", "palle")}
    yield apps
    for app in apps.values():
        app.stop()
    endpoint.stop()


@pytest.fixture
def phrases() -> dict[str, str]:
    """The demo people's passphrases."""
    return passphrases()
