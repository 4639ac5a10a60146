"""S9: three days' work is carried to a pc that never had a network, and home again, by real processes."""

import json
import subprocess
from pathlib import Path

import pytest
from helpers.notes import note
from helpers.stage import Stage, run
from helpers.stores import CHEAP
from helpers.town import PHRASES, Town

from desktop.assembly import App
from desktop.cli.__main__ import run as run_here
from desktop.cli.device import admit
from desktop.locked import Locked
from desktop.services import enrolment
from desktop.services.machine import Machine
from desktop.services.note_kinds import NOTES

CANARY = "kanariefuglen sang"
PHRASE = "fire lange ord i alt"


def unlocked(town: Town, who: str) -> App:
    """One person's app."""
    locked = Locked(town.folder / who, town.clock, "da", town.line.connect)
    return locked.unlock(PHRASES.get(who, PHRASE))


def texts(app: App) -> list[str]:
    """The notes that a pc can read."""
    return sorted(str(row.values["text"]) for kind in NOTES for row in app.records.all(kind))


def let_in(town: Town) -> str:
    """Bente's pc comes in by files alone; its id."""
    with town.office("asta") as asta:
        invited = enrolment.invite(asta.machine, town.clock)
        machine, request = enrolment.request(town.folder / "bente", PHRASE, invited, CHEAP)
        with machine:
            words = " ".join(enrolment.words_to_say(machine))
            device = machine.keys.device_id.hex()
        space = next(s for s in asta.machine.control.roster().spaces if s != asta.machine.identity.org)
        admit(asta, town.state.texts, request, words, "Bente Attrap", "district_social_worker", "", "", [space])
    with town.office("palle") as palle:
        palle.desk.sync()
        with Machine.open(town.folder / "bente", PHRASE, town.clock) as machine:
            sealed, back = enrolment.vouch(palle.desk, palle.machine, request, words)
            enrolment.accept(machine, enrolment.look_at(machine, sealed), [" ".join(back)])
    return device


def answered(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    """What a command said in JSON."""
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


class Hand:
    """`roedtraad-admin` in this process, where it matters little which: a start takes a second or two."""

    def __init__(self, town: Town, capture: pytest.CaptureFixture[str]) -> None:
        self._town, self._capture = town, capture

    def __call__(self, who: str, *arguments: str) -> dict[str, object]:
        """What a command on one person's folder, or on none, said in JSON."""
        more: list[str] = []
        if who:
            file = self._town.folder / f"{who}.phrase"
            file.write_text(PHRASES.get(who, PHRASE) + "\n", encoding="utf-8")
            more = ["--data", str(self._town.folder / who), "--passphrase-file", str(file)]
        self._capture.readouterr()
        code = run_here(["bundle", *arguments, "--json", *more], self._town.state)
        printed = self._capture.readouterr()
        assert code == 0, printed.err
        answer: dict[str, object] = json.loads(printed.out)
        return answer


def test_three_days_are_carried_out_and_home(
    stage: Stage, town: Town, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Signe's and Palle's notes of three days, the last one unsent, reach Bente on a closed file; what Bente writes
    comes home to the endpoint and to Signe, who then reads »Modtaget af andre«. No word of a note is in any file."""
    device, hand = let_in(town), Hand(town, capsys)
    signe, colleague = unlocked(town, "signe"), unlocked(town, "palle")
    for day in ("mandag", "tirsdag"):
        note(signe, text=f"{CANARY} {day}")
        note(colleague, text=f"{CANARY} {day} hos Palle")
        town.sync(signe, colleague, signe)
        town.clock.forward(86_400)
    colleague.close()
    town.line.up = False
    note(signe, text=f"{CANARY} onsdag")
    signe.close()
    names, out, home = tmp_path / "navne", tmp_path / "ud", tmp_path / "hjem"
    hand("asta", "export", str(names), "--for", device)
    packed = answered(stage.admin("signe", "bundle", "export", str(out), "--for", device, "--json"))
    assert packed["changes"] and packed["keys"]
    assert hand("", "inspect", str(out))["devices"] == [device]
    looked = hand("bente", "import", str(out), "--look")
    assert looked["maker"] in ("Signe Prøvested", "en kollega")
    assert not looked["taken"]
    bente = unlocked(town, "bente")
    assert texts(bente) == []
    bente.close()
    assert hand("bente", "import", str(names))["taken"]
    assert answered(stage.admin("bente", "bundle", "import", str(out), "--json"))["taken"]
    bente = unlocked(town, "bente")
    days = [f"{CANARY} {day}" for day in ("mandag", "mandag hos Palle", "onsdag", "tirsdag", "tirsdag hos Palle")]
    assert texts(bente) == days
    assert bente.me.name == "Bente Attrap"
    note(bente, text=f"{CANARY} hos Bente")
    bente.close()

    hand("bente", "export", str(home), "--own")
    assert hand("", "verify", str(home))["whole"]
    brought = run("sync.server", "bundle", "import", str(home), "--data", str(stage.folder / "endpoint"), "--json")
    assert answered(brought)["new"] == 1
    for file in (names, out, home):
        assert CANARY.encode() not in file.read_bytes()

    assert hand("signe", "import", str(home))["new"] == 1
    signe = unlocked(town, "signe")
    assert texts(signe) == sorted([*days, f"{CANARY} hos Bente"])
    states = [row.state for row in signe.machine.journal.outgoing(("local", "stored", "seen"))]
    assert states.count("seen") == 2
    assert states.count("local") == 1
    town.line.up = True
    palle = unlocked(town, "palle")
    town.sync(palle, signe, palle)
    assert texts(palle) == texts(signe)
    assert all(row.state != "local" for row in signe.machine.journal.outgoing(("local", "stored", "seen")))
    signe.close()
    palle.close()
