"""The HTTP face: trouble below becomes a status and a fixed word; nothing of its text goes out or into the log."""

import asyncio
import json
import logging
from pathlib import Path

import httpx
import pytest
from helpers.wire import LocalEndpoint, town_on
from starlette.requests import Request
from starlette.responses import Response

from sync.client.transport import AsgiTransport
from sync.crypto.keys import DeviceKeys
from sync.errors import SyncError
from sync.protocol import Answer, Problem, org_path, parse_wait
from sync.protocol import Request as Wanted
from sync.server.database.errors import Busy, Full, Gone
from sync.server.limits import Crowded

SECRET = "Fru-Hansen-og-3.b"


def asked(local: LocalEndpoint, path: str, method: str = "GET") -> httpx.Response:
    """The answer to an unsigned request."""
    transport = AsgiTransport(local.app.asgi, DeviceKeys.generate())
    built = transport._build(method, path, b"", 5)

    async def send() -> httpx.Response:
        return await transport._client.send(built)

    response = asyncio.run_coroutine_threadsafe(send(), transport._loop).result(10)
    transport.close()
    return response


@pytest.mark.parametrize(
    ("error", "status", "reason", "after"),
    [
        (Full("endpoint is full"), 507, "endpoint is full", "60"),
        (Busy("endpoint is busy"), 503, "endpoint is busy", "5"),
        (Gone("endpoint has no database", SECRET), 503, "endpoint has no database", "5"),
        (Crowded(), 503, "endpoint is busy", "2"),
        (ValueError(SECRET), 500, "endpoint failed", None),
        (TimeoutError(), 408, "too slow", None),
        (SyncError("not allowed"), 422, "not allowed", None),
    ],
)
def test_an_error_becomes_a_status(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    reason: str,
    after: str | None,
) -> None:
    """Full, busy, broken: our protocol, one word, when to come again; no content in answer or log."""
    local = LocalEndpoint(tmp_path)

    def fail(_challenge: bytes) -> bytes:
        raise error

    monkeypatch.setattr(local.endpoint, "hello", fail)
    with caplog.at_level(logging.INFO, "roedtraad.endpoint"):
        response = asked(local, "/v1/hello")
    assert (response.status_code, Problem.parse(response.content).reason) == (status, reason)
    assert response.headers.get("retry-after") == after
    assert Problem.parse(response.content).detail == ("" if after is None else int(after))
    assert SECRET not in caplog.text
    line = json.loads(next(r.message for r in caplog.records if r.name == "roedtraad.endpoint"))
    assert line.get("error") == ("ValueError" if status == 500 else None)
    local.close()


def test_a_log_line_is_whole_and_says_nothing_of_the_path(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Time, method, route pattern, status, milliseconds, bytes; a route or method nobody knows is a dash."""
    local = LocalEndpoint(tmp_path)
    with caplog.at_level(logging.INFO, "roedtraad.endpoint"):
        asked(local, f"/v1/{SECRET}")
        asked(local, "/v1/hello", SECRET)
        asked(local, "/v1/hello")
    lines = [json.loads(record.message) for record in caplog.records if record.name == "roedtraad.endpoint"]
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "-", 404),
        ("-", "-", 404),
        ("GET", "/v1/hello", 200),
    ]
    assert all(line.keys() == {"at_ms", "method", "route", "status", "ms", "bytes"} for line in lines)
    assert SECRET not in caplog.text
    local.close()


def test_health_is_said_without_a_signature(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """200 while the database answers, 503 while it does not; never in our content type, never more than that."""
    local = LocalEndpoint(tmp_path)
    well = asked(local, "/healthz")
    assert (well.status_code, well.text) == (200, "ok\n")

    def gone() -> None:
        raise Gone("endpoint has no database", SECRET)

    monkeypatch.setattr(local.endpoint, "look", gone)
    ill = asked(local, "/healthz")
    assert (ill.status_code, ill.text) == (503, "no database\n")
    local.close()


def test_an_unknown_route_is_ours_too(tmp_path: Path) -> None:
    """404 and 405 are in our protocol, so that a client can tell them from a captive portal."""
    local = LocalEndpoint(tmp_path)
    transport = AsgiTransport(local.app.asgi, DeviceKeys.generate())
    for method, path in (("GET", "/v2/hello"), ("POST", "/v1/hello"), ("GET", "/")):
        answer: Answer = transport._exchange(transport._build(method, path, b"", 5))
        assert (answer.status, answer.ours) == (404, True)
    transport.close()
    local.close()


def test_what_is_cut_off_at_the_end_is_answered(tmp_path: Path) -> None:
    """Cancelled because the endpoint stops: 503 and when to come again; because who asked hung up: no answer."""
    local = LocalEndpoint(tmp_path)
    request = Request({"type": "http", "method": "GET", "headers": []})

    async def cut() -> Response:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(local.app._guard(request, "/v1/hello", cut))
    local.bell.close()
    response = asyncio.run(local.app._guard(request, "/v1/hello", cut))
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert Problem.parse(bytes(response.body)).reason == "endpoint is stopping"
    local.close()


def test_a_token_that_is_no_hexadecimal_has_heard_of_nothing(tmp_path: Path) -> None:
    """It is answered at once, with everything."""
    local = LocalEndpoint(tmp_path)
    town = town_on(local)
    answer = town.signe.transport.send(Wanted("wait", "GET", org_path(town.org, "wait"), "v=xyz&s=0"))
    assert town.org in parse_wait(answer.body)[1]
    town.close()
    local.close()
