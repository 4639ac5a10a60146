"""The HTTP face: trouble below it becomes a status and a fixed word, and nothing of its text goes out."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.wire import LocalEndpoint
from starlette.requests import Request

from sync.client.transport import AsgiTransport
from sync.crypto.keys import DeviceKeys
from sync.errors import SyncError
from sync.protocol import Answer, Problem
from sync.server import app as module
from sync.server.bell import Bell
from sync.server.database.errors import Busy, Full, Gone

SECRET = "Fru-Hansen-og-3.b"


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (Full("endpoint is full"), 507, "endpoint is full"),
        (Busy("endpoint is busy"), 503, "endpoint is busy"),
        (Gone("endpoint has no database", SECRET), 503, "endpoint has no database"),
        (ValueError(SECRET), 500, "endpoint failed"),
        (TimeoutError(), 408, "too slow"),
        (SyncError("not allowed"), 422, "not allowed"),
    ],
)
def test_an_error_becomes_a_status(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, error: Exception, status: int, reason: str
) -> None:
    """Full, busy, broken: our protocol, one word, no content in answer or log."""
    local = LocalEndpoint(tmp_path)
    with caplog.at_level(logging.INFO):
        response = local.app._refuse(error)
    assert response.status_code == status
    assert Problem.parse(bytes(response.body)).reason == reason
    assert SECRET not in caplog.text
    local.close()


def body_of(limit: int, headers: list[tuple[bytes, bytes]], *parts: bytes, stall: bool = False) -> bytes:
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

        return await module._body(Request({"type": "http", "method": "POST", "headers": headers}, receive), limit)

    return asyncio.run(read())


def test_a_body_is_read_up_to_its_limit() -> None:
    """A declared length over the limit is refused unread; an undeclared one as soon as it is over."""
    assert body_of(10, [], b"12345", b"67890") == b"1234567890"
    with pytest.raises(module.TooLarge):
        body_of(10, [], b"123456", b"78901")
    with pytest.raises(module.TooLarge):
        body_of(10, [(b"content-length", b"11")])
    with pytest.raises(module.TooLarge):
        body_of(10, [(b"content-length", b"-1")])


def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow sender holds no worker."""
    monkeypatch.setattr(module, "BODY_TIMEOUT_S", 0.01)
    with pytest.raises(TimeoutError):
        body_of(10, [], b"1", stall=True)


def test_a_bell_wakes_only_those_who_wait() -> None:
    """Rung, left, closed: no event is kept, and a loop that is gone harms nobody."""
    bell = Bell()

    async def wait(then: Callable[[], None]) -> bool:
        event = bell.listen()
        then()
        try:
            await asyncio.wait_for(event.wait(), 0.05)
        except TimeoutError:
            return False
        finally:
            bell.leave(event)
        return True

    assert asyncio.run(wait(bell.ring))
    assert not asyncio.run(wait(lambda: None))

    async def leave_behind() -> None:
        bell.listen()

    asyncio.run(leave_behind())
    bell.close()
    assert bell.closed
    assert not bell._waiting


def test_an_unknown_route_is_ours_too(tmp_path: Path) -> None:
    """404 and 405 are in our protocol, so that a client can tell them from a captive portal."""
    local = LocalEndpoint(tmp_path)
    transport = AsgiTransport(local.app.asgi, DeviceKeys.generate())
    for method, path in (("GET", "/v2/hello"), ("POST", "/v1/hello"), ("GET", "/")):
        answer: Answer = transport._exchange(transport._build(method, path, b"", 5))
        assert (answer.status, answer.ours) == (404, True)
    transport.close()
    local.close()
