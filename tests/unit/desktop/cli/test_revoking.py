"""Taking access away from the command line: a pc, a role, what came after, and what two people sign."""

import json

import pytest
from helpers import notes
from helpers.commands import Command
from helpers.town import Town
from helpers.wire import LocalEndpoint

from desktop.cli.pages import write_pages
from desktop.services.program import program_version
from sync.client import calls
from sync.client.transport import Transport
from sync.control import ControlLog, build_op
from sync.control_space_bodies import SpaceNew

PC = "Signe Prøvested: pc"


def test_a_pc_is_stopped(command: Command, town: Town) -> None:
    """Named as people name it; the list says how it ended, for people and for programs."""
    assert command("asta", "device", "revoke", PC)[0] == 2
    assert command("asta", "device", "revoke", PC, "--lost", "--left")[0] == 2
    code, _, complained = command("asta", "device", "revoke", "ukendt", "--lost")
    assert (code, "Ingen pc hedder ukendt her." in complained) == (1, True)
    code, said, _ = command("asta", "device", "revoke", PC, "--left")
    assert code == 0
    assert said.startswith(f"»{PC}« er spærret.")
    assert f"Signe Prøvested  {PC}  spærret: afleveret" in command("asta", "device", "list")[1]
    listed = {row["name"]: row for row in json.loads(command("asta", "device", "list", "--json")[1])}
    assert listed["Signe Prøvested"]["state"] == "left"
    assert listed["Palle Pseudonym"]["state"] == ""
    code, _, complained = command("palle", "device", "revoke", PC, "--lost")
    assert (code, "det må kun en administrator" in complained) == (1, True), "who is no administrator stops nobody"
    code, _, complained = command("asta", "device", "revoke", PC, "--left")
    assert (code, "allerede spærret" in complained) == (1, True), "twice says so"


def test_a_role_is_taken_and_given(command: Command, town: Town) -> None:
    """With none the colleague loses access; a word that is no role is wrong usage."""
    where = ["member", "set", "--member", "Signe", "--space", town.space.hex(), "--role"]
    assert command("asta", *where, "alt")[0] == 2
    assert "ikke længere adgang" in command("asta", *where, "none")[1]
    assert "har fået rollen" in command("asta", *where, "write")[1]
    code, _, complained = command("asta", *where, "archivist")
    assert (code, "afvist" in complained) == (1, True)
    file = str(town.folder / "op")
    code, said, _ = command("asta", *where, "archivist", "--cosign", file)
    assert (code, said.startswith("Ikke udført endnu. Signe Prøvested må læse, skrive, godkende og slette i")) == (
        0,
        True,
    )
    assert town.kit is not None
    pages = [town.folder / "a", town.folder / "b"]
    write_pages(town.state, town.kit, *pages)
    kit = ["--page-a", str(pages[0]), "--page-b", str(pages[1])]
    assert command("asta", "op", "cosign", "--op", file, "--yes", *kit)[0] == 0
    with town.office("asta") as asta:
        assert "p" in asta.desk.refresh().role(asta.membership.find("signe"), town.space)


def test_two_people_stop_a_lost_pc(command: Command, town: Town) -> None:
    """The first signs a file, the second reads in words what it is, says no, and then yes; then it stands."""
    file = str(town.folder / "op")
    code, said, _ = command("asta", "device", "revoke", PC, "--lost", "--cosign", file)
    assert code == 0
    assert f"Signe Prøvested: »{PC}« spærres som mistet." in said
    told = f"Asta Afprøver har skrevet under: Signe Prøvested: »{PC}« spærres som mistet."
    assert told in command("palle", "op", "show", "--op", file)[1]
    assert command("palle", "op", "cosign", "--op", file, answer="nej")[0] == 1
    code, said, _ = command("palle", "op", "cosign", "--op", file, answer="ja")
    assert (code, told in said, "Det er udført." in said) == (0, True, True)
    assert "spærret: mistet" in command("asta", "device", "list")[1]
    assert command("palle", "op", "cosign", "--op", file, "--yes")[0] == 1


