"""PULL: pages of a log are asked for and verified against the chain and the endpoint's Head, then taken in.

A page counts whole or not at all; what becomes of the commits in it is `sync.client.taking`.
"""

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, TypeVar

from sync.client import purges, taking
from sync.client.asking import Offline, Refusal, ask, get
from sync.client.events import OutboxChanged
from sync.client.judging import judge_of, outcome, read, rejudged, settle, with_witness
from sync.control import CUT_UNKNOWN
from sync.errors import Refused, SyncError
from sync.log import DAMAGED, Cursor
from sync.protocol import MAX_PULL, Answer, LogPage, Request, space_path

if TYPE_CHECKING:
    from sync.client.rounds import Round

T = TypeVar("T")
MENDED = 16
"""Commits that are asked for again in one round."""


def parsed(parse: Callable[[bytes], T], body: bytes) -> T:
    """What a body says. Raises Offline where it is not what the endpoint would have said."""
    try:
        return parse(body)
    except Refused as error:
        raise Offline(error.reason) from None
    except SyncError:
        raise Offline("answer is damaged") from None


def pull(round_: "Round", space: bytes) -> Generator[Request, Answer, None]:
    """Pulls, verifies, judges and stores until the log here is as long as there."""
    cursor = round_.journal.cursor(space)
    if cursor is None:
        cursor = yield from _first(round_, space)
    while True:
        try:
            page = yield from _page(round_, space, cursor, MAX_PULL)
        except Refusal as error:
            if error.status != 409:
                raise
            raise Offline("endpoint was restored") from None
        linked, chain = taking.link(cursor, page.entries)
        if not linked:
            _check_standing(round_, space, cursor, page)
            break
        if (page.head.seq, page.head.chain) != (linked[-1].entry.seq, chain):
            # Either the page was altered on the way, or the logs differ before it: the Head at my own place tells.
            probe = yield from _page(round_, space, cursor, 0)
            _check_standing(round_, space, cursor, probe)
            raise Offline("page does not chain")
        cursor = taking.apply(round_, space, cursor, linked, page.head.raw())
        if page.top <= cursor.seq:
            break
    if space in round_.unread:
        settle(round_, space, rejudged(round_, space, CUT_UNKNOWN))
        purges.hide(round_, space)
        _recall(round_, space)
        yield from _mend(round_, space, cursor.gen)
        purges.withheld(round_, space)
        round_.unread.discard(space)
    purges.carry_out(round_, space, page.head.time_ms)


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
    for stored in round_.journal.damaged(space)[:MENDED]:
        page = yield from _page(round_, space, Cursor(gen, stored.seq - 1, b""), 1)
        for entry in page.entries[:1]:
            commit, judgement = read(judge, entry.raw)
            if entry.cid == stored.cid and commit is not None and not judgement.reason.startswith(DAMAGED):
                judgement = with_witness(round_, space, gen, stored.seq, {}, commit, judgement)
                place = stored.seq, stored.received_ms, stored.chain
                mended = outcome(judgement, stored.cid, entry.raw, commit, *place)
                round_.changed(space, round_.journal.settle(space, [mended]))


def _first(round_: "Round", space: bytes) -> Generator[Request, Answer, Cursor]:
    body = yield from ask(get("gen", space_path(round_.org, space, "gen", "0"), space=space))
    return taking.begin(round_, parsed(lambda raw: taking.started(round_, space, raw), body))


def _page(round_: "Round", space: bytes, cursor: Cursor, max_bytes: int) -> Generator[Request, Answer, LogPage]:
    query = f"gen={cursor.gen}&after={cursor.seq}&max_bytes={max_bytes}"
    request = Request("log", "GET", space_path(round_.org, space, "log"), query, space=space, timeout_s=60.0)
    body = yield from ask(request)
    page = parsed(LogPage.parse, body)
    head = page.head
    if (head.org, head.space, head.gen) != (round_.org, space, cursor.gen):
        raise Offline("head of another log")
    if not head.verify(round_.control.roster().server_pk):
        raise Offline("head is not signed by the endpoint")
    return page


def _check_standing(round_: "Round", space: bytes, cursor: Cursor, page: LogPage) -> None:
    """A page without entries must end where I stand, or on my chain before that: else it is a proof of lying."""
    if page.entries or page.head.seq > cursor.seq:
        raise Offline("page does not chain")
    taking.check_head(round_, space, page.head)
    if page.head.seq < cursor.seq:
        raise Offline("endpoint was restored")
