"""The red thread from end to end: two windows, one endpoint, touched only from outside."""

import time
from pathlib import Path

import pytest
from helpers.outside import OutsideTown

from installer.demo.journey import Stage, play, unreadable


@pytest.mark.timeout(240, func_only=True)
def test_the_red_thread(out_of_touch: OutsideTown) -> None:
    """Log offline, be killed, send, be read, add, correct in two places: every step of docs/scenarios.md holds."""
    town = out_of_touch
    for app in town.today("signe", "palle"):  # a lock comes back to what was open: here to I dag
        app.keys("Ctrl+L")
    stage = Stage(
        signe=town.apps["signe"],
        palle=town.apps["palle"],
        endpoint=town.endpoint,
        phrases=town.phrases,
        endpoint_folder=town.data / "endpoint",
        pictures=Path("build/e2e"),
        say=print,
    )
    play(stage)
    assert town.apps["signe"].unnamed() == []
    for folder in ("endpoint", "signe", "palle"):
        unreadable(town.data / folder)
    for log in town.logs.glob("*.log"):
        assert "Lærer" not in log.read_text(encoding="utf-8")


@pytest.mark.timeout(240, func_only=True)
def test_urgent_numbers_from_the_locked_window(out_of_touch: OutsideTown) -> None:
    """S11: locked and offline, the telephone list is one key and two seconds away, and no name is in the tree."""
    signe = out_of_touch.locked("signe")
    started = time.monotonic()
    signe.keys("F9")
    signe.wait("112", within=2)
    signe.hear("Alarm 112, Fare for liv", within=2)
    assert time.monotonic() - started < 2.5
    assert not [text for text in signe.texts() if "Signe" in text or "Fiktivby Skole" in text]
    signe.keys("Esc")
    assert signe.focus().role == "password text"


@pytest.mark.timeout(240, func_only=True)
def test_a_wrong_passphrase_says_so(out_of_touch: OutsideTown) -> None:
    """A wrong passphrase gets a sentence, the right one still opens, and Ctrl+L locks at once, whatever is open."""
    signe = out_of_touch.locked("signe")
    signe.type("en helt anden sætning")
    signe.keys("Enter")
    signe.wait("er ikke rigtig")
    signe.type(out_of_touch.phrases["signe"])
    signe.keys("Enter")
    signe.wait("Navigation")
    signe.keys("Ctrl+N")
    signe.wait("Hvem drejer det sig om?")
    signe.comes_to("Hvor", "Hvad slags")
    signe.keys("Space Ctrl+L")  # a list is open over the note, and the lock comes all the same
    signe.wait("Din adgangssætning")
    assert not [text for text in signe.texts() if "Prøvested" in text]
