"""Bundles in memory for tests, from fixed keys and few items."""

import io
from collections.abc import Iterable

from helpers.commits import commit, keys

from sync import bundle_writing
from sync.bundle import EXCHANGE, TAG, Given, Manifest, SegmentRow, packed_loose
from sync.bundle_reading import Bundle, Fault
from sync.model import NO_WITNESS, CtlRef, Witness

ORG, SPACE = b"\x21" * 16, b"\x22" * 16
NOW = 1_795_250_000_000
GIVEN = (Given(SPACE, 1, 1, 2, 3, NO_WITNESS, (Witness(1, 2, b"c" * 32),)),)
LOOSE = packed_loose(commit(1).raw())


def manifest(segments: tuple[SegmentRow, ...] = (), **fields: object) -> Manifest:
    """A manifest by the device of `helpers.commits`."""
    values: dict[str, object] = {
        "org": ORG,
        "maker": keys().device_id,
        "made_ms": NOW,
        "expires_ms": 0,
        "purpose": EXCHANGE,
        "ctl": CtlRef(1, b"h" * 32),
        "given": GIVEN,
        "segments": segments,
    }
    return Manifest(**{**values, **fields})  # type: ignore[arg-type]


def signed(rows: tuple[SegmentRow, ...]) -> tuple[Manifest, bytes]:
    """The manifest over these segments, signed."""
    made = manifest(rows)
    return made, keys().sign(TAG, made.raw())


def bundle(items: Iterable[bytes] = (LOOSE,)) -> bytes:
    """The bytes of a bundle of these items."""
    out = io.BytesIO()
    bundle_writing.write(out, io.BytesIO(), items, signed)
    return out.getvalue()


def faults(raw: bytes) -> list[tuple[int, str]]:
    """What a reader says is wrong with the segments of a bundle."""
    found = Bundle(io.BytesIO(raw)).segments()
    return [(item.number, item.reason) for _number, item in found if isinstance(item, Fault)]
