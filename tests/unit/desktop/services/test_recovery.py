"""The two pages of the kit in use: the drill, a pc whose keys come out of it, a new administrator, a new kit."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from helpers.stores import CHEAP
from helpers.town import NAMES, URL, Town

from desktop.cli.state import Office, opened
from desktop.services import enrolment, kits, recovery
from desktop.services.errors import AppError, BadFile, NotAllowed, NotFound, NotYet
from desktop.services.kits import Kit, WrongPage
from desktop.services.machine import Machine
from desktop.texts import Texts
from sync.client import pages
from sync.control_bodies import AdminSet
from sync.control_rows import DeviceRow
from sync.crypto.keys import DeviceKeys

LATE = "lange skygger på gangen"


@contextmanager
def refused(kind: type[AppError], part: str) -> Iterator[None]:
    """It is refused with a sentence that says this."""
    with pytest.raises(kind) as caught:
        yield
    assert part in Texts("en")(caught.value.sentence)


def kit_of(town: Town) -> Kit:
    """The town's kit, read from its two printed pages."""
    assert town.kit is not None
    texts = [kits.page_text(half, town.kit.org, Texts("da")) for half in kits.halves(town.kit)]
    return kits.open_pages(*(kits.read_page(text) for text in texts))


def lose(town: Town, *who: str) -> None:
    """Asta revokes every pc of these colleagues; their folders are gone."""
    with town.office("asta") as asta:
        for one in who:
            user = asta.membership.find(NAMES[one])
            for device in asta.desk.refresh().devices_of(user):
                asta.desk.post(asta.membership.cutting.revoke(device, "lost"))
        asta.desk.sync()


def again(town: Town, who: str, phrase: str = LATE) -> Machine:
    """A new pc for a colleague who has none, entered by Asta and vouched for by nobody."""
    folder = town.folder / f"{who}-again"
    with town.office("asta") as asta:
        invited = enrolment.invite(asta.machine, town.clock)
        machine, request = enrolment.request(folder, phrase, invited, CHEAP)
        with machine:
            words = " ".join(enrolment.words_to_say(machine))
        made = enrolment.enter(asta.desk, asta.machine, request, words, asta.membership.find(NAMES[who]), town.clock)
        sealed = enrolment.first_welcome(asta.desk, asta.machine, made)
    machine = Machine.open(folder, phrase, town.clock)
    enrolment.accept(machine, enrolment.look_at(machine, sealed), [])
    return machine


def office_of(town: Town, machine: Machine) -> AbstractContextManager[Office]:
    """That pc as the command line opens it."""
    return opened(machine, town.state)


def test_the_drill_opens_every_space_on_a_members_pc_only(town: Town) -> None:
    """It says what opened and keeps nothing; an administrator's pc, and a kit of somebody else, are refused."""
    kit = kit_of(town)
    with town.office("signe") as signe:
        before = signe.machine.journal.epochs(town.space)
        found = recovery.drill(signe.desk, signe.machine, kit)
        assert [(one.space, one.epoch, one.opened) for one in found] == [
            (signe.machine.identity.org, 1, True),
            (town.space, 1, True),
        ]
        assert signe.machine.journal.epochs(town.space) == before
        with pytest.raises(NotAllowed):
            recovery.drill(signe.desk, signe.machine, Kit.generate())
        wrong = Kit.generate(kit.root_seed)
        assert [one.opened for one in recovery.drill(signe.desk, signe.machine, wrong)] == [False, False]
    with town.office("asta") as asta, refused(NotAllowed, "member"):
        recovery.drill(asta.desk, asta.machine, kit)


def test_every_member_lost_his_pc(town: Town) -> None:
    """Fault 34, the members: Palle's new pc takes its keys out of the kit, makes a new one, and lets Signe in."""
    palle = town.app("palle")
    palle.contacts.save_institution({"name": "Skovkanten", "type": "school", "district": "Midt"})
    town.sync(palle)
    palle.close()
    lose(town, "palle", "signe", "lene")
    kit = kit_of(town)
    with again(town, "palle") as machine, office_of(town, machine) as office:
        assert office.app.spaces.all() == ()
        assert recovery.use_here(office.desk, machine, kit) == (town.space,)
        office.desk.sync()
        office.desk.sync()
        assert machine.journal.good_epochs(town.space) == {1, 2}
        roster = machine.control.roster()
        assert roster.vouched(machine.keys.device_id, town.space)
        info = roster.epoch(town.space)
        assert info is not None
        assert (info.maker, set(info.boxes)) == (machine.keys.device_id, {machine.keys.device_id})
        assert {row.values["name"] for row in office.app.records.all("institution")} >= {"Skovkanten", "Fiktivby Skole"}
        with pytest.raises(NotYet):
            recovery.use_here(office.desk, machine, kit)
        with again(town, "signe") as signe:
            request = signe.secrets.get(enrolment.REQUEST) or b""
            said = " ".join(enrolment.words_to_say(signe))
            sealed, back = enrolment.vouch(office.desk, machine, request, said)
            enrolment.accept(signe, enrolment.look_at(signe, sealed), [" ".join(back)])
            with office_of(town, signe) as hers:
                hers.desk.sync()
                assert [space.name for space in hers.app.spaces.all()] == ["Deles i distrikt Midt"]


