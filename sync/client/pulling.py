"""PULL and APPLY: a page of a log is verified against the chain and the endpoint's Head, judged, and stored.

A page counts whole or not at all; a commit in it that is bad is quarantined alone.
"""

from collections.abc import Callable, Container, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from sync.client.asking import Frozen, Offline, Refusal, ask, get
from sync.client.events import OutboxChanged
from sync.client.judging import SLICE, judge_of, outcome, read, rejudged, settle, with_witness
from sync.client.reading import BODY_MISSING, Judgement
from sync.control import CUT_UNKNOWN
from sync.errors import SyncError
from sync.heads import Entry, GenStart, Head, next_chain
from sync.log import DAMAGED, Batch, Cursor, Judged
from sync.model import Commit, Header
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
    except SyncError:
        raise Offline("answer is damaged") from None


@dataclass(frozen=True)
class Linked:
    """An entry whose place in the chain is verified."""

    entry: Entry
    chain: bytes


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
        linked, chain = _link(cursor, page.entries)
        if not linked:
            _check_standing(round_, space, cursor, page)
            break
        if (page.head.seq, page.head.chain) != (linked[-1].entry.seq, chain):
            # Either the page was altered on the way, or the logs differ before it: the Head at my own place tells.
            probe = yield from _page(round_, space, cursor, 0)
            _check_standing(round_, space, cursor, probe)
            raise Offline("page does not chain")
        cursor = _apply(round_, space, cursor, linked, page.head)
        if page.top <= cursor.seq:
            break
    if space in round_.unread:
        settle(round_, space, rejudged(round_, space, CUT_UNKNOWN))
        _recall(round_, space)
        yield from _mend(round_, space, cursor.gen)
        round_.unread.discard(space)


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
    start = parsed(GenStart.parse, body)
    if (start.org, start.space) != (round_.org, space) or not start.verify(round_.control.roster().server_pk):
        raise Offline("generation is not signed by the endpoint")
    cursor = Cursor(start.gen, 0, start.chain)
    round_.journal.apply(Batch(space, body, (), cursor, b""))
    return cursor


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


def _link(cursor: Cursor, entries: Sequence[Entry]) -> tuple[list[Linked], bytes]:
    seq, chain = cursor.seq, cursor.chain
    linked: list[Linked] = []
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            raise Offline("entries are not in order")
        chain = next_chain(chain, entry.cid, entry.received_ms)
        linked.append(Linked(entry, chain))
    return linked, chain


def _check_standing(round_: "Round", space: bytes, cursor: Cursor, page: LogPage) -> None:
    """A page without entries must end where I stand, or on my chain before that: else it is a proof of lying."""
    head = page.head
    if page.entries or head.seq > cursor.seq:
        raise Offline("page does not chain")
    mine = cursor.chain if head.seq == cursor.seq else round_.journal.chain_at(space, head.gen, head.seq)
    if mine != head.chain:
        round_.journal.freeze("log forked", round_.journal.head(space), head.raw())
        raise Frozen("log forked")
    if head.seq < cursor.seq:
        raise Offline("endpoint was restored")


def _apply(round_: "Round", space: bytes, cursor: Cursor, linked: Sequence[Linked], head: Head) -> Cursor:
    round_.unread.add(space)
    for start in range(0, len(linked), SLICE):
        part = linked[start : start + SLICE]
        last = part[-1]
        ends = last is linked[-1]
        entries = _judged(round_, space, cursor, part)
        cursor = Cursor(cursor.gen, last.entry.seq, last.chain)
        changed = round_.journal.apply(Batch(space, b"", tuple(entries), cursor, head.raw() if ends else b""))
        round_.changed(space, changed)
        round_.mark_seen(space, _witnessed(round_, space, cursor.gen, entries))
    return cursor


def _judged(round_: "Round", space: bytes, cursor: Cursor, part: Sequence[Linked]) -> list[Judged]:
    judge = judge_of(round_, space)
    settled = round_.journal.settled(space, [item.entry.cid for item in part])
    chains = {cursor.seq: cursor.chain, **{item.entry.seq: item.chain for item in part}}
    here = {item.entry.cid for item in part}
    judged: list[Judged] = []
    for item in part:
        entry = item.entry
        raw = entry.raw
        commit: Commit | None = None
        if entry.cid in settled:
            judgement = Judgement("ok")
        else:
            commit, judgement = read(judge, raw, entry.commit)
            if commit is not None and judgement.verdict == "ok":
                judgement = with_witness(round_, space, cursor.gen, entry.seq, chains, commit, judgement)
                if judgement.verdict == "held":
                    round_.alarm(space, judgement.reason, commit.header.device)
            if judgement.verdict == "quarantine":
                round_.set_aside(space, entry.cid, judgement.reason)
            elif commit is not None:
                _watch(round_, space, commit.header, judgement, here)
        judged.append(outcome(judgement, entry.cid, raw, commit, entry.seq, entry.received_ms, item.chain))
        for revision in judgement.revisions:
            round_.hlc.receive(revision.hlc, round_.clock.now_ms())
    return judged


def _watch(round_: "Round", space: bytes, header: Header, judgement: Judgement, here: Container[bytes]) -> None:
    """Alarms where something is withheld: a body, or the commit that the author says came before."""
    if judgement.reason == BODY_MISSING:
        round_.alarm(space, BODY_MISSING, header.device)
    if header.dseq > 1 and header.dprev not in here and round_.journal.commit(space, header.dprev) is None:
        round_.alarm(space, "a commit is missing", header.device)


def _witnessed(round_: "Round", space: bytes, gen: int, entries: Sequence[Judged]) -> int:
    """The highest seq that an applied commit of another user bears witness of."""
    best = 0
    for entry in entries:
        if entry.verdict == "ok" and entry.commit is not None:
            header = entry.commit.header
            if header.wit.gen == gen and header.wit.seq > best and round_.other_reader(space, header.device):
                best = header.wit.seq
    return best
