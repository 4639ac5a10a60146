"""Erasure in a Journal in memory: the shortest text of what `sync.log_purges` promises."""
# ruff: noqa: D102 - each method is documented where it is promised, in sync.log_purges

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import replace

from sync.log import Judged, Stored
from sync.memory_space import SpaceLog
from sync.model import Commit, Dot
from sync.purging import Naming, Purge, hollowed, in_effect, names, relevant


class MemoryPurges(ABC):
    """A part of MemoryJournal. What it holds is in the space."""

    @abstractmethod
    def space(self, space: bytes) -> SpaceLog:
        """Everything held of one space."""

    @abstractmethod
    def every(self, space: bytes) -> Iterable[Stored]:
        """Every stored commit of the space."""

    def note(self, space: bytes, entry: Judged) -> None:
        """What a judged commit names, and which of its bodies are read as erased."""
        held = self.space(space)
        held.named.update({Naming(*one, entry.purger, entry.cid): None for one in entry.purges})
        if entry.commit is not None:
            known = {dot: held.tombs.pop(dot) for dot in list(held.tombs) if dot.cid == entry.cid}
            for i, th in entry.tombs:
                here, dot = bool(entry.commit.bodies[i]), Dot(entry.cid, i)
                held.tombs[dot] = th, not here and known.get(dot, (b"", True))[1]

    def note_own(self, commit: Commit, user: bytes) -> None:
        """What a commit just made here names."""
        held = self.space(commit.header.space)
        held.named.update({Naming(*one, user, commit.cid): None for one in names(commit.header)})

    def unname(self, space: bytes, cid: bytes) -> None:
        """A commit that was never sent is gone, and names nothing any more."""
        held = self.space(space)
        held.named = {one: None for one in held.named if one.by != cid}

    def any_naming(self, space: bytes) -> bool:
        return bool(self.space(space).named)

    def namings(self, space: bytes, cid: bytes) -> list[Naming]:
        return [one for one in self._every(space) if one.cid == cid]

    def purges(self, space: bytes) -> list[Purge]:
        found = in_effect(self._every(space)).values()
        return sorted(found, key=lambda purge: (purge.seq == 0, purge.seq, purge.dot))

    def half_named(self, space: bytes) -> list[Naming]:
        every = self._every(space)
        done = {(purge.dot, purge.th) for purge in in_effect(every).values()}
        return [naming for naming in every if (naming.dot, naming.th) not in done]

    def unhidden(self, space: bytes) -> list[Stored]:
        wanted = {purge.dot: purge.th for purge in self.purges(space)}
        read = {dot: th for dot, (th, _gone) in self.space(space).tombs.items()}
        other = {dot.cid for dot in wanted.keys() | read.keys() if wanted.get(dot) != read.get(dot)}
        return [
            stored
            for stored in (self.every(space) if other else ())
            if stored.cid in other
            and self._readable(space, stored.cid)
            and relevant(stored.raw, stored.cid, wanted) != relevant(stored.raw, stored.cid, read)
        ]

    def erase(self, space: bytes, now_ms: int) -> bool:
        held = self.space(space)
        due = {purge.dot for purge in self.purges(space) if purge.due(now_ms)}
        gone = [dot for dot, (_th, done) in held.tombs.items() if not done and dot in due]
        for dot in gone:
            held.tombs[dot] = held.tombs[dot][0], True
            if dot.cid in held.own:
                own = held.own[dot.cid]
                held.own[dot.cid] = replace(own, commit=Commit.parse(hollowed(own.commit.raw(), [dot.i])))
            else:
                entry = held.entries[dot.cid]
                held.entries[dot.cid] = replace(entry, raw=hollowed(entry.raw, [dot.i]))
        return bool(gone)

    def purged(self, space: bytes) -> int:
        held = self.space(space)
        end = held.cursor.seq if held.cursor else 0
        left = {dot for dot, (_th, gone) in held.tombs.items() if not gone}
        return min((purge.seq - 1 for purge in self.purges(space) if purge.seq and purge.dot in left), default=end)

    def _every(self, space: bytes) -> list[Naming]:
        held = self.space(space)
        logged = {cid: (held.seqs[cid], held.times[cid]) for cid in held.listed if held.seqs.get(cid)}
        return [one._replace(seq=seq, received_ms=ms) for one in held.named for seq, ms in [logged.get(one.by, (0, 0))]]

    def _readable(self, space: bytes, cid: bytes) -> bool:
        held = self.space(space)
        return cid in held.own or (cid in held.entries and held.entries[cid].commit is not None)
