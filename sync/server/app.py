"""The endpoint's HTTP face: routes, how long a body each takes, and a log line without content.

Handlers are blocking and run in threads; only a wait is awaited. Knows no table.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sync.errors import SyncError
from sync.protocol import MAX_PUSH, MAX_SMALL, WAIT_S
from sync.server.auth import Challenges
from sync.server.callers import Call, Callers, an_id, number
from sync.server.endpoint import Endpoint
from sync.server.limits import Gate, Limits
from sync.server.replies import GONE_S, ok, problem, refusal, with_body

REFILL = "/v1/o/{org}/ctl/refill"
WAIT = "/v1/o/{org}/wait"
HELLO = "/v1/hello"
HEALTH = "/healthz"
UNKNOWN = "-"
"""The route in the log line of a request for none: its path may hold ids, or anything."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OWN = "roedtraad.endpoint"
logger = logging.getLogger(OWN)

Handler = Callable[[Call], bytes]
Work = Callable[[], Awaitable[Response]]


class App:
    """Routes over an Endpoint; `asgi` is the application."""

    def __init__(
        self, endpoint: Endpoint, challenges: Challenges, wait_s: float = WAIT_S, limits: Limits | None = None
    ) -> None:
        self._endpoint = endpoint
        self._challenges = challenges
        self._wait_s = wait_s
        self._callers = Callers(endpoint, challenges, limits or Limits())
        self._gate = Gate()
        e = endpoint
        space = "/v1/o/{org}/s/{space}"
        self.asgi = Starlette(
            routes=[
                Route(HEALTH, self._health, methods=["GET"]),
                Route(HELLO, self._hello, methods=["GET"]),
                self._route("/v1/o/{org}/ctl", "GET", lambda c: e.get_ctl(c.who, c.number("after", 0))),
                self._route("/v1/o/{org}/ctl", "POST", lambda c: e.post_ctl(c.who, c.body), MAX_PUSH),
                self._route(REFILL, "POST", lambda c: e.generations.refill(c.who.org, c.body), MAX_PUSH),
                Route(WAIT, self._wait, methods=["GET"]),
                self._route(
                    f"{space}/push",
                    "POST",
                    lambda c: e.push(c.who, c.number("gen", 0), c.number("seq", 0), c.body),
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
                self._route(f"{space}/gen/{{n}}", "GET", lambda c: e.gen(c.who, number(c.path["n"]))),
                self._route(f"{space}/beat", "GET", lambda c: e.get_beats(c.who)),
                self._route(f"{space}/beat", "PUT", lambda c: e.put_beat(c.who, c.body)),
                self._route(f"{space}/box/{{device}}", "GET", lambda c: e.get_boxes(c.who, an_id(c.path["device"]))),
                self._route(
                    f"{space}/box/{{device}}", "PUT", lambda c: e.put_box(c.who, an_id(c.path["device"]), c.body)
                ),
            ],
            exception_handlers={404: self._not_found, 405: self._not_found},
        )

    def _route(self, path: str, method: str, handler: Handler, limit: int = MAX_SMALL) -> Route:
        async def answer(request: Request) -> Response:
            async def handled(body: bytes) -> Response:
                return ok(await run_in_threadpool(lambda: handler(self._callers.call(request, body, path))))

            return await self._guard(request, path, lambda: with_body(request, limit, self._gate, handled))

        return Route(path, answer, methods=[method])

    async def _hello(self, request: Request) -> Response:
        async def work() -> Response:
            return ok(self._endpoint.hello(self._challenges.current()))

        return await self._guard(request, HELLO, work)

    async def _health(self, request: Request) -> Response:
        """For whoever watches the machine: "ok" while the database answers. Unsigned, and says nothing else."""

        async def work() -> Response:
            try:
                await run_in_threadpool(self._endpoint.look)
            except SyncError:
                return PlainTextResponse("no database\n", 503)
            return PlainTextResponse("ok\n")

        return await self._guard(request, HEALTH, work)

    async def _wait(self, request: Request) -> Response:
        async def answered(body: bytes) -> Response:
            call = await run_in_threadpool(self._callers.call, request, body, WAIT)
            try:
                token = bytes.fromhex(call.query.get("v", ""))
            except ValueError:
                token = b""
            seconds = min(self._wait_s, call.number("s", WAIT_S))
            return ok(await self._endpoint.waiting.answer(call.who.org, call.who.device, token, seconds))

        return await self._guard(request, WAIT, lambda: with_body(request, MAX_SMALL, self._gate, answered))

    async def _not_found(self, request: Request, _error: Exception) -> Response:
        async def work() -> Response:
            return problem(404, "no such route")

        return await self._guard(request, UNKNOWN, work)

    async def _guard(self, request: Request, route: str, work: Work) -> Response:
        began = time.perf_counter()
        failed = ""
        try:
            response = await work()
        except asyncio.CancelledError:
            if not self._endpoint.bell.closed:
                raise  # who asked has hung up
            response = problem(503, "endpoint is stopping", wait_s=GONE_S)
        except Exception as error:  # noqa: BLE001 - the last door: nothing of the error's text goes out or into the log
            refused = refusal(error, self._challenges.current)
            failed = type(error).__name__ if refused is None else ""
            response = refused or problem(500, "endpoint failed")
        line: dict[str, object] = {
            "at_ms": self._endpoint.now_ms(),
            "method": request.method if request.method in METHODS else UNKNOWN,
            "route": route,
            "status": response.status_code,
            "ms": round((time.perf_counter() - began) * 1000, 1),
            "bytes": len(response.body),
        }
        logger.log(logging.ERROR if failed else logging.INFO, json.dumps(line | ({"error": failed} if failed else {})))
        return response
