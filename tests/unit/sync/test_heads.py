"""What is signed about a log: chain and heads against vector V1, and the shapes that are refused."""

from collections.abc import Callable

import pytest

from sync.codec import decode, encode
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey
from sync.errors import Malformed, SyncError, Unknown
from sync.heads import Beat, Entry, GenStart, Head, next_chain
from sync.model import NO_WITNESS, CtlRef, Witness, digest

ORG = bytes.fromhex("9d4293443cfa1999e0a604422ce2d0a5")
SPACE = bytes([0x22]) * 16
CID = bytes.fromhex("117632c72b6dd8191153454ee08fb3d63433655028661b31bb06f7987a9e6ca8")
SERVER = SigningKey(bytes(range(32)))
KEYS = DeviceKeys(SERVER, KemKey(bytes(96)))

START = GenStart(ORG, SPACE, 1, NO_WITNESS, 1_795_250_000_000)
HEAD = Head(ORG, SPACE, 1, 5, b"c" * 32, 9)
BEAT = Beat(
    ORG, SPACE, KEYS.device_id, 3, ((b"i" * 8, 2, CID),), Witness(1, 5, b"c" * 32), CtlRef(7, b"h" * 32), 4, b"", 99
)


def test_the_chain_is_vector_v1() -> None:
    """chain_0 and chain_1 as two implementations written apart found them."""
    assert START.chain.hex() == "18d9cad8f013274e281533dac1ca90a38a97fe41ae7948b0212f82ed28cf6e43"
    one = next_chain(START.chain, CID, 1_795_250_000_500)
    assert one.hex() == "6af9f80dc06e7a2d8e7472d0bf85af03463d553738c119e6c8f0552382aeac36"


def test_what_is_signed_comes_back_and_verifies() -> None:
    """Each object survives its bytes, and verifies under the key that signed it alone."""
    other = SigningKey.generate().pk
    start, head = START.signed(SERVER), HEAD.signed(SERVER)
    assert GenStart.parse(start.raw()) == start
    assert Head.parse(head.raw()) == head
    beat = Beat.parse(BEAT.signed(KEYS))
    assert (beat.lasts, beat.wit, beat.ctl, beat.purged) == (BEAT.lasts, BEAT.wit, BEAT.ctl, 4)
    for signed in (start, head, beat):
        assert signed.verify(SERVER.pk)
        assert not signed.verify(other)


def _fields(raw: bytes) -> list[object]:
    value = decode(raw, 1 << 20)
    assert isinstance(value, list)
    return list(value)


@pytest.mark.parametrize(
    ("parse", "raw"),
    [
        (GenStart.parse, START.signed(SERVER).raw()),
        (Head.parse, HEAD.signed(SERVER).raw()),
        (Beat.parse, BEAT.signed(KEYS)),
    ],
    ids=["GenStart", "Head", "Beat"],
)
def test_every_other_shape_is_refused(parse: Callable[[bytes], object], raw: bytes) -> None:
    """Empty, newer, too short, too long, wrong types, trailing bytes, each truncation: refused with a reason."""
    fields = _fields(raw)
    with pytest.raises(Malformed, match="empty"):
        parse(encode([]))
    with pytest.raises(Unknown):
        parse(encode([2, *fields[1:]]))
    for wrong in (fields[:-1], [*fields, 1], [0, *fields[1:]], {"a": 1}, 7):
        with pytest.raises(SyncError):
            parse(encode(wrong))
    for place in range(1, len(fields)):
        altered = [*fields]
        altered[place] = "text"
        with pytest.raises(Malformed):
            parse(encode(altered))
    for cut in range(len(raw)):
        with pytest.raises(Malformed):
            parse(raw[:cut])
    with pytest.raises(Malformed):
        parse(raw + b"\x00")


@pytest.mark.parametrize("at", range(0, len(HEAD.signed(SERVER).raw()), 5))
def test_one_flipped_bit_of_a_head_does_not_verify(at: int) -> None:
    """Wherever it is, it is refused as bytes or by its signature."""
    raw = bytearray(HEAD.signed(SERVER).raw())
    raw[at] ^= 4
    try:
        head = Head.parse(bytes(raw))
    except SyncError:
        return
    assert not head.verify(SERVER.pk)


def test_an_entry_is_chained_by_its_headers_bytes_alone() -> None:
    """A commit that nobody can read has a cid all the same."""
    entry = Entry.from_value([4, 5, [b"not a header", b"", []]])
    assert (entry.seq, entry.received_ms) == (4, 5)
    assert entry.cid == digest("rt1/commit", b"not a header")
    assert entry.raw == encode([b"not a header", b"", []])
    for wrong in ([0, 5, [b"", b"", []]], [1, 5, [b""]], [1, 5, ["text", b"", []]], [1, 5], 7):
        with pytest.raises(Malformed):
            Entry.from_value(wrong)  # type: ignore[arg-type]
