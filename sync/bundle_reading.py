"""Reads a bundle front to back: the manifest whole or not at all, then each segment by itself.

What is cut off or damaged is named by its number and hides nothing else. Knows no key, no file name, no journal.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from sync.bundle import END, MAGIC, MAX_MANIFEST, SIG_LEN, Manifest, Segment, parse_segment
from sync.crypto.keys import equal
from sync.errors import Malformed

CUT_OFF, DAMAGED = "cut off", "damaged"
NOT_A_BUNDLE = "not a bundle"


class Readable(Protocol):
    """Where a bundle's bytes come from: a file, or a sealed one that is opened on the way."""

    def read(self, n: int, /) -> bytes:
        """The next `n` bytes, fewer only at the end."""


@dataclass(frozen=True)
class Fault:
    """A segment that could not be used, by its number from 1; 0 is the end of the bundle."""

    number: int
    reason: str


class Bundle:
    """An opened bundle; `segments` can be gone through once."""

    def __init__(self, source: "Readable | BinaryIO") -> None:
        """Reads the manifest. Raises Malformed, or Unknown for a newer version."""
        self._source = source
        if self._take(len(MAGIC)) != MAGIC:
            raise Malformed(NOT_A_BUNDLE)
        length = int.from_bytes(self._take(4), "big")
        if not 0 < length <= MAX_MANIFEST:
            raise Malformed("manifest is damaged")
        raw = self._take(length)
        self.sig = self._take(SIG_LEN)
        if len(self.sig) != SIG_LEN:
            raise Malformed("manifest is cut off")
        self.manifest = Manifest.parse(raw)

    def _take(self, n: int) -> bytes:
        found = b""
        while len(found) < n:
            more = self._source.read(n - len(found))
            if not more:
                break
            found += more
        return found

    def segments(self) -> Iterator[tuple[int, Segment | Fault]]:
        """Each segment with its number from 1, or what is wrong with it; at last a fault of number 0 if it is cut."""
        for number, row in enumerate(self.manifest.segments, 1):
            prefix, raw = self._take(4), self._take(row.length)
            if len(raw) < row.length:
                yield number, Fault(number, CUT_OFF)
                for missing in range(number + 1, len(self.manifest.segments) + 1):
                    yield missing, Fault(missing, CUT_OFF)
                break
            yield number, _checked(number, prefix, raw, row.sha256)
        if not equal(self._take(len(END) + 32), END + self.manifest.hash):
            yield 0, Fault(0, CUT_OFF)


def _checked(number: int, prefix: bytes, raw: bytes, sha256: bytes) -> Segment | Fault:
    if int.from_bytes(prefix, "big") != len(raw) or not equal(hashlib.sha256(raw).digest(), sha256):
        return Fault(number, DAMAGED)
    try:
        return parse_segment(raw)
    except Malformed:
        return Fault(number, DAMAGED)
