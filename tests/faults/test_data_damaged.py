"""Files of the data folder that are gone, garbage or another's: it is said which, and nothing is made anew."""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from helpers.stage import Made, Stage, begin_note, save_note, says, unlock
from helpers.town import PHRASES

from desktop.services import enrolment
from desktop.services.clock import Clock
from desktop.services.machine import Machine


def _another(name: str) -> Callable[[Path], object]:
    return lambda folder: shutil.copy(folder.parent / "palle" / name, folder / name)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "store garbage": (lambda folder: (folder / "store.db").write_bytes(os.urandom(50_000)), "en anden nøglefil"),
    "store empty": (lambda folder: (folder / "store.db").write_bytes(b""), "Notaterne på denne pc er beskadiget"),
    "store of another": (_another("store.db"), "en anden nøglefil"),
    "store gone": (lambda folder: (folder / "store.db").unlink(), "Notaterne på denne pc kan ikke findes"),
    "vault empty": (lambda folder: (folder / "vault").write_bytes(b""), "Nøglefilen er beskadiget"),
    "vault gone": (lambda folder: (folder / "vault").unlink(), "Nøglefilen er væk"),
}
AT_THE_COMMAND_LINE = ("store of another", "vault empty", "vault gone")
IN_THE_WINDOW = ("store garbage", "store empty", "store gone", "vault gone")
assert {*AT_THE_COMMAND_LINE, *IN_THE_WINDOW} == DAMAGES.keys()


def contents(folder: Path) -> dict[str, bytes]:
    """Every file and what is in it, but for the empty lock files."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".lock"}


@pytest.fixture
def damaged(town_made: Made, tmp_path: Path) -> dict[str, Stage]:
    """A copy of the town for each damage."""
    stages = {}
    for name, (damage, _said) in DAMAGES.items():
        stages[name] = Stage.on(town_made, tmp_path / name.replace(" ", "-"))
        damage(stages[name].folder / "signe")
    return stages


def test_the_command_line_says_which_it_is_and_makes_nothing(damaged: dict[str, Stage], tmp_path: Path) -> None:
    """One line, exit 1, no traceback; reading, and setting the pc up anew, leave every byte as it was."""
    invite = tmp_path / "invite"
    with Machine.open(damaged["vault gone"].folder / "asta", PHRASES["asta"], Clock()) as asta:
        invite.write_bytes(enrolment.invite(asta, Clock()))
    anew = ("device", "request", "--invite", str(invite), "--out", str(tmp_path / "request"))
    tries = [(name, ("space", "list")) for name in AT_THE_COMMAND_LINE]
    tries += [(name, anew) for name in ("vault gone", "vault empty")]
    before = {name: contents(stage.folder / "signe") for name, stage in damaged.items()}
    with ThreadPoolExecutor(3) as pool:
        ends = list(pool.map(lambda one: damaged[one[0]].admin("signe", *one[1]), tries))
    for (name, arguments), ended in zip(tries, ends, strict=True):
        assert (ended.returncode, ended.stdout) == (1, ""), (name, ended)
        assert len(ended.stderr.splitlines()) == 1, (name, ended.stderr)
        assert DAMAGES[name][1] in ended.stderr, (name, arguments, ended.stderr)
    assert {name: contents(stage.folder / "signe") for name, stage in damaged.items()} == before


def test_the_window_says_which_it_is_and_makes_nothing(damaged: dict[str, Stage]) -> None:
    """On the lock screen, before or after the passphrase; nothing on standard error but what Qt says of its screen."""

    def one(name: str) -> None:
        stage, said = damaged[name], DAMAGES[name][1]
        before = contents(stage.folder / "signe")
        signe = stage.app("signe")
        if "vault" not in name:
            signe.wait("Din adgangssætning")
            signe.type(PHRASES["signe"])
            signe.keys("Enter")
        says(signe, said)
        signe.stop()
        assert contents(stage.folder / "signe") == before, name
        assert "Traceback" not in stage.log("signe").read_text(encoding="utf-8")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, IN_THE_WINDOW))


def test_a_folder_that_goes_under_an_open_window(stage: Stage) -> None:
    """Nothing more is called saved: it says that the folder is gone, the words stay in the form, and it can go back."""
    signe = stage.unlocked("signe")
    save_note(signe, "Skrevet mens mappen var der")
    folder, aside = stage.folder / "signe", stage.folder / "aside"
    folder.rename(aside)
    begin_note(signe)
    signe.type("Skrevet bagefter")
    signe.keys("Ctrl+S")
    says(signe, "Datamappen er væk", "ikke gemt")
    assert "Skrevet bagefter" in signe.texts()
    assert not folder.exists()
    aside.rename(folder)
    signe.keys("Ctrl+S")
    signe.wait("Gemt på denne pc")
    signe.kill()
    signe.start()
    unlock(signe)
    signe.keys("Ctrl+2 F8")
    signe.wait("Skrevet mens mappen var der")
    signe.wait("Skrevet bagefter")
    signe.stop()
    assert "Traceback" not in stage.log("signe").read_text(encoding="utf-8")


def test_a_folder_that_is_gone_is_not_made_again(stage: Stage) -> None:
    """Taken away under the open window, locked and unlocked: said, no folder comes back, and put back it opens."""
    signe = stage.unlocked("signe")
    begin_note(signe)
    signe.wait("Kladden er gemt")
    (stage.folder / "signe").rename(stage.folder / "aside")
    signe.type("Skrevet bagefter")
    says(signe, "Datamappen er væk")
    signe.keys("Ctrl+L")
    says(signe, "Det du skrev sidst, kunne ikke skrives på disken")
    signe.type(PHRASES["signe"])
    signe.keys("Enter")
    says(signe, "Datamappen er væk", "prøv igen")
    assert not (stage.folder / "signe").exists()
    (stage.folder / "aside").rename(stage.folder / "signe")
    signe.type(PHRASES["signe"])
    signe.keys("Enter")
    signe.wait("Skrevet bagefter")
    signe.stop()
