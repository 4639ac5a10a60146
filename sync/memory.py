"""A Journal in memory, for tests and simulations: the shortest text of the rules that a real store follows.

What it holds is open to tests. It judges nothing.
"""
# ruff: noqa: D102 - each method is documented where it is promised, in sync.log.Journal

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sync.errors import Held
from sync.log import DAMAGED, Batch, Changed, Cursor, Judged, OutState, Stored, WriteState, op_ref
from sync.memory_keys import MemoryKeys
from sync.model import NO_WITNESS, ZERO32, Commit, CtlRef
from sync.revision import Revision


@dataclass(frozen=True)
class Known:
    """One revision that counts, as the merge wants it (tests and simulations)."""

    cid: bytes
    i: int
    revision: Revision
    user: bytes
    device: bytes
    received_ms: int | None


@dataclass(frozen=True)
class _Own:
    commit: Commit
    state: OutState = "local"
    reason: str = ""


@dataclass
class _Space:
    cursor: Cursor | None = None
    head: bytes = b""
    starts: dict[int, bytes] = field(default_factory=dict)
    entries: dict[bytes, Judged] = field(default_factory=dict)
    chains: dict[tuple[int, int], bytes] = field(default_factory=dict)
    own: dict[bytes, _Own] = field(default_factory=dict)
    seqs: dict[bytes, int] = field(default_factory=dict)
    listed: set[bytes] = field(default_factory=set)
    revisions: dict[tuple[bytes, int], Known] = field(default_factory=dict)
    beats: dict[bytes, bytes] = field(default_factory=dict)
    beat: int = 0


