"""A whole municipality on loopback and windows on a screen; run through `installer/rig.sh` (docs/architecture.md)."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.windows import OutsideApp, TreeReader

from installer.demo.municipality import create, passphrases
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


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fiktivby Kommune, made once."""
    folder = tmp_path_factory.mktemp("municipality") / "data"
    create(folder, free_port())
    return folder


@pytest.fixture
def municipality(made: Path, tmp_path: Path) -> tuple[Path, Endpoint]:
    """A copy of Fiktivby Kommune; its endpoint is down."""
    data = Path(shutil.copytree(made, tmp_path / "data"))
    port = int((data / "port").read_text(encoding="utf-8"))
    return data, Endpoint(data / "endpoint", port, tmp_path / "endpoint.log")


@pytest.fixture
def apps(municipality: tuple[Path, Endpoint], reader: TreeReader, tmp_path: Path) -> Iterator[dict[str, OutsideApp]]:
    """Signe's and Palle's app, not started; ended afterwards."""
    data, endpoint = municipality
    apps = {who: OutsideApp(who, data / who, tmp_path / f"{who}.log", reader) for who in ("signe", "palle")}
    yield apps
    subprocess.run(["import", "-window", "root", str(tmp_path / "end.png")], check=True, timeout=30)
    for app in apps.values():
        app.stop()
    endpoint.stop()


@pytest.fixture
def phrases() -> dict[str, str]:
    """The demo people's passphrases."""
    return passphrases()
