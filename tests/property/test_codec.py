"""P5 for the codec: one value, one encoding, and no bytes at all that do anything but decode or be refused.

`SEEDS=from:to` chooses the seeds; a failure names its seed.
"""

import os
import random
import tracemalloc

from helpers.mutations import damaged, junk

from sync.codec import decode, encode
from sync.errors import Malformed

FIRST, _, LAST = os.environ.get("SEEDS", "0:400").partition(":")
SEEDS = range(int(FIRST), int(LAST))


def _shuffled(rng: random.Random, value: object) -> object:
    """The same value, its maps built in another order."""
    if isinstance(value, list):
        return tuple(_shuffled(rng, item) for item in value)
    if isinstance(value, dict):
        items = [(key, _shuffled(rng, item)) for key, item in value.items()]
        rng.shuffle(items)
        return dict(items)
    return value


def test_one_value_one_encoding() -> None:
    """Every value comes back equal, and however its maps were built its bytes are the same."""
    for seed in SEEDS:
        rng = random.Random(seed)
        value = junk(rng)
        data = encode(value)
        assert decode(data, len(data)) == value, f"seed {seed}"
        assert encode(_shuffled(rng, value)) == data, f"seed {seed}"


def test_damaged_bytes_decode_canonically_or_are_refused() -> None:
    """Whatever happens to the bytes: Malformed with a reason, or a value whose one encoding they are."""
    refused = 0
    for seed in SEEDS:
        rng = random.Random(seed)
        data = encode(junk(rng))
        for _ in range(20):
            bad = damaged(rng, data)
            try:
                assert encode(decode(bad, 1 << 20)) == bad, f"seed {seed}"
            except Malformed as error:
                assert error.reason, f"seed {seed}"
                refused += 1
    assert refused > len(SEEDS)


def test_noise_is_refused_or_canonical() -> None:
    """Random bytes too."""
    for seed in SEEDS:
        noise = random.Random(seed).randbytes(seed % 60)
        try:
            assert encode(decode(noise, 1 << 20)) == noise, f"seed {seed}"
        except Malformed:
            continue


def test_promises_of_length_take_no_memory() -> None:
    """Headers that announce gigabytes, or a hundred thousand levels, cost no more than their own bytes."""
    tracemalloc.start()
    try:
        for head in (b"\xdd", b"\xdf", b"\xc6", b"\xdb"):
            for length in (0xFFFFFFFF, 0x7FFFFFFF, 0x00FFFFFF):
                for tail in (b"", b"\x00" * 100, b"\x91" * 100_000):
                    try:
                        decode(head + length.to_bytes(4, "big") + tail, 1 << 20)
                    except Malformed:
                        continue
                    raise AssertionError("a promise was believed")
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()
