"""A second administrator and the data protection officer: named, at work, taken away; always by two people."""

import json
from functools import partial

import pytest
from helpers.commands import Command
from helpers.stores import CHEAP
from helpers.town import PHRASES, Town

from desktop.cli.pages import write_pages
from desktop.services import enrolment

BO = "Bo Bestyrer"


@pytest.fixture
def asta(command: Command) -> Command:
    """Runs a command on the founder's folder."""
    return partial(command, "asta")


@pytest.fixture
def kit(town: Town) -> list[str]:
    """The options that give both pages of the recovery kit."""
    assert town.kit is not None
    pages = [town.folder / "page-a", town.folder / "page-b"]
    write_pages(town.state, town.kit, *pages)
    return ["--page-a", str(pages[0]), "--page-b", str(pages[1])]


def arriving(town: Town, who: str) -> list[str]:
    """A pc that asked to be let in: the options that name it as an administrator's."""
    with town.office("asta") as asta:
        invited = enrolment.invite(asta.machine, town.clock)
    machine, request = enrolment.request(town.folder / who, PHRASES[who], invited, CHEAP)
    with machine:
        words = " ".join(enrolment.words_to_say(machine))
    file = town.folder / f"{who}.request"
    file.write_bytes(request)
    return ["--request", str(file), "--out", str(town.folder / f"{who}.welcome"), "--words", words]


@pytest.fixture(autouse=True)
def phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """More people with a pc."""
    monkeypatch.setitem(PHRASES, "bo", "otte kasser på hylden")
    monkeypatch.setitem(PHRASES, "lars", "ni spande i skuret")
    monkeypatch.setitem(PHRASES, "kim", "seks gule støvler ved døren")


@pytest.fixture
def bo(town: Town, command: Command, asta: Command, kit: list[str]) -> Command:
    """Bo, named with the recovery kit, his pc let in."""
    named = ["administrator", "name", "--member", BO, *arriving(town, "bo")]
    code, said, complained = asta(*named, *kit)
    assert (code, said) == (0, f"{BO} er nu administrator; {town.folder / 'bo.welcome'} er velkomsten til pc'en.\n"), (
        complained
    )
    code, said, _ = command("bo", "device", "welcome", "--welcome", str(town.folder / "bo.welcome"))
    assert (code, said.startswith("Denne pc er lukket ind")) == (0, True)
    return partial(command, "bo")


def admins(asta: Command) -> dict[str, bool]:
    """Every administrator, and whether he signs as one of two."""
    said = json.loads(asta("administrator", "list", "--json")[1])
    return {row["name"]: row["signs_for_two"] for row in said["administrators"]}


def test_a_second_administrator_is_at_work(town: Town, asta: Command, bo: Command, command: Command) -> None:
    """He does alone what one may, and together with the first what takes two; each is shown what the other signed."""
    assert admins(asta) == {"Asta Afprøver": True, BO: True}
    assert f"{BO}, Administrator, 1 pc" in asta("member", "list")[1]
    assert bo("space", "new")[0] == 0
    file = str(town.folder / "op")
    given = ["member", "set", "--member", "Signe", "--space", town.space.hex(), "--role", "archivist", "--cosign", file]
    assert bo(*given)[0] == 0
    code, said, complained = asta("op", "cosign", "--op", file, "--yes")
    assert (code, f"{BO} har skrevet under: Signe Prøvested må læse" in said) == (0, True), complained
    with town.office("palle") as palle:
        assert "p" in palle.desk.refresh().role(palle.membership.find("signe"), town.space)


def test_two_administrators_name_a_third(town: Town, asta: Command, bo: Command, command: Command) -> None:
    """The first signs a file, the second is told who and which pc, then the first writes the welcome. No kit."""
    file, named = str(town.folder / "op"), ["administrator", "name", "--member", "Kim Kontrol", *arriving(town, "kim")]
    code, said, _ = asta(*named, "--cosign", file)
    assert (code, "kør det her igen uden --cosign" in said) == (0, True)
    assert "Kim Kontrol" not in admins(asta)
    code, said, _ = bo("op", "show", "--op", file)
    assert (code, "Asta Afprøver har skrevet under: Kim Kontrol bliver administrator, med pc'en " in said) == (0, True)
    sign = ["op", "cosign", "--op", file, "--yes", "--request"]
    code, _, complained = bo(*sign[:-1])
    assert (code, "Skriv med --request hvilken pc" in complained) == (2, True)
    other = arriving(town, "lars")
    code, _, complained = bo(*sign, other[1], *other[4:])
    assert (code, "en anden anmodning" in complained) == (1, True), "a pc that the second did not hear of"
    assert bo(*sign, named[5], *other[4:])[0] == 1
    assert bo(*sign, named[5], *named[8:])[0] == 0
    assert asta(*named)[0] == 0
    assert command("kim", "device", "welcome", "--welcome", str(town.folder / "kim.welcome"))[0] == 0
    assert admins(bo) == {"Asta Afprøver": True, BO: True, "Kim Kontrol": True}
    assert command("kim", "space", "new")[0] == 0
    code, _, complained = asta(
        "administrator", "name", "--member", "Palle", *named[4:], "--out", str(town.folder / "w")
    )
    assert (code, "skrevet ind for en anden kollega" in complained) == (1, True)


