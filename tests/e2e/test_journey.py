"""The red thread from end to end: two windows, one endpoint, touched only from outside."""

import time
from pathlib import Path

import pytest
from helpers.windows import OutsideApp

from installer.demo.journey import Stage, play, unreadable
from installer.demo.processes import Endpoint


@pytest.mark.timeout(150)
def test_the_red_thread(
    municipality: tuple[Path, Endpoint], apps: dict[str, OutsideApp], phrases: dict[str, str], tmp_path: Path
) -> None:
    """Log offline, be killed, send, be read, add, correct in two places: every step of docs/scenarios.md holds."""
    data, endpoint = municipality
    stage = Stage(
        signe=apps["signe"],
        palle=apps["palle"],
        endpoint=endpoint,
        phrases=phrases,
        endpoint_folder=data / "endpoint",
        pictures=Path("build/e2e"),
        say=print,
    )
    play(stage)
    assert apps["signe"].unnamed() == []
    for folder in ("endpoint", "signe", "palle"):
        unreadable(data / folder)
    for log in tmp_path.glob("*.log"):
        assert "Lærer" not in log.read_text(encoding="utf-8")


@pytest.mark.timeout(60)
def test_urgent_numbers_from_the_locked_window(apps: dict[str, OutsideApp]) -> None:
    """S11: locked and offline, the telephone list is two keys and two seconds away, and no name is in the tree."""
    signe = apps["signe"]
    signe.start()
    signe.wait("Din adgangssætning", within=20)
    started = time.monotonic()
    signe.keys("F9")
    signe.wait("112", within=2)
    assert time.monotonic() - started < 2.5
    assert not [text for text in signe.texts() if "Signe" in text or "Fiktivby Skole" in text]


@pytest.mark.timeout(60)
def test_a_wrong_passphrase_says_so(apps: dict[str, OutsideApp], phrases: dict[str, str]) -> None:
    """A wrong passphrase gets a sentence, the right one still opens, and Ctrl+L locks at once, whatever is open."""
    signe = apps["signe"]
    signe.start()
    signe.wait("Din adgangssætning", within=20)
    signe.type("en helt anden sætning")
    signe.keys("Enter")
    signe.wait("er ikke rigtig")
    signe.type(phrases["signe"])
    signe.keys("Enter")
    signe.wait("Venter på dig", within=20)
    signe.keys("Ctrl+N")
    signe.wait("Hvem drejer det sig om?")
    signe.keys("Space Ctrl+L")  # a list is open over the note, and the lock comes all the same
    signe.wait("Din adgangssætning")
    assert not [text for text in signe.texts() if "Prøvested" in text]
