"""The own commits of a Journal in memory: what the next is built on, how far each is, and how they are signed anew."""
# ruff: noqa: D102 - each method is documented where it is promised, in sync.log.Journal

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from sync.errors import Held
from sync.log import Changed, Place, T, WriteState, op_ref
from sync.memory_keys import MemoryKeys
from sync.memory_purges import MemoryPurges
from sync.memory_space import Known, Own, SpaceLog
from sync.model import MAX_BODIES, NO_WITNESS, ZERO32, Commit, CtlRef
from sync.revision import Revision

BEATS_AHEAD = 1 << 32


class MemoryOwn(MemoryKeys, MemoryPurges):
    """A part of MemoryJournal. What it holds is open to tests."""

    def __init__(self, inc: bytes | None = None) -> None:
        super().__init__()
        self.inc = os.urandom(8) if inc is None else inc
        self.device = b""
        """Whose journal it is; a commit of this machine that comes from elsewhere is an own one too."""
        self.ops: list[tuple[bytes, bytes]] = []
        self.spaces: dict[bytes, SpaceLog] = {}

    def space(self, space: bytes) -> SpaceLog:
        """Everything held of one space."""
        return self.spaces.setdefault(space, SpaceLog())

    def write_state(self, space: bytes) -> WriteState:
        held = self.space(space)
        epoch = max(self.good_epochs(space), default=0)
        if not epoch or not self.ops:
            raise Held("no key")
        every = [own.commit.header for own in held.own.values()]
        mine = [header for header in every if header.inc == self.inc]
        last = max(mine, key=lambda header: header.dseq, default=None)
        before = last or (every[-1] if every else None)
        return WriteState(
            inc=self.inc,
            dseq=1 if last is None else last.dseq + 1,
            dprev=ZERO32 if before is None else before.cid,
            ctl=self.control_head(),
            witness=NO_WITNESS if held.cursor is None else held.cursor.witness,
            epoch=epoch,
            key=self.keyring(space).keys[epoch],
        )

    def control_head(self) -> CtlRef:
        """The last stored op, as commits cite it."""
        return op_ref(self.ops[-1][0])

    def save_local(self, commit: Commit, revisions: Sequence[Revision]) -> Changed:
        held = self.space(commit.header.space)
        held.own[commit.cid] = Own(commit)
        self.note_own(commit, revisions[0].author if revisions else b"")
        for i, revision in enumerate(revisions):
            held.revisions[commit.cid, i] = Known(commit.cid, i, revision, revision.author, commit.header.device, None)
        return changed(revisions)

    def lasts(self, space: bytes) -> list[tuple[bytes, int, bytes]]:
        newest: dict[bytes, tuple[bytes, int, bytes]] = {}
        for own in self.space(space).own.values():
            header = own.commit.header
            if header.dseq >= newest.get(header.inc, (b"", 0, b""))[1]:
                newest[header.inc] = (header.inc, header.dseq, header.cid)
        return [newest[inc] for inc in sorted(newest)]

    # -- signing anew
    def whole(self, act: Callable[[], T]) -> T:
        return act()

    def incarnation(self) -> bytes:
        return self.inc

    def begin_incarnation(self) -> None:
        self.inc = os.urandom(8)
        for held in self.spaces.values():
            held.beat += BEATS_AHEAD

    def unsent(self, space: bytes) -> list[Commit]:
        return [own.commit for own in self.space(space).own.values() if own.state == "local"]

    def drop_unsent(self, space: bytes, cids: Sequence[bytes]) -> Changed:
        held = self.space(space)
        gone: list[Revision] = []
        for cid in cids:
            if cid in held.own and held.own[cid].state == "local":
                del held.own[cid]
                gone += out(held, cid)
                self.unname(space, cid)
        return changed(gone)

    def rename(self, space: bytes, names: Mapping[bytes, bytes]) -> None:
        held = self.space(space).names
        for old, new in names.items():
            held.update({before: new for before, now in held.items() if now == old})
            held[old] = new

    def renamed(self, space: bytes, cids: Iterable[bytes]) -> dict[bytes, bytes]:
        names = self.space(space).names
        return {cid: names[cid] for cid in cids if cid in names}

    def at_places(self, space: bytes, places: Collection[Place]) -> dict[Place, frozenset[bytes]]:
        held = self.space(space)
        headers = [own.commit.header for own in held.own.values()]
        headers += [e.commit.header for cid, e in held.entries.items() if e.commit is not None and cid not in held.own]
        found: dict[Place, frozenset[bytes]] = {}
        for header in headers:
            place = header.device, header.inc, header.dseq
            if place in places:
                found[place] = found.get(place, frozenset()) | {header.cid}
        return found

    def displaced(self, space: bytes) -> list[bytes]:
        own = self.space(space).own
        there: dict[tuple[bytes, int], int] = {}
        for one in own.values():
            there[_place(one)] = there.get(_place(one), 0) + 1
        return [cid for cid, one in own.items() if one.state == "local" and there[_place(one)] > 1]

    # -- on their way out
    def outbox(
        self, space: bytes, at_most: int = 500, max_bytes: int = 1 << 20, without: Collection[bytes] = ()
    ) -> list[Commit]:
        picked: list[Commit] = []
        size = 0
        for own in self.space(space).own.values():
            if own.state == "local" and own.commit.header.inc not in without:
                size += len(own.commit.raw())
                if picked and (size > max_bytes or len(picked) >= at_most):
                    break
                picked.append(own.commit)
        return picked

    def waits(self, space: bytes, cids: Collection[bytes]) -> frozenset[bytes]:
        own = self.space(space).own
        return frozenset(cid for cid in cids if cid in own and own[cid].state == "local")

    def outbox_count(self, space: bytes) -> int:
        return sum(own.state == "local" for own in self.space(space).own.values())

    def unsent_kinds(self, made_before_ms: int) -> Mapping[str, int]:
        return Counter(
            known.revision.kind
            for held in self.spaces.values()
            for known in held.revisions.values()
            if known.cid in held.own and held.own[known.cid].state == "local"
            if known.revision.at[0] < made_before_ms
        )

    def mark_stored(self, space: bytes, seqs: Mapping[bytes, int]) -> None:
        held = self.space(space)
        for cid, seq in seqs.items():
            if cid in held.own:
                held.seqs[cid] = seq
                own = held.own[cid]
                if own.state == "local":
                    held.own[cid] = replace(own, state="stored", reason="" if own.verdict == "ok" else own.reason)

    def mark_refused(self, space: bytes, cid: bytes, reason: str) -> None:
        held = self.space(space)
        if held.own[cid].verdict == "ok":
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


def changed(revisions: Iterable[Revision]) -> Changed:
    """The records that these revisions are of."""
    every = list(revisions)
    return Changed(frozenset(one.kind for one in every), frozenset(one.rec for one in every))


def out(held: SpaceLog, cid: bytes) -> list[Revision]:
    """What a commit wrote leaves the views; answers what that was."""
    return [kept.pop(key).revision for kept in (held.revisions, held.passive) for key in keys(kept, cid)]


def keys(kept: Mapping[tuple[bytes, int], Known], cid: bytes) -> list[tuple[bytes, int]]:
    """The dots of one commit among those that are kept."""
    return [(cid, i) for i in range(MAX_BODIES) if (cid, i) in kept]


def _place(own: Own) -> tuple[bytes, int]:
    return own.commit.header.inc, own.commit.header.dseq
