"""A Journal in memory, for tests and simulations: the shortest text of the rules that a real store follows.

What it holds is open to tests. It judges nothing.
"""
# ruff: noqa: D102 - each method is documented where it is promised, in sync.log.Journal

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sync.control import BEYOND_CUT
from sync.log import DAMAGED, Batch, Changed, Cursor, Judged, Stored
from sync.memory_own import changed, keys, out
from sync.memory_places import MemoryPlaces
from sync.memory_space import Known, Own, SpaceLog


class MemoryJournal(MemoryPlaces):
    """A Journal whose transactions are method calls."""

    def __init__(self, inc: bytes | None = None) -> None:
        super().__init__(inc)
        self.confirmations: set[bytes] = set()
        self.alarms: list[tuple[bytes, str, bytes]] = []

    # -- the control log
    def control_length(self) -> int:
        return len(self.ops)

    def control_ops(self, after: int = 0) -> list[tuple[bytes, bytes]]:
        return self.ops[after:]

    def append_control(self, ops: Sequence[tuple[bytes, bytes]], after: int) -> None:
        if after > len(self.ops):
            raise ValueError("gap in the control log")
        self.ops.extend(ops[len(self.ops) - after :])

    def confirm(self, device: bytes) -> None:
        self.confirmations.add(device)

    def confirmed(self) -> frozenset[bytes]:
        return frozenset(self.confirmations)

    # -- the log of a space
    def cursor(self, space: bytes) -> Cursor | None:
        return self.space(space).cursor

    def head(self, space: bytes) -> bytes:
        return self.space(space).head

    def chain_at(self, space: bytes, gen: int, seq: int) -> bytes | None:
        return self.space(space).chains.get((gen, seq))

    def settled(self, space: bytes, cids: Sequence[bytes]) -> frozenset[bytes]:
        held = self.space(space)
        return frozenset(cid for cid in cids if self.commit(space, cid) is not None and not _spoilt(held, cid))

    def commit(self, space: bytes, cid: bytes) -> bytes | None:
        held = self.space(space)
        if cid in held.own:
            return held.own[cid].commit.raw()
        return held.entries[cid].raw if cid in held.entries else None

    def apply(self, batch: Batch) -> Changed:
        held = self.space(batch.space)
        if batch.gen_start:
            held.starts[batch.cursor.gen] = batch.gen_start
            if not batch.entries:
                held.chains[batch.cursor.gen, 0] = batch.cursor.chain
        now = self.take(batch.space, batch.entries)
        for entry in batch.entries:
            held.chains[batch.cursor.gen, entry.seq] = entry.chain
            held.places[batch.cursor.gen, entry.seq] = entry.cid, entry.received_ms
            held.seqs[entry.cid] = entry.seq
            held.listed.add(entry.cid)
            held.links[entry.cid] = entry.chain
            self.mark_stored(batch.space, {entry.cid: entry.seq})
            received = held.times.setdefault(entry.cid, entry.received_ms)
            for kept in (held.revisions, held.passive):
                kept.update({key: replace(kept[key], received_ms=received) for key in keys(kept, entry.cid)})
            if entry.cid in held.entries:
                known = held.entries[entry.cid]
                held.entries[entry.cid] = replace(known, seq=entry.seq, chain=entry.chain, received_ms=received)
        held.cursor = batch.cursor
        held.head = batch.head or held.head
        return now

    def take(self, space: bytes, entries: Sequence[Judged]) -> Changed:
        held = self.space(space)
        now = Changed()
        for entry in entries:
            unknown = self.commit(space, entry.cid) is None
            if unknown or (_spoilt(held, entry.cid) and not _bad(entry.verdict, entry.reason)):
                now |= self._put(space, entry)
        return now

    def _put(self, space: bytes, entry: Judged) -> Changed:
        """An entry under its verdict, instead of what stood there."""
        held = self.space(space)
        if self.commit(space, entry.cid) is None and entry.received_ms:
            held.times[entry.cid] = entry.received_ms
        gone = out(held, entry.cid)
        header = entry.commit.header if entry.commit else None
        mine = header is not None and (header.space, header.device) == (space, self.device)
        if entry.commit is not None and (entry.cid in held.own or (mine and not entry.reason.startswith(DAMAGED))):
            known = held.own.get(entry.cid, Own(entry.commit, "stored" if entry.seq else "local"))
            held.own[entry.cid] = replace(known, verdict=entry.verdict, reason=entry.reason)
            held.entries.pop(entry.cid, None)
        else:
            at = held.entries.get(entry.cid, entry if entry.seq else replace(entry, chain=b""))
            held.entries[entry.cid] = replace(entry, seq=at.seq, chain=at.chain, received_ms=at.received_ms)
        self.note(space, entry)
        if header is None:
            return changed(gone)
        kept = held.passive if entry.standing else held.revisions
        for i, one in enumerate(entry.revisions):
            received = held.times.get(entry.cid)
            standing = entry.standing or ("purged" if one.erased else "")
            kept[entry.cid, i] = Known(entry.cid, i, one, entry.user, header.device, received, standing)
        return changed([*gone, *entry.revisions])

    def pending(self, space: bytes) -> list[Stored]:
        opened = {cid: known.standing for (cid, _), known in self.space(space).passive.items()}
        return [
            replace(e, standing=opened.get(e.cid, ""))
            for e in self.every(space)
            if e.verdict in ("held", "unknown") or (e.reason == BEYOND_CUT and e.cid not in opened)
        ]

    def damaged(self, space: bytes) -> list[Stored]:
        return [e for e in self.every(space) if e.reason.startswith(DAMAGED)]

    def settle(self, space: bytes, entries: Sequence[Judged]) -> Changed:
        now = Changed()
        for entry in entries:
            now |= self._put(space, entry)
        return now

    def commits_of(self, space: bytes, device: bytes) -> Iterable[Stored]:
        held = self.space(space)
        headers = {cid: own.commit.header for cid, own in held.own.items()}
        headers |= {cid: e.commit.header for cid, e in held.entries.items() if e.commit is not None}
        places = {cid: (h.inc, h.dseq) for cid, h in headers.items() if h.device == device}
        yield from sorted((e for e in self.every(space) if e.cid in places), key=lambda e: places[e.cid])

    def every(self, space: bytes) -> Iterable[Stored]:
        held = self.space(space)
        for cid, own in list(held.own.items()):
            seq, chain = held.seqs.get(cid, 0), held.links[cid] if cid in held.listed else b""
            verdict = own.verdict, own.reason if own.verdict != "ok" else ""
            yield Stored(cid, own.commit.raw(), seq, held.times.get(cid, 0), chain, *verdict)
        for e in list(held.entries.values()):
            yield Stored(e.cid, e.raw, e.seq, e.received_ms, e.chain, e.verdict, e.reason)

    def judged(self, space: bytes) -> int:
        return self.space(space).judged

    def mark_judged(self, space: bytes, cseq: int) -> None:
        self.space(space).judged = cseq

    # -- beats
    def beats(self, space: bytes) -> dict[bytes, bytes]:
        return dict(self.space(space).beats)

    def put_beats(self, space: bytes, beats: Mapping[bytes, bytes]) -> None:
        self.space(space).beats.update(beats)

    def next_beat(self, space: bytes) -> int:
        held = self.space(space)
        held.beat += 1
        return held.beat

    # -- alarms
    def alarm(self, space: bytes, reason: str, device: bytes) -> None:
        self.alarms.append((space, reason, device))


def _spoilt(held: SpaceLog, cid: bytes) -> bool:
    known = held.own.get(cid) or held.entries[cid]
    return _bad(known.verdict, known.reason)


def _bad(verdict: str, reason: str) -> bool:
    return verdict == "quarantine" or reason.startswith(DAMAGED)
