"""What came of a space's log, by whatever way, is linked to the chain here, judged and stored.

Asks nobody for anything: `sync.client.pulling` fetches, and bundles carry.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.client import incarnations, purges
from sync.client.asking import Offline, freeze
from sync.client.judging import MOST_IN_SLICE, SLICE_BYTES, judge_of, outcome, read, with_witness
from sync.client.reading import Judgement
from sync.errors import Refused
from sync.heads import Entry, GenStart, Head, next_chain
from sync.log import Batch, Cursor, Judged
from sync.model import Commit, Header

if TYPE_CHECKING:
    from sync.client.rounds import Round

LOG_FORKED = "log forked"
GAP = "a commit is missing"
"""A machine's numbers say that it made more than came; what came counts all the same."""


@dataclass(frozen=True)
class Linked:
    """An entry and what the chain is with it."""

    entry: Entry
    chain: bytes


def link(cursor: Cursor, entries: Sequence[Entry]) -> tuple[list[Linked], bytes]:
    """The entries as they follow the cursor, and the chain at their end. Raises Offline where they do not follow."""
    seq, chain = cursor.seq, cursor.chain
    linked: list[Linked] = []
    for entry in entries:
        seq += 1
        if entry.seq != seq:
            raise Offline("entries are not in order")
        chain = next_chain(chain, entry.cid, entry.received_ms)
        linked.append(Linked(entry, chain))
    return linked, chain


def started(round_: "Round", space: bytes, raw: bytes) -> GenStart:
    """A GenStart of the space that the endpoint signed, or that was named together with its key.

    Raises SyncError for anything else, and for one of before such a naming.
    """
    start = GenStart.parse(raw)
    if (start.org, start.space) != (round_.org, space):
        raise Refused("generation of another log")
    roster = round_.control.roster()
    named = roster.start(space)
    if named is not None and (start.gen, start.chain) == (named.gen, named.chain):
        return start
    if not start.verify(roster.server_pk):
        raise Refused("generation is not signed by the endpoint")
    if named is not None and start.gen <= named.gen:
        raise Refused("generation is of before the new key")
    return start


def begin(round_: "Round", start: GenStart) -> Cursor:
    """The log begins here with this GenStart, which was checked."""
    cursor = Cursor(start.gen, 0, start.chain)
    round_.journal.apply(Batch(start.space, start.raw(), (), cursor, b""))
    return cursor


def check_head(round_: "Round", space: bytes, head: Head) -> None:
    """Raises Frozen, with both proofs kept, where a Head that is verified names a place here with another chain."""
    mine = round_.journal.chain_at(space, head.gen, head.seq)
    if mine is not None and mine != head.chain:
        freeze(round_.journal, LOG_FORKED, round_.journal.head(space), head.raw())


def apply(round_: "Round", space: bytes, cursor: Cursor, linked: Sequence[Linked], head: bytes) -> Cursor:
    """Judges and stores entries that follow the cursor, some at a time; the cursor behind them.

    The caller has seen a Head of the endpoint that the chain over them ends in, or passes through further on; `head`
    is that Head where it ends exactly here, else "".
    """
    round_.unread.add(space)
    for part in _slices(linked):
        last = part[-1]
        ends = last is linked[-1]
        entries = _judged(round_, space, cursor, part)
        cursor = Cursor(cursor.gen, last.entry.seq, last.chain)
        changed = round_.journal.apply(Batch(space, b"", tuple(entries), cursor, head if ends else b""))
        round_.changed(space, changed)
        if any(entry.purges for entry in entries):
            purges.hide(round_, space)
        round_.mark_seen(space, _witnessed(round_, space, cursor.gen, entries))
    return cursor


def _slices(linked: Sequence[Linked]) -> Iterator[list[Linked]]:
    """As many as go into one transaction, an own save waiting for it no longer than it may."""
    part: list[Linked] = []
    size = 0
    for item in linked:
        length = len(item.entry.raw)
        if part and (size + length > SLICE_BYTES or len(part) == MOST_IN_SLICE):
            yield part
            part, size = [], 0
        part.append(item)
        size += length
    if part:
        yield part


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
                wit = commit.header.wit
                if judgement.verdict == "held":
                    round_.alarm(space, judgement.reason, commit.header.device)
                elif wit.gen == cursor.gen:
                    chains[wit.seq] = wit.chain  # it stands on the log here, and the author's next will cite it too
            if judgement.verdict == "quarantine" or commit is None:
                round_.set_aside(space, entry.cid, judgement.reason)
            else:
                _watch(round_, space, commit.header, here)
        judged.append(outcome(judgement, entry.cid, raw, commit, entry.seq, entry.received_ms, item.chain))
        for revision in judgement.revisions:
            round_.hlc.receive(revision.hlc, round_.clock.now_ms())
    incarnations.watch(round_, space, [entry for entry in judged if entry.cid not in settled])
    return judged


def _watch(round_: "Round", space: bytes, header: Header, here: Container[bytes]) -> None:
    """Alarms where the commit that the author says came before is withheld."""
    if header.dseq > 1 and header.dprev not in here and round_.journal.commit(space, header.dprev) is None:
        round_.alarm(space, GAP, header.device)


def _witnessed(round_: "Round", space: bytes, gen: int, entries: Sequence[Judged]) -> int:
    """The highest seq that an applied commit of another user bears witness of."""
    best = 0
    for entry in entries:
        if entry.verdict == "ok" and entry.commit is not None:
            header = entry.commit.header
            if header.wit.gen == gen and header.wit.seq > best and round_.other_reader(space, header.device):
                best = header.wit.seq
    return best