def test_what_came_after_is_listed_and_taken_over(command: Command, town: Town) -> None:
    """Written while away, pushed late, set aside; an administrator and a colleague who may approve take it over."""
    signe = town.app("signe")
    assert command("asta", "adopt", "list")[1] == "Intet er lagt til side.\n"
    command("asta", "member", "set", "--member", "Signe", "--space", town.space.hex(), "--role", "none")
    notes.note(signe, text="Skrevet undervejs")
    town.sync(signe)
    signe.close()
    code, said, _ = command("asta", "adopt", "list")
    assert (code, "Signe Prøvested, fællesskabet" in said, "1 gemt ændring" in said) == (0, True, True)
    (row,) = json.loads(command("asta", "adopt", "list", "--json")[1])
    assert (row["space"], row["saves"], row["first_ms"]) == (town.space.hex(), 1, row["last_ms"])
    file = str(town.folder / "op")
    where = ["--device", row["device"][:8], "--space", row["space"]]
    code, said, _ = command("asta", "adopt", "propose", *where, "--out", file)
    assert (code, "efter at have mistet adgang, overtages." in said) == (0, True)
    assert command("palle", "op", "cosign", "--op", file, "--yes")[0] == 0
    assert command("asta", "adopt", "propose", *where, "--out", str(town.folder / "op2"))[0] == 1
    palle = town.app("palle")
    town.sync(palle)
    assert [row.values["text"] for row in palle.consultations._records.all("consultation")] == ["Skrevet undervejs"]


def test_without_a_connection_it_waits(command: Command, town: Town) -> None:
    """Kept on the pc and listed in words; carried out when there is a connection, or dropped."""
    command("asta", "device", "list")
    town.line.up = False
    code, said, _ = command("asta", "device", "revoke", PC, "--left")
    assert (code, "op send" in said, f"»{PC}« spærres" in said) == (0, True, True)
    where = ["--member", "Signe", "--space", town.space.hex()]
    assert command("asta", "member", "set", *where, "--role", "none")[0] == 0
    assert len(command("asta", "op", "waiting")[1].splitlines()) == 2
    assert command("asta", "op", "send")[0] == 1
    town.line.up = True
    assert command("asta", "op", "send", "--yes")[1].endswith("2 ændringer er udført.\n")
    assert "spærret: afleveret" in command("asta", "device", "list")[1]
    assert command("asta", "op", "waiting")[1] == "Intet venter.\n"
    assert command("asta", "op", "drop")[1] == "0 ændringer er droppet.\n"


def test_a_colleague_leaves(command: Command, town: Town) -> None:
    """Every pc and every role, in one command; again it finds nothing left to take."""
    for _time in range(2):
        code, said, _ = command("asta", "member", "remove", "--member", "Signe")
        assert (code, said) == (0, "Signe Prøvested er rejst. Det der er skrevet indtil nu, står ved magt.\n")
    with town.office("asta") as asta:
        user = asta.membership.find("signe")
        roster = asta.desk.refresh()
        assert roster.devices_of(user) == ()
        assert roster.role(user, town.space) == frozenset()


def test_two_members_take_a_pc_out_of_a_space(command: Command, town: Town) -> None:
    """Palle and Signe shut Lene's pc out; its rights in the space are gone, and it is still in the organisation."""
    with town.office("asta") as asta:
        device = asta.membership.find_machine("Lene Eksempel: pc")
    file = str(town.folder / "op")
    where = ["--space", town.space.hex(), "--out", file]
    assert command("palle", "device", "unvouch", device.hex()[:8], *where)[0] == 0
    assert command("signe", "op", "cosign", "--op", file, "--yes")[0] == 0
    with town.office("asta") as asta:
        roster = asta.desk.refresh()
        assert not roster.vouched(device, town.space)
        assert not roster.revoked(device)


