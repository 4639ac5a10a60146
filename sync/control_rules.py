"""Who may sign which control op, and what each op changes (docs/format.md, "Who may sign what").

Every client judges by these rules, and the endpoint too. An op is judged against the roster before it.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sync.control_bodies import AdminSet, CarrierSet, DpoSet, Genesis, PolicySet, RecoveryKey, ServerKey
from sync.control_lowering import lower, need_cuts, rights_of
from sync.control_ops import TAG, Op
from sync.control_roster import Device, EpochInfo, Facts, Roster, Timeline, Vouched
from sync.control_rows import RIGHTS, DeviceRow
from sync.control_signers import Signers, member, need_admin, need_strong, signers, strong
from sync.control_space_bodies import (
    Adopt,
    DeviceAdd,
    DeviceRevoke,
    EpochNew,
    MemberSet,
    RecoveryUsed,
    SpaceNew,
    Unvouch,
    Vouch,
)
from sync.crypto.keys import verify
from sync.errors import Refused

WEAKENING = {"demo": frozenset({1}), "key_store_opens": frozenset({1})}
"""Settings that take protection away: root or two administrators. All other policies: one administrator."""


def _need_space(roster: Roster, spaces: Iterable[bytes]) -> None:
    if not all(roster.has_space(space) for space in spaces):
        raise Refused("no such space")


def _need_no_role(facts: Facts, roster: Roster, user: bytes) -> None:
    """An administrator or carrier has no role in any space but the organisation's, so he cannot read."""
    for space, members in facts.members.items():
        if space != roster.org and members.at(roster.cseq, user):
            raise Refused("has a role in a space")


def apply(op: Op, facts: Facts, *, check: bool = True) -> None:
    """Judges `op` against the roster before it and writes what it changes. Raises Refused, and then nothing changed.

    With `check` off the signatures are taken as verified earlier (the log in one's own encrypted store).
    """
    roster = Roster(facts, op.cseq - 1)
    if isinstance(op.body, Genesis):
        _genesis(op, op.body, facts, check)
        return
    if op.cseq == 1:
        raise Refused("the first op is not genesis")
    by = signers(op, roster, check=check)
    rule = _RULES[type(op.body)]
    rule(op, op.body, by, roster, facts)


def _genesis(op: Op, body: Genesis, facts: Facts, check: bool) -> None:
    if op.cseq != 1:
        raise Refused("a second genesis")
    if body.org != op.org or op.by != op.org or op.cosig:
        raise Refused("genesis of another root")
    if check and not verify(body.root_pk, TAG, op.payload, op.sig):
        raise Refused("wrong signature")
    facts.org, facts.root_pk = op.org, body.root_pk
    facts.spaces[op.org] = 1
    facts.server_pk.set(1, None, body.server_pk)
    facts.recovery_pk.set(1, None, body.recovery_kem_pk)
    facts.admins.set(1, body.row.user, 1)
    _enter(op, body.row, facts, trusted=True)


def _enter(op: Op, row: DeviceRow, facts: Facts, *, trusted: bool) -> None:
    facts.devices[row.device] = Device(row, row.device, op.cseq, trusted)
    facts.machines.setdefault(row.user, []).append(row.device)


def _need_new_device(row: DeviceRow, roster: Roster) -> None:
    if row.device == roster.org or roster.device(row.device) is not None:
        raise Refused("machine is already in the control log")


def _device_add(op: Op, body: DeviceAdd, by: Signers, roster: Roster, facts: Facts) -> None:
    need_admin(by, roster)
    _need_new_device(body.row, roster)
    _enter(op, body.row, facts, trusted=strong(by, roster))


def _admin_set(op: Op, body: AdminSet, by: Signers, roster: Roster, facts: Facts) -> None:
    need_strong(by, roster)
    if body.row is not None:
        _need_new_device(body.row, roster)
    if body.on:
        _need_no_role(facts, roster, body.user)
    need_cuts(body.cuts, roster, {roster.org}, body.user)
    before = rights_of(facts, roster.cseq, _machines(facts, body.user), [roster.org])
    facts.admins.set(op.cseq, body.user, body.on)
    if body.row is not None:
        _enter(op, body.row, facts, trusted=True)
    lower(op, facts, before, body.cuts)


