"""What a journal keeps of erasure: what archivists named, what is read as erased, and whether the bytes are gone."""

from collections.abc import Sequence
from typing import Protocol

from sync.purging import Naming, Purge


class PurgeJournal(Protocol):
    """Each method is one transaction. What commits name, and what they are read as, comes with `apply` and `settle`."""

    def any_naming(self, space: bytes) -> bool:
        """Whether an archivist named anything in the space."""

    def namings(self, space: bytes, cid: bytes) -> Sequence[Naming]:
        """Everything that archivists named of one commit; where they did so in the log is as the log says now."""

    def purges(self, space: bytes) -> list[Purge]:
        """Every purge in effect, in the order they took effect in the log; last those the log does not know yet."""

    def half_named(self, space: bytes) -> list[Naming]:
        """What one archivist named and no second one did alike."""

    def erase(self, space: bytes, now_ms: int) -> bool:
        """Removes the bytes of what is hidden and due, from every file of the store; whether that is done to the end.

        Where somebody is still reading, the rest is done at the next call.
        """

    def purged(self, space: bytes) -> int:
        """The last seq up to which every purge that took effect is carried out here."""
