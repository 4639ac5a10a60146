"""Wrong passphrases, in the window and at the command line: said, counted, waited for longer, and never for good."""

import re

import pytest
from helpers.stage import Stage, says
from helpers.town import PHRASES

from desktop.services.clock import Clock
from desktop.store import vault
from desktop.store.errors import WrongPassphrase

WRONG = "en helt anden sætning"


def test_wrong_tries_count_and_wait_and_the_right_one_opens(stage: Stage) -> None:
    """The count goes on from one to the other and over a kill; after the wait the right passphrase opens."""
    folder = stage.folder / "signe"
    ended = stage.admin("signe", "space", "list", phrase=WRONG)
    assert ended.returncode == 1
    assert ended.stderr.startswith("roedtraad-admin: Adgangssætningen er ikke rigtig.")
    assert len(ended.stderr.splitlines()) == 1
    now_ms = Clock().now_ms()
    for seconds_ago in (90, 80, 70, 60, 50):
        with pytest.raises(WrongPassphrase):
            vault.unlock(folder, WRONG, now_ms - seconds_ago * 1000)

    signe = stage.app("signe", now=None)
    signe.wait("Din adgangssætning")
    signe.type(WRONG)
    signe.keys("Enter")
    assert 8 < waits(says(signe, "forsøg nr. 7", "Prøv igen om")) <= 16
    signe.kill()
    early = stage.admin("signe", "space", "list")
    assert early.returncode == 1
    assert re.search(r"Prøv igen om \d+ sek", early.stderr), early.stderr

    signe.start()
    says(signe, "Prøv igen om")
    signe.type(PHRASES["signe"])
    signe.keys("Enter")
    assert "I dag" not in signe.texts()
    signe.wait("Prøv igen om", gone=True)
    signe.keys("Enter")
    signe.wait("Venter på dig")
    signe.keys("Ctrl+L")
    signe.wait("Din adgangssætning")
    signe.type(WRONG)
    signe.keys("Enter")
    says(signe, "forsøg nr. 1.")
    signe.stop()
    assert "Traceback" not in stage.log("signe").read_text(encoding="utf-8")


def waits(text: str) -> int:
    """The seconds a sentence tells."""
    found = re.search(r"om (\d+) sek", text)
    assert found, text
    return int(found[1])
