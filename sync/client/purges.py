"""Erasure carried out: what two archivists named is read as erased at once, and its bytes go when the window is over.

When that is, the endpoint's signed time says: a pc whose clock runs wrong erases neither sooner nor later.
"""

from typing import TYPE_CHECKING

from sync.client.judging import Afresh, rejudged, settle
from sync.client.reading import BODY_MISSING, TOMB_MISSING
from sync.model import header_in

if TYPE_CHECKING:
    from sync.client.rounds import Round


def hide(round_: "Round", space: bytes) -> None:
    """Commits are read as the purges in effect say, and those that waited for a tombstone are looked at again."""
    unhidden, afresh = round_.journal.unhidden(space), Afresh(round_, space)
    settle(round_, space, (afresh.of(stored, weigh=stored.seq > 0) for stored in unhidden))
    settle(round_, space, rejudged(round_, space, TOMB_MISSING))


def carry_out(round_: "Round", space: bytes, now_ms: int) -> None:
    """The bytes of what is due go, and others are told in the next beat."""
    if round_.journal.erase(space, now_ms):
        round_.beats_owed.add(space)


def withheld(round_: "Round", space: bytes) -> None:
    """Alarms of bodies that are missing although the log is here to its end, and no purge says why."""
    for stored in round_.journal.damaged(space):
        if stored.reason == BODY_MISSING:
            round_.alarm(space, BODY_MISSING, header_in(stored.raw).device)
