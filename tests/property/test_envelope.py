"""P5 for commits and bodies: any byte or field changed is refused with a reason, never another exception.

`SEEDS=from:to` chooses the seeds; a failure names its seed.
"""

import os
import random
import struct
import tracemalloc

import pytest
from helpers.commits import EPOCH_KEY, commit, keys, revision
from helpers.mutations import changed, damaged

from sync.codec import decode, encode
from sync.crypto.envelope import bucket, open_bodies, pad, unpad
from sync.crypto.keys import verify
from sync.errors import Held, Malformed, SyncError, Unknown
from sync.model import Commit, Header
from sync.revision import Revision

FIRST, _, LAST = os.environ.get("SEEDS", "0:400").partition(":")
SEEDS = range(int(FIRST), int(LAST))


def _take(raw: bytes) -> list[Revision]:
    """What every receiver does with a commit's bytes."""
    made = Commit.parse(raw)
    made.header.understood()
    if not verify(keys().sign_pk, "rt1/commit", made.header.raw, made.sig):
        raise Malformed("wrong signature")
    return [Revision.parse(body) for body in open_bodies(made, EPOCH_KEY)]


def test_a_damaged_commit_is_refused() -> None:
    """Bytes of a commit flipped, cut, spliced: nothing but the commit as signed is ever taken."""
    raw = commit(3).raw()
    whole = _take(raw)
    assert len(whole) == 3
    for seed in SEEDS:
        rng = random.Random(seed)
        for _ in range(10):
            bad = damaged(rng, raw)
            try:
                assert _take(bad) == whole and bad == raw, f"seed {seed}"
            except (Malformed, Unknown, Held) as error:
                assert error.reason, f"seed {seed}"


def test_a_changed_field_is_refused() -> None:
    """One element of the decoded commit replaced: never taken, unless a body was left out, which is held."""
    value = decode(commit(3).raw(), 1 << 20)
    for seed in SEEDS:
        rng = random.Random(seed)
        for _ in range(10):
            other = changed(rng, value)
            if other == value:
                continue
            with pytest.raises((Malformed, Unknown, Held)):
                _take(encode(other))


def test_a_changed_header_signed_anew_parses_or_is_refused() -> None:
    """A member may sign any header: it is a header, or Malformed; one that still parses opens nothing foreign."""
    made = commit(2)
    value = decode(made.header.raw, 1 << 20)
    bound = 0
    for seed in SEEDS:
        rng = random.Random(seed)
        for _ in range(10):
            raw = encode(changed(rng, value))
            try:
                header = Header.parse(raw)
                moved = Commit.from_value([raw, keys().sign("rt1/commit", raw), list(made.bodies)])
                open_bodies(moved, EPOCH_KEY)
            except SyncError as error:
                assert isinstance(error, Malformed), f"seed {seed}"
                continue
            same = ("org", "space", "device", "inc", "dseq", "epoch", "salt", "bodies")
            assert all(getattr(header, name) == getattr(made.header, name) for name in same), f"seed {seed}"
            bound += 1
    assert bound


def test_a_changed_revision_parses_or_is_refused() -> None:
    """Inside a body an insider may write anything: it is a revision, of a newer version, or Malformed."""
    value = decode(revision().raw, 1 << 20)
    for seed in SEEDS:
        rng = random.Random(seed)
        for _ in range(20):
            raw = encode(changed(rng, value))
            try:
                parsed = Revision.parse(raw)
            except (Malformed, Unknown) as error:
                assert error.reason, f"seed {seed}"
                continue
            assert parsed.raw == raw, f"seed {seed}"
            assert parsed.over.keys() <= parsed.set.keys() or parsed.act == "purge", f"seed {seed}"


def test_every_content_pads_to_its_bucket_and_back() -> None:
    """Any content comes back; the padded length is a bucket, and tells at most one step of the true one."""
    for seed in SEEDS:
        rng = random.Random(seed)
        n = rng.choice((rng.randrange(600), rng.randrange(5000), rng.randrange(262_140)))
        content = rng.choice((rng.randbytes(n), bytes(n), (b"uro og trivsel " * (n // 15 + 1))[:n]))
        plain = pad(content)
        assert unpad(plain) == content, f"seed {seed}"
        assert bucket(len(plain) - 5) == len(plain), f"seed {seed}"
        assert len(plain) <= bucket(n) <= max(256, (5 + n) * 1.12 + 256), f"seed {seed}"


def test_a_damaged_plaintext_is_refused_or_another_content() -> None:
    """A body sealed by a broken or hostile client: Malformed, or a content whose plaintext it canonically is."""
    for seed in SEEDS:
        rng = random.Random(seed)
        plain = pad(b"Trivsel i 3.b. " * rng.randint(1, 400))
        for _ in range(10):
            bad = damaged(rng, plain)
            try:
                content = unpad(bad)
            except Malformed as error:
                assert error.reason, f"seed {seed}"
                continue
            assert bucket(int.from_bytes(bad[1:5], "big")) == len(bad), f"seed {seed}"
            assert len(content) <= 262_144, f"seed {seed}"


def test_a_bomb_takes_no_memory() -> None:
    """Frames that declare little and hold much, or declare gigabytes, are refused within a few buckets of memory."""
    block = ((131_072 << 3) | 2).to_bytes(3, "little") + b"A"
    last = ((1 << 3) | 3).to_bytes(3, "little") + b"A"
    small = b"\x28\xb5\x2f\xfd\x80\x50" + struct.pack("<I", 250_000) + block * 60_000 + last
    huge = b"\x28\xb5\x2f\xfd\xc0\x50" + struct.pack("<Q", 1 << 40) + block * 60_000 + last
    tracemalloc.start()
    try:
        for frame in (small, huge):
            body = (b"\x01" + len(frame).to_bytes(4, "big") + frame).ljust(bucket(len(frame)), b"\0")
            with pytest.raises(Malformed):
                unpad(body)
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_no_two_seals_share_a_key_and_nonce() -> None:
    """The same revisions sealed again, at the same place in the chain, have a fresh salt and other bytes throughout."""
    made = [commit(2, salt=None) for _ in range(20)]
    assert len({one.header.salt for one in made}) == len(made)
    assert len({body[:16] for one in made for body in one.bodies}) == 2 * len(made)