def _carrier_set(op: Op, body: CarrierSet, by: Signers, roster: Roster, facts: Facts) -> None:
    need_admin(by, roster)
    if body.on:
        _need_no_role(facts, roster, body.user)
    facts.carriers.set(op.cseq, body.user, body.on)


def _server_key(op: Op, body: ServerKey, by: Signers, roster: Roster, facts: Facts) -> None:
    need_strong(by, roster)
    _need_space(roster, [start.space for start in body.starts])
    facts.server_pk.set(op.cseq, None, body.server_pk)


def _dpo_set(op: Op, body: DpoSet, by: Signers, roster: Roster, facts: Facts) -> None:
    need_strong(by, roster)
    facts.dpo.set(op.cseq, None, body.user)


def _recovery_key(op: Op, body: RecoveryKey, by: Signers, roster: Roster, facts: Facts) -> None:
    need_strong(by, roster)
    facts.recovery_pk.set(op.cseq, None, body.kem_pk)


def _policy(op: Op, body: PolicySet, by: Signers, roster: Roster, facts: Facts) -> None:
    if body.setting in WEAKENING.get(body.name, ()):
        need_strong(by, roster)
    else:
        need_admin(by, roster)
    facts.policy.set(op.cseq, body.name, body.setting)


def _space_new(op: Op, body: SpaceNew, by: Signers, roster: Roster, facts: Facts) -> None:
    need_admin(by, roster)
    if roster.has_space(body.space):
        raise Refused("space exists")
    facts.spaces[body.space] = op.cseq


def _member_set(op: Op, body: MemberSet, by: Signers, roster: Roster, facts: Facts) -> None:
    if body.role == "archivist":
        need_strong(by, roster)
    else:
        need_admin(by, roster)
    _need_space(roster, [body.space])
    if body.space == roster.org:
        if body.role not in ("none", "archivist"):
            raise Refused("the organisation space has administrators and archivists only")
    elif body.role != "none" and (roster.is_admin(body.user) or roster.is_carrier(body.user)):
        raise Refused("an administrator or carrier has no role in a space")
    need_cuts(body.cuts, roster, {body.space}, body.user)
    before = rights_of(facts, roster.cseq, _machines(facts, body.user), [body.space])
    facts.members.setdefault(body.space, Timeline()).set(op.cseq, body.user, RIGHTS[body.role])
    lower(op, facts, before, body.cuts)


def _device_revoke(op: Op, body: DeviceRevoke, by: Signers, roster: Roster, facts: Facts) -> None:
    need_admin(by, roster)
    device = roster.device(body.device)
    if device is None or roster.revoked(body.device):
        raise Refused("no such machine")
    need_cuts(body.cuts, roster, set(roster.spaces), device.user)
    before = rights_of(facts, roster.cseq, [body.device], roster.spaces)
    facts.revoked.set(op.cseq, body.device, body.reason)
    lower(op, facts, before, body.cuts)


def _vouch(op: Op, body: Vouch, by: Signers, roster: Roster, facts: Facts) -> None:
    voucher = member(by)
    device = roster.device(body.device)
    if device is None or roster.revoked(body.device):
        raise Refused("no such machine")
    if device.request != body.request:
        raise Refused("vouch for another request")
    _need_space(roster, body.spaces)
    if roster.org in body.spaces:
        raise Refused("nobody vouches in the organisation space")
    if voucher.device == body.device:
        raise Refused("a machine cannot vouch for itself")
    for space in body.spaces:
        if roster.vouched_by(body.device, space) is not None:
            raise Refused("machine is already vouched there")
        own = [other for other in roster.devices_of(device.user) if roster.vouched(other, space)]
        if own and voucher.device not in own:
            raise Refused("only the user's own machine vouches for his next")
        if not own and "w" not in roster.rights(voucher.device, space):
            raise Refused("not a vouched machine with write")
    for space in body.spaces:
        _vouches(facts, space).set(op.cseq, body.device, Vouched(voucher.device, op.cseq))


