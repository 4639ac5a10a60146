"""After the window no file of a pc or of the endpoint holds what two archivists erased; before it, some did (I14)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import notes
from helpers.commands import Command, Played
from helpers.pages import plain
from helpers.town import Town

from desktop.assembly import App
from desktop.services.errors import NotAllowed
from desktop.services.notices import HIDDEN, LATE
from sync.control_space_bodies import MemberSet
from sync.model import Commit
from sync.purging import WINDOW_MS
from sync.server.purging import Erasing

CANARY = "kanariefugl"


@pytest.fixture
def town(town_model: Town, tmp_path: Path) -> Iterator[Town]:
    """Signe and Palle are the archivists of Midt; Lene reads there."""
    with town_model.twin(tmp_path) as twin:
        assert twin.kit is not None
        with twin.office("asta") as asta:
            roster = asta.desk.refresh()
            for name in ("Signe", "Palle"):
                body = MemberSet(twin.space, asta.membership.find(name), "archivist")
                asta.desk.post(lambda _roster, body=body: body, by=twin.kit.root)
            assert roster.has_space(twin.space)
        yield twin


@pytest.fixture
def play(town: Town, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `roedtraad-admin purge …` on one person's folder."""
    played = Played(town, capsys)
    return lambda who, *arguments: played(who, "purge", *arguments)


def held(town: Town, app: App) -> bytes:
    """Every page of a pc's database, decrypted."""
    return plain(town.folder / app.machine.store.folder.name / "store.db", app.machine.store._keys.store)


def sealed(town: Town) -> bytes:
    """Every byte in the endpoint's folder."""
    return b"".join(path.read_bytes() for path in sorted((town.folder / "endpoint").iterdir()) if path.is_file())


def later(town: Town, ms: int) -> None:
    """Time passes for everybody."""
    town.clock.forward(ms / 1000)
    town.endpoint.clock.ms += ms  # type: ignore[union-attr]  # an endpoint in this process


def test_a_word_is_erased_from_every_file(town: Town, play: Command) -> None:
    """Two archivists at the command line: hidden at once on all pc's, then gone from every file there and elsewhere."""
    signe = town.app("signe")
    saved = notes.note(signe, text=f"En {CANARY} sang")
    notes.note(signe, text="Det her bliver stående")
    town.sync(signe)
    (raw,) = (row[0] for row in signe.machine.store.query("SELECT raw FROM commits ORDER BY pos DESC LIMIT 1 OFFSET 1"))
    body = Commit.parse(raw).bodies[0]
    lene = town.app("lene")
    town.sync(lene)
    assert CANARY.encode() in held(town, lene) and body in held(town, lene)
    assert body in sealed(town)
    signe.close()

    code, said, _ = play("signe", "find", CANARY, "--json")
    (row,) = json.loads(said)
    shown = play("signe", "find", CANARY)[1]
    assert f"consultation  {saved.rec.hex()[:8]}  in »Deles i distrikt Midt«" in shown.replace("  i »", "  in »")
    assert saved.rec.hex() not in shown
    where = ["--space", "Deles i distrikt Midt", "--kind", row["kind"], "--record", row["record"][:8]]
    for wrong in ("0" * 8, row["record"][:4]):
        assert "Ingen registrering begynder med" in play("palle", "show", *where[:-1], wrong)[2]
    assert play("palle", "show", "--space", row["space"][:8], *where[2:-1], row["record"])[0] == 0
    assert (code, bytes.fromhex(row["record"])) == (0, saved.rec)
    assert "Signe Prøvested skrev det" in play("palle", "show", *where)[1]
    with pytest.raises(NotAllowed):  # a reader erases nothing
        lene.erasing.name(town.space, "consultation", saved.rec)
    assert "1 ændring er udpeget." in play("signe", "name", *where)[1]
    assert "Du har allerede udpeget det." in play("signe", "name", *where)[2]
    (waiting,) = json.loads(play("palle", "list", "--json")[1])["waiting"]
    assert (waiting["who"], waiting["changes"], waiting["mine"]) == ("Signe Prøvested", 1, False)
    assert "Ingen sletter alene" in play("signe", "agree", waiting["code"])[2]
    assert play("palle", "agree", "00000000")[0] == 1
    assert "Slettet: 1 ændring. Skjult nu" in play("palle", "agree", waiting["code"])[1]

    town.sync(lene)
    assert lene.records.get("consultation", saved.rec) is None
    assert lene.records.row("consultation", saved.rec) is None
    assert [str(r.values["text"]) for r in lene.records.all("consultation")] == ["Det her bliver stående"]
    found = lene.search.ask(CANARY)()
    assert found is not None and not found.groups
    assert body in held(town, lene), "sealed, for the window"
    assert "Intet ligger tilbage" in play("asta", "status")[1]

    later(town, WINDOW_MS + 60_000)
    Erasing(town.endpoint.database, town.endpoint.clock.now_ms).sweep()  # type: ignore[union-attr]
    assert body not in sealed(town)
    missing = play("asta", "status")[1]
    assert "»Lene Eksempel: pc«" in missing and missing.count("endnu ikke på") == 1
    assert len({device for one in json.loads(play("asta", "status", "--json")[1]) for device in one["missing"]}) == 3
    signe, palle = town.app("signe"), town.app("palle")
    town.sync(lene, signe, palle)
    town.sync(lene, signe, palle)
    for app in (lene, signe, palle):
        everything = held(town, app)
        assert CANARY.encode() not in everything and body not in everything
    signe.close()
    assert "Intet ligger tilbage" in play("asta", "status")[1]
    assert "slettet helt" in play("signe", "list")[1]


def test_backups_of_before_go_when_a_newer_one_is_whole(town: Town, play: Command) -> None:
    """A backup holds what is erased later: the keeper makes a new one first, and lets go of those of before."""
    signe, palle = town.app("signe"), town.app("palle")
    saved = notes.note(signe, text=f"En {CANARY} sang")
    town.sync(signe, palle)
    signe.health.look_after()
    signe.health.backup()
    key, backups = signe.machine.store._keys.store, town.folder / "signe" / "backups"
    assert all(CANARY.encode() in plain(path / "store.db", key) for path in backups.iterdir())
    signe.erasing.name(town.space, "consultation", saved.rec)
    town.sync(signe, palle)
    assert [notice.sentence.args["n"] for notice in palle.syncing.overview().notices] == [1]
    (waiting,) = palle.erasing.proposals()
    palle.erasing.agree(waiting)
    assert palle.records.get("consultation", saved.rec) is None, "hidden at once, also before anything is sent"
    town.sync(palle, signe)
    hidden = [notice.sentence.msgid for notice in signe.syncing.overview().notices]
    later(town, WINDOW_MS + 60_000)
    town.sync(signe)
    late = [notice.sentence for notice in signe.syncing.overview().notices]
    assert (hidden, [one.msgid for one in late], late[0].args["n"]) == ([HIDDEN], [LATE], 2)
    assert not signe.records.all("consultation")
    assert signe.health.due
    assert signe.health.look_after().backed_up
    (kept,) = backups.iterdir()
    assert CANARY.encode() not in plain(kept / "store.db", key)
    assert not signe.health.due
