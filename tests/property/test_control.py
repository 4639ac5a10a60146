"""P5 for the control log and enrolment: one byte or one field of any object changed is refused, never an exception.

And I4, I13 in small: whatever a random organisation does, no administrator has a key, and no unvouched machine a box.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest
from helpers.mutations import changed, damaged, junk
from helpers.organisation import BENTE, MIDT, NOW, PALLE, PPR, SIGNE, Organisation, device, founded, row

from sync.client.boxes import check_keybox, make_keybox
from sync.client.enrolment import Invite, Request, Welcome, open_welcome
from sync.client.sealing import new_epoch, open_space
from sync.codec import decode, encode
from sync.control import ControlLog, make_ctlhead
from sync.control_bodies import AdminSet, Body, CarrierSet, PolicySet, ServerKey
from sync.control_ops import MAX_OP, TAG, Op
from sync.control_rows import Cut
from sync.control_space_bodies import DeviceAdd, DeviceRevoke, EpochNew, MemberSet, Unvouch, Vouch
from sync.crypto.keys import DeviceKeys
from sync.errors import Refused, SyncError
from sync.keybox import KeyBox

SEEDS = range(8)


def _every_kind() -> Organisation:
    org, signe, palle = founded()
    org.do(org.root, PolicySet("demo", 1))
    bente = org.enter(BENTE, "bente")
    org.do(org.root, AdminSet(BENTE, 1, row(BENTE, device("bente too"))), bente)
    org.do(org.root, ServerKey(org.server.pk))
    org.do(org.admin, CarrierSet(b"c" * 16, 1))
    cut = Cut(MIDT, palle.device_id, b"i" * 8, 3, bytes(32))
    org.do(org.admin, MemberSet(MIDT, PALLE, "read", (cut,)))
    org.epoch(signe, MIDT)
    org.do(org.admin, DeviceRevoke(palle.device_id, "left", (cut,)))
    return org


@pytest.mark.parametrize("start", SEEDS)
def test_one_byte_of_any_op_or_head(start: int) -> None:
    """A damaged op or head is Malformed or Refused, or is the same op with another second signature; nothing else."""
    rng, org = random.Random(start), _every_kind()
    log = ControlLog(org.org)
    for raw, head in org.log.ops:
        for _ in range(12):
            op, over = (damaged(rng, raw), head) if rng.random() < 0.7 else (raw, damaged(rng, head))
            if (op, over) == (raw, head):
                continue
            with pytest.raises(SyncError):
                log.add(op, over)
        log.add(raw, head)
    assert log.head == org.log.head


@pytest.mark.parametrize("start", SEEDS)
def test_one_field_of_any_op(start: int) -> None:
    """A changed field is caught by the signature; signed anew by its author it is judged, and never an exception."""
    rng, org = random.Random(start), _every_kind()
    signers = {keys.device_id: keys for keys in (org.admin, *map(device, ("signe", "palle", "bente", "bente too")))}
    log = ControlLog(org.org)
    for raw, head in org.log.ops:
        payload, sig, cosig = decode(raw, MAX_OP)  # type: ignore[misc]
        for _ in range(6):
            other = encode(changed(rng, decode(payload, MAX_OP)))  # type: ignore[arg-type]
            if other == payload:
                continue
            with pytest.raises(SyncError):
                log.add(encode([other, sig, cosig]), head)
            signer = signers.get(Op.parse(raw).by, org.root)
            _judged(log, org, encode([other, signer.sign(TAG, other), cosig]))
        log.add(raw, head)


def _judged(log: ControlLog, org: Organisation, raw: bytes) -> None:
    """Refused with a reason, or accepted by a copy of the log as what its author now says."""
    copy = ControlLog.load(org.org, log.ops)
    before = copy.head
    try:
        copy.accept(raw, org.server, NOW)
    except SyncError as error:
        assert error.reason
        assert copy.head == before
    else:
        assert copy.head.cseq <= before.cseq + 1


def test_junk() -> None:
    """Whatever else decodes is malformed or unknown to every reader of this area."""
    rng = random.Random(1)
    readers: list[Callable[[bytes], Any]] = [Op.parse, KeyBox.parse, Invite.parse, Request.parse, Welcome.parse]
    for _ in range(400):
        raw = encode(junk(rng)) if rng.random() < 0.8 else rng.randbytes(rng.randrange(60))
        for read in readers:
            with pytest.raises(SyncError):
                read(raw)


@pytest.mark.parametrize("start", SEEDS)
def test_one_byte_of_enrolment(start: int) -> None:
    """A damaged invite, request, key box or sealed welcome is refused or names somebody else; never an exception."""
    rng = random.Random(start)
    org, signe, palle = founded()
    invite, bente = Invite.new(org.root.pk, "https://x.example", NOW), device("bente")
    request = Request.make(invite, bente)
    org.do(org.admin, DeviceAdd(request.row(BENTE)))
    sealed = Welcome(request.hash, tuple(org.log.ops)).seal(org.org, request)
    box = make_keybox(org.log.roster(), signe, MIDT, 1, org.keys[MIDT][1], palle.device_id)
    for _ in range(40):
        with pytest.raises(SyncError):
            Request.parse(_other(rng, request.raw)).check(invite, NOW)
        with pytest.raises(SyncError):
            open_welcome(_other(rng, sealed), invite, request, bente)
        with pytest.raises(SyncError):
            check_keybox(org.log.roster(), KeyBox.parse(_other(rng, box)))
        try:
            read = Invite.parse(_other(rng, invite.raw))
        except SyncError:
            continue
        assert read.org == invite.org
        assert read.hash != invite.hash


def _other(rng: random.Random, raw: bytes) -> bytes:
    while (other := damaged(rng, raw)) == raw:
        pass
    return other


USERS = [SIGNE, PALLE, BENTE, b"d" * 16]


def _random_op(
    rng: random.Random, org: Organisation, machines: list[DeviceKeys]
) -> tuple[DeviceKeys, Body, DeviceKeys | None]:
    """Anything that anybody might try: mostly refused, and often enough allowed."""
    space, kind, roster = rng.choice([MIDT, PPR]), rng.randrange(60), org.log.roster()
    inside = [keys for keys in machines if roster.vouched(keys.device_id, space)]
    who, second = (rng.choice(inside if inside and rng.random() < 0.6 else [org.admin, *machines]) for _ in "ab")
    whom = rng.choice(machines)
    if kind == 0:
        return org.admin, DeviceAdd(row(rng.choice(USERS), device(f"late {rng.randrange(4)}"))), None
    if kind < 4:
        return org.admin, MemberSet(space, rng.choice(USERS), rng.choice(["none", "read", "write", "finalise"])), None
    if kind == 4:
        return org.admin, DeviceRevoke(whom.device_id, "lost"), None
    if kind < 8:
        return who, Unvouch(whom.device_id, (space,)), second
    if kind < 44:
        return who, Vouch(whom.device_id, whom.device_id * 2, (space,)), None
    return who, new_epoch(roster, who, space, open_space(roster, who, space, {}).keys)[0], None


@pytest.mark.parametrize("start", range(6))
def test_only_the_vouched_ever_hold_a_key(start: int) -> None:
    """In random organisations every box is for a machine that was vouched for then, and no administrator opens one."""
    rng, org = random.Random(start), Organisation()
    machines = [org.enter(user, f"m{n}") for n, user in enumerate([*USERS, SIGNE, PALLE])]
    machines += [device(f"late {n}") for n in range(4)]
    for space in (MIDT, PPR):
        org.space(space)
        for user in USERS:
            org.do(org.admin, MemberSet(space, user, "finalise"))
    for _ in range(300):
        try:
            org.do(*_random_op(rng, org, machines))
        except Refused:
            continue
    shared = 0
    for cseq in range(1, org.log.head.cseq + 1):
        op, before, after = org.log.op(cseq), org.log.roster(cseq - 1), org.log.roster(cseq)
        if not isinstance(op.body, EpochNew):
            continue
        for box in op.body.boxes:
            shared += box.device != op.by
            assert after.vouched(box.device, op.body.space)
            assert before.vouched(box.device, op.body.space) or (box.device == op.by and op.body.epoch == 1)
            assert not before.is_admin(before.user_of(box.device) or b"")
    assert shared > 5
    for space in (MIDT, PPR):
        assert open_space(org.log.roster(), org.admin, space, {}).keys == {}


def test_any_order_of_arrival_gives_the_same_roster() -> None:
    """Ops that come out of order wait; those that come twice change nothing; the end is the same (I1)."""
    org = _every_kind()
    for start in SEEDS:
        rng, log = random.Random(start), ControlLog(org.org)
        waiting = [*org.log.ops, *org.log.ops]
        while log.head != org.log.head:
            op, head = rng.choice(waiting)
            try:
                log.add(op, head)
            except SyncError as error:
                assert error.reason == "op out of order"
        assert log.ops == org.log.ops
        assert log.roster().members(MIDT) == org.log.roster().members(MIDT)


def test_a_head_for_every_op_is_needed() -> None:
    """An op without its own head never counts, whoever signed another one."""
    org = _every_kind()
    log = ControlLog(org.org)
    for index, (op, head) in enumerate(org.log.ops):
        other = org.log.ops[index - 1][1]
        with pytest.raises(SyncError):
            log.add(op, other)
        with pytest.raises(SyncError):
            log.add(op, make_ctlhead(org.admin.signing, org.org, Op.parse(op).ref, NOW))
        log.add(op, head)
