"""The part of the client's storage seam that says where commits stand in a space's log, from generation to generation.

Knows no SQL and judges nothing; what a generation is: docs/protocol.md, "Generations".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sync.model import Witness


class Placed(NamedTuple):
    """A place in the log of a generation, and the commit that stands there."""

    seq: int
    cid: bytes
    received_ms: int
    chain: bytes


class Key(NamedTuple):
    """The order in which commits are brought back to an endpoint: a machine's in the order it made them."""

    device: bytes
    inc: bytes
    dseq: int
    cid: bytes


FIRST = Key(b"", b"", 0, b"")


@dataclass(frozen=True)
class Unplaced:
    """A commit that stands in no log of the newest generation."""

    key: Key
    raw: bytes


class PlaceJournal(Protocol):
    """Each method is one transaction, as in `sync.log.Journal`."""

    def places(self, space: bytes, gen: int, after: int, at_most: int) -> list[Placed]:
        """The places behind `after` in a generation's log, in order."""

    def place(self, space: bytes, gen: int, placed: Sequence[Placed]) -> None:
        """Notes places in the log of a generation that has not begun here yet. The same again changes nothing."""

    def start(self, space: bytes) -> bytes:
        """The raw GenStart of the generation that the cursor is in, "" before the first."""

    def begin_generation(self, space: bytes, start: bytes, at: Witness, head: bytes) -> None:
        """The cursor goes over to `at` in the generation of the raw GenStart; its places up to there were noted.

        `head` is the endpoint's Head there.

        Commits behind `at` have no place any more, and own ones among them that were "stored" are "local" again. What
        is known of the places of earlier generations stays.
        """

    def unplaced(self, space: bytes, after: Key, at_most: int = 500, max_bytes: int = 1 << 20) -> list[Unplaced]:
        """Commits behind `after` that stand in no log of the newest generation, at least one if there is any.

        Own ones that wait in the outbox are not among them, nor what came damaged or is quarantined.
        """

    def thaw(self, ops: Sequence[tuple[bytes, bytes]], after: int) -> None:
        """The endpoint is trusted again; its proofs are kept.

        These verified ops stand behind cseq `after` now; what was judged by others is judged anew.
        """
