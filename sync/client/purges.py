"""Erasure carried out: what two archivists named is read as erased at once, and its bytes go when the window is over.

When that is, the endpoint's signed time says: a pc whose clock runs wrong erases neither sooner nor later.
"""

from typing import TYPE_CHECKING

from sync.client.judging import SLICE, judge_of, outcome, read, rejudged, settle, with_witness
from sync.client.reading import BODY_MISSING, TOMB_MISSING
from sync.log import Judged
from sync.model import header_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.client.rounds import Round


def hide(round_: "Round", space: bytes) -> None:
    """Commits are read as the purges in effect say, and those that waited for a tombstone are looked at again."""
    settle(round_, space, _hidden(round_, space))
    settle(round_, space, rejudged(round_, space, TOMB_MISSING))


def _hidden(round_: "Round", space: bytes) -> "Iterator[list[Judged]]":
    unhidden = round_.journal.unhidden(space)
    cursor = round_.journal.cursor(space)
    judge = judge_of(round_, space)
    for start in range(0, len(unhidden), SLICE):
        batch: list[Judged] = []
        for stored in unhidden[start : start + SLICE]:
            commit, judgement = read(judge, stored.raw)
            if commit is not None and cursor is not None and stored.seq:
                judgement = with_witness(round_, space, cursor.gen, stored.seq, {}, commit, judgement)
            place = stored.seq, stored.received_ms, stored.chain
            batch.append(outcome(judgement, stored.cid, stored.raw, commit, *place))
        yield batch


def carry_out(round_: "Round", space: bytes, now_ms: int) -> None:
    """The bytes of what is due go, and others are told in the next beat."""
    if round_.journal.erase(space, now_ms):
        round_.beats_owed.add(space)


def withheld(round_: "Round", space: bytes) -> None:
    """Alarms of bodies that are missing although the log is here to its end, and no purge says why."""
    for stored in round_.journal.damaged(space):
        if stored.reason == BODY_MISSING:
            round_.alarm(space, BODY_MISSING, header_in(stored.raw).device)
