"""Writes a bundle: items into segments, then the manifest that lists them, then the whole.

Segments lie in a spool until the manifest is known, so that memory holds one of them. Knows no key and no journal.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import BinaryIO, Protocol

from sync.bundle import END, MAGIC, MAX_ITEMS, MAX_SEGMENTS, Manifest, SegmentRow, segment_of
from sync.errors import Refused

ABOUT = 1 << 20
"""Bytes after which a segment is closed: what a damaged one takes with it."""
COPY = 1 << 20

Signed = Callable[[tuple[SegmentRow, ...]], tuple[Manifest, bytes]]
"""Makes the manifest over these segments, and signs it."""


class Writable(Protocol):
    """Where a bundle's bytes go."""

    def write(self, data: bytes, /) -> int:
        """Writes on."""


def write(out: Writable, spool: BinaryIO, items: Iterable[bytes], signed: Signed) -> Manifest:
    """Writes a bundle of these packed items; `signed` is asked when all of them were given.

    Raises Refused where it would be too large to be one bundle.
    """
    rows: list[SegmentRow] = []
    packed: list[bytes] = []
    size = 0

    def close() -> None:
        raw = segment_of(packed)
        rows.append(SegmentRow(len(raw), hashlib.sha256(raw).digest()))
        spool.write(len(raw).to_bytes(4, "big") + raw)
        packed.clear()

    for item in items:
        if packed and (size + len(item) > ABOUT or len(packed) == MAX_ITEMS - 1):
            close()
            size = 0
        packed.append(item)
        size += len(item)
    if packed:
        close()
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
