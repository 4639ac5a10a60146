"""Canonical bytes: one value has one encoding, and nothing else is read (docs/format.md, "Codec").

Knows nothing of what the values mean. Nobody encodes a Struct: only ints, strings, bytes, lists and maps.
"""

from typing import TypeAlias

import msgspec

from sync.errors import Malformed

Value: TypeAlias = "int | str | bytes | list[Value] | dict[str, Value]"

MAX_DEPTH = 16
_INT_MIN, _INT_MAX = -(2**63), 2**63 - 1
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder()


def _check(value: object, depth: int) -> Value:
    """The same value with every map's keys in the order of their UTF-8 bytes; refuses any other type."""
    if depth > MAX_DEPTH:
        raise Malformed("nested too deep")
    kind = type(value)
    if kind is bytes:
        return value  # type: ignore[return-value]  # the exact type was just looked at
    if kind is str:
        return _text(value)  # type: ignore[arg-type]
    if kind is int:
        if not _INT_MIN <= value <= _INT_MAX:  # type: ignore[operator]
            raise Malformed("integer out of range")
        return value  # type: ignore[return-value]
    if isinstance(value, list | tuple):
        return [_check(item, depth + 1) for item in value]
    if kind is dict:
        return _map(value, depth + 1)  # type: ignore[arg-type]
    raise Malformed("type not allowed")


def _map(value: dict[object, object], depth: int) -> Value:
    for key in value:
        if type(key) is not str:
            raise Malformed("map key is not text")
        _text(key)
    # Python orders text by code points, which is the order of its UTF-8 bytes.
    return {key: _check(value[key], depth) for key in sorted(value)}  # type: ignore[type-var,misc]  # all are str


def _sound(value: object, depth: int) -> None:
    """As `_check` for what the decoder made: lists, dicts and text that is Unicode, and nothing is built anew."""
    kind = type(value)
    if kind is dict:
        before = ""
        for key in value:  # type: ignore[attr-defined]
            if type(key) is not str:
                raise Malformed("map key is not text")
            if key < before:
                raise Malformed("not the canonical encoding")
            before = key
        items = value.values()  # type: ignore[attr-defined]
    elif kind is list:
        items = value
    else:
        _check(value, depth)
        return
    if depth == MAX_DEPTH and value:
        raise Malformed("nested too deep")
    for item in items:
        leaf = type(item)
        if leaf is bytes or leaf is str or (leaf is int and _INT_MIN <= item <= _INT_MAX):
            continue
        _sound(item, depth + 1)


def _text(value: str) -> str:
    if value.isascii():
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise Malformed("text is not unicode") from None
    return value


def canonical(value: object) -> tuple[bytes, Value]:
    """The canonical bytes of `value`, and what `decode` would make of them. Raises as `encode` does."""
    checked = _check(value, 1)
    return _encoder.encode(checked), checked


def encode(value: object) -> bytes:
    """The canonical bytes of `value` (int, str, bytes, list or tuple, dict with str keys).

    Raises Malformed for any other type, an integer outside 64 bits, or more than 16 levels.
    """
    return _encoder.encode(_check(value, 1))


def decode(data: bytes, limit: int) -> Value:
    """The value that `data` encodes, if `data` is its one canonical encoding of at most `limit` bytes."""
    if len(data) > limit:
        raise Malformed("too long")
    try:
        value: Value = _decoder.decode(data)
        _sound(value, 1)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, TypeError, ValueError) as error:
        raise Malformed("not msgpack") from error
    if _encoder.encode(value) != data:
        raise Malformed("not the canonical encoding")
    return value


def encode_again(value: Value) -> bytes:
    """The canonical bytes of a value that `decode` made, or of a part of one: it was looked at there."""
    return _encoder.encode(value)


def as_int(value: object, low: int = 0, high: int = _INT_MAX) -> int:
    """`value`, if it is an integer within the bounds, else Malformed."""
    if type(value) is not int or not low <= value <= high:
        raise Malformed("integer expected")
    return value


def as_bytes(value: object, length: int | None = None, at_most: int | None = None) -> bytes:
    """`value`, if it is bytes of exactly `length`, or of at most `at_most`, else Malformed."""
    if type(value) is not bytes or (length is not None and len(value) != length):
        raise Malformed("bytes expected")
    if at_most is not None and len(value) > at_most:
        raise Malformed("bytes too long")
    return value


def as_text(value: object, at_most: int = 1024) -> str:
    """`value`, if it is text of at most `at_most` characters, else Malformed."""
    if type(value) is not str or len(value) > at_most:
        raise Malformed("text expected")
    return value


def as_list(value: object, length: int | None = None, at_most: int | None = None) -> list[Value]:
    """`value`, if it is an array of exactly `length`, or of at most `at_most` elements, else Malformed."""
    if type(value) is not list or (length is not None and len(value) != length):
        raise Malformed("array expected")
    if at_most is not None and len(value) > at_most:
        raise Malformed("array too long")
    return value


def as_map(value: object) -> dict[str, Value]:
    """`value`, if it is a map, else Malformed."""
    if type(value) is not dict:
        raise Malformed("map expected")
    return value
