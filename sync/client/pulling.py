"""PULL: pages of a log are asked for and verified against the chain and the endpoint's Head, then taken in.

A page counts whole or not at all; what becomes of the commits in it is `sync.client.taking`.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING

from sync.client import generations, purges, taking
from sync.client.asking import Offline, Refusal
from sync.client.events import OutboxChanged
from sync.client.judging import OFF_CHAIN, judge_of, outcome, read, rejudged, settle, with_witness
from sync.control import CUT_UNKNOWN
from sync.log import DAMAGED, Cursor
from sync.protocol import MAX_PULL, Answer, LogPage, Request

if TYPE_CHECKING:
    from sync.client.rounds import Round

MOST_ANEW = 3
"""So often a log may begin anew in one round."""
MENDED = 16
"""Commits that are asked for again in one round."""


def pull(round_: "Round", space: bytes) -> Generator[Request, Answer, bool]:
    """Pulls, verifies, judges and stores until the log here is as long as there; whether it began anew there."""
    anew = 0
    cursor = round_.journal.cursor(space)
    if cursor is None:
        cursor = yield from _first(round_, space)
    elif generations.distrusted(round_, space):
        cursor, anew = (yield from generations.moved(round_, space, cursor)), 1
    while True:
        if anew > MOST_ANEW:
            raise Offline(generations.RESTORED)
        try:
            page = yield from generations.page(round_, space, cursor, MAX_PULL)
        except Refusal as error:
            if error.status != 409:
                raise
            cursor, anew = (yield from generations.moved(round_, space, cursor)), anew + 1
            continue
        linked, chain = taking.link(cursor, page.entries)
        if linked and (page.head.seq, page.head.chain) != (linked[-1].entry.seq, chain):
            # Either the page was altered on the way, or the logs differ before it: the Head at my own place tells.
            probe = yield from generations.page(round_, space, cursor, 0)
            if _stands(round_, space, cursor, probe):
                raise Offline("page does not chain")
            linked, page = [], probe
        if not linked:
            if _stands(round_, space, cursor, page):
                break
            cursor, anew = (yield from generations.lost(round_, space, cursor)), anew + 1
            continue
        cursor = taking.apply(round_, space, cursor, linked, page.head.raw())
        if page.top <= cursor.seq:
            break
    if space in round_.unread:
        settle(round_, space, rejudged(round_, space, CUT_UNKNOWN))
        settle(round_, space, rejudged(round_, space, OFF_CHAIN))
        purges.hide(round_, space)
        _recall(round_, space)
        yield from _mend(round_, space, cursor.gen)
        purges.withheld(round_, space)
        round_.unread.discard(space)
    round_.offset_ms = page.head.time_ms - round_.clock.now_ms()
    purges.carry_out(round_, space, page.head.time_ms)
    return anew > 0


def _recall(round_: "Round", space: bytes) -> None:
    """Own commits that the endpoint called stored, and that are not in its log: they wait to be sent again."""
    lost = round_.journal.missing(space)
    if lost:
        round_.journal.mark_local(space, lost)
        round_.alarm(space, "endpoint lost a commit", round_.keys.device_id)
        round_.tell(OutboxChanged(space))


def _mend(round_: "Round", space: bytes, gen: int) -> Generator[Request, Answer, None]:
    """Asks once more for commits that did not come whole. What they must be is known: place and cid are verified."""
    judge = judge_of(round_, space)
    for stored in [stored for stored in round_.journal.damaged(space) if stored.seq][:MENDED]:
        page = yield from generations.page(round_, space, Cursor(gen, stored.seq - 1, b""), 1)
        for entry in page.entries[:1]:
            commit, judgement = read(judge, entry.raw)
            if entry.cid == stored.cid and commit is not None and not judgement.reason.startswith(DAMAGED):
                judgement = with_witness(round_, space, gen, stored.seq, {}, commit, judgement)
                place = stored.seq, stored.received_ms, stored.chain
                mended = outcome(judgement, stored.cid, entry.raw, commit, *place)
                round_.changed(space, round_.journal.settle(space, [mended]))


def _first(round_: "Round", space: bytes) -> Generator[Request, Answer, Cursor]:
    return taking.begin(round_, (yield from generations.fetched(round_, space, 0)))


def _stands(round_: "Round", space: bytes, cursor: Cursor, page: LogPage) -> bool:
    """Whether a page without entries ends where I stand; else the log there is shorter. Raises Frozen for a lie."""
    if page.entries or page.head.seq > cursor.seq:
        raise Offline("page does not chain")
    taking.check_head(round_, space, page.head)
    return page.head.seq == cursor.seq
