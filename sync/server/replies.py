"""What comes in is bounded before it is read, and what goes out says no more of an error than a status and a word.

Knows Starlette's requests and responses, no route.
"""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from sync.codec import Value
from sync.errors import Malformed, Refused, SyncError
from sync.protocol import CONTENT_TYPE, Problem
from sync.server.database.errors import Busy, Full, Gone
from sync.server.endpoint import Forbidden, Missing, Moved
from sync.server.limits import Crowded, Gate, TooMuch

BODY_TIMEOUT_S = 30.0
FULL_S, GONE_S = 60, 5
"""Seconds after which one may try again: a disk is not emptied at once, a database is soon back."""


class TooLarge(Refused):
    """The body is longer than the route takes; nothing of it was parsed."""


class Unsigned(Refused):
    """The caller did not prove who it is."""


_STATUSES: tuple[tuple[type[SyncError], int], ...] = (
    (Full, 507),
    (Busy, 503),
    (Gone, 503),
    (Crowded, 503),
    (TooMuch, 429),
    (Unsigned, 401),
    (TooLarge, 413),
    (Missing, 404),
    (Forbidden, 403),
    (Malformed, 400),
    (SyncError, 422),
)


def ok(body: bytes) -> Response:
    """What was asked for."""
    return Response(body, media_type=CONTENT_TYPE)


def problem(status: int, reason: str, detail: Value = "", wait_s: int = 0) -> Response:
    """Why not, and after how many seconds it is worth while to ask again."""
    headers = {"retry-after": str(wait_s)} if wait_s else {}
    body = Problem(reason, wait_s if wait_s else detail).raw()
    return Response(body, status_code=status, media_type=CONTENT_TYPE, headers=headers)


def refusal(error: Exception, challenge: Callable[[], bytes]) -> Response | None:
    """The answer for what can go wrong; None for what nobody thought of. A 401 bears a new challenge."""
    if isinstance(error, Moved):
        return problem(409, error.reason, list(error.detail))
    if isinstance(error, TimeoutError):
        return problem(408, "too slow")
    if not isinstance(error, SyncError):
        return None
    status = next(status for kind, status in _STATUSES if isinstance(error, kind))
    return problem(status, error.reason, challenge() if status == 401 else "", _wait_s(error))


def _wait_s(error: SyncError) -> int:
    if isinstance(error, TooMuch | Crowded):
        return error.wait_s
    if isinstance(error, Full):
        return FULL_S
    return GONE_S if isinstance(error, Busy | Gone) else 0


async def with_body(request: Request, limit: int, gate: Gate, work: Callable[[bytes], Awaitable[Response]]) -> Response:
    """What `work` answers to the whole body, if that is at most `limit` bytes; a longer one is left unread.

    Raises TooLarge, Crowded where there is no room for it now, TimeoutError where it does not come.
    """
    size = _declared(request, limit)
    with gate.room(size):
        parts: list[bytes] = []
        came = 0
        async with asyncio.timeout(BODY_TIMEOUT_S):
            async for part in request.stream():
                came += len(part)
                if came > limit:
                    raise TooLarge("body too large")
                parts.append(part)
        return await work(b"".join(parts))


def _declared(request: Request, limit: int) -> int:
    """How long the body says it is; one that does not say may be as long as the route takes."""
    declared = request.headers.get("content-length")
    if declared is None:
        return limit if "transfer-encoding" in request.headers else 0
    if not (declared.isascii() and declared.isdigit()) or len(declared) > 18 or int(declared) > limit:
        raise TooLarge("body too large")
    return int(declared)
