"""Who calls, and whether that device may use this route: before anything of the body is looked into.

Knows Starlette's requests and the control log; what a route does is not its matter.
"""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from sync.control import ControlLog, Op
from sync.control_bodies import Genesis
from sync.errors import Malformed, Refused, SyncError
from sync.protocol import NO_CONTROL_LOG, parse_raws
from sync.server import rights
from sync.server.auth import Challenges, HeaderLines, NoChallenge, SignedRequest, verify_request
from sync.server.endpoint import Caller, Endpoint, Forbidden
from sync.server.generations import named_in
from sync.server.limits import Limits
from sync.server.replies import Unsigned


@dataclass(frozen=True)
class Call:
    """A request that was read and whose caller is known."""

    who: Caller
    body: bytes
    path: dict[str, str]
    query: dict[str, str]

    def number(self, name: str, default: int) -> int:
        """A query parameter that is a number of at most 18 digits."""
        return number(self.query.get(name, str(default)))


def number(text: str) -> int:
    """A number of at most 18 digits. Raises Malformed."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Malformed("not a number")
    return int(text)


def an_id(text: str) -> bytes:
    """An id as paths hold it. Raises Malformed."""
    if len(text) != 32 or text != text.lower():
        raise Malformed("not an id")
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Malformed("not an id") from None


class Callers:
    """Finds the device behind a request, by its signature."""

    def __init__(self, endpoint: Endpoint, challenges: Challenges, limits: Limits) -> None:
        self._endpoint = endpoint
        self._challenges = challenges
        self._limits = limits

    def call(self, request: Request, body: bytes, route: str) -> Call:
        """Who calls, by signature, and whether he may do this here and now; blocks.

        Raises Unsigned, TooMuch where the device has asked more than its share, Forbidden.
        """
        org = an_id(request.path_params["org"])
        control = self._endpoint.control_for_callers(org)
        device = self._device(request, control, body)
        now_ms = self._endpoint.now_ms()
        self._limits.spend(device, len(body), now_ms)
        space = an_id(request.path_params["space"]) if "space" in request.path_params else b""
        name = route.rpartition("/")[2]
        if not rights.allowed(control, device, request.method, name, space, now_ms):
            raise Forbidden("revoked" if control.roster().revoked(device) else "no role in this space")
        return Call(Caller(org, device, space), body, dict(request.path_params), dict(request.query_params))

    def _device(self, request: Request, control: ControlLog, body: bytes) -> bytes:
        empty = control.head.cseq == 0
        target = request.scope["raw_path"].decode("ascii")
        query = request.scope["query_string"].decode("ascii")
        lines = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        signed = SignedRequest(request.method, target, query, HeaderLines(lines))
        keys = _keys(request, control, body)
        try:
            return verify_request(signed, body, keys, self._challenges, self._endpoint.now_ms())
        except Refused as error:
            unheard = empty and not isinstance(error, NoChallenge)
            raise Unsigned(NO_CONTROL_LOG if unheard else error.reason) from None


def _keys(request: Request, control: ControlLog, body: bytes) -> Callable[[bytes], bytes | None]:
    """What finds the public key of a device that may speak at all."""
    roster = control.roster()

    def sign_pk_of(device: bytes) -> bytes | None:
        found = roster.device(device)
        if found is not None:
            return found.sign_pk
        if device == roster.org:
            return roster.root_pk
        if request.scope["path"].endswith("/ctl/refill"):
            return named_in(body).get(device)
        return _founder(body).get(device) if control.head.cseq == 0 and request.method == "POST" else None

    return sign_pk_of


def _founder(body: bytes) -> dict[bytes, bytes]:
    """The machine named in a genesis: before there is a control log it alone may speak, and only to post that."""
    try:
        op = Op.parse(parse_raws(body)[0])
    except (SyncError, IndexError):
        return {}
    return {op.body.row.device: op.body.row.sign_pk} if isinstance(op.body, Genesis) else {}
