"""Headers and commits: what they hold after a round trip, and what is not one."""

from collections.abc import Callable

import pytest
from helpers.commits import commit, keys

from sync import codec
from sync.codec import Value, as_list, decode, encode
from sync.errors import Malformed, Unknown
from sync.model import MAX_BUCKET, NO_WITNESS, ZERO32, Commit, CtlRef, Header, PurgeEntry


def _header() -> list[Value]:
    return as_list(decode(commit().header.raw, 1 << 20))


def test_header_holds_every_field() -> None:
    """All 14 fields come back as they were written, and the raw bytes beside them."""
    header = commit().header
    assert Header.parse(header.raw) == header
    assert (header.v, header.org, header.space, header.device) == (1, b"\x21" * 16, b"\x22" * 16, keys().device_id)
    assert (header.inc, header.dseq, header.dprev, header.epoch) == (b"\x33" * 8, 1, ZERO32, 1)
    assert (header.ctl.cseq, header.salt, header.wit) == (7, b"\x44" * 16, NO_WITNESS)
    assert [bucket for _, bucket in header.bodies] == [256, 256]
    assert header.purge == (PurgeEntry(b"\x14" * 32, 0, b"\x15" * 32),)
    assert header.ext == {}
    header.understood()


def _with(place: int, value: Value) -> Callable[[list[Value]], list[Value]]:
    return lambda fields: [*fields[:place], value, *fields[place + 1 :]]


NOT_A_HEADER = {
    "empty": lambda f: [],
    "one field less": lambda f: f[:-1],
    "one field more": lambda f: [*f, 0],
    "version 0": _with(0, 0),
    "version as text": _with(0, "1"),
    "org of 15 bytes": _with(1, bytes(15)),
    "space of 17 bytes": _with(2, bytes(17)),
    "device as text": _with(3, "d" * 16),
    "inc of 7 bytes": _with(4, bytes(7)),
    "dseq 0": _with(5, 0),
    "dprev of 31 bytes": _with(6, bytes(31)),
    "ctl of one": _with(7, [7]),
    "cseq 0": _with(7, [0, ZERO32]),
    "ophash of 16 bytes": _with(7, [7, bytes(16)]),
    "epoch 0": _with(8, 0),
    "epoch over 32 bits": _with(8, 2**32),
    "salt of 12 bytes": _with(9, bytes(12)),
    "witness of two": _with(10, [0, 0]),
    "negative witness": _with(10, [0, -1, ZERO32]),
    "no bodies": _with(11, []),
    "257 bodies": _with(11, [[ZERO32, 256]] * 257),
    "a body's hash too short": _with(11, [[bytes(31), 256]]),
    "a bucket of 0": _with(11, [[ZERO32, 0]]),
    "a bucket too large": _with(11, [[ZERO32, MAX_BUCKET + 1]]),
    "a purge of two": _with(12, [[ZERO32, 0]]),
    "a purge of body 256": _with(12, [[ZERO32, 256, ZERO32]]),
    "257 purges": _with(12, [[ZERO32, 0, ZERO32]] * 257),
    "ext as array": _with(13, []),
}


@pytest.mark.parametrize("change", NOT_A_HEADER.values(), ids=NOT_A_HEADER.keys())
def test_not_a_header(change: Callable[[list[Value]], list[Value]]) -> None:
    """One wrong field is enough: Malformed."""
    with pytest.raises(Malformed):
        Header.parse(encode(change(_header())))


def test_a_header_is_an_array() -> None:
    """A map, or bytes that are not canonical, is no header."""
    for raw in (encode({"v": 1}), commit().header.raw + b"\0", b""):
        with pytest.raises(Malformed):
            Header.parse(raw)


def test_newer_header_can_be_admitted_but_not_understood() -> None:
    """A higher version keeps its first 12 fields; what follows is left alone, and applying it is refused (M9)."""
    newer = Header.parse(encode([2, *_header()[1:12], "anything", [1], {}]))
    assert (newer.v, newer.dseq, newer.bodies) == (2, 1, commit().header.bodies)
    with pytest.raises(Unknown):
        newer.understood()
    with pytest.raises(Malformed):
        Header.parse(encode([2, *_header()[1:11]]))


def test_extensions() -> None:
    """An unknown extension is ignored, unless its name says that it must be understood."""
    fields = _header()
    Header.parse(encode([*fields[:13], {"hint": 1}])).understood()
    with pytest.raises(Unknown):
        Header.parse(encode([*fields[:13], {"!rule": 1}])).understood()


def test_header_from_parts() -> None:
    """Built from its parts, a header is the one that parses."""
    made = Header.build(
        org=bytes(16),
        space=bytes(16),
        device=bytes(16),
        inc=bytes(8),
        dseq=3,
        dprev=ZERO32,
        ctl=CtlRef(1, ZERO32),
        epoch=2,
        salt=bytes(16),
        wit=NO_WITNESS,
        bodies=[(ZERO32, 256)],
    )
    assert Header.parse(made.raw) == made
    assert len(made.cid) == 32


def test_commit_round_trip() -> None:
    """A commit's bytes come back byte for byte; a purged body is empty and still the same commit."""
    made = commit()
    again = Commit.parse(made.raw())
    assert again == made
    assert again.raw() == made.raw()
    purged = Commit.from_value([made.header.raw, made.sig, [made.bodies[0], b""]])
    assert purged.cid == made.cid


def test_not_a_commit() -> None:
    """Bodies must be the ones the header names, in number, length and hash; a signature is 64 bytes."""
    made = commit()
    head, sig, (first, second) = made.header.raw, made.sig, made.bodies
    flipped = bytes([first[0] ^ 1]) + first[1:]
    wrong: list[Value] = [
        [head, sig],
        [head, sig, [first]],
        [head, sig, [first, second, b""]],
        [head, sig, [second, first]],
        [head, sig, [flipped, second]],
        [head, sig, [first + b"\0", second]],
        [head, sig[:-1], [first, second]],
        [head, "s" * 64, [first, second]],
        ["head", sig, [first, second]],
        {"header": head},
    ]
    for value in wrong:
        with pytest.raises(Malformed):
            Commit.parse(encode(value))


def test_a_commit_over_a_mebibyte_is_refused() -> None:
    """Header and bodies together are at most 1 MiB."""
    body = bytes(MAX_BUCKET + 16)
    named: list[Value] = [[codec.encode(0) + bytes(31), MAX_BUCKET]] * 4
    head = encode(_with(11, named)(_header()))
    with pytest.raises(Malformed, match="too large"):
        Commit.from_value([head, bytes(64), [body] * 4])
