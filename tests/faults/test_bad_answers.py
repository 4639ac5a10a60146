"""Whatever answers instead of the municipality's server: the app is offline, keeps everything, and goes on after."""

import time

from helpers.gate import ANSWERS, CUT, FLIP, Gate
from helpers.stage import Stage, save_note, says

from installer.demo.journey import go_to

NOTE = "Aftalt at vi ses igen i næste uge"


def asked_again(gate: Gate, mode: str) -> None:
    """Waits until something was asked of the gate in this mode."""
    deadline = time.monotonic() + 60
    while not gate.asked[mode]:
        assert time.monotonic() < deadline, f"nobody asked in mode {mode}"
        time.sleep(0.02)


def test_a_server_that_answers_badly_is_offline_until_the_real_one_comes(stage: Stage) -> None:
    """Every bad answer is told as Offline with what waits, never as sent; then, without a click, the note is sent."""
    gate = stage.gate
    stage.connect()
    signe = stage.unlocked("signe")
    says(signe, "Alt er sendt")
    gate.turn("nothing")
    says(signe, "Offline")
    save_note(signe, NOTE)
    signe.keys("Ctrl+8")
    signe.wait("Prøv at sende nu")
    for mode in (*ANSWERS, CUT, FLIP):
        gate.turn(mode)
        if "Prøv" not in signe.focused():
            go_to(signe, "Prøv at sende nu")
        signe.keys("Space")
        asked_again(gate, mode)
        seen = signe.texts()
        assert "Synkronisering: Offline · 1 venter på at blive sendt" in seen, (mode, seen)
        assert not [text for text in seen if "Alt er sendt" in text]
    stage.connect()
    signe.keys("Ctrl+2")
    signe.wait("Sendt", within=15)
    says(signe, "Alt er sendt")
    signe.stop()
    assert "Traceback" not in stage.log("signe").read_text(encoding="utf-8")


def test_the_command_line_says_that_the_server_does_not_answer(stage: Stage) -> None:
    """One line, exit 1; nothing is claimed to be undone that may have been done."""
    stage.gate.turn("html")
    ended = stage.admin("asta", "space", "new")
    assert (ended.returncode, ended.stdout) == (1, "")
    said = "Kommunens server svarer ikke. Intet er mistet. Prøv igen når der er forbindelse."
    assert ended.stderr == f"roedtraad-admin: {said}\n"
    assert stage.gate.asked["html"]
