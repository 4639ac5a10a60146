"""The endpoint's HTTP face: bounded bodies, signed callers, routes, statuses, and a log line without content.

Handlers are blocking and run in threads; only `wait` is awaited. Knows no table.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sync.codec import Value, encode
from sync.control import ControlLog, Op
from sync.control_bodies import Genesis
from sync.errors import Malformed, Refused, SyncError
from sync.protocol import CONTENT_TYPE, MAX_PUSH, MAX_SMALL, NO_CONTROL_LOG, WAIT_S, Problem, parse_raws
from sync.server import rights
from sync.server.auth import Challenges, HeaderLines, NoChallenge, SignedRequest, verify_request
from sync.server.database.errors import Busy, Full, Gone
from sync.server.endpoint import Caller, Endpoint, Forbidden, Missing, Moved, changed_since, wait_token
from sync.server.generations import named_in

BODY_TIMEOUT_S = 30.0
REFILL = "/v1/o/{org}/ctl/refill"
logger = logging.getLogger("roedtraad.endpoint")

Handler = Callable[["Call"], bytes]


class TooLarge(Refused):
    """The body is longer than the route takes; nothing of it was parsed."""


class Unsigned(Refused):
    """The caller did not prove who it is."""


@dataclass(frozen=True)
class Call:
    """A request that was read and whose caller is known."""

    who: Caller
    body: bytes
    path: dict[str, str]
    query: dict[str, str]

    def number(self, name: str, default: int) -> int:
        """A query parameter that is a number of at most 18 digits."""
        return _number(self.query.get(name, str(default)))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Malformed("not a number")
    return int(text)


def _id(text: str) -> bytes:
    if len(text) != 32 or text != text.lower():
        raise Malformed("not an id")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Malformed("not an id") from None


class App:
    """Routes over an Endpoint; `asgi` is the application."""

    def __init__(self, endpoint: Endpoint, challenges: Challenges, wait_s: float = WAIT_S) -> None:
        self._endpoint = endpoint
        self._challenges = challenges
        self._wait_s = wait_s
        e = endpoint
        space = "/v1/o/{org}/s/{space}"
        self.asgi = Starlette(
            routes=[
                Route("/v1/hello", self._hello, methods=["GET"]),
                self._route("/v1/o/{org}/ctl", "GET", lambda c: e.get_ctl(c.who, c.number("after", 0))),
                self._route("/v1/o/{org}/ctl", "POST", lambda c: e.post_ctl(c.who, c.body), MAX_PUSH),
                self._route(REFILL, "POST", lambda c: e.generations.refill(c.who.org, c.body), MAX_PUSH),
                Route("/v1/o/{org}/wait", self._wait, methods=["GET"]),
                self._route(
                    f"{space}/push",
                    "POST",
                    lambda c: e.push(c.who, c.number("gen", 1), c.number("seq", 0), c.body),
                    MAX_PUSH,
                ),
                self._route(
                    f"{space}/log",
                    "GET",
                    lambda c: e.log(
                        c.who,
                        c.number("gen", 1),
                        c.number("after", 0),
                        c.number("max_bytes", MAX_PUSH),
                        headers=c.number("headers", 0) == 1,
                    ),
                ),
                self._route(f"{space}/lost", "POST", lambda c: e.generations.lost(c.who.org, c.who.space, c.body)),
                self._route(f"{space}/gen/{{n}}", "GET", lambda c: e.gen(c.who, _number(c.path["n"]))),
                self._route(f"{space}/beat", "GET", lambda c: e.get_beats(c.who)),
                self._route(f"{space}/beat", "PUT", lambda c: e.put_beat(c.who, c.body)),
                self._route(f"{space}/box/{{device}}", "GET", lambda c: e.get_boxes(c.who, _id(c.path["device"]))),
                self._route(
                    f"{space}/box/{{device}}", "PUT", lambda c: e.put_box(c.who, _id(c.path["device"]), c.body)
                ),
            ],
            exception_handlers={404: _not_found, 405: _not_found},
        )

    def _route(self, path: str, method: str, handler: Handler, limit: int = MAX_SMALL) -> Route:
        async def answer(request: Request) -> Response:
            return await self._answer(request, path, handler, limit)

        return Route(path, answer, methods=[method])

    async def _hello(self, request: Request) -> Response:
        return _ok(self._endpoint.hello(self._challenges.current()))

    async def _answer(self, request: Request, path: str, handler: Handler, limit: int) -> Response:
        async def work() -> Response:
            body = await _body(request, limit)

            def blocking() -> bytes:
                return handler(self._call(request, body, path))

            return _ok(await run_in_threadpool(blocking))

        return await self._guard(request, path, work)

    async def _guard(self, request: Request, path: str, work: Callable[[], Awaitable[Response]]) -> Response:
        began = time.perf_counter()
        try:
            response = await work()
        except Exception as error:  # noqa: BLE001 - the last door: nothing of the error's text goes out or into the log
            response = self._refuse(error)
        logger.info(
            json.dumps(
                {
                    "method": request.method,
                    "route": path,
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - began) * 1000, 1),
                    "bytes": len(response.body),
                }
            )
        )
        return response

    def _refuse(self, error: Exception) -> Response:
        if isinstance(error, Moved):
            return _problem(409, error.reason, list(error.detail))
        if isinstance(error, SyncError):
            for kind, status in _STATUSES:
                if isinstance(error, kind):
                    detail: Value = self._challenges.current() if status == 401 else ""
                    return _problem(status, error.reason, detail)
        if isinstance(error, TimeoutError):
            return _problem(408, "too slow")
        logger.error(json.dumps({"error": type(error).__name__}))
        return _problem(500, "endpoint failed")

    def _call(self, request: Request, body: bytes, path: str) -> Call:
        """Who calls, by signature, and whether he may do this here; runs in a thread."""
        org = _id(request.path_params["org"])
        control = self._endpoint.control(org)
        device = self._device(request, control, body)
        space = b""
        if "space" in request.path_params:
            space = _id(request.path_params["space"])
        name = path.rpartition("/")[2]
        if not rights.allowed(control, device, request.method, name, space, self._endpoint.now_ms()):
            raise Forbidden("revoked" if control.roster().revoked(device) else "no role in this space")
        return Call(Caller(org, device, space), body, dict(request.path_params), dict(request.query_params))

    def _device(self, request: Request, control: ControlLog, body: bytes) -> bytes:
        roster = control.roster()
        empty = control.head.cseq == 0

        def sign_pk_of(device: bytes) -> bytes | None:
            found = roster.device(device)
            if found is not None:
                return found.sign_pk
            if request.scope["path"].endswith("/ctl/refill"):
                return named_in(body).get(device)
            return _founder(body).get(device) if empty and request.method == "POST" else None

        target = request.scope["raw_path"].decode("ascii")
        query = request.scope["query_string"].decode("ascii")
        lines = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        signed = SignedRequest(request.method, target, query, HeaderLines(lines))
        try:
            return verify_request(signed, body, sign_pk_of, self._challenges, self._endpoint.now_ms())
        except Refused as error:
            unheard = empty and not isinstance(error, NoChallenge)
            raise Unsigned(NO_CONTROL_LOG if unheard else error.reason) from None

    async def _wait(self, request: Request) -> Response:
        async def work() -> Response:
            body = await _body(request, MAX_SMALL)
            call = await run_in_threadpool(self._call, request, body, "/v1/o/{org}/wait")
            try:
                token = bytes.fromhex(call.query.get("v", ""))
            except ValueError:
                token = b""
            return _ok(await self._changes(call.who, token))

        return await self._guard(request, "/v1/o/{org}/wait", work)

    async def _changes(self, who: Caller, token: bytes) -> bytes:
        deadline = time.monotonic() + self._wait_s
        while True:
            event = self._endpoint.bell.listen()
            try:
                versions = await run_in_threadpool(self._endpoint.versions, who)
                changed = changed_since(token, versions)
                left = deadline - time.monotonic()
                if changed or left <= 0 or self._endpoint.bell.closed:
                    return encode([wait_token(versions), changed])
                await asyncio.wait_for(event.wait(), left)
            except TimeoutError:
                continue
            finally:
                self._endpoint.bell.leave(event)


_STATUSES: tuple[tuple[type[SyncError], int], ...] = (
    (Full, 507),
    (Busy, 503),
    (Gone, 503),
    (Unsigned, 401),
    (TooLarge, 413),
    (Missing, 404),
    (Forbidden, 403),
    (Malformed, 400),
    (SyncError, 422),
)


def _founder(body: bytes) -> dict[bytes, bytes]:
    """The machine named in a genesis: before there is a control log it alone may speak, and only to post that."""
    try:
        op = Op.parse(parse_raws(body)[0])
    except (SyncError, IndexError):
        return {}
    return {op.body.row.device: op.body.row.sign_pk} if isinstance(op.body, Genesis) else {}


async def _body(request: Request, limit: int) -> bytes:
    """The whole body, if it is at most `limit` bytes; a longer one is left unread."""
    declared = request.headers.get("content-length", "0")
    if not (declared.isascii() and declared.isdigit()) or len(declared) > 18 or int(declared) > limit:
        raise TooLarge("body too large")
    parts: list[bytes] = []
    size = 0
    async with asyncio.timeout(BODY_TIMEOUT_S):
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise TooLarge("body too large")
            parts.append(part)
    return b"".join(parts)


def _ok(body: bytes) -> Response:
    return Response(body, media_type=CONTENT_TYPE)


def _problem(status: int, reason: str, detail: Value = "") -> Response:
    return Response(Problem(reason, detail).raw(), status_code=status, media_type=CONTENT_TYPE)


async def _not_found(request: Request, error: Exception) -> Response:
    return _problem(404, "no such route")
