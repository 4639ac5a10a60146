"""Takes a bundle in: ops, keys, entries, loose commits and beats, through the same code as a pull.

What the endpoint proved goes into the log here; the rest is kept by the signatures of those who wrote it. Nothing
that could be asked of an endpoint is asked, and nothing is believed that a pull would not believe.
"""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, NamedTuple, cast

from sync.bundle import BeatItem, EntryItem, Item, LooseItem, OpItem, Segment
from sync.bundle_reading import Bundle
from sync.bundle_writing import ended
from sync.client import beating, following, incarnations, judging, keyring, purges, taking
from sync.client.asking import Frozen, Offline
from sync.client.reading import Judge
from sync.client.surveying import Found, Survey, Surveyor
from sync.errors import SyncError
from sync.heads import Beat, Entry, Head
from sync.log import DAMAGED, Cursor, Judged
from sync.model import Header

if TYPE_CHECKING:
    from sync.client.rounds import Round


class Place(NamedTuple):
    """A commit, and where it stands in the log here; seq 0 for one whose place nobody vouches for."""

    cid: bytes
    raw: bytes
    seq: int = 0
    received_ms: int = 0


def survey(round_: "Round", bundle: Bundle) -> Survey:
    """What taking the bundle in would do; nothing is changed. Raises Refused for another organisation."""
    return ended(Surveyor(round_, bundle).steps())


def taking_in(round_: "Round", seen: Survey, bundle: Bundle) -> Generator[int, None, None]:
    """Takes a bundle in that was looked through, a segment at a step: its number.

    Cut off in the middle, it is taken up again by taking it in again.
    """
    yield from _Unpacking(round_, seen).steps(bundle)


