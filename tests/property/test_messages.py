"""P5 for what is signed beside commits: it holds only as it was signed.

`SEEDS=from:to` chooses the seeds; a failure names its seed.
"""

import os
import random
from collections.abc import Callable

import pytest
from helpers.commits import keys
from helpers.mutations import changed, damaged

from sync.codec import decode, encode
from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.heads import Beat, GenStart, Head
from sync.model import NO_WITNESS, ZERO32, CtlRef

FIRST, _, LAST = os.environ.get("SEEDS", "0:400").partition(":")
SEEDS = range(int(FIRST), int(LAST))

SERVER = SigningKey(b"s" * 32)
ORG, SPACE = b"o" * 16, b"p" * 16
START = GenStart(ORG, SPACE, 1, NO_WITNESS, 1_795_250_000_000).signed(SERVER)
HEAD = Head(ORG, SPACE, 1, 1, b"c" * 32, 1_795_250_000_000).signed(SERVER)
BEAT = Beat(
    ORG, SPACE, keys().device_id, 1, ((b"i" * 8, 1, b"c" * 32),), NO_WITNESS, CtlRef(1, ZERO32), 0, b"", 5
).signed(keys())

SIGNED: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "GenStart": (GenStart.parse, START.raw()),
    "Head": (Head.parse, HEAD.raw()),
    "Beat": (Beat.parse, BEAT),
}


@pytest.mark.parametrize("name", SIGNED)
def test_what_is_signed_holds_only_as_signed(name: str) -> None:
    """Every change that still parses fails its signature."""
    parse, raw = SIGNED[name]
    pk = keys().sign_pk if name == "Beat" else SERVER.pk
    assert parse(raw).verify(pk)  # type: ignore[attr-defined]
    value = decode(raw, 1 << 20)
    for seed in SEEDS:
        rng = random.Random(seed)
        for bad in (damaged(rng, raw), encode(changed(rng, value))):
            parsed = _take(parse, bad, seed)
            if parsed is not None and bad != raw:
                assert not parsed.verify(pk), f"seed {seed}"  # type: ignore[attr-defined]


def _take(parse: Callable[[bytes], object], raw: bytes, seed: int) -> object:
    try:
        return parse(raw)
    except SyncError as error:
        assert error.reason, f"seed {seed}"
        return None
