"""Writing a bundle: items go into segments that are neither too long nor too full, in their order."""

import io

import pytest
from helpers.bundles import LOOSE, signed
from helpers.commits import keys

from sync import bundle_writing
from sync.bundle import OpItem, Segment
from sync.bundle_reading import Bundle
from sync.errors import Refused


def written(items: list[bytes]) -> bytes:
    """The bytes of a bundle of these items."""
    out = io.BytesIO()
    bundle_writing.write(out, io.BytesIO(), items, signed)
    return out.getvalue()


def segments(raw: bytes) -> list[Segment]:
    """Its segments."""
    return [item for _number, item in Bundle(io.BytesIO(raw)).segments() if isinstance(item, Segment)]


def test_items_keep_their_order_over_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """A segment is closed before it grows over the mark; an item that is longer has one of its own."""
    monkeypatch.setattr(bundle_writing, "ABOUT", 100)
    items = [OpItem(bytes([n]) * (150 if n == 3 else 30), b"h").packed() for n in range(9)]
    made = segments(written(items))
    assert [len(segment.items) for segment in made] == [2, 1, 1, 2, 2, 1]
    assert [item.packed() for segment in made for item in segment.items] == items


def test_a_segment_holds_no_more_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small items are counted too."""
    monkeypatch.setattr(bundle_writing, "MAX_ITEMS", 4)
    assert [len(segment.items) for segment in segments(written([LOOSE] * 7))] == [3, 3, 1]


def test_too_many_segments_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is written to the file."""
    monkeypatch.setattr(bundle_writing, "ABOUT", 1)
    monkeypatch.setattr(bundle_writing, "MAX_SEGMENTS", 2)
    out = io.BytesIO()
    with pytest.raises(Refused, match="too much for one bundle"):
        bundle_writing.write(out, io.BytesIO(), [LOOSE] * 3, signed)
    assert out.getvalue() == b""


def test_the_maker_signs_what_is_written() -> None:
    """The manifest names the segments as they are, under the maker's signature."""
    opened = Bundle(io.BytesIO(written([LOOSE, LOOSE])))
    assert opened.manifest.signed_by(keys().sign_pk, opened.sig)
    assert len(opened.manifest.segments) == 1