def test_a_working_pc_stands_in_the_way(town: Town) -> None:
    """The kit gives no keys to a pc of somebody who has a working one, none to an administrator, none of an old kit."""
    kit = kit_of(town)
    with again(town, "palle") as machine, office_of(town, machine) as office:
        with pytest.raises(AppError):
            recovery.use_here(office.desk, machine, kit)
        assert machine.journal.epochs(town.space) == frozenset()
        with refused(NotAllowed, "replaced"):
            recovery.use_here(office.desk, machine, Kit.generate(kit.root_seed))
    with town.office("asta") as asta, pytest.raises(NotAllowed):
        recovery.use_here(asta.desk, asta.machine, kit)


def test_all_pcs_are_gone_and_both_pages_are_there(town: Town) -> None:
    """Fault 34: the root speaks itself, an administrator's pc begins anew, reads the names, and lets people in."""
    kit = kit_of(town)
    folder = town.folder / "asta-again"
    machine = recovery.new_administrator(folder, LATE, URL, kit, town.clock, town.line.connect, params=CHEAP)
    with machine, office_of(town, machine) as office:
        office.desk.sync()
        office.desk.sync()
        roster = machine.control.roster()
        assert roster.is_admin(machine.identity.user)
        assert roster.devices_of(machine.identity.user) == (machine.keys.device_id,)
        assert "Signe Prøvested" in [one.name for one in office.membership.colleagues()]
        newest = roster.epoch(roster.org)
        assert newest is not None
        assert newest.maker == machine.keys.device_id
        assert machine.journal.epochs(town.space) == frozenset()
        with pytest.raises(AppError):
            recovery.use_here(office.desk, machine, kit)
        assert enrolment.invite(machine, town.clock)
    signe = town.app("signe")
    town.sync(signe)
    assert signe.machine.control.roster().recovered(machine.keys.device_id, town_org(town)) is not None


def town_org(town: Town) -> bytes:
    """The organisation."""
    return kit_of(town).org


def test_which_administrator_is_asked_for(town: Town) -> None:
    """Two of them: it must be said which; somebody who is none is not found; a kit that was replaced is refused."""
    kit, other = kit_of(town), DeviceKeys.generate()
    row = DeviceRow(b"2" * 16, other.sign_pk, other.kem_pk, bytes(32))
    with town.office("asta") as asta:
        asta.desk.post(lambda _roster: AdminSet(b"2" * 16, 1, row), kit.root)
        mine = asta.machine.identity.user

    def begin(name: str, user: bytes | None, pages: Kit = kit) -> Machine:
        folder = town.folder / name
        return recovery.new_administrator(folder, LATE, URL, pages, town.clock, town.line.connect, user, CHEAP)

    with refused(NotYet, "several"):
        begin("a", None)
    with pytest.raises(NotFound):
        begin("b", b"3" * 16)
    with refused(NotAllowed, "replaced"):
        begin("c", mine, Kit.generate(kit.root_seed))
    with begin("d", mine) as machine:
        assert machine.identity.user == mine
    assert not (town.folder / "a").exists()


def test_a_new_kit_opens_what_the_old_one_does_not(town: Town) -> None:
    """Written before it counts; each space gets a new key at once, sealed to the new pages alone."""
    old, written = kit_of(town), []
    with town.office("asta") as asta:
        made = recovery.new_kit(asta.desk, old, written.append)
        assert written == [made]
        assert made.org == old.org
        asta.desk.sync()
        with pytest.raises(NotAllowed):
            recovery.new_kit(asta.desk, Kit.generate(), written.append)

        def full(_kit: Kit) -> None:
            raise OSError("disk is full")

        with pytest.raises(OSError, match="full"):
            recovery.new_kit(asta.desk, made, full)
        assert asta.machine.control.roster().recovery_kem_pk == made.recovery.pk
    with town.office("signe") as signe:
        signe.desk.sync()
        found = recovery.drill(signe.desk, signe.machine, made)
        assert [(one.epoch, one.opened) for one in found] == [(2, True), (2, True)]
        assert [one.opened for one in recovery.drill(signe.desk, signe.machine, old)] == [False, False]


def test_pages_that_are_not_the_two_of_one_kit(town: Town) -> None:
    """Another file, the same page twice, pages of two printings, a line of one in the other: each says what it is."""
    assert town.kit is not None
    texts, others = (
        [kits.page_text(half, town.kit.org, Texts("da")) for half in kits.halves(town.kit)] for _ in range(2)
    )
    a, b = map(kits.read_page, texts)
    with pytest.raises(BadFile):
        kits.read_page("Indkøbsseddel\n 1  mælk\n")
    for pair in ((a, a), (a, kits.read_page(others[1]))):
        with refused(WrongPage, "belong together"):
            kits.open_pages(*pair)
    lines = texts[0].splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith(" 7"))
    mixed = [*lines[:place], *others[0].splitlines()[place:]]
    with refused(WrongPage, "two kits"):
        kits.read_page("\n".join(mixed))
    with refused(WrongPage, "Line 3"):
        kits.read_page(texts[0].replace("\n 3  ", "\n 3  gul "))
    assert b.letter == "B"
    typed = kits.Typed("A")
    for line in [*pages.word_lines(a)[:5], pages.word_lines(kits.Half("A", bytes(32), a.sealed))[5]]:
        typed.take(line)
    with refused(WrongPage, "do not belong"):
        typed.half(b)
