"""Who came in is told to everybody in the space, until it was seen; what a space is called, too."""

from datetime import timedelta

import pytest
from helpers.town import NAMES, PHRASES, ROLES, Town, let_in, newcomer
from helpers.wire import LocalEndpoint

from desktop.assembly import App
from desktop.services.clock import from_ms
from desktop.services.newcomers import Unseen
from desktop.texts import Texts
from sync.control_bodies import AdminSet, DpoSet
from sync.control_rows import DeviceRow
from sync.control_space_bodies import DeviceAdd, Vouch
from sync.crypto.keys import DeviceKeys

MIDT = "Deles i distrikt Midt"


def told(app: App) -> list[str]:
    """What is to be seen, in Danish, the newest first."""
    return [Texts("da")(row.sentence) for row in app.newcomers.unseen().rows]


def look(app: App) -> Unseen:
    """It is seen."""
    unseen = app.newcomers.unseen()
    app.newcomers.seen(unseen)
    return unseen


def bente(town: Town, vouched: bool = True) -> None:
    """Asta enters Bente's pc and gives her the role; Palle vouches."""
    with town.office("asta") as asta:
        newcomer(town, asta, "bente")
        asta.desk.sync()
    if vouched:
        with town.office("palle") as palle:
            let_in(town, palle, "bente")
            palle.desk.sync()


@pytest.fixture(autouse=True)
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bente is somebody."""
    monkeypatch.setitem(NAMES, "bente", "Bente Opdigtet")
    monkeypatch.setitem(ROLES, "bente", "family_adviser")
    monkeypatch.setitem(PHRASES, "bente", "seks gule støvler ved døren")


def test_who_was_there_before_is_no_news(signe: App, palle: App) -> None:
    """Lene came after Signe and is told to her; who was there first is not, and Palle let both in himself."""
    assert told(signe) == [f"Lene Eksempel har fået adgang til »{MIDT}«. Palle Pseudonym har sagt god for pc'en."]
    assert told(palle) == []


def test_a_new_member_is_told_once_on_each_pc(town: Town, signe: App) -> None:
    """First that she may be let in, then that she is; seen once it is not told again, also after a start."""
    look(signe)
    bente(town, vouched=False)
    town.sync(signe)
    assert told(signe) == [
        f"Bente Opdigtet må lukkes ind i »{MIDT}«. Det har Asta Afprøver bestemt; først skal en kollega sige god for"
        " pc'en."
    ]
    with town.office("palle") as palle:
        let_in(town, palle, "bente")
        palle.desk.sync()
        assert told(palle.app) == [], "who vouched is not told that somebody must"
    town.sync(signe)
    row = f"Bente Opdigtet har fået adgang til »{MIDT}«. Palle Pseudonym har sagt god for pc'en."
    assert told(signe) == [row]  # one sentence says both
    assert isinstance(town.endpoint, LocalEndpoint)
    server = from_ms(town.endpoint.clock.ms)  # the server's word, whatever this pc's clock says
    assert timedelta(0) <= server - look(signe).rows[0].when < timedelta(minutes=5)
    assert told(signe) == []
    signe.close()
    assert told(town.app("signe")) == []


def test_what_came_while_it_was_read_is_not_taken_for_seen(town: Town, signe: App) -> None:
    """The page was open, a vouch arrived, and then the button was pressed."""
    before = signe.newcomers.unseen()
    bente(town)
    town.sync(signe)
    signe.newcomers.seen(before)
    (left,) = told(signe)
    assert left.startswith("Bente Opdigtet har fået adgang")


def test_a_pc_in_ones_own_name_is_told_at_once(town: Town, signe: App, palle: App) -> None:
    """Fault 36: Asta enters a machine as Signe's. Signe is told to tell; nobody else is, for it reads nothing yet."""
    look(signe)
    theirs = DeviceKeys.generate()
    row = DeviceRow(signe.machine.identity.user, theirs.sign_pk, theirs.kem_pk, b"q" * 32)
    with town.office("asta") as asta:
        asta.desk.post(lambda _roster: DeviceAdd(row))
    town.sync(signe, palle)
    assert told(signe) == [
        "Asta Afprøver har skrevet en pc ind i dit navn. Er den ikke din, så sig det til din leder, og lad ingen sige"
        " god for den."
    ]
    assert told(palle) == []


def test_who_lost_the_right_and_has_it_again(town: Town, signe: App) -> None:
    """No key was made in between, so the vouch still counts: access again, without a word from a colleague."""
    look(signe)
    with town.office("asta") as asta:
        lene = asta.membership.find(NAMES["lene"])
        for role in ("none", "read", "write"):
            asta.desk.post(asta.membership.cutting.role(town.space, lene, role))  # type: ignore[arg-type]
    town.sync(signe)
    assert told(signe) == [f"Lene Eksempel har igen fået adgang til »{MIDT}«. Det har Asta Afprøver bestemt."]


def test_another_pc_of_a_member(town: Town, signe: App, palle: App) -> None:
    """Lene lets her own next pc in: told to the others, as what it is."""
    look(signe)
    theirs = DeviceKeys.generate()
    with town.office("asta") as asta:
        user = asta.membership.find(NAMES["lene"])
        asta.desk.post(lambda _roster: DeviceAdd(DeviceRow(user, theirs.sign_pk, theirs.kem_pk, b"q" * 32)))
    town.sync(signe, palle)
    assert told(signe) == told(palle) == []
    with town.office("lene") as lene:
        lene.desk.post(lambda _roster: Vouch(theirs.device_id, b"q" * 32, (town.space,)))
    town.sync(signe, palle)
    row = f"Lene Eksempel har adgang til »{MIDT}« fra endnu en pc, og har selv sagt god for den fra den første."
    assert told(signe) == told(palle) == [row]


def test_a_space_that_is_called_otherwise_is_told_with_its_old_name(town: Town, signe: App) -> None:
    """Palle calls it something else: both names and his; seen, and the new one is what it is called."""
    look(signe)
    with town.office("palle") as palle:
        palle.membership._write(town.space, "space_info", town.space, {"name": "Kun PPR, Midt"})
        palle.desk.sync()
    town.sync(signe)
    assert told(signe) == [f"Fællesskabet »{MIDT}« hedder nu »Kun PPR, Midt«. Det har Palle Pseudonym rettet."]
    look(signe)
    assert told(signe) == []
    signe.close()
    assert told(town.app("signe")) == []


def test_who_looks_after_the_organisation_is_told_to_everybody(town: Town, signe: App) -> None:
    """An administrator named and ended, an officer named; that nobody is it is no news of anybody."""
    assert town.kit is not None
    look(signe)
    with town.office("asta") as asta:
        lene = asta.membership.find("lene")
        asta.membership.set_role(town.space, lene, "none")
        for body in (AdminSet(lene, 1, None), AdminSet(lene, 0, None), DpoSet(lene), DpoSet(b"")):
            asta.desk.post(lambda _roster, body=body: body, town.kit.root)
    town.sync(signe)
    assert sorted(told(signe)) == [
        "Lene Eksempel er ikke længere administrator. Kommunens rodnøgle har bestemt det.",
        "Lene Eksempel er nu administrator. Kommunens rodnøgle har bestemt det.",
        "Lene Eksempel er nu databeskyttelsesrådgiver. Kommunens rodnøgle har bestemt det.",
    ]
