"""A carrier of sealed files: named and ended from the command line, and in no shared space at the same time."""

from functools import partial
from pathlib import Path

import pytest
from helpers import notes
from helpers.commands import Command, Played
from helpers.stores import CHEAP
from helpers.town import Town

from desktop.services import enrolment


@pytest.fixture
def everybody(town: Town, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command on anybody's folder."""
    return Played(town, capsys)


@pytest.fixture
def command(everybody: Command) -> Command:
    """Runs a command on the administrator's folder."""
    return partial(everybody, "asta")


@pytest.fixture
def arriving(town: Town) -> list[str]:
    """The options of `device approve` for a pc that asked to be let in, but for whose it is."""
    with town.office("asta") as asta:
        invited = enrolment.invite(asta.machine, town.clock)
    machine, request = enrolment.request(town.folder / "bo", "en lang sætning for alle", invited, CHEAP)
    with machine:
        words = " ".join(enrolment.words_to_say(machine))
    file = town.folder / "request"
    file.write_bytes(request)
    return ["device", "approve", "--request", str(file), "--out", str(town.folder / "welcome"), "--words", words]


def carries(town: Town, name: str) -> bool:
    """Whether the control log knows somebody as a carrier."""
    with town.office("asta") as asta:
        return asta.desk.refresh().is_carrier(asta.membership.find(name))


def test_a_colleague_becomes_a_carrier_and_stops(command: Command, town: Town) -> None:
    """Not while he reads anywhere; then he gets no role before it ends; twice says so."""
    lene = ["member", "carrier", "--member", "Lene"]
    role = ["member", "set", "--member", "Lene", "--space", town.space.hex(), "--role"]
    code, _, complained = command(*lene)
    assert (code, "En overbringer har ingen rolle" in complained) == (1, True)
    assert command(*role, "none")[0] == 0
    assert command(*lene)[:2] == (0, "Lene Eksempel er overbringer af forseglede filer.\n")
    assert carries(town, "Lene")
    assert "allerede overbringer" in command(*lene)[2]
    code, _, complained = command(*role, "read")
    assert (code, "overbringer kan ikke have en rolle" in complained) == (1, True)
    assert command(*lene, "--end")[:2] == (0, "Lene Eksempel er ikke længere overbringer af forseglede filer.\n")
    assert "ikke overbringer" in command(*lene, "--end")[2]
    assert command(*role, "read")[0] == 0


def test_it_waits_for_a_connection(command: Command, town: Town) -> None:
    """Asked for offline it is told, kept, and carried out when it is sent."""
    command("member", "set", "--member", "Lene", "--space", town.space.hex(), "--role", "none")
    town.line.up = False
    code, said, _ = command("member", "carrier", "--member", "Lene")
    assert (code, "Lene Eksempel er overbringer" in said) == (0, True)
    assert "Lene Eksempel er overbringer" in command("op", "waiting")[1]
    town.line.up = True
    assert command("op", "send")[0] == 0
    assert carries(town, "Lene")


def test_who_leaves_carries_no_longer(command: Command, town: Town) -> None:
    """Taking everything from a colleague takes this too."""
    command("member", "set", "--member", "Lene", "--space", town.space.hex(), "--role", "none")
    command("member", "carrier", "--member", "Lene")
    assert command("member", "remove", "--member", "Lene")[0] == 0
    assert not carries(town, "Lene")


def test_a_newcomer_is_entered_as_a_carrier(command: Command, town: Town, arriving: list[str]) -> None:
    """With the word of the log behind it and no space; as somebody else only after it ended."""
    bo = ["--name", "Bo Bærer", "--role", "carrier"]
    code, _, complained = command(*arriving, *bo, "--space", town.space.hex())
    assert (code, "uden --space" in complained) == (1, True)
    code, said, _ = command(*arriving, *bo)
    assert (code, "til at overbringe forseglede filer" in said) == (0, True)
    assert carries(town, "Bo")
    code, _, complained = command(*arriving, "--name", "Bo Bærer", "--role", "team_lead")
    assert (code, "Kollegaen er overbringer." in complained) == (1, True)
    code, _, complained = command(*arriving, "--name", "Bo Bærer", "--space", town.space.hex())
    assert (code, "uden --space" in complained) == (1, True)


def test_he_fetches_what_he_carries_from_the_server(town: Town, everybody: Command) -> None:
    """Lene's pc can read none of it, and keeps none of it; Palle, who has no connection, reads Signe's note from it."""
    stick = str(town.folder / "stick.roedtraad")
    code, _, complained = everybody("lene", "bundle", "export", stick, "--fetch")
    assert (code, "Kun en overbringer" in complained) == (1, True)
    everybody("asta", "member", "set", "--member", "Lene", "--space", town.space.hex(), "--role", "none")
    everybody("asta", "member", "carrier", "--member", "Lene")
    assert everybody("palle", "device", "list")[0] == 0
    signe = town.app("signe")
    notes.note(signe, text="Båret af Lene")
    town.sync(signe)
    signe.close()
    assert everybody("lene", "bundle", "export", stick, "--fetch", "--own")[0] == 2
    with town.office("lene") as lene:
        kept = lene.machine.journal.cursor(town.space)
    code, said, complained = everybody("lene", "bundle", "export", stick, "--fetch", "--json")
    assert code == 0, complained
    with town.office("lene") as lene:
        assert lene.machine.journal.cursor(town.space) == kept
        assert lene.app.records.all("consultation") == ()
    town.line.up = False
    assert everybody("lene", "bundle", "export", stick + "2", "--fetch")[0] == 1
    assert not Path(stick + "2").exists()
    code, said, complained = everybody("palle", "bundle", "import", stick, "--yes")
    assert (code, "Signe Prøvested" in said) == (0, True), complained
    with town.office("palle") as palle:
        assert [row.values["text"] for row in palle.app.records.all("consultation")] == ["Båret af Lene"]


@pytest.mark.parametrize(("who", "role", "told"), [
    ("Lene Eksempel", "carrier", "En overbringer har ingen rolle"),
    ("Bo Bærer", "admin", "Ingen bliver administrator"),
])  # fmt: skip
def test_nobody_is_entered_as_what_the_log_would_not_know(
    command: Command, town: Town, arriving: list[str], who: str, role: str, told: str
) -> None:
    """A reader as a carrier, a newcomer as an administrator: said before anything is signed."""
    with town.office("asta") as asta:
        before = asta.desk.refresh().cseq
    code, _, complained = command(*arriving, "--name", who, "--role", role)
    assert (code, told in complained) == (1, True)
    with town.office("asta") as asta:
        assert asta.desk.refresh().cseq == before
