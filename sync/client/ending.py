"""How this machine ends: what a verified device_revoke says is to be done with its keys (docs/protocol.md 7).

A status of the endpoint ends nothing; nothing but the control log does.
"""

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from sync.client.sealing import usable
from sync.control import ControlLog
from sync.control_facts import Revocation

LEFT_DAYS = 30
"""How long a machine that left in good order keeps its keys after it learned of it."""

EndKind = Literal["erase", "lock", "left"]


@dataclass(frozen=True)
class End:
    """`erase`: at once. `lock`: refuse, and keep the sealed disk as it is. `left`: hand over, then erase."""

    kind: EndKind
    cseq: int
    received_ms: int


def end_of(control: ControlLog, device: bytes, confirmed: Container[bytes]) -> End | None:
    """What the control log ordered for the machine; None while it is not revoked.

    `confirmed` are the machines whose words back its user once typed. A machine that is said to be lost is erased
    only on the word of two: the root, a second administrator, or a colleague it once accepted. One alone could
    otherwise empty every pc of the house.
    """
    roster = control.roster()
    revocation = roster.revocation(device)
    if revocation is None:
        return None
    kind: EndKind = "left"
    if revocation.lost:
        kind = "erase" if _two_words(control, device, revocation, confirmed) else "lock"
    return End(kind, revocation.cseq, control.received_ms(revocation.cseq))


def _two_words(control: ControlLog, device: bytes, found: Revocation, confirmed: Container[bytes]) -> bool:
    """Whether root signed the machine's end, or beside the first signer one whose word this machine takes."""
    if found.first is None or (found.cosigned and found.second is None):
        return True
    if found.second is None:
        return False
    before = control.roster(found.cseq - 1)
    first, second = before.user_of(found.first), before.user_of(found.second)
    if second is None or second == first:
        return False
    if before.is_admin(second):
        return True
    return second != before.user_of(device) and any(
        usable(before, device, space, confirmed) and before.vouched(found.second, space)
        for space in before.spaces_of(found.second)
        if space != before.org
    )