def _unvouch(op: Op, body: Unvouch, by: Signers, roster: Roster, facts: Facts) -> None:
    a, b = member(by), by.second
    if b is None or a.user == b.user:
        raise Refused("needs two people of the space")
    _need_space(roster, body.spaces)
    for space in body.spaces:
        if "w" not in roster.rights(a.device, space) or "w" not in roster.rights(b.device, space):
            raise Refused("not a vouched machine with write")
        if space == roster.org or roster.vouched_by(body.device, space) is None:
            raise Refused("machine is not vouched there")
    before = rights_of(facts, roster.cseq, [body.device], body.spaces)
    for space in body.spaces:
        _vouches(facts, space).set(op.cseq, body.device, False)
    lower(op, facts, before, body.cuts)


def _epoch_new(op: Op, body: EpochNew, by: Signers, roster: Roster, facts: Facts) -> None:
    maker = member(by)
    _need_space(roster, [body.space])
    last = roster.epoch(body.space)
    if body.epoch != (last.epoch if last else 0) + 1:
        raise Refused("not the next epoch")
    entitled = set(roster.devices_entitled(body.space))
    if body.epoch == 1:
        if "w" not in roster.role(maker.user, body.space):
            raise Refused("not a machine with write")
        entitled.add(maker.device)
    elif "w" not in roster.rights(maker.device, body.space):
        raise Refused("not a vouched machine with write")
    if {box.device for box in body.boxes} != entitled:
        raise Refused("boxes are not for exactly the machines entitled")
    facts.epochs.setdefault(body.space, []).append(
        EpochInfo(
            space=body.space,
            epoch=body.epoch,
            from_epoch=body.from_epoch,
            kcommit=body.kcommit,
            boxes={box.device: box for box in body.boxes},
            recovery_box=body.recovery_box,
            link=body.link,
            maker=maker.device,
            cseq=op.cseq,
        )
    )
    vouches = _vouches(facts, body.space)
    for device, vouch in list(vouches.items(roster.cseq)):
        if vouch and not roster.role(facts.devices[device].user, body.space):
            vouches.set(op.cseq, device, False)
    if body.epoch == 1 and body.space != roster.org:
        vouches.set(op.cseq, maker.device, Vouched(maker.device, op.cseq))


def _recovery_used(op: Op, body: RecoveryUsed, by: Signers, roster: Roster, facts: Facts) -> None:
    """Carried, and so far without effect: the machine it names is not entitled to anything by it."""
    if by.first is not None or by.cosigned:
        raise Refused("needs the root alone")
    device = roster.device(body.device)
    if device is None or roster.revoked(body.device):
        raise Refused("no such machine")
    _need_space(roster, body.spaces)


def _adopt(op: Op, body: Adopt, by: Signers, roster: Roster, facts: Facts) -> None:
    """Carried, and so far without effect: what lies beyond a cut stays quarantined."""
    need_admin(by, roster)
    _need_space(roster, [body.space])
    if by.second is None or "f" not in roster.rights(by.second.device, body.space):
        raise Refused("needs a cosignature with finalise")
    if roster.device(body.device) is None:
        raise Refused("no such machine")


def _vouches(facts: Facts, space: bytes) -> "Timeline[bytes, Vouched | bool]":
    return facts.vouches.setdefault(space, Timeline())


def _machines(facts: Facts, user: bytes) -> Sequence[bytes]:
    return facts.machines.get(user, ())


_RULES: dict[type, Callable[[Op, Any, Signers, Roster, Facts], None]] = {
    AdminSet: _admin_set,
    Adopt: _adopt,
    CarrierSet: _carrier_set,
    DeviceAdd: _device_add,
    DeviceRevoke: _device_revoke,
    DpoSet: _dpo_set,
    EpochNew: _epoch_new,
    MemberSet: _member_set,
    PolicySet: _policy,
    RecoveryKey: _recovery_key,
    RecoveryUsed: _recovery_used,
    ServerKey: _server_key,
    SpaceNew: _space_new,
    Unvouch: _unvouch,
    Vouch: _vouch,
}
