"""Bodies are bounded before they are read, each and all together."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import Response

from sync.server import replies
from sync.server.limits import Crowded, Gate

Headers = list[tuple[bytes, bytes]]


def body_of(limit: int, headers: Headers, *parts: bytes, stall: bool = False, gate: Gate | None = None) -> bytes:
    """Reads a request's body as the routes do."""

    async def read() -> bytes:
        waiting = [
            {"type": "http.request", "body": part, "more_body": n + 1 < len(parts) or stall}
            for n, part in enumerate(parts)
        ]

        async def receive() -> dict[str, object]:
            if not waiting:
                await asyncio.sleep(60)
            return waiting.pop(0)

        async def echo(body: bytes) -> Response:
            return Response(body)

        request = Request({"type": "http", "method": "POST", "headers": headers}, receive)
        return bytes((await replies.with_body(request, limit, gate or Gate(), echo)).body)

    return asyncio.run(read())


def test_a_body_is_read_up_to_its_limit() -> None:
    """A declared length over the limit is refused unread; an undeclared one as soon as it is over."""
    assert body_of(10, [], b"12345", b"67890") == b"1234567890"
    with pytest.raises(replies.TooLarge):
        body_of(10, [], b"123456", b"78901")
    for declared in (b"11", b"-1", b"1" * 19, b"\xb2"):
        with pytest.raises(replies.TooLarge):
            body_of(10, [(b"content-length", declared)])


def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow sender holds no worker."""
    monkeypatch.setattr(replies, "BODY_TIMEOUT_S", 0.01)
    with pytest.raises(TimeoutError):
        body_of(10, [], b"1", stall=True)


def test_all_bodies_together_have_a_limit_too() -> None:
    """There is no room for one more; one that does not say its length may be the longest; room is given back."""
    gate = Gate(15)
    with gate.room(10):
        with pytest.raises(Crowded):
            body_of(10, [(b"content-length", b"6")], b"123456", gate=gate)
        with pytest.raises(Crowded):
            body_of(10, [(b"transfer-encoding", b"chunked")], b"1", gate=gate)
        assert body_of(10, [(b"content-length", b"5")], b"12345", gate=gate) == b"12345"
    with pytest.raises(replies.TooLarge):
        body_of(10, [], b"123456", b"78901", gate=gate)
    assert body_of(10, [(b"transfer-encoding", b"chunked")], b"1", gate=gate) == b"1"