class _Unpacking:
    def __init__(self, round_: "Round", seen: Survey) -> None:
        self._round, self._seen = round_, seen
        self._cursors: dict[bytes, Cursor | None] = {}

    def steps(self, bundle: Bundle) -> Generator[int, None, None]:
        for number, segment in bundle.segments():
            if isinstance(segment, Segment):
                self._segment(segment.items)
            yield number
        for space, cursor in self._cursors.items():
            judging.judge_again(self._round, space)
            purges.hide(self._round, space)
            proved = self._seen.spaces[space].stretch.proved()
            if cursor is not None and proved is not None:
                purges.carry_out(self._round, space, proved.time_ms)

    def _segment(self, items: Sequence[Item]) -> None:
        ops = [(item.op, item.head) for item in items if isinstance(item, OpItem)]
        if ops:
            self._ops(ops)
        chained: dict[bytes, list[Entry]] = {}
        loose: dict[bytes, list[Place]] = {}
        beats: dict[bytes, list[bytes]] = {}
        for item in items:
            if isinstance(item, EntryItem):
                if self._follows(item):
                    chained.setdefault(item.space, []).append(item.entry)
                else:
                    loose.setdefault(item.space, []).append(Place(item.entry.cid, item.entry.raw))
            elif isinstance(item, LooseItem):
                loose.setdefault(_space_of(item), []).append(Place(item.cid, item.raw))
            elif isinstance(item, BeatItem):
                beats.setdefault(_heard(item), []).append(item.raw)
        for space, entries in chained.items():
            self._chained(space, entries)
        for space, commits in loose.items():
            if self._mine(space) is not None:
                self._loose(space, commits)
        for space, raws in beats.items():
            if self._mine(space) is not None:
                beating.take(self._round, space, raws)

    def _ops(self, ops: Sequence[tuple[bytes, bytes]]) -> None:
        try:
            following.take_ops(self._round, ops)
        except (Offline, Frozen):
            return  # what holds is stored; the survey says why the rest is not

    # -- the spaces

    def _mine(self, space: bytes) -> Found | None:
        """The space, ready to be written to; None for one that this machine does not use."""
        found = self._seen.spaces.get(space)
        if found is None or not found.usable:
            return None
        if space not in self._cursors:
            keyring.take_boxes(self._round, space, found.boxes)
            self._cursors[space] = self._begun(found)
        return found

    def _begun(self, found: Found) -> Cursor | None:
        """Where the log stands here, if the entries that the endpoint proved follow there; else None."""
        round_, space = self._round, found.space
        stretch = found.stretch
        proved, cursor = stretch.proved(), round_.journal.cursor(space)
        try:
            for head in stretch.heads.values():
                taking.check_head(round_, space, head)
        except Frozen:
            return None
        if proved is None or round_.journal.frozen():
            return None
        if cursor is None and stretch.start is not None and stretch.base[:2] == (stretch.start.gen, 0):
            return taking.begin(round_, stretch.start)
        theirs = None if cursor is None else stretch.passed.get((cursor.gen, cursor.seq))
        if cursor is None or theirs is None:
            return None
        if theirs != cursor.chain:
            round_.journal.freeze(taking.LOG_FORKED, round_.journal.head(space), proved.raw())
            return None
        return cursor

    def _follows(self, item: EntryItem) -> bool:
        """Whether an entry stands on the proved stretch of the log; it may be here already."""
        found = self._mine(item.space)
        proved = None if found is None else found.stretch.proved()
        cursor = self._cursors.get(item.space)
        return cursor is not None and proved is not None and item.gen == proved.gen and item.entry.seq <= proved.seq

    def _chained(self, space: bytes, entries: Sequence[Entry]) -> None:
        """Entries that `_follows` said stand on the proved stretch, which joins the log here."""
        journal = self._round.journal
        cursor, proved = cast(Cursor, self._cursors[space]), cast(Head, self._seen.spaces[space].stretch.proved())
        here = [entry for entry in entries if entry.seq <= cursor.seq]
        settled = journal.settled(space, [entry.cid for entry in here])
        self._loose(space, [Place(e.cid, e.raw, e.seq, e.received_ms) for e in here if e.cid not in settled])
        fresh = entries[len(here) :]
        if fresh:
            linked, chain = taking.link(cursor, fresh)
            head = proved.raw() if (fresh[-1].seq, chain) == (proved.seq, proved.chain) else b""
            self._cursors[space] = taking.apply(self._round, space, cursor, linked, head)

    def _loose(self, space: bytes, commits: Sequence[Place]) -> None:
        """Commits whose place no endpoint vouches for count by their own signature; damaged ones are left."""
        judge = judging.judge_of(self._round, space)
        for start in range(0, len(commits), judging.SLICE):
            judged = [self._judged(judge, space, place) for place in commits[start : start + judging.SLICE]]
            kept = [one for one in judged if one.commit is not None and not one.reason.startswith(DAMAGED)]
            fresh = [one for one in kept if self._round.journal.commit(space, one.cid) is None]
            incarnations.watch(self._round, space, fresh)
            self._round.changed(space, self._round.journal.take(space, kept))

    def _judged(self, judge: Judge, space: bytes, place: Place) -> Judged:
        round_, cursor = self._round, self._round.journal.cursor(space)
        commit, judgement = judging.read(judge, place.raw)
        chain: bytes | None = b""
        if commit is not None and cursor is not None:
            chain = round_.journal.chain_at(space, cursor.gen, place.seq) if place.seq else b""
            judgement = judging.with_witness(round_, space, cursor.gen, place.seq, {}, commit, judgement)
        for revision in judgement.revisions:
            round_.hlc.receive(revision.hlc, round_.clock.now_ms())
        return judging.outcome(judgement, place.cid, place.raw, commit, place.seq, place.received_ms, chain or b"")


def _space_of(item: LooseItem) -> bytes:
    """The space a loose commit says it belongs to; "" where it cannot be read."""
    try:
        return Header.parse(item.header).space
    except SyncError:
        return b""


def _heard(item: BeatItem) -> bytes:
    try:
        return Beat.parse(item.raw).space
    except SyncError:
        return b""
