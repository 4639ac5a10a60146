"""A log that begins anew at the endpoint: followed where it goes on from the one here, else FROZEN (docs/protocol.md).

What the new generation lacks is brought back by `sync.client.refilling`.
"""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from sync.client import taking
from sync.client.asking import Offline, Refusal, ask, freeze, get, parsed
from sync.client.events import OutboxChanged
from sync.errors import SyncError
from sync.heads import GenStart, next_chain
from sync.log import Cursor
from sync.log_places import Placed
from sync.model import Witness
from sync.protocol import Answer, LogPage, Request, space_path

if TYPE_CHECKING:
    from sync.client.rounds import Round

RESTORED = "endpoint was restored"
ANEW = "log began anew"
"""Told to people: the endpoint lost something, and members brought it back."""
TWICE = "two generations of one number"
ASTRAY = "generation is off the chain"
NO_SEQUEL = "generation does not begin with what was before it"
MOST_STARTS = 64
PLACES = 2000


def page(round_: "Round", space: bytes, cursor: Cursor, max_bytes: int) -> Generator[Request, Answer, LogPage]:
    """A page behind the cursor whose Head the endpoint signed; whether it chains is the caller's to see."""
    query = f"gen={cursor.gen}&after={cursor.seq}&max_bytes={max_bytes}"
    request = Request("log", "GET", space_path(round_.org, space, "log"), query, space=space, timeout_s=60.0)
    body = yield from ask(request)
    found = parsed(LogPage.parse, body)
    head = found.head
    if (head.org, head.space, head.gen) != (round_.org, space, cursor.gen):
        raise Offline("head of another log")
    if not head.verify(round_.control.roster().server_pk):
        raise Offline("head is not signed by the endpoint")
    return found


def fetched(round_: "Round", space: bytes, gen: int) -> Generator[Request, Answer, GenStart]:
    """The GenStart of a generation, 0 for the newest; checked."""
    body = yield from ask(get("gen", space_path(round_.org, space, "gen", str(gen)), space=space))
    return parsed(lambda raw: taking.started(round_, space, raw), body)


def distrusted(round_: "Round", space: bytes) -> bool:
    """Whether the log here is of a generation that does not count since the endpoint was given a new key."""
    if round_.control.roster().start(space) is None:
        return False
    try:
        taking.started(round_, space, round_.journal.start(space))
    except SyncError:
        return True
    return False


def moved(round_: "Round", space: bytes, cursor: Cursor) -> Generator[Request, Answer, Cursor]:
    """The endpoint's log is of another generation: the cursor in the newest. Raises Frozen, Offline."""
    newest = yield from fetched(round_, space, 0)
    if newest.gen < cursor.gen:
        return (yield from lost(round_, space, cursor))
    return (yield from _follow(round_, space, cursor, newest))


def lost(round_: "Round", space: bytes, cursor: Cursor) -> Generator[Request, Answer, Cursor]:
    """The endpoint has less than it signed: it is shown its own Head, begins anew, and is followed there."""
    head = round_.journal.head(space)
    if not head:
        raise Offline(RESTORED)
    try:
        body = yield from ask(Request("lost", "POST", space_path(round_.org, space, "lost"), body=head, space=space))
    except Refusal:
        raise Offline(RESTORED) from None
    newest = parsed(lambda raw: taking.started(round_, space, raw), body)
    return (yield from _follow(round_, space, cursor, newest))


def _follow(round_: "Round", space: bytes, cursor: Cursor, newest: GenStart) -> Generator[Request, Answer, Cursor]:
    journal = round_.journal
    known = journal.chain_at(space, newest.gen, 0)
    if known is not None and known != newest.chain:
        freeze(journal, TWICE, journal.start(space), newest.raw())
    if newest.gen <= cursor.gen and not distrusted(round_, space):
        raise Offline(RESTORED)
    line = yield from _line(round_, space, cursor, newest)
    base = _shared(round_, space, cursor, line)
    chain = newest.chain
    for placed in _chained(round_, space, cursor.gen, base, chain):
        chain = placed[-1].chain
    at = Cursor(newest.gen, base, chain)
    head = (yield from page(round_, space, at, 0)).head
    if head.seq != base:
        raise Offline(RESTORED)
    if head.chain != chain:
        freeze(journal, NO_SEQUEL, newest.raw(), head.raw())
    journal.place(space, newest.gen, [Placed(0, b"", 0, newest.chain)])
    for placed in _chained(round_, space, cursor.gen, base, newest.chain):
        journal.place(space, newest.gen, placed)
    journal.begin_generation(space, newest.raw(), Witness(newest.gen, base, chain), head.raw())
    round_.unread.add(space)
    round_.alarm(space, ANEW, b"")
    round_.tell(OutboxChanged(space))
    return at


def _line(
    round_: "Round", space: bytes, cursor: Cursor, newest: GenStart
) -> Generator[Request, Answer, list[GenStart]]:
    """The generations since the one here, newest first; the last of them says where it goes on from."""
    named = round_.control.roster().start(space)
    line = [newest]
    while (line[-1].prev.gen > cursor.gen) and not (named is not None and line[-1].gen == named.gen):
        if len(line) == MOST_STARTS:
            raise Offline("too many generations")
        earlier = yield from fetched(round_, space, line[-1].prev.gen)
        if earlier.gen != line[-1].prev.gen:
            raise Offline("generation of another number")
        line.append(earlier)
    return line


def _shared(round_: "Round", space: bytes, cursor: Cursor, line: list[GenStart]) -> int:
    """How many entries of the log here the newest generation begins with, by what the endpoint signed.

    0 where that is not known. Raises Frozen where the generations do not go on from the log here, unless they were
    named together with a new key of the endpoint.
    """
    first = line[-1]
    prev = first.prev
    mine = round_.journal.chain_at(space, prev.gen, prev.seq)
    if mine is not None and mine != prev.chain:
        named = round_.control.roster().start(space)
        if named is None or first.gen != named.gen:
            freeze(round_.journal, ASTRAY, round_.journal.head(space), first.raw())
        return 0
    if prev.gen != cursor.gen:
        return 0
    return min(cursor.seq, *(start.prev.seq for start in line))


def _chained(round_: "Round", space: bytes, gen: int, base: int, chain: bytes) -> Iterator[list[Placed]]:
    """The first `base` entries of the log of `gen`, as they are chained behind another beginning."""
    after = 0
    while after < base:
        placed: list[Placed] = []
        for one in round_.journal.places(space, gen, after, min(PLACES, base - after)):
            chain = next_chain(chain, one.cid, one.received_ms)
            placed.append(one._replace(chain=chain))
        if len(placed) != min(PLACES, base - after) or placed[-1].seq != after + len(placed):
            raise Offline("log here has a hole")
        yield placed
        after = placed[-1].seq
