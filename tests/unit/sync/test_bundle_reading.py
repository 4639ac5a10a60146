"""Reading a bundle: the vector whole, cut at each edge and flipped; and every cut and flip of a small one."""

import io
import json
from pathlib import Path

import pytest
from helpers.bundles import LOOSE, bundle, faults, manifest

from sync.bundle import MAX_MANIFEST, Segment, SegmentRow
from sync.bundle_reading import Bundle
from sync.errors import Malformed, SyncError

V13 = json.loads((Path(__file__).parents[2] / "vectors" / "v13.json").read_text(encoding="utf-8"))
WHOLE = bytes.fromhex(V13["bundle"])


def said(raw: bytes) -> object:
    """What a reader says: the faults, or that the whole is refused."""
    try:
        return [list(fault) for fault in faults(raw)]
    except SyncError:
        return "refused"


def test_vector_v13_whole() -> None:
    """Nothing is wrong, the maker signed it, and the item of a newer version is passed over."""
    opened = Bundle(io.BytesIO(WHOLE))
    assert opened.manifest.signed_by(bytes.fromhex(V13["maker_pk"]), opened.sig)
    segments = [item for _number, item in opened.segments() if isinstance(item, Segment)]
    assert [item.packed().hex() for segment in segments for item in segment.items] == V13["items"]
    assert sum(segment.newer for segment in segments) == V13["newer"]
    assert said(WHOLE) == []


@pytest.mark.parametrize(("at", "expected"), V13["cuts"])
def test_vector_v13_cut_at_each_edge(at: int, expected: object) -> None:
    """Within the manifest nothing can be used; behind it what is missing is named."""
    assert said(WHOLE[:at]) == expected


@pytest.mark.parametrize(("at", "expected"), V13["flips"])
def test_vector_v13_with_one_bit_flipped(at: int, expected: object) -> None:
    """The segment that holds it is named, and no other."""
    flipped = WHOLE[:at] + bytes([WHOLE[at] ^ 1]) + WHOLE[at + 1 :]
    assert said(flipped) == expected


def test_cut_at_every_byte() -> None:
    """The vector cut anywhere: refused, or every segment that is there whole is read and the rest is named."""
    lengths = [row.length for row in Bundle(io.BytesIO(WHOLE)).manifest.segments]
    starts = len(WHOLE) - 36 - sum(4 + length for length in lengths)
    for at in range(len(WHOLE)):
        if at < starts:
            assert said(WHOLE[:at]) == "refused", at
            continue
        ends = [starts + sum(4 + length for length in lengths[: n + 1]) for n in range(len(lengths))]
        whole = sum(end <= at for end in ends)
        expected = [[n, "cut off"] for n in range(whole + 1, len(lengths) + 1)] + [[0, "cut off"]]
        assert said(WHOLE[:at]) == expected, at


def test_a_flip_at_every_byte_is_seen() -> None:
    """No single flipped bit gives a bundle that looks whole and is signed by its maker."""
    pk = bytes.fromhex(V13["maker_pk"])
    for at in range(len(WHOLE)):
        flipped = WHOLE[:at] + bytes([WHOLE[at] ^ 1 << at % 8]) + WHOLE[at + 1 :]
        try:
            opened = Bundle(io.BytesIO(flipped))
        except SyncError:
            continue
        clean = all(isinstance(item, Segment) for _number, item in opened.segments())
        assert not (clean and opened.manifest.signed_by(pk, opened.sig)), at


def test_a_length_that_is_not_there_is_not_read() -> None:
    """A manifest of 0 bytes, or of more than may be, is refused before it is read."""
    for length in (0, MAX_MANIFEST + 1, 2**32 - 1):
        with pytest.raises(Malformed, match="manifest is damaged"):
            Bundle(io.BytesIO(b"RTB1" + length.to_bytes(4, "big") + bytes(100)))


def test_a_file_that_gives_little_at_a_time() -> None:
    """A reader asks again until it has what it needs."""

    class Slow(io.BytesIO):
        def read(self, n: int | None = -1, /) -> bytes:
            return super().read(min(n or 0, 7))

    assert [number for number, item in Bundle(Slow(WHOLE)).segments() if isinstance(item, Segment)] == [1, 2]


def test_a_segment_of_the_right_hash_that_is_none_is_damaged() -> None:
    """Whoever made the bundle wrote nonsense under a right hash."""
    import hashlib

    nonsense = b"\xc1nonsense"
    made = manifest((SegmentRow(len(nonsense), hashlib.sha256(nonsense).digest()),))
    raw = made.raw()
    whole = b"RTB1" + len(raw).to_bytes(4, "big") + raw + bytes(64)
    whole += len(nonsense).to_bytes(4, "big") + nonsense + b"RTBE" + made.hash
    assert faults(whole) == [(1, "damaged")]


def test_an_empty_bundle_is_whole() -> None:
    """No segment at all, and an end."""
    assert faults(bundle([])) == []
    assert faults(bundle([LOOSE])) == []
