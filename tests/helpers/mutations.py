"""Damage: one flipped bit, a cut, a swap, a splice; and one field of a decoded value replaced (P5)."""

import random
from typing import Any

from sync.codec import Value

ODD: tuple[Any, ...] = (
    0,
    1,
    -1,
    2**63 - 1,
    -(2**63),
    "",
    "x",
    "æ" * 70,
    b"",
    bytes(16),
    bytes(32),
    [],
    [0],
    {},
    {"!x": 1},
)


def damaged(rng: random.Random, data: bytes) -> bytes:
    """`data` with one kind of damage somewhere."""
    at = rng.randrange(len(data) + 1)
    what = rng.randrange(6)
    if what == 0 and at < len(data):
        return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
    if what == 1:
        return data[:at]
    if what == 2:
        return data[:at] + rng.randbytes(rng.randint(1, 9)) + data[at:]
    if what == 3:
        return data[:at] + data[at + rng.randint(1, 9) :]
    if what == 4 and at < len(data):
        return data[:at] + bytes([rng.choice(b"\xc0\xc1\xc3\xc7\xca\xcb\xd6\xdd\xdf\xc6\xdb\xff\x00")]) + data[at + 1 :]
    to = rng.randrange(len(data) + 1)
    return data[:at] + data[to:]


def changed(rng: random.Random, value: Value) -> Value:
    """A copy of `value` in which one element, at any depth, is replaced, removed, doubled or added."""
    if isinstance(value, list) and value and rng.random() < 0.9:
        at = rng.randrange(len(value))
        what = rng.random()
        if what < 0.7:
            return [*value[:at], changed(rng, value[at]), *value[at + 1 :]]
        if what < 0.8:
            return [*value[:at], *value[at + 1 :]]
        return [*value[:at], value[at], *value[at:]]
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(sorted(value))
        if rng.random() < 0.8:
            return {**value, key: changed(rng, value[key])}
        return {k: v for k, v in value.items() if k != key}
    if isinstance(value, bytes) and value and rng.random() < 0.5:
        return damaged(rng, value)
    return rng.choice(ODD)


def junk(rng: random.Random, depth: int = 0) -> Value:
    """Any value of the codec, small."""
    what = rng.randrange(7 if depth < 5 else 4)
    if what == 0:
        return rng.choice((0, -1, 127, 128, -33, 2**31, -(2**31), 2**63 - 1, -(2**63), rng.getrandbits(40)))
    if what in (1, 2):
        return "".join(rng.choice("aæø\u0301😀\uff21\x00") for _ in range(rng.choice((0, 1, 5, 31, 32, 300))))
    if what == 3:
        return rng.randbytes(rng.choice((0, 1, 16, 255, 256)))
    if what == 4:
        return {str(junk(rng, 9))[:9]: junk(rng, depth + 1) for _ in range(rng.choice((0, 1, 3, 17)))}
    return [junk(rng, depth + 1) for _ in range(rng.choice((0, 1, 3, 17)))]