def test_what_he_signs_after_his_end_counts_nowhere(town: Town, asta: Command, bo: Command, command: Command) -> None:
    """What he wrote until then stands at everybody's; an op and a name that he signs afterwards reach nobody."""
    with town.office("bo") as office:
        office.desk.sync()
        signe = office.membership.find("signe")
        office.membership.name_member(signe, "Signe Prøvested-Bo", "district_social_worker")
        office.desk.sync()
    file = str(town.folder / "op")
    code, said, _ = asta("administrator", "end", "--member", "Bo", "--cosign", file)
    assert (code, f"{BO} er ikke længere administrator." in said) == (0, True)
    with town.office("bo") as office:
        office.membership.name_member(signe, "Efter snittet", "district_social_worker")
        assert asta("op", "cosign", "--op", file, "--yes")[0] == 1, "the first does not sign twice"
    assert bo("op", "cosign", "--op", file, "--yes")[0] == 0, "he may sign his own end beside her"
    code, _, complained = bo("space", "new")
    assert (code, "det må kun en administrator" in complained) == (1, True)
    code, _, complained = bo("device", "invite", "--out", str(town.folder / "invite"))
    assert code == 1
    for who in ("asta", "palle", "signe"):
        with town.office(who) as office:
            office.desk.sync()
            names = {one.name for one in office.membership.colleagues()}
            assert "Signe Prøvested-Bo" in names
            assert "Efter snittet" not in names
            assert not office.machine.control.roster().is_admin(office.membership.find("bo"))
    assert f"{BO}, ingen rolle, 1 pc" in asta("member", "list")[1]


def test_what_cannot_be_is_said_first(town: Town, asta: Command, kit: list[str], bo: Command) -> None:
    """Who reads, who is one already, who is none, the last one, and one alone: a sentence, and nothing is signed."""
    with town.office("asta") as office:
        before = office.desk.refresh().cseq
    name, end = ["administrator", "name", "--member"], ["administrator", "end", "--member"]
    for arguments, told in (
        ([*name, "Signe", *kit], "En administrator har ingen rolle i noget fællesskab"),
        ([*name, "Bo", *kit], "Kollegaen er allerede administrator."),
        ([*end, "Signe", *kit], "Kollegaen er ikke administrator."),
        ([*name, "Ingen", *kit], "Ingen hedder Ingen her."),
        (["member", "remove", "--member", "Bo"], "Kollegaen er administrator. Lad det først høre op"),
        (["administrator", "officer", "--nobody", *kit], "Der er ikke udpeget nogen databeskyttelsesrådgiver."),
    ):
        code, _, complained = asta(*arguments)
        assert (code, told in complained) == (1, True), complained
    assert asta("administrator", "officer", *kit)[0] == 2
    assert asta(*name, "Ny", "--request", "x", *kit)[0] == 2
    with town.office("asta") as office:
        assert office.desk.refresh().cseq == before
    assert asta(*end, "Asta", *kit)[0] == 0
    code, _, complained = bo(*end, "Bo", *kit)
    assert (code, "Det er den eneste administrator." in complained) == (1, True)


def test_a_known_colleague_is_named_and_signs_alone(
    town: Town, asta: Command, command: Command, kit: list[str]
) -> None:
    """With the pc that one administrator entered: it is said that it does not count as one of two."""
    command("asta", "member", "set", "--member", "Lene", "--space", town.space.hex(), "--role", "none")
    code, said, _ = asta("administrator", "name", "--member", "Lene", *kit)
    assert (code, said.startswith("Lene Eksempel er nu administrator. For at skrive under")) == (0, True)
    assert admins(asta) == {"Asta Afprøver": True, "Lene Eksempel": False}
    assert "Lene Eksempel, administrator; kan ikke" in asta("administrator", "list")[1]
    assert command("lene", "space", "new")[0] == 0
    file = str(town.folder / "op")
    assert asta("administrator", "officer", "--member", "Signe", "--cosign", file)[0] == 0
    code, _, complained = command("lene", "op", "cosign", "--op", file, "--yes")
    assert (code, "to administratorer skal skrive under" in complained) == (1, True), complained


def test_the_data_protection_officer(town: Town, asta: Command, bo: Command, kit: list[str]) -> None:
    """Named by two administrators, told in words, listed, and cleared with the kit."""
    file = str(town.folder / "op")
    assert asta("administrator", "officer", "--member", "Lene", "--cosign", file)[0] == 0
    assert "Lene Eksempel bliver databeskyttelsesrådgiver." in bo("op", "show", "--op", file)[1]
    assert bo("op", "cosign", "--op", file, "--yes")[0] == 0
    assert asta("administrator", "list")[1].endswith("Lene Eksempel, databeskyttelsesrådgiver\n")
    listed = json.loads(bo("administrator", "list", "--json")[1])["data_protection_officer"]
    assert listed["name"] == "Lene Eksempel"
    code, _, complained = asta("administrator", "officer", "--member", "Lene", *kit)
    assert (code, "Det er kollegaen allerede." in complained) == (1, True)
    assert (
        asta("administrator", "officer", "--nobody", *kit)[1] == "Der er ikke udpeget nogen databeskyttelsesrådgiver.\n"
    )