@pytest.mark.parametrize(("answer", "options", "code"), [("nej", [], 1), ("ja", [], 0)])
def test_what_came_first_is_shown(
    command: Command, town: Town, monkeypatch: pytest.MonkeyPatch, answer: str, options: list[str], code: int
) -> None:
    """Fault 32: another op is posted in between; it is told in words, and the person says whether to go on."""
    with town.office("asta") as asta:
        keys, org = asta.machine.keys, asta.machine.identity.org
    real, first = calls.post_ctl, [True]

    def overtaken(transport: Transport, to: bytes, ops: list[bytes]) -> list[bytes]:
        if first:
            first.clear()
            log = ControlLog(org)
            for op, head in calls.get_ctl(transport, org):
                log.add(op, head)
            real(transport, org, [build_op(keys, org, log.head, SpaceNew(b"n" * 16), 0)])
        return real(transport, to, ops)

    monkeypatch.setattr(calls, "post_ctl", overtaken)
    ended, said, complained = command("asta", "device", "revoke", PC, "--left", *options, answer=answer)
    assert ended == code
    assert f"En anden kom først:\n  Asta Afprøver opretter fællesskabet {(b'n' * 4).hex()}." in said
    assert ("En anden kom først. Du har intet ændret: 1" in complained) == (code == 1)
    assert ("spærret: afleveret" in command("asta", "device", "list")[1]) == (code == 0)


def test_the_list_says_who_has_not_heard_and_what_stands_on_one_pc(command: Command, town: Town) -> None:
    """Beside the pc until it says that it has; a space of one pc below, as long as it is so."""
    for who in ("palle", "signe"):
        command(who, "device", "list")
    command("asta", "member", "set", "--member", "Lene", "--space", town.space.hex(), "--role", "none")
    command("signe", "device", "list")
    said = command("asta", "device", "list")[1]
    assert "Palle Pseudonym: pc  har endnu ikke hørt at Lene Eksempel har mistet adgang" in said
    assert said.count("har endnu ikke hørt") == 1
    listed = {row["name"]: row for row in json.loads(command("asta", "device", "list", "--json")[1])}
    assert [name for name, row in listed.items() if row["unheard"]] == ["Palle Pseudonym"]
    command("palle", "device", "list")
    assert "har endnu ikke hørt" not in command("asta", "device", "list")[1]
    command("asta", "member", "set", "--member", "Palle", "--space", town.space.hex(), "--role", "none")
    sentence = "Kun én pc har nøglen til 1 fællesskab du ikke har adgang til (hos Signe Prøvested)."
    assert sentence in command("asta", "device", "list")[1]


def test_the_list_says_how_each_pc_is(command: Command, town: Town) -> None:
    """Its version, what it could not send by kind, and a clock that is wrong: to the administrator, not to members."""
    assert isinstance(town.endpoint, LocalEndpoint)
    signe = town.app("signe")
    notes.note(signe, text="Skrevet undervejs")
    notes.note(signe, text="Og en mere")
    town.line.takes_nothing = True
    town.clock.forward(3601)
    town.endpoint.clock.ms = town.clock.now_ms() - 3 * 3_600_000
    town.sync(signe)
    signe.close()
    version = program_version()
    line = next(line for line in command("asta", "device", "list")[1].splitlines() if "Signe" in line)
    assert f"{PC}  version {version}  ikke sendt: Rådgivning 2" in line
    assert "dens ur er 3 timer foran" in line
    listed = {row["name"]: row for row in json.loads(command("asta", "device", "list", "--json")[1])}
    assert (listed["Signe Prøvested"]["unsent"], listed["Signe Prøvested"]["version"]) == ({"consultation": 2}, version)
    assert abs(listed["Signe Prøvested"]["clock_ms"] + 3 * 3_600_000) < 60_000
    assert "version" not in command("palle", "device", "list")[1]
