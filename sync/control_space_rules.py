"""The rules of the ops that a space's own people sign: vouches, epochs, adoption; and the recovery of its key.

What stands at the top of `sync.control_rules` is true here too.
"""

from collections.abc import Callable
from typing import Any

from sync.control_facts import Adoption, Device, EpochInfo, Facts, Timeline, Vouched
from sync.control_lowering import lower, need_space, rights_of
from sync.control_ops import Op
from sync.control_roster import Roster
from sync.control_signers import Signers, member, need_admin
from sync.control_space_bodies import Adopt, EpochNew, RecoveryUsed, Unvouch, Vouch
from sync.errors import Refused


def _vouch(op: Op, body: Vouch, by: Signers, roster: Roster, facts: Facts) -> None:
    voucher = member(by)
    device = roster.device(body.device)
    if device is None or roster.revoked(body.device):
        raise Refused("no such machine")
    if device.request != body.request:
        raise Refused("vouch for another request")
    need_space(roster, body.spaces)
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
    need_space(roster, body.spaces)
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
    need_space(roster, [body.space])
    last = roster.epoch(body.space)
    if body.epoch != (last.epoch if last else 0) + 1:
        raise Refused("not the next epoch")
    entitled = set(roster.devices_entitled(body.space))
    if body.epoch == 1:
        if "w" not in roster.role(maker.user, body.space):
            raise Refused("not a machine with write")
        entitled.add(maker.device)
    elif _recovers(roster, maker, body.space):
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
    if body.space != roster.org and (body.epoch == 1 or _recovers(roster, maker, body.space)):
        vouches.set(op.cseq, maker.device, Vouched(maker.device, op.cseq))


def _recovers(roster: Roster, maker: Device, space: bytes) -> bool:
    """Whether the machine's key came out of the recovery kit and this is the first epoch of its own making."""
    since = roster.recovered(maker.device, space)
    if since is None or "w" not in roster.role(maker.user, space):
        return False
    return not any(info.maker == maker.device and info.cseq > since for info in roster.epochs(space))


def _recovery_used(op: Op, body: RecoveryUsed, by: Signers, roster: Roster, facts: Facts) -> None:
    if by.first is not None or by.cosigned:
        raise Refused("needs the root alone")
    device = roster.device(body.device)
    if device is None or roster.revoked(body.device):
        raise Refused("no such machine")
    need_space(roster, body.spaces)
    for space in body.spaces:
        if "w" not in roster.role(device.user, space):
            raise Refused("its user may not write there")
        if roster.epoch(space) is None:
            raise Refused("the space has no key yet")
        # In the organisation space every machine counts as vouched: there only those of others stand in the way.
        rest = [other for other in roster.devices_of(device.user) if other != device.device or space != roster.org]
        if any(roster.vouched(other, space) for other in rest):
            raise Refused("its user has a working machine there")
    for space in body.spaces:
        facts.recovered.setdefault(space, Timeline()).set(op.cseq, body.device, op.cseq)


def _adopt(op: Op, body: Adopt, by: Signers, roster: Roster, facts: Facts) -> None:
    need_admin(by, roster)
    need_space(roster, [body.space])
    if by.second is None or "f" not in roster.rights(by.second.device, body.space):
        raise Refused("needs a cosignature with finalise")
    if roster.device(body.device) is None:
        raise Refused("no such machine")
    facts.adopt(body.space, body.device, Adoption(op.cseq, body.inc, body.from_dseq, body.to_cid))


def _vouches(facts: Facts, space: bytes) -> Timeline[bytes, Vouched | bool]:
    return facts.vouches.setdefault(space, Timeline())


RULES: dict[type, Callable[[Op, Any, Signers, Roster, Facts], None]] = {
    Adopt: _adopt,
    EpochNew: _epoch_new,
    RecoveryUsed: _recovery_used,
    Unvouch: _unvouch,
    Vouch: _vouch,
}
