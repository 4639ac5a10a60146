"""One value, one encoding: vector V3, and what the checked conversions refuse."""

import json
from pathlib import Path

import msgspec
import pytest

from sync.codec import as_bytes, as_int, as_list, as_map, as_text, decode, encode, encode_again
from sync.errors import Malformed

V3 = json.loads((Path(__file__).parents[2] / "vectors" / "v3.json").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", V3, ids=lambda case: case["what"])
def test_v3(case: dict[str, str]) -> None:
    """The decoder accepts exactly the canonical encodings of V3, and refuses the rest with a reason."""
    data = bytes.fromhex(case["hex"])
    if case["accept"]:
        assert encode(decode(data, len(data))) == data
    else:
        with pytest.raises(Malformed) as caught:
            decode(data, 1 << 20)
        assert caught.value.reason


def test_longer_than_the_limit_is_not_read() -> None:
    """The limit is on the bytes, before anything is decoded."""
    assert decode(encode([1, 2]), 3) == [1, 2]
    with pytest.raises(Malformed, match="too long"):
        decode(encode([1, 2]), 2)


@pytest.mark.parametrize(
    "value",
    [None, True, 1.0, float("nan"), 2**63, -(2**63) - 1, {1: 2}, {b"a": 1}, "\ud800", {"\udfff": 1}, object(), {1}],
    ids=lambda value: repr(value).split(" at ")[0],
)
def test_what_is_not_a_value_is_not_written(value: object) -> None:
    """The encoder takes ints of 64 bits, text, bytes, arrays and maps with text keys, and nothing else."""
    with pytest.raises(Malformed):
        encode([value])


def test_a_list_within_itself_is_not_written() -> None:
    """Depth is bounded when writing too."""
    value: list[object] = []
    value.append(value)
    with pytest.raises(Malformed, match="nested too deep"):
        encode(value)


@pytest.mark.parametrize("leaf", [b"\x81\xa1a\x01", b"\x91\x01"], ids=["map", "array"])
def test_what_is_nested_deeper_than_sixteen_is_not_read(leaf: bytes) -> None:
    """What stands in the fifteenth array or map is at the depth of sixteen; one further in is refused."""
    assert decode(b"\x91" * 14 + leaf, 64)
    with pytest.raises(Malformed, match="nested too deep"):
        decode(b"\x91" * 15 + leaf, 64)


def test_map_keys_are_written_in_order() -> None:
    """However a map was built, its keys are written by their UTF-8 bytes, at every level."""
    assert encode({"b": {"d": 1, "c": 2}, "a": ()}) == encode({"a": [], "b": {"c": 2, "d": 1}})
    assert encode({"\U00010000": 1, "\uff21": 2}).index("\uff21".encode()) == 2


def test_conversions_answer_the_value_or_refuse() -> None:
    """Type, length and bounds are checked when a decoded value is given a meaning."""
    assert (as_int(5, 5, 5), as_bytes(b"ab", 2), as_text("ab", 2)) == (5, b"ab", "ab")
    assert (as_list([1], 1), as_map({"a": 1}), as_bytes(b"ab", at_most=2)) == ([1], {"a": 1}, b"ab")
    wrong = [
        lambda: as_int("5"),
        lambda: as_int(True),
        lambda: as_int(4, 5),
        lambda: as_int(6, 5, 5),
        lambda: as_bytes("ab"),
        lambda: as_bytes(b"ab", 3),
        lambda: as_bytes(b"ab", at_most=1),
        lambda: as_text(b"ab"),
        lambda: as_text("abc", 2),
        lambda: as_list({"a": 1}),
        lambda: as_list([1], 2),
        lambda: as_list([1, 2], at_most=1),
        lambda: as_map([1]),
    ]
    for convert in wrong:
        with pytest.raises(Malformed):
            convert()


def test_the_deepest_level_holds_nothing_but_empty_lists() -> None:
    """Sixteen levels in, a leaf is the seventeenth: encode and decode agree on that."""
    for leaf, deepest in ((b"", 15), ([], 16), ({}, 16), (1, 15), ("é", 15)):
        for levels in (deepest, deepest + 1):
            value: object = leaf
            for _ in range(levels - (leaf in ([], {}))):
                value = [value]
            raw = msgspec.msgpack.encode(value)
            if levels == deepest:
                assert encode(value) == raw
                assert encode_again(decode(raw, 100)) == raw
            else:
                with pytest.raises(Malformed):
                    encode(value)
                with pytest.raises(Malformed):
                    decode(raw, 100)
