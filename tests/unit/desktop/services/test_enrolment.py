"""Coming in: each wrong word, file or passphrase is refused, and nothing is let in by it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.stores import CHEAP
from helpers.town import PHRASES, Town

from desktop.services import enrolment, passphrases
from desktop.services.errors import (
    AppError,
    BadFile,
    FolderInUse,
    NotAllowed,
    NotYet,
    Refused,
    WeakPassphrase,
    WrongWords,
)
from desktop.services.machine import Machine
from sync.client.enrolment import Welcome
from sync.client.names import words
from sync.control import Op, build_op
from sync.control_ops import make_ctlhead
from sync.control_space_bodies import SpaceNew

MONA = "mona kender ni nøgler"
SIX = " ".join(words()[:6])


@pytest.fixture
def mona(town: Town, tmp_path: Path) -> Iterator[tuple[Machine, bytes, str]]:
    """A new pc with its request, and the words it says."""
    with town.office("asta") as asta:
        invited = enrolment.invite(asta.machine, town.clock)
    machine, request = enrolment.request(tmp_path / "mona", MONA, invited, CHEAP)
    with machine:
        yield machine, request, " ".join(enrolment.words_to_say(machine))


def test_wrong_words_let_nobody_in(town: Town, mona: tuple[Machine, bytes, str]) -> None:
    """Neither administrator nor voucher nor newcomer gets further with words that differ."""
    machine, request, said = mona
    with town.office("asta") as asta:
        before = asta.desk.refresh().cseq
        user = enrolment.new_user()
        for wrong in ("", SIX, " ".join(said.split()[:5]), said.split()[0]):
            with pytest.raises(WrongWords):
                enrolment.enter(asta.desk, asta.machine, request, wrong, user, town.clock)
        assert asta.desk.refresh().cseq == before
        made = enrolment.enter(asta.desk, asta.machine, request, said, user, town.clock)
        asta.membership.set_role(town.space, user, "write")
    with town.office("palle") as palle:
        palle.desk.sync()
        with pytest.raises(WrongWords):
            enrolment.vouch(palle.desk, palle.machine, request, SIX)
        assert palle.desk.refresh().vouched_by(made.device, town.space) is None
        sealed, back = enrolment.vouch(palle.desk, palle.machine, request, said)
    welcomed = enrolment.look_at(machine, sealed)
    for wrong in ([], [SIX], [said]):
        with pytest.raises(WrongWords):
            enrolment.accept(machine, welcomed, wrong)
        assert not machine.enrolled
    enrolment.accept(machine, welcomed, [" ".join(back)])
    assert machine.enrolled and machine.usable(town.space)


def test_an_invite_is_good_for_one_pc(town: Town, mona: tuple[Machine, bytes, str], tmp_path: Path) -> None:
    """A second request under the same invite is refused; the same request again is no error."""
    machine, request, said = mona
    invited = machine.secrets.get(enrolment.INVITE) or b""
    twin, again = enrolment.request(tmp_path / "twin", MONA, invited, CHEAP)
    with twin:
        words_of_twin = " ".join(enrolment.words_to_say(twin))
    with town.office("asta") as asta:
        user = enrolment.new_user()
        enrolment.enter(asta.desk, asta.machine, request, said, user, town.clock)
        enrolment.enter(asta.desk, asta.machine, request, said, user, town.clock)
        with pytest.raises(Refused):
            enrolment.enter(asta.desk, asta.machine, again, words_of_twin, user, town.clock)
        with pytest.raises(Refused):
            enrolment.enter(asta.desk, asta.machine, request, said, enrolment.new_user(), town.clock)


def test_an_invite_runs_out(town: Town, mona: tuple[Machine, bytes, str]) -> None:
    """After its days it is good for nobody."""
    _machine, request, said = mona
    town.clock.forward((enrolment.INVITE_DAYS + 1) * 86_400)
    with town.office("asta") as asta, pytest.raises(Refused) as refused:
        enrolment.enter(asta.desk, asta.machine, request, said, enrolment.new_user(), town.clock)
    assert refused.value.reason == "invite has run out"


def test_one_changed_byte_spoils_a_file(town: Town, mona: tuple[Machine, bytes, str], tmp_path: Path) -> None:
    """Invite, request and welcome: each byte counts, and the folder stays empty."""
    machine, request, said = mona
    invited = machine.secrets.get(enrolment.INVITE) or b""
    with pytest.raises(BadFile):
        enrolment.request(tmp_path / "spoilt", MONA, invited[:-1], CHEAP)
    assert not (tmp_path / "spoilt").exists()
    with town.office("asta") as asta:
        for spoilt in (b"", b"<html>", request[:-1], request[:40] + bytes([request[40] ^ 1]) + request[41:]):
            with pytest.raises(AppError):
                enrolment.enter(asta.desk, asta.machine, spoilt, said, enrolment.new_user(), town.clock)
        made = enrolment.enter(asta.desk, asta.machine, request, said, enrolment.new_user(), town.clock)
        sealed = enrolment.first_welcome(asta.desk, asta.machine, made)
    for place in range(0, len(sealed), 997):
        with pytest.raises(BadFile):
            enrolment.look_at(machine, sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :])
    enrolment.look_at(machine, sealed)


def test_a_welcome_for_another_pc_is_refused(town: Town, mona: tuple[Machine, bytes, str]) -> None:
    """It does not open on the wrong machine; a pc without a request takes none."""
    machine, request, said = mona
    with town.office("asta") as asta:
        made = enrolment.enter(asta.desk, asta.machine, request, said, enrolment.new_user(), town.clock)
        sealed = enrolment.first_welcome(asta.desk, asta.machine, made)
        with pytest.raises(NotYet):
            enrolment.look_at(asta.machine, sealed)
    with Machine.open(town.folder / "signe", PHRASES["signe"], town.clock) as signe, pytest.raises(BadFile):
        enrolment.look_at(signe, sealed)
    assert not machine.enrolled


def test_nobody_vouches_before_the_approval(town: Town, mona: tuple[Machine, bytes, str]) -> None:
    """And no box is made for a machine nobody vouched for, nor by who may only read."""
    _machine, request, said = mona
    with town.office("palle") as palle, pytest.raises(NotYet):
        enrolment.vouch(palle.desk, palle.machine, request, said)
    with town.office("asta") as asta:
        user = enrolment.new_user()
        made = enrolment.enter(asta.desk, asta.machine, request, said, user, town.clock)
        asta.membership.set_role(town.space, user, "write")
    with town.office("palle") as palle:
        palle.desk.sync()
        with pytest.raises(Refused):
            palle.desk.hand_out(made.device, [town.space])
    with town.office("lene") as lene:
        lene.desk.sync()
        with pytest.raises(NotYet):
            enrolment.vouch(lene.desk, lene.machine, request, said)


def test_only_an_administrator_invites(town: Town) -> None:
    """Palle cannot."""
    with town.office("palle") as palle, pytest.raises(NotAllowed):
        enrolment.invite(palle.machine, town.clock)


def test_a_folder_is_used_once(town: Town, mona: tuple[Machine, bytes, str]) -> None:
    """A second request in a folder that holds keys is refused."""
    machine, _request, _said = mona
    invited = machine.secrets.get(enrolment.INVITE) or b""
    with pytest.raises(FolderInUse):
        enrolment.request(machine.store.folder, MONA, invited, CHEAP)


def test_a_demo_passphrase_guards_no_real_organisation(town: Town, tmp_path: Path) -> None:
    """The request can be made, but the welcome of an organisation that is no demo is not taken."""
    known = min(passphrases.demo_passphrases())
    with town.office("asta") as asta:
        invited = enrolment.invite(asta.machine, town.clock)
        machine, request = enrolment.request(tmp_path / "d", known, invited, CHEAP)
        with machine:
            said = " ".join(enrolment.words_to_say(machine))
            made = enrolment.enter(asta.desk, asta.machine, request, said, enrolment.new_user(), town.clock)
            sealed = enrolment.first_welcome(asta.desk, asta.machine, made)
            with pytest.raises(WeakPassphrase):
                enrolment.accept(machine, enrolment.look_at(machine, sealed), [])
            assert not machine.enrolled


def test_a_second_pc_of_the_same_person(town: Town, mona: tuple[Machine, bytes, str]) -> None:
    """Signe's own machine lets her new one in; both read the same."""
    machine, request, said = mona
    with town.office("asta") as asta:
        user = asta.membership.find("signe")
        enrolment.enter(asta.desk, asta.machine, request, said, user, town.clock)
    with town.office("palle") as palle:
        palle.desk.sync()
        with pytest.raises(Refused):
            enrolment.vouch(palle.desk, palle.machine, request, said)
    with town.office("signe") as signe:
        signe.desk.sync()
        sealed, back = enrolment.vouch(signe.desk, signe.machine, request, said)
    enrolment.accept(machine, enrolment.look_at(machine, sealed), [" ".join(back)])
    assert machine.identity.user == user and machine.usable(town.space)


