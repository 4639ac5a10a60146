"""The part of the client's storage seam that keeps epoch keys: in hand, just made, and proofs against wrong ones.

It checks nothing: a key comes in checked against the commitment in its op.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class MadeEpoch:
    """A key that was made here for an op at place `cseq`, and the op; it waits until some op stands there."""

    epoch: int
    cseq: int
    key: bytes = field(repr=False)
    op: bytes = field(repr=False)


class KeyJournal(Protocol):
    """Each method is one transaction, durable on return. Raises JournalFull where the disk takes no more."""

    def epoch_key(self, space: bytes, epoch: int) -> bytes | None:
        """The key of one epoch, if it is here."""

    def epochs(self, space: bytes) -> frozenset[int]:
        """The epochs whose keys are here: what was sealed under them can be read."""

    def good_epochs(self, space: bytes) -> frozenset[int]:
        """Those of `epochs` that are good: the key and every link under it open. One writes under the newest."""

    def put_epoch_key(self, space: bytes, epoch: int, key: bytes, good: bool = True) -> None:
        """Stores a key that was checked against its kcommit; or notes that one in hand is good now."""

    def boxed(self, space: bytes) -> frozenset[tuple[int, bytes]]:
        """(epoch, device) pairs that are known to have a box, made by whomever."""

    def mark_boxed(self, space: bytes, pairs: Iterable[tuple[int, bytes]]) -> None:
        """Remembers that these devices have a box."""

    def made(self, space: bytes) -> list[MadeEpoch]:
        """The keys made here whose op is not known to stand, or not to; in order of their place."""

    def put_made(self, space: bytes, made: MadeEpoch) -> None:
        """Keeps a key before its op is posted. An op that was kept already stays as it is."""

    def settle_made(self, space: bytes, made: MadeEpoch, stands: bool) -> None:
        """Its op stands: the key is an epoch key and good. Or another's op stands at its place: it is forgotten."""

    def key_proof(self, space: bytes, epoch: int, device: bytes, raw: bytes) -> bool:
        """Keeps what a machine signed that holds a wrong key; False where that is kept already."""

    def key_proofs(self) -> list[tuple[bytes, int, bytes, bytes]]:
        """(space, epoch, device, raw) of each, in the order they came."""
