"""Messages come back from their bytes, and nothing else is read as one."""

import pytest

from sync.codec import encode
from sync.crypto.keys import SigningKey
from sync.errors import Malformed, SyncError
from sync.heads import Head
from sync.protocol import (
    CtlPage,
    Hello,
    LogPage,
    Problem,
    PushAnswer,
    PushResult,
    log_page,
    org_path,
    parse_push,
    parse_raws,
    parse_wait,
    push_body,
    space_path,
)

HEAD = Head(b"o" * 16, b"s" * 16, 1, 2, b"c" * 32, 3).signed(SigningKey.generate())


def test_messages_survive_their_bytes() -> None:
    """Hello, problems, pages, results."""
    hello = Hello((1,), (1, 2, 3), 4, b"challenge", b"k" * 32)
    assert Hello.parse(hello.raw()) == hello
    problem = Problem("head moved", [3, b"h" * 32])
    assert Problem.parse(problem.raw()) == problem
    page = CtlPage(((b"op", b"head"),), b"head")
    assert CtlPage.parse(page.raw()) == page
    pushed = PushAnswer((PushResult("stored", 7), PushResult("denied", 0, "why")), HEAD)
    assert PushAnswer.parse(pushed.raw()) == pushed
    assert parse_push(push_body([[b"h", b"s", []]])) == [[b"h", b"s", []]]
    assert parse_raws(encode([b"a", b"b"])) == (b"a", b"b")
    assert parse_wait(encode([b"t", [b"i" * 16]])) == (b"t", frozenset({b"i" * 16}))


@pytest.mark.parametrize("count", [0, 1, 15, 16, 70_000])
def test_a_page_of_any_length_is_canonical(count: int) -> None:
    """Stored commits go out without being encoded again: the frame around them must be the one encoding."""
    rows = [(n + 1, 10**12 + n, encode([b"h", b"s", []])) for n in range(count)]
    page = LogPage.parse(log_page(rows, HEAD, count))
    assert [(e.seq, e.received_ms, e.raw) for e in page.entries] == rows
    assert (page.head, page.top) == (HEAD, count)


@pytest.mark.parametrize(
    "parse", [Hello.parse, Problem.parse, CtlPage.parse, LogPage.parse, PushAnswer.parse, parse_raws, parse_wait]
)
def test_nonsense_is_no_message(parse: object) -> None:
    """Wrong shapes, wrong types, HTML, nothing."""
    for raw in (
        b"",
        b"<html>",
        b"\xc0",
        encode(7),
        encode("x"),
        encode([1, 2, 3, 4, 5]),
        encode([[1], [2]]),
        encode([1]),
    ):
        with pytest.raises(SyncError):
            parse(raw)  # type: ignore[operator]


def test_a_push_over_the_limit_is_refused() -> None:
    """Bytes and number both."""
    with pytest.raises(Malformed):
        parse_push(bytes(5 << 20))
    with pytest.raises(Malformed):
        parse_push(encode([1] * 20_000))


def test_paths() -> None:
    """Ids in lower-case hexadecimal."""
    assert org_path(b"\xab" * 16, "ctl") == "/v1/o/" + "ab" * 16 + "/ctl"
    assert space_path(b"\xab" * 16, b"\xcd" * 16, "push") == "/v1/o/" + "ab" * 16 + "/s/" + "cd" * 16 + "/push"
