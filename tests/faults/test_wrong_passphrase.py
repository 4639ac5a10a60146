"""Wrong passphrases, in the window and at the command line: said, counted, waited for longer, and never for good."""

import re

from helpers.stage import Stage, says
from helpers.town import PHRASES

WRONG = "en helt anden sætning"


def test_wrong_tries_count_and_wait_and_the_right_one_opens(stage: Stage) -> None:
    """The count goes on from one to the other and over a kill; after the wait the right passphrase opens."""
    for number in (1, 2, 3):
        ended = stage.admin("signe", "space", "list", phrase=WRONG)
        assert ended.returncode == 1
        assert ended.stderr.startswith("roedtraad-admin: Adgangssætningen er ikke rigtig.")
        assert len(ended.stderr.splitlines()) == 1
        assert "sek" not in ended.stderr, f"a wait after try {number}"

    signe = stage.app("signe", now=None)
    signe.wait("Din adgangssætning", within=20)
    assert not [text for text in signe.texts() if "Prøv igen" in text]
    signe.type(WRONG)
    signe.keys("Enter")
    assert waits(says(signe, "forsøg nr. 4", "Prøv igen om")) <= 2
    signe.wait("Prøv igen om", gone=True)
    signe.type(WRONG)
    signe.keys("Enter")
    assert 2 < waits(says(signe, "forsøg nr. 5", "Prøv igen om")) <= 4
    signe.kill()

    early = stage.admin("signe", "space", "list")
    assert early.returncode == 1
    assert re.search(r"Prøv igen om \d sek", early.stderr), early.stderr
    signe.start()
    says(signe, "Prøv igen om")
    signe.type(PHRASES["signe"])
    signe.keys("Enter")
    assert "I dag" not in signe.texts()
    signe.wait("Prøv igen om", gone=True)
    signe.keys("Enter")
    signe.wait("Venter på dig", within=20)
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