def test_a_welcome_that_says_an_op_twice_is_stored_as_one_log(town: Town, mona: tuple[Machine, bytes, str]) -> None:
    """Whoever seals a welcome can repeat ops in it: what is kept is the verified log, also when it comes again."""
    machine, request, said = mona
    with town.office("asta") as asta:
        made = enrolment.enter(asta.desk, asta.machine, request, said, enrolment.new_user(), town.clock)
        ops = asta.machine.control.ops
        boxes = asta.desk.hand_out(made.device, [asta.desk.org])
        twice = Welcome(made.hash, (*ops[:2], ops[1], *ops[2:]), tuple(boxes)).seal(asta.desk.org, made)
        whole = enrolment.first_welcome(asta.desk, asta.machine, made)
    for sealed in (twice, whole, twice):
        enrolment.accept(machine, enrolment.look_at(machine, sealed), [])
        assert machine.journal.control_ops() == ops
    assert machine.control.head.cseq == len(ops)


def test_a_welcome_of_another_log_than_mine_is_refused(town: Town, mona: tuple[Machine, bytes, str]) -> None:
    """The second welcome must continue the first: a server that tells two stories is found out."""
    machine, request, said = mona
    with town.office("asta") as asta:
        made = enrolment.enter(asta.desk, asta.machine, request, said, enrolment.new_user(), town.clock)
        first = enrolment.first_welcome(asta.desk, asta.machine, made)
        ops, head = asta.machine.control.ops, asta.machine.control.head
        key = town.endpoint.key
        assert key is not None
        stories = []
        for space in (b"n" * 16, b"m" * 16):
            op = build_op(asta.machine.keys, asta.desk.org, head, SpaceNew(space), 1)
            told = (op, make_ctlhead(key, asta.desk.org, Op.parse(op).ref, 1))
            stories.append(Welcome(made.hash, (*ops, told)).seal(asta.desk.org, made))
    enrolment.accept(machine, enrolment.look_at(machine, first), [])
    enrolment.accept(machine, enrolment.look_at(machine, stories[0]), [])
    known = machine.journal.control_ops()
    with pytest.raises(BadFile):
        enrolment.accept(machine, enrolment.look_at(machine, stories[1]), [])
    assert machine.journal.control_ops() == known
