"""The tombstones of one space: which bodies of a commit are read as erased, and what is read instead of them.

A tombstone is what hashes to what two archivists named; it is taken from their commits, or made from the body while
that is still here, and is the same either way (docs/format.md, "Purge").
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from sync.crypto.envelope import open_body
from sync.errors import SyncError
from sync.model import Commit, Header
from sync.purging import Naming, Purge, Tomb, in_effect, names
from sync.revision import Revision


class Named(Protocol):
    """What is asked of the journal."""

    def any_naming(self, space: bytes) -> bool:
        """Whether an archivist named anything in the space."""

    def namings(self, space: bytes, cid: bytes) -> Sequence[Naming]:
        """Everything that archivists named of one commit."""

    def commit(self, space: bytes, cid: bytes) -> bytes | None:
        """The raw bytes of a stored commit."""


class Tombs:
    """What a judge of the space asks about purges, as things stand in the journal now."""

    def __init__(self, journal: Named, space: bytes, epoch_key: Callable[[int], bytes | None]) -> None:
        self._journal, self._space, self._epoch_key = journal, space, epoch_key
        self._any: bool | None = None

    def of(self, header: Header) -> Mapping[int, Purge]:
        """The purges in effect on a commit, by body; a purge commit itself cannot be purged."""
        if self._any is None:
            self._any = self._journal.any_naming(self._space)
        if not self._any or header.purge:
            return {}
        found = in_effect(self._journal.namings(self._space, header.cid))
        return {dot.i: purge for dot, purge in found.items() if dot.i < len(header.bodies)}

    def read(self, commit: Commit, purge: Purge) -> Tomb | None:
        """The tombstone by its name; None where nothing that is here hashes to it."""
        known = (*self._own(commit, purge.dot.i), *self._given(purge))
        return next((tomb for tomb in known if tomb.th == purge.th), None)

    def _own(self, commit: Commit, i: int) -> Iterator[Tomb]:
        """From the body that was named, if it is here and opens."""
        yield Tomb.bare()
        revision = self._opened(commit, i)
        if revision is not None:
            yield Tomb.of(revision)
            yield Tomb.bare(revision.rec, revision.kind)

    def _given(self, purge: Purge) -> Iterator[Tomb]:
        """From the commits of those who named it."""
        for cid in purge.by:
            raw = self._journal.commit(self._space, cid)
            try:
                commit = Commit.parse(raw or b"")
            except SyncError:
                continue
            for j, entry in enumerate(names(commit.header)):
                body = self._opened(commit, j) if entry == (*purge.dot, purge.th) else None
                if body is not None and body.act == "purge" and not body.set:
                    yield Tomb.read(body)

    def _opened(self, commit: Commit, i: int) -> Revision | None:
        key = self._epoch_key(commit.header.epoch)
        if key is None:
            return None
        try:
            return Revision.parse(open_body(commit, i, key))
        except SyncError:
            return None
