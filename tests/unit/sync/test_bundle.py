"""Manifest and items of a bundle: what is written is read again, and what is not of the format is refused."""

import json
from pathlib import Path

import pytest
from helpers.bundles import GIVEN, NOW, manifest
from helpers.commits import commit, keys

from sync import bundle
from sync.bundle import (
    BeatItem,
    BoxItem,
    EntryItem,
    Given,
    HeadItem,
    LooseItem,
    Manifest,
    OpItem,
    SegmentRow,
    StartItem,
    item_of,
    parse_segment,
    segment_of,
)
from sync.codec import Value, decode, encode
from sync.errors import Malformed, Unknown
from sync.heads import Entry
from sync.model import ZERO32

V13 = json.loads((Path(__file__).parents[2] / "vectors" / "v13.json").read_text(encoding="utf-8"))
SPACE = b"p" * 16
ENTRY = Entry.from_value([1, NOW, commit(1).value()])
ITEMS = (
    OpItem(b"op", b"head"),
    StartItem(b"start"),
    EntryItem(SPACE, 1, ENTRY),
    LooseItem(commit(1).cid, commit(1).value()),
    HeadItem(b"head"),
    BoxItem(b"box"),
    BeatItem(b"beat"),
)


def test_a_manifest_is_read_as_it_was_written() -> None:
    """Every field, and its signature; an expiry of 0 is never."""
    made = manifest((SegmentRow(5, b"h" * 32),), expires_ms=NOW + 5)
    again = Manifest.parse(made.raw())
    assert again == made
    assert again.signed_by(keys().sign_pk, keys().sign(bundle.TAG, made.raw()))
    assert not again.signed_by(keys().sign_pk, bundle.UNSIGNED)
    assert not again.expired(NOW + 5)
    assert again.expired(NOW + 6)
    assert not manifest().expired(1 << 60)


def fields(**changed: object) -> bytes:
    """A manifest with fields of another value, by number."""
    values: list[object] = list(decode(manifest().raw(), 1 << 20))  # type: ignore[arg-type]
    for name, value in changed.items():
        values[int(name[1:])] = value
    return encode(values)


@pytest.mark.parametrize(
    "raw",
    [
        encode([]),
        fields(_0=0),
        fields(_1=b"short"),
        fields(_3=-1),
        fields(_5="x" * 33),
        fields(_6=[1]),
        fields(_7=[GIVEN[0].value(), GIVEN[0].value()]),
        fields(_7=[GIVEN[0].value()[:6]]),
        fields(_8=[[0, ZERO32]]),
        fields(_8=[[bundle.MAX_SEGMENT + 1, ZERO32]]),
        fields() + b"\x00",
    ],
)
def test_what_is_not_a_manifest_is_malformed(raw: bytes) -> None:
    """Empty, wrong types, lengths and orders, too large segments, bytes left over."""
    with pytest.raises(Malformed):
        Manifest.parse(raw)


@pytest.mark.parametrize("raw", [fields(_0=2), fields(_5="carrier pigeon")])
def test_what_a_newer_version_wrote_is_unknown(raw: bytes) -> None:
    """A higher version, or a purpose that is not in the list."""
    with pytest.raises(Unknown):
        Manifest.parse(raw)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: type(item).__name__)
def test_an_item_is_read_as_it_was_written(item: bundle.Item) -> None:
    """Each of the seven, alone in a segment."""
    segment = parse_segment(segment_of([item.packed()]))
    assert segment.items == (item,)
    assert (segment.malformed, segment.newer) == (0, 0)


def test_an_item_says_what_its_header_is() -> None:
    """An entry's and a loose commit's header are the bytes that their cid is the hash of."""
    assert EntryItem(SPACE, 1, ENTRY).header == LooseItem(b"", commit(1).value()).header == commit(1).header.raw


def test_a_bad_item_harms_no_other() -> None:
    """Malformed and newer ones are counted; those between them are read."""
    good = ITEMS[0].packed()
    bad: list[Value] = [[], [0], 5, [1, b"op"], [2, 3], [3, b"s"], [4, 5], [4, [5, b"", []]]]
    segment = parse_segment(segment_of([encode(bad[0]), good, *map(encode, bad[1:]), encode([8, "later"]), good]))
    assert segment.items == (ITEMS[0], ITEMS[0])
    assert segment.malformed == len(bad)
    assert segment.newer == 1


def test_a_segment_may_hold_many() -> None:
    """More than fifteen take a longer count; the whole stays canonical."""
    assert len(parse_segment(segment_of([ITEMS[0].packed()] * 300)).items) == 300


def test_vector_v13_is_written_as_it_stands() -> None:
    """The items of the vector are the items of its first and second segment, and its manifest is what it says."""
    made = Manifest.parse(bytes.fromhex(V13["manifest"]))
    assert made.raw().hex() == V13["manifest"]
    assert made.maker.hex() == V13["maker"]
    packed = [bytes.fromhex(item) for item in V13["items"]]
    items = [item_of(decode(raw, 1 << 20)) for raw in packed]
    assert [item.packed() for item in items if item is not None] == packed
    assert {type(item) for item in items} == {type(item) for item in ITEMS}


def test_a_given_says_what_is_needed_first() -> None:
    """It survives a round trip by itself."""
    assert Given.from_value(decode(encode(GIVEN[0].value()), 4096)) == GIVEN[0]
