"""Who signed a control op: the machines behind its signatures, and how much their word weighs.

What an op may do with it is `sync.control_rules`.
"""

from typing import NamedTuple

from sync.control_facts import Device
from sync.control_ops import TAG, Op
from sync.control_roster import Roster
from sync.crypto.keys import verify
from sync.errors import Refused


class Signers(NamedTuple):
    """Who signed an op: machines, or None for the root."""

    first: Device | None
    second: Device | None
    cosigned: bool


def signers(op: Op, roster: Roster, *, check: bool = True) -> Signers:
    """The machines behind both signatures of `op`. Raises Refused where one is unknown, revoked or wrong."""
    first = _signer(op, roster, op.by, op.sig, check)
    if not op.cosig:
        return Signers(first, None, False)
    if op.cosigner == op.by:
        raise Refused("cosigned by the same key")
    return Signers(first, _signer(op, roster, op.cosigner, op.cosig, check), True)


def _signer(op: Op, roster: Roster, by: bytes, sig: bytes, check: bool) -> Device | None:
    device = None
    if by == roster.org:
        pk = roster.root_pk
    else:
        device = roster.device(by)
        if device is None:
            raise Refused("signer is not in the control log")
        if roster.revoked(by):
            raise Refused("signer is revoked")
        pk = device.sign_pk
    if check and not verify(pk, TAG, op.payload, sig):
        raise Refused("wrong signature")
    return device


def _is_admin(device: Device | None, roster: Roster) -> bool:
    return device is not None and roster.is_admin(device.user)


def strong(by: Signers, roster: Roster) -> bool:
    """Root, or two different administrators, each with a machine that genesis, root or such an op entered."""
    if by.first is None:
        return True
    a, b = by.first, by.second
    if b is None:
        return by.cosigned and _is_admin(a, roster)
    both = _is_admin(a, roster) and _is_admin(b, roster)
    return both and a.trusted and b.trusted and a.user != b.user


def need_admin(by: Signers, roster: Roster) -> None:
    """Raises Refused unless the root or an administrator signed."""
    if by.first is not None and not _is_admin(by.first, roster):
        raise Refused("not signed by an administrator")


def need_strong(by: Signers, roster: Roster) -> None:
    """Raises Refused unless `strong`."""
    if not strong(by, roster):
        raise Refused("needs the root or two administrators")


def member(by: Signers) -> Device:
    """The machine that signed first; raises Refused for the root, who belongs to no space."""
    if by.first is None:
        raise Refused("the root has no role in a space")
    return by.first
