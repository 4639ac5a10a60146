"""P5 for what is signed beside commits and for every message: parsed whole, or refused with a reason.

`SEEDS=from:to` chooses the seeds; a failure names its seed.
"""

import os
import random
from collections.abc import Callable

import pytest
from helpers.commits import commit, keys
from helpers.mutations import changed, damaged

from sync import protocol
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
RESULT = protocol.PushResult(protocol.STORED, 1)

MESSAGES: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "GenStart": (GenStart.parse, START.raw()),
    "Head": (Head.parse, HEAD.raw()),
    "Beat": (Beat.parse, BEAT),
    "Hello": (protocol.Hello.parse, protocol.Hello((1,), protocol.hello_limits(), 5, b"c" * 32, SERVER.pk).raw()),
    "Problem": (protocol.Problem.parse, protocol.Problem("gap", [1, b"x"]).raw()),
    "LogPage": (protocol.LogPage.parse, protocol.log_page([(1, 5, commit(1).raw())], HEAD, 1)),
    "PushAnswer": (protocol.PushAnswer.parse, protocol.PushAnswer((RESULT, RESULT), HEAD).raw()),
    "CtlPage": (protocol.CtlPage.parse, protocol.CtlPage(((b"op", b"head"),), b"head").raw()),
    "raws": (protocol.parse_raws, encode([b"a", b"b"])),
    "wait": (protocol.parse_wait, encode([b"token", [SPACE]])),
    "push": (protocol.parse_push, protocol.push_body([commit(1).value()])),
}

every_message = pytest.mark.parametrize("name", MESSAGES)


@every_message
def test_a_damaged_message_parses_or_is_refused(name: str) -> None:
    """Bytes flipped, cut, spliced, or not ours at all: a SyncError with a reason and nothing else."""
    parse, raw = MESSAGES[name]
    parse(raw)
    for seed in SEEDS:
        rng = random.Random(seed)
        for bad in (damaged(rng, raw), damaged(rng, damaged(rng, raw)), rng.randbytes(seed % 80), b"<!doctype html>"):
            _take(parse, bad, seed)


@every_message
def test_a_changed_field_parses_or_is_refused(name: str) -> None:
    """Any element, at any depth, of another type, length or number: the same."""
    parse, raw = MESSAGES[name]
    value = decode(raw, 1 << 20)
    for seed in SEEDS:
        rng = random.Random(seed)
        _take(parse, encode(changed(rng, changed(rng, value))), seed)
        _take(parse, encode(changed(rng, value)), seed)


@pytest.mark.parametrize("name", ["GenStart", "Head", "Beat"])
def test_what_is_signed_holds_only_as_signed(name: str) -> None:
    """Every change that still parses fails its signature."""
    parse, raw = MESSAGES[name]
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
