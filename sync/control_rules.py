"""Who may sign which control op, and what each op changes (docs/format.md, "Who may sign what").

Every client judges by these rules, and the endpoint too. An op is judged against the roster before it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sync import control_space_rules
from sync.control_bodies import AdminSet, CarrierSet, DpoSet, Genesis, PolicySet, RecoveryKey, ServerKey
from sync.control_facts import Device, Facts, Revocation, Timeline
from sync.control_lowering import lower, need_cuts, need_space, rights_of
from sync.control_ops import TAG, Op
from sync.control_roster import Roster
from sync.control_rows import RIGHTS, DeviceRow
from sync.control_signers import Signers, need_admin, need_strong, signers, strong
from sync.control_space_bodies import DeviceAdd, DeviceRevoke, MemberSet, SpaceNew
from sync.crypto.keys import verify
from sync.errors import Refused

WEAKENING = {"demo": frozenset({1}), "key_store_opens": frozenset({1})}
"""Settings that take protection away: root or two administrators. All other policies: one administrator."""


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
    need_space(roster, [start.space for start in body.starts])
    facts.server_pk.set(op.cseq, None, body.server_pk)
    for start in body.starts:
        facts.starts.set(op.cseq, start.space, start)


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
    need_space(roster, [body.space])
    if body.space == roster.org:
        if body.role not in ("none", "archivist"):
            raise Refused("the organisation space has administrators and archivists only")
    elif body.role != "none" and (roster.is_admin(body.user) or roster.is_carrier(body.user)):
        raise Refused("an administrator or carrier has no role in a space")
    need_cuts(body.cuts, roster, {body.space}, body.user)
    before = rights_of(facts, roster.cseq, _machines(facts, body.user), [body.space])
    facts.members.setdefault(body.space, Timeline()).set(op.cseq, body.user, RIGHTS[body.role])
    lower(op, facts, before, body.cuts, handover=True)


def _device_revoke(op: Op, body: DeviceRevoke, by: Signers, roster: Roster, facts: Facts) -> None:
    need_admin(by, roster)
    device, standing = roster.device(body.device), roster.revocation(body.device)
    if device is None or (standing is not None and not _weightier(body, by, standing)):
        raise Refused("no such machine")
    need_cuts(body.cuts, roster, set(roster.spaces), device.user)
    before = rights_of(facts, roster.cseq, [body.device], roster.spaces)
    facts.revoked.set(op.cseq, body.device, Revocation(op.cseq, body.lost, _id(by.first), _id(by.second), by.cosigned))
    lower(op, facts, before, body.cuts, handover=not body.lost)


def _weightier(body: DeviceRevoke, by: Signers, standing: Revocation) -> bool:
    """A machine that ended is ended again only as lost: where it was left until now, or by a second signature."""
    return body.lost and (not standing.lost or (by.cosigned and not standing.cosigned))


def _id(signer: Device | None) -> bytes | None:
    return None if signer is None else signer.device


def _machines(facts: Facts, user: bytes) -> Sequence[bytes]:
    return facts.machines.get(user, ())


_RULES: dict[type, Callable[[Op, Any, Signers, Roster, Facts], None]] = {
    AdminSet: _admin_set,
    CarrierSet: _carrier_set,
    DeviceAdd: _device_add,
    DeviceRevoke: _device_revoke,
    DpoSet: _dpo_set,
    MemberSet: _member_set,
    PolicySet: _policy,
    RecoveryKey: _recovery_key,
    ServerKey: _server_key,
    SpaceNew: _space_new,
    **control_space_rules.RULES,
}
