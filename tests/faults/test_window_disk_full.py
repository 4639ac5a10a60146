"""The disk is full under the open window: it says so in Danish, and every word stays, also over a lock."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.disks import SmallDisk, small_disk
from helpers.stage import Stage, begin_note, save_note, says, unlock
from helpers.town import PHRASES

from installer.demo.journey import go_to

EARLIER = "Aftalt før disken blev fuld"
BEFORE, AFTER = "Skrevet mens der var plads", " og skrevet bagefter, ord for ord" * 8


@pytest.fixture
def disk(stage: Stage, tmp_path: Path) -> Iterator[SmallDisk]:
    """Signe's folder on a disk of 4 MB."""
    with small_disk(tmp_path / "disk", "4m") as made:
        if not made.real:
            # Mounting takes a right that few containers give; a limit of pages holds for one connection of its own
            # process, and the window is another process.
            pytest.skip("no disk of one's own can be mounted here; tests/gui has the same with a store that refuses")
        shutil.move(stage.folder / "signe", made.folder / "signe")
        (stage.folder / "signe").symlink_to(made.folder / "signe")
        yield made
        stage.close()


def test_a_full_disk_costs_no_word(stage: Stage, disk: SmallDisk) -> None:
    """Draft and save are refused with a sentence; left, locked, unlocked, saved when there is room: all is there."""
    signe = stage.unlocked("signe")
    save_note(signe, EARLIER)
    begin_note(signe)
    signe.type(BEFORE)
    signe.wait("Kladden er gemt")
    disk.fill()
    signe.type(AFTER)
    assert "alt du har gemt før, er i behold" in says(signe, "Disken er fuld")
    signe.keys("Ctrl+S")
    says(signe, "Disken er fuld")
    assert BEFORE + AFTER in signe.texts()

    signe.keys("Ctrl+1")
    signe.wait("Kladde: ")
    signe.keys("Ctrl+L")
    says(signe, "kunne ikke skrives på disken", "Lad Rød Tråd være åben")
    assert not [text for text in signe.texts() if "Skrevet" in text]
    signe.type("en helt anden sætning")
    signe.keys("Enter")
    says(signe, "Adgangssætningen er ikke rigtig")
    signe.type(PHRASES["signe"])
    signe.keys("Enter")
    signe.wait("Kladde: ")
    go_to(signe, "Fortsæt")
    signe.keys("Enter")
    signe.wait(BEFORE + AFTER)

    disk.free()
    signe.keys("Ctrl+S")
    signe.wait("Gemt på denne pc")
    signe.kill()
    signe.start()
    unlock(signe)
    signe.keys("Ctrl+2 F8")
    for text in (EARLIER, BEFORE):
        signe.wait(text)
    signe.keys("Ctrl+1")
    signe.wait("Venter på dig")
    assert not [text for text in signe.texts() if "Kladde" in text]
    signe.stop()
    assert "Traceback" not in stage.log("signe").read_text(encoding="utf-8")
