"""A word typed into the real window's fields is in no file: temporary, cache, log or dump; nor after a crash."""

import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.stage import Made, Stage, begin_note, says

from installer.demo.journey import go_to
from installer.demo.processes import DrivenApp

CANARY = "Kanariefuglen"
SHAPES = tuple(CANARY[cut:].encode(encoding) for cut in (0, 1) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
HOMES = ("HOME", "TMPDIR", "SQLITE_TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


@pytest.fixture
def stage(town_made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """As elsewhere, but home and temporary files lie in the folder that is searched; dumps are allowed by the shell."""
    for name in HOMES:
        (tmp_path / name).mkdir(mode=0o700)
        monkeypatch.setenv(name, str(tmp_path / name))
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    made = Stage.on(town_made, tmp_path / "town")
    yield made
    made.close()
    resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


def fill(app: DrivenApp, stops: int) -> None:
    """Types the canary at so many stops of the sheet, whatever they are, and lets a draft be kept."""
    for _stop in range(stops):
        if app.focused() not in ("", "Gem", "Luk, kladden bliver", "Akut", "Lås", "Diskret"):
            app.type(CANARY)
        app.keys("Tab")


def found_in(folder: Path) -> list[str]:
    """The files that hold the canary."""
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [str(path.relative_to(folder)) for path in files if any(shape in path.read_bytes() for shape in SHAPES)]


def test_what_is_typed_in_the_window_is_in_no_file(stage: Stage, tmp_path: Path) -> None:
    """Note, label, addition, contact, search, drafts; searched while it is open, and after a crash of the process."""
    stage.connect()
    signe = stage.unlocked("signe")
    begin_note(signe)
    signe.type(f"{CANARY} sidder i buret")
    signe.keys("Ctrl+S")
    signe.wait("Gemt på denne pc")
    signe.keys("Ctrl+2")
    says(signe, "Sparring", "Sendt")
    go_to(signe, "Rådgivninger")
    signe.keys("Home Enter")
    signe.wait("Historik")
    go_to(signe, "Skriv en tilføjelse")
    signe.keys("Space")
    signe.wait("Tilføjelse")
    signe.type(f"{CANARY} igen")
    signe.keys("Ctrl+S")
    signe.wait(f"{CANARY} igen")
    signe.keys("Ctrl+4")
    go_to(signe, "Find i kontakter")
    signe.type(CANARY)
    go_to(signe, "Tilføj")
    signe.keys("Space")
    fill(signe, 8)
    signe.wait("Kladden er gemt")
    signe.keys("Ctrl+N")
    signe.wait("Hvem drejer det sig om?")
    fill(signe, 14)
    signe.wait("Kladden er gemt")
    assert found_in(tmp_path) == []

    pid = signe.pid
    limits = Path(f"/proc/{pid}/limits").read_text(encoding="utf-8")
    (core,) = [line.split() for line in limits.splitlines() if line.startswith("Max core file size")]
    assert core[4:6] == ["0", "0"]
    before = set(Path.cwd().glob("core*"))
    os.kill(pid, signal.SIGSEGV)
    signe.kill()
    assert set(Path.cwd().glob("core*")) == before
    assert found_in(tmp_path) == []
    assert stage.log("signe").exists()