class MemoryJournal(MemoryKeys):
    """A Journal whose transactions are method calls."""

    def __init__(self, inc: bytes | None = None) -> None:
        super().__init__()
        self.inc = os.urandom(8) if inc is None else inc
        self.ops: list[tuple[bytes, bytes]] = []
        self.spaces: dict[bytes, _Space] = {}
        self.confirmations: set[bytes] = set()
        self.alarms: list[tuple[bytes, str, bytes]] = []
        self.proofs: list[tuple[str, bytes, bytes]] = []

    def space(self, space: bytes) -> _Space:
        """Everything held of one space."""
        return self.spaces.setdefault(space, _Space())

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

    # -- own commits
    def write_state(self, space: bytes) -> WriteState:
        held = self.space(space)
        epoch = max(self.good_epochs(space), default=0)
        if not epoch or not self.ops:
            raise Held("no key")
        mine = [own.commit.header for own in held.own.values() if own.commit.header.inc == self.inc]
        last = max(mine, key=lambda header: header.dseq, default=None)
        return WriteState(
            inc=self.inc,
            dseq=1 if last is None else last.dseq + 1,
            dprev=ZERO32 if last is None else last.cid,
            ctl=self.control_head(),
            witness=NO_WITNESS if held.cursor is None else held.cursor.witness,
            epoch=epoch,
            key=self.keyring(space).keys[epoch],
        )

    def control_head(self) -> CtlRef:
        """The last stored op, as commits cite it."""
        return op_ref(self.ops[-1][0])

    def save_local(self, commit: Commit, revisions: Sequence[Revision]) -> None:
        """What a store does in the transaction of a save."""
        held = self.space(commit.header.space)
        held.own[commit.cid] = _Own(commit)
        for i, revision in enumerate(revisions):
            held.revisions[commit.cid, i] = Known(commit.cid, i, revision, revision.author, commit.header.device, None)

    def outbox(self, space: bytes, at_most: int = 500, max_bytes: int = 1 << 20) -> list[Commit]:
        picked: list[Commit] = []
        size = 0
        for own in self.space(space).own.values():
            if own.state == "local":
                size += len(own.commit.raw())
                if picked and (size > max_bytes or len(picked) >= at_most):
                    break
                picked.append(own.commit)
        return picked

    def outbox_count(self, space: bytes) -> int:
        return sum(own.state == "local" for own in self.space(space).own.values())

    def mark_stored(self, space: bytes, seqs: Mapping[bytes, int]) -> None:
        held = self.space(space)
        for cid, seq in seqs.items():
            if cid in held.own:
                held.seqs[cid] = seq
                if held.own[cid].state == "local":
                    held.own[cid] = replace(held.own[cid], state="stored", reason="")

    def mark_refused(self, space: bytes, cid: bytes, reason: str) -> None:
        held = self.space(space)
        held.own[cid] = replace(held.own[cid], reason=reason)

    def mark_seen(self, space: bytes, seq: int) -> int:
        held = self.space(space)
        newly = [c for c, own in held.own.items() if own.state == "stored" and c in held.listed and held.seqs[c] <= seq]
        for cid in newly:
            held.own[cid] = replace(held.own[cid], state="seen")
        return len(newly)

    def missing(self, space: bytes) -> list[bytes]:
        held = self.space(space)
        return [c for c, own in held.own.items() if own.state == "stored" and c not in held.listed]

    def mark_local(self, space: bytes, cids: Sequence[bytes]) -> None:
        held = self.space(space)
        for cid in cids:
            if cid in held.own and held.own[cid].state == "stored":
                held.own[cid] = replace(held.own[cid], state="local")
                held.seqs.pop(cid, None)

    # -- the log of a space
    def cursor(self, space: bytes) -> Cursor | None:
        return self.space(space).cursor

    def head(self, space: bytes) -> bytes:
        return self.space(space).head

    def chain_at(self, space: bytes, gen: int, seq: int) -> bytes | None:
        return self.space(space).chains.get((gen, seq))

    def settled(self, space: bytes, cids: Sequence[bytes]) -> frozenset[bytes]:
        held = self.space(space)
        return frozenset(
            cid for cid in cids if cid in held.own or (cid in held.entries and not _spoilt(held.entries[cid]))
        )

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
        changed = Changed()
        for entry in batch.entries:
            held.chains[batch.cursor.gen, entry.seq] = entry.chain
            held.seqs[entry.cid] = entry.seq
            held.listed.add(entry.cid)
            before = held.entries.get(entry.cid)
            if entry.cid in held.own:
                self.mark_stored(batch.space, {entry.cid: entry.seq})
                for key, known in held.revisions.items():
                    if key[0] == entry.cid:
                        held.revisions[key] = replace(known, received_ms=entry.received_ms)
            elif before is None or (_spoilt(before) and not _spoilt(entry)):
                changed |= self._put(held, entry)
        held.cursor = batch.cursor
        held.head = batch.head or held.head
        return changed

    def _put(self, held: _Space, entry: Judged) -> Changed:
        held.entries[entry.cid] = entry
        if entry.verdict != "ok" or entry.commit is None:
            return Changed()
        device = entry.commit.header.device
        for i, revision in enumerate(entry.revisions):
            held.revisions[entry.cid, i] = Known(entry.cid, i, revision, entry.user, device, entry.received_ms)
        return Changed(
            frozenset(revision.kind for revision in entry.revisions),
            frozenset(revision.rec for revision in entry.revisions),
        )

    def pending(self, space: bytes) -> list[Stored]:
        return [_stored(e) for e in self.space(space).entries.values() if e.verdict in ("held", "unknown")]

    def damaged(self, space: bytes) -> list[Stored]:
        return [_stored(e) for e in self.space(space).entries.values() if e.reason.startswith(DAMAGED)]

    def settle(self, space: bytes, entries: Sequence[Judged]) -> Changed:
        changed = Changed()
        for entry in entries:
            changed |= self._put(self.space(space), entry)
        return changed

    # -- beats
    def beats(self, space: bytes) -> dict[bytes, bytes]:
        return dict(self.space(space).beats)

    def put_beats(self, space: bytes, beats: Mapping[bytes, bytes]) -> None:
        self.space(space).beats.update(beats)

    def next_beat(self, space: bytes) -> int:
        held = self.space(space)
        held.beat += 1
        return held.beat

    def lasts(self, space: bytes) -> list[tuple[bytes, int, bytes]]:
        newest: dict[bytes, tuple[bytes, int, bytes]] = {}
        for own in self.space(space).own.values():
            header = own.commit.header
            if header.dseq >= newest.get(header.inc, (b"", 0, b""))[1]:
                newest[header.inc] = (header.inc, header.dseq, header.cid)
        return [newest[inc] for inc in sorted(newest)]

    # -- alarms
    def freeze(self, reason: str, mine: bytes, theirs: bytes) -> None:
        self.proofs.append((reason, mine, theirs))

    def frozen(self) -> str:
        return self.proofs[0][0] if self.proofs else ""

    def alarm(self, space: bytes, reason: str, device: bytes) -> None:
        self.alarms.append((space, reason, device))


def _spoilt(entry: Judged) -> bool:
    return entry.verdict == "quarantine" or entry.reason.startswith(DAMAGED)


def _stored(e: Judged) -> Stored:
    return Stored(e.cid, e.raw, e.seq, e.received_ms, e.chain, e.verdict, e.reason)
