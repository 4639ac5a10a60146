"""What an endpoint lost, or never had, is brought to it by whoever holds it: the commits that stand in no log there.

Each goes under its author's own signature; the endpoint judges it by its header, never by who brings it.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.client import pulling, pushing
from sync.log_places import FIRST, Key, Unplaced
from sync.model import CtlRef
from sync.protocol import PASSING, PURGED, TAKEN, Answer, Request, push_raws

if TYPE_CHECKING:
    from sync.client.rounds import Round

LAST = Key(b"\xff" * 16, b"\xff" * 8, 2**62, b"\xff" * 32)


@dataclass
class Declined:
    """What the endpoint would not take: met once by each control log, and what only lacks another, by each log."""

    ctl: CtlRef
    seq: int = 0
    lasting: set[bytes] = field(default_factory=set)
    passing: set[bytes] = field(default_factory=set)


def refill(round_: "Round", space: bytes) -> Generator[Request, Answer, bool]:
    """Pushes what has no place in the log, a page at a time and own ones first; whether the endpoint took any."""
    mine = Key(round_.keys.device_id, b"", 0, b"")
    brought = False
    for after, until in ((mine, LAST), (FIRST, mine)):
        while page := [one for one in round_.journal.unplaced(space, after) if one.key < until]:
            after = page[-1].key
            declined = _declined(round_, space)
            wanted = [one for one in page if one.key.cid not in declined.lasting | declined.passing]
            if wanted and (yield from _bring(round_, space, wanted, declined)):
                brought = True
                yield from pulling.pull(round_, space)
    return brought


def _bring(
    round_: "Round", space: bytes, wanted: list[Unplaced], declined: Declined
) -> Generator[Request, Answer, bool]:
    pushed = yield from pushing.send(round_, space, push_raws([one.raw for one in wanted]), len(wanted))
    if pushed is None:
        return False
    taken = False
    for one, result in zip(wanted, pushed.results, strict=True):
        if result.status in TAKEN or result.status == PURGED:
            taken = True
        else:
            (declined.passing if result.status in PASSING else declined.lasting).add(one.key.cid)
    round_.unread.add(space)
    return taken


def _declined(round_: "Round", space: bytes) -> Declined:
    cursor = round_.journal.cursor(space)
    seq = 0 if cursor is None else cursor.seq
    found = round_.declined.get(space)
    if found is None or found.ctl != round_.control.head:
        found = round_.declined[space] = Declined(round_.control.head)
    if found.seq != seq:
        found.seq = seq
        found.passing.clear()
    return found
