"""S10 up to the hand-over, by real processes: a stolen laptop counts for nothing more, a leaver is not robbed."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from helpers.notes import note
from helpers.stage import Stage, run, unlock
from helpers.town import PHRASES, Town

from desktop.assembly import App
from desktop.locked import Locked
from desktop.services.clock import Clock
from desktop.services.ending import Erased
from desktop.services.note_kinds import NOTES
from sync.control import BEYOND_CUT
from sync.protocol import Request, push_body, space_path

SIGNES, DAY_S = "Signe Prøvested: pc", 86_400


def unlocked(town: Town, who: str, folder: str = "") -> App:
    """One person's app, on a copy of the folder where another is named."""
    return Locked(town.folder / (folder or who), town.clock, "da", town.line.connect).unlock(PHRASES[who])


def texts(app: App) -> set[str]:
    """The notes that count on a pc."""
    return {str(row.values["text"]) for kind in NOTES for row in app.records.all(kind)}


def shared(app: App) -> bytes:
    """The space of Midt."""
    return app.spaces.all()[0].id


def done(process: subprocess.CompletedProcess[str]) -> str:
    """What a command said that did what it was asked."""
    assert process.returncode == 0, process.stderr
    return process.stdout


def laid_aside(app: App) -> list[tuple[str, int]]:
    """From whom something was laid aside because access was gone, and how much."""
    rows = app.laid_aside.noticed().aside
    return [(row.who, row.count) for row in rows if row.why.msgid == "Written after access was taken away"]


def test_a_stolen_laptop(stage: Stage, town: Town, tmp_path: Path) -> None:
    """Signe's is taken with 12 unsent changes; Asta says that it is lost and Palle signs too. At its next contact the
    open app closes and its keys are gone. What a thief's program pushes, or carries in by hand, counts nowhere."""
    signe = unlocked(town, "signe")
    space = shared(signe)
    note(signe, text="Sendt før tyveriet")
    town.sync(signe)
    for number in range(12):
        note(signe, text=f"Ikke sendt {number}")
    assert len(signe.machine.journal.unsent(space)) == 12
    signe.close()
    shutil.copytree(town.folder / "signe", town.folder / "thief", ignore=shutil.ignore_patterns("*.lock"))

    stage.connect()
    op = tmp_path / "op"
    assert "Ikke udført endnu" in done(stage.admin("asta", "device", "revoke", SIGNES, "--lost", "--cosign", str(op)))
    assert "Det er udført." in done(stage.admin("palle", "op", "cosign", "--op", str(op), "--yes"))
    stage.gate.turn("nothing")

    laptop = stage.app("signe")
    unlock(laptop)
    stage.connect()
    laptop.wait("Denne pc er taget ud af Rød Tråd")
    laptop.stop()
    folder = town.folder / "signe"
    assert (folder / "store.db").exists()
    slots = [path for path in folder.rglob("vault*") if path.is_file() and b"argon2id" in path.read_bytes()]
    assert slots == [], "nothing is left that a passphrase could open"
    refused = stage.admin("signe", "device", "list")
    assert (refused.returncode, "Dens nøgler er slettet" in refused.stderr) == (1, True), refused.stderr

    town.line.up = False
    thief = unlocked(town, "signe", "thief")
    note(thief, text="Skrevet af tyven")
    stick = tmp_path / "stick"
    thief.bundles.save(stick, own=True).end()
    unsent = thief.machine.journal.unsent(space)
    assert len(unsent) == 13
    with_keys = town.endpoint.transport(thief.machine.keys)
    body = push_body([commit.value() for commit in unsent])
    path = space_path(thief.machine.identity.org, space, "push")
    answer = with_keys.send(Request("post", "POST", path, body=body))
    with_keys.close()
    assert answer.status in (401, 403)
    thief.close()
    town.line.up = True
    by_hand = run("sync.server", "bundle", "import", str(stick), "--data", str(town.folder / "endpoint"), "--json")
    taken = json.loads(by_hand.stdout)
    assert (by_hand.returncode, taken["new"], taken["refused"]) == (1, 0, {BEYOND_CUT: 13})

    palle = unlocked(town, "palle")
    town.sync(palle)
    assert palle.machine.journal.epochs(space) == {1, 2}
    palle.bundles.take(palle.bundles.look(stick).end()).end()
    town.sync(palle)
    assert texts(palle) == {"Sendt før tyveriet"}
    assert laid_aside(palle) == [("Signe Prøvested", 13)]
    lene = unlocked(town, "lene")
    town.sync(lene)
    assert texts(lene) == {"Sendt før tyveriet"}
    assert laid_aside(lene) == [], "nobody's server passed it on"
    palle.close()
    lene.close()


def test_who_leaves_hands_over_what_was_not_sent(stage: Stage, town: Town, tmp_path: Path) -> None:
    """Palle is removed while away with two unsent notes: his pc hands them in, they wait laid aside, and count in his
    name when Asta and Signe take them over. A month later his pc opens no more."""
    palle = unlocked(town, "palle")
    space, me = shared(palle), palle.machine.identity.user
    note(palle, text="Sendt")
    town.sync(palle)
    town.line.up = False
    for text in ("Ikke sendt", "Heller ikke sendt"):
        note(palle, text=text)
    palle.close()
    town.line.up = True
    stage.connect()
    assert "er rejst" in done(stage.admin("asta", "member", "remove", "--member", "Palle"))
    stage.admin("palle", "device", "list")  # its next contact

    signe = unlocked(town, "signe")
    town.sync(signe)
    assert signe.machine.journal.epochs(space) == {1, 2}
    assert texts(signe) == {"Sendt"}
    assert laid_aside(signe) == [("Palle Pseudonym", 2)]
    signe.close()
    (row,) = json.loads(done(stage.admin("asta", "adopt", "list", "--json")))
    assert (row["space"], row["saves"]) == (space.hex(), 2)
    op = str(tmp_path / "op")
    done(stage.admin("asta", "adopt", "propose", "--device", row["device"], "--space", row["space"], "--out", op))
    done(stage.admin("signe", "op", "cosign", "--op", op, "--yes"))
    signe, lene = unlocked(town, "signe"), unlocked(town, "lene")
    town.sync(signe, lene)
    for app in (signe, lene):
        assert texts(app) == {"Sendt", "Ikke sendt", "Heller ikke sendt"}
        assert {row.created_by for kind in NOTES for row in app.records.all(kind)} == {me}
        assert laid_aside(app) == []
        app.close()
    today = Clock().now().timestamp()  # the commands go by the machine's own
    town.clock.forward(max(0, today - town.clock.now().timestamp()) + 40 * DAY_S)
    with pytest.raises(Erased):
        unlocked(town, "palle")
    assert not (town.folder / "palle" / "vault").exists()
