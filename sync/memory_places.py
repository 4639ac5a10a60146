"""The places of a Journal in memory: the shortest text of the rules in `sync.log_places`."""
# ruff: noqa: D102 - each method is documented where it is promised, in sync.log_places.PlaceJournal

from collections.abc import Sequence
from dataclasses import replace

from sync.log import DAMAGED, Cursor
from sync.log_places import Key, Placed, Unplaced
from sync.memory_own import MemoryOwn
from sync.model import Header, Witness


class MemoryPlaces(MemoryOwn):
    """A part of MemoryJournal. What it holds is open to tests."""

    def __init__(self, inc: bytes | None = None) -> None:
        super().__init__(inc)
        self.proofs: list[tuple[str, bytes, bytes]] = []
        self.thawed = 0

    def places(self, space: bytes, gen: int, after: int, at_most: int) -> list[Placed]:
        held = self.space(space)
        seqs = sorted(seq for of, seq in held.places if of == gen and seq > after)[:at_most]
        return [Placed(seq, *held.places[gen, seq], held.chains[gen, seq]) for seq in seqs]

    def place(self, space: bytes, gen: int, placed: Sequence[Placed]) -> None:
        held = self.space(space)
        for one in placed:
            held.places[gen, one.seq] = one.cid, one.received_ms
            held.chains[gen, one.seq] = one.chain

    def start(self, space: bytes) -> bytes:
        held = self.space(space)
        return held.starts.get(held.cursor.gen, b"") if held.cursor else b""

    def begin_generation(self, space: bytes, start: bytes, at: Witness, head: bytes) -> None:
        held = self.space(space)
        held.starts[at.gen] = start
        for cid in [cid for cid, seq in held.seqs.items() if seq > at.seq]:
            del held.seqs[cid]
            held.listed.discard(cid)
            if cid in held.own and held.own[cid].state == "stored":
                held.own[cid] = replace(held.own[cid], state="local")
            if cid in held.entries:
                held.entries[cid] = replace(held.entries[cid], seq=0, chain=b"")
        held.cursor, held.head = Cursor(at.gen, at.seq, at.chain), head

    def unplaced(self, space: bytes, after: Key, at_most: int = 500, max_bytes: int = 1 << 20) -> list[Unplaced]:
        held = self.space(space)
        found: list[Unplaced] = []
        for cid, own in held.own.items():
            if cid not in held.listed and own.state != "local" and own.verdict != "quarantine":
                found.append(Unplaced(_key(own.commit.header), own.commit.raw()))
        for cid, entry in held.entries.items():
            whole = entry.verdict != "quarantine" and not entry.reason.startswith(DAMAGED)
            if cid not in held.listed and whole:
                key = Key(b"", b"", 0, cid) if entry.commit is None else _key(entry.commit.header)
                found.append(Unplaced(key, entry.raw))
        picked: list[Unplaced] = []
        size = 0
        for one in sorted((one for one in found if one.key > after), key=lambda one: one.key):
            size += len(one.raw)
            if picked and (size > max_bytes or len(picked) >= at_most):
                break
            picked.append(one)
        return picked

    def freeze(self, reason: str, mine: bytes, theirs: bytes) -> None:
        self.proofs.append((reason, mine, theirs))

    def frozen(self) -> str:
        return self.proofs[self.thawed][0] if len(self.proofs) > self.thawed else ""

    def thaw(self, ops: Sequence[tuple[bytes, bytes]], after: int) -> None:
        self.thawed = len(self.proofs)
        self.ops[after:] = ops
        for held in self.spaces.values():
            held.judged = min(held.judged, after)


def _key(header: Header) -> Key:
    return Key(header.device, header.inc, header.dseq, header.cid)
