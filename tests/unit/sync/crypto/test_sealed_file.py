"""The sealed form: opens for the devices it names and for nobody else, and damage stays in its chunk."""

import io
import json
import random
from pathlib import Path

import pytest
from helpers.commits import keys

from sync.codec import encode
from sync.crypto import sealed_file
from sync.crypto.keys import DeviceKeys
from sync.crypto.sealed_file import CHUNK, MAGIC, Head, Opened, seal
from sync.errors import Malformed, Refused, Unknown

V13 = json.loads((Path(__file__).parents[3] / "vectors" / "v13.json").read_text(encoding="utf-8"))
ORG = b"o" * 16
BIG = random.Random(7).randbytes(2 * CHUNK + 77)


def sealed(plain: bytes, *devices: DeviceKeys) -> bytes:
    """`plain`, sealed to these devices."""
    out = io.BytesIO()
    seal(out, io.BytesIO(plain), ORG, [(device.device_id, device.kem_pk) for device in devices or (keys(),)])
    return out.getvalue()


def opened(raw: bytes, device: DeviceKeys | None = None) -> Opened:
    """The file as a device reads it."""
    file = io.BytesIO(raw)
    assert file.read(4) == MAGIC
    return Opened(file, device or keys())


@pytest.mark.parametrize("length", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, len(BIG)])
def test_what_is_sealed_is_opened(length: int) -> None:
    """At and around the ends of chunks, for each of two recipients."""
    other = DeviceKeys.generate()
    raw = sealed(BIG[:length], keys(), other)
    for device in (keys(), other):
        assert opened(raw, device).read(1 << 30) == BIG[:length]
    assert BIG[:64] not in raw


def test_it_is_read_in_any_steps() -> None:
    """A read gives what was asked for, across chunks, and nothing at the end."""
    file = opened(sealed(BIG))
    pieces = []
    while piece := file.read(50_000):
        pieces.append(piece)
    assert b"".join(pieces) == BIG
    assert [len(piece) for piece in pieces[:-1]] == [50_000, 50_000]
    assert file.read(1) == b""


def test_another_device_does_not_open_it() -> None:
    """No box for it; and a box of somebody else's key does not open."""
    stranger = DeviceKeys.generate()
    with pytest.raises(Refused, match="sealed for other devices"):
        opened(sealed(b"x"), stranger)
    raw = sealed(b"x")
    with pytest.raises(Malformed):
        opened(raw.replace(keys().device_id, stranger.device_id), stranger)


def test_damage_stays_in_its_chunk() -> None:
    """A chunk with a flipped bit reads as zeros; those beside it are whole."""
    raw = sealed(BIG)
    at = len(raw) - 77 - 16 - 5  # in the chunk before the last
    file = opened(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
    assert file.read(1 << 30) == BIG[:CHUNK] + bytes(CHUNK) + BIG[2 * CHUNK :]
    assert file.damaged == 1


def test_a_cut_is_an_end_before_the_last_chunk() -> None:
    """What was whole before the cut is read; a piece of a chunk reads as zeros, a few bytes as nothing."""
    raw = sealed(BIG)
    body = raw.index(encode([1, ORG])[1:4])  # somewhere in the head: everything behind it is cut below
    assert body
    tail = 77 + 16
    assert opened(raw[:-tail]).read(1 << 30) == BIG[: 2 * CHUNK]
    assert opened(raw[: -tail + 10]).read(1 << 30) == BIG[: 2 * CHUNK]
    assert opened(raw[:-20]).read(1 << 30) == BIG[: 2 * CHUNK] + bytes(77 - 20)


def test_chunks_cannot_be_exchanged() -> None:
    """The same chunks in another order open to nothing."""
    raw = sealed(BIG)
    start = len(raw) - (77 + 16) - 2 * (CHUNK + 16)
    first, second = raw[start : start + CHUNK + 16], raw[start + CHUNK + 16 : start + 2 * (CHUNK + 16)]
    file = opened(raw[:start] + second + first + raw[-(77 + 16) :])
    assert file.read(1 << 30) == bytes(2 * CHUNK) + BIG[2 * CHUNK :]
    assert file.damaged == 2


def test_recipients_cannot_be_added() -> None:
    """Whoever changes the head changes the key that it is bound to."""
    raw = sealed(b"secret")
    length = int.from_bytes(raw[4:8], "big")
    head = Head(io.BytesIO(raw[4:]))
    more = encode([1, ORG, [[1, keys().device_id, 1, head.boxes[keys().device_id]], [2, "words"]]])
    forged = MAGIC + len(more).to_bytes(4, "big") + more + raw[8 + length :]
    assert opened(forged).read(9) == bytes(6)


def test_somebody_must_be_able_to_open_it() -> None:
    """No recipient at all, or more than may be."""
    for many in ([], [(bytes(16), keys().kem_pk)] * 3):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sealed_file, "MAX_RECIPIENTS", 2)
            with pytest.raises(Refused):
                seal(io.BytesIO(), io.BytesIO(b"x"), ORG, many)


@pytest.mark.parametrize(
    ("head", "error"),
    [
        (b"", Malformed),
        (encode([1, ORG]), Malformed),
        (encode([1, ORG, [5]]), Malformed),
        (encode([1, ORG, [[1, b"d"]]]), Malformed),
        (encode([2, ORG, []]), Unknown),
    ],
)
def test_a_head_that_is_none_is_refused(head: bytes, error: type[Exception]) -> None:
    """Empty, too short, of other types, or of a newer version."""
    with pytest.raises(error):
        Head(io.BytesIO(len(head).to_bytes(4, "big") + head))


def test_a_head_that_is_cut_off_is_refused() -> None:
    """And one whose length nobody would write."""
    with pytest.raises(Malformed, match="cut off"):
        Head(io.BytesIO((9).to_bytes(4, "big") + b"123"))
    with pytest.raises(Malformed, match="damaged"):
        Head(io.BytesIO((1 << 31).to_bytes(4, "big")))


def test_other_recipients_are_passed_over() -> None:
    """A passphrase, a suite of a later version, an empty one."""
    made = encode([1, ORG, [[2, "words"], [1, b"d" * 16, 9, b"box"], []]])
    assert Head(io.BytesIO(len(made).to_bytes(4, "big") + made)).boxes == {}


def test_vector_v13_sealed_opens() -> None:
    """A fixed ciphertext: a later library must still open it."""
    device = DeviceKeys.from_private(bytes.fromhex(V13["device_private"]))
    assert opened(bytes.fromhex(V13["sealed"]), device).read(1 << 20).hex() == V13["bundle"]
