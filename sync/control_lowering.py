"""What an op takes from machines, noted for rule V (docs/format.md): who is lowered, and where his work is cut."""

from collections.abc import Iterable, Sequence

from sync.control_facts import Facts, Lowering
from sync.control_ops import Op
from sync.control_roster import Roster
from sync.control_rows import Cut
from sync.errors import Refused


def need_space(roster: Roster, spaces: Iterable[bytes]) -> None:
    """Raises Refused where one of the spaces does not exist."""
    if not all(roster.has_space(space) for space in spaces):
        raise Refused("no such space")


def need_cuts(cuts: Sequence[Cut], roster: Roster, spaces: set[bytes], user: bytes) -> None:
    """Raises Refused where a row cuts a machine of somebody else, or in another space."""
    if any(cut.space not in spaces or roster.user_of(cut.device) != user for cut in cuts):
        raise Refused("cut of another machine")


Rights = dict[tuple[bytes, bytes], frozenset[str]]


def rights_of(facts: Facts, cseq: int, devices: Iterable[bytes], spaces: Iterable[bytes]) -> Rights:
    """What the machines may do in the spaces after op `cseq`."""
    roster = Roster(facts, cseq)
    places = list(spaces)
    return {(space, device): roster.rights(device, space) for device in devices for space in places}


def lower(op: Op, facts: Facts, before: Rights, cuts: Sequence[Cut], *, handover: bool = False) -> None:
    """Notes for rule V every machine that the op took a right from, or has a row for.

    With `handover` what lies beyond the cuts may still come for a while: its author is suspected of nothing.
    """
    roster = Roster(facts, op.cseq)
    for (space, device), had in before.items():
        left = roster.rights(device, space)
        rows = {cut.inc: cut for cut in cuts if (cut.space, cut.device) == (space, device)}
        if had - left or rows:
            facts.lower(space, device, Lowering(op.cseq, left, rows, handover))
