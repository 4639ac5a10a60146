"""Writes a bundle: items into segments, then the manifest that lists them, then the whole.

Segments lie in a spool until the manifest is known, so that memory holds one of them. Knows no key and no journal.
"""

import hashlib
from collections.abc import Callable, Generator, Iterable
from typing import BinaryIO, Protocol, TypeVar

from sync.bundle import END, MAGIC, MAX_ITEMS, MAX_SEGMENTS, Manifest, SegmentRow, segment_of
from sync.errors import Refused

T = TypeVar("T")
ABOUT = 1 << 20
"""Bytes after which a segment is closed: what a damaged one takes with it."""
COPY = 1 << 20

Signed = Callable[[tuple[SegmentRow, ...]], tuple[Manifest, bytes]]
"""Makes the manifest over these segments, and signs it."""


class Writable(Protocol):
    """Where a bundle's bytes go."""

    def write(self, data: bytes, /) -> int:
        """Writes on."""


def writing(out: Writable, spool: BinaryIO, items: Iterable[bytes], signed: Signed) -> Generator[int, None, Manifest]:
    """Writes a bundle of these packed items, a segment at a step: how many there are then. `signed` is asked at last.

    Raises Refused where it would be too large to be one bundle.
    """
    rows: list[SegmentRow] = []
    packed: list[bytes] = []
    size = 0

    def close() -> int:
        raw = segment_of(packed)
        rows.append(SegmentRow(len(raw), hashlib.sha256(raw).digest()))
        spool.write(len(raw).to_bytes(4, "big") + raw)
        packed.clear()
        return len(rows)

    for item in items:
        if packed and (size + len(item) > ABOUT or len(packed) == MAX_ITEMS - 1):
            yield close()
            size = 0
        packed.append(item)
        size += len(item)
    if packed:
        yield close()
    if len(rows) > MAX_SEGMENTS:
        raise Refused("too much for one bundle")
    manifest, sig = signed(tuple(rows))
    raw = manifest.raw()
    out.write(MAGIC + len(raw).to_bytes(4, "big") + raw + sig)
    spool.seek(0)
    while piece := spool.read(COPY):
        out.write(piece)
    out.write(END + manifest.hash)
    return manifest


def write(out: Writable, spool: BinaryIO, items: Iterable[bytes], signed: Signed) -> Manifest:
    """The same in one step."""
    return ended(writing(out, spool, items, signed))


def ended(steps: Generator[object, None, T]) -> T:
    """What a piece of work in steps comes to when all of them are done."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
