"""The endpoint's core without HTTP and signatures: requests in, answers out, as fast as its database."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from helpers.wire import LocalEndpoint

from sync.codec import encode
from sync.protocol import NO_CONTROL_LOG, Answer, Problem, Request
from sync.server import rights
from sync.server.endpoint import Caller, Endpoint, Forbidden
from sync.server.generations import named_in
from sync.server.replies import Unsigned, refusal
from sync.server.waiting import Token


class Died(Exception):
    """The endpoint is gone in the middle of a request."""


Route = Callable[[Endpoint, Caller, Request, dict[str, int]], bytes]


def _looked(endpoint: Endpoint, who: Caller, request: Request) -> bytes:
    """What a wait of no seconds answers, told by the same tokens."""
    token = Token.parse(bytes.fromhex(dict(parse_qsl(request.query)).get("v", "")))
    marks = endpoint.waiting.marks(who.org, who.device)
    return encode([Token(token.told_ms, marks).raw(), token.changed(marks)])


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "ctl"): lambda e, who, r, q: e.get_ctl(who, q.get("after", 0)),
    ("POST", "ctl"): lambda e, who, r, q: e.post_ctl(who, r.body),
    ("POST", "refill"): lambda e, who, r, q: e.generations.refill(who.org, r.body),
    ("POST", "lost"): lambda e, who, r, q: e.generations.lost(who.org, who.space, r.body),
    ("POST", "push"): lambda e, who, r, q: e.push(who, q.get("gen", 0), q.get("seq", 0), r.body),
    ("GET", "wait"): lambda e, who, r, q: _looked(e, who, r),
    ("GET", "log"): lambda e, who, r, q: e.log(
        who, q["gen"], q["after"], q["max_bytes"], headers=q.get("headers") == 1
    ),
    ("GET", "gen"): lambda e, who, r, q: e.gen(who, int(r.path.rpartition("/")[2])),
    ("GET", "beat"): lambda e, who, r, q: e.get_beats(who),
    ("PUT", "beat"): lambda e, who, r, q: e.put_beat(who, r.body),
    ("GET", "box"): lambda e, who, r, q: e.get_boxes(who, bytes.fromhex(r.path.rpartition("/")[2])),
    ("PUT", "box"): lambda e, who, r, q: e.put_box(who, bytes.fromhex(r.path.rpartition("/")[2]), r.body),
}


def serve(local: LocalEndpoint, org: bytes, device: bytes, request: Request) -> Answer:
    """What the endpoint answers a device that it knows."""
    parts = request.path.split("/")[4:]
    space = bytes.fromhex(parts[1]) if parts[0] == "s" else b""
    route = ROUTES[request.method, parts[2] if space else parts[-1]]
    query = {name: int(value) for name, value in parse_qsl(request.query) if name != "v"}
    try:
        control = local.endpoint.control(org)
        name = parts[2] if space else parts[0]
        refills = name == "ctl" and request.path.endswith("/refill") and device in named_in(request.body)
        if control.roster().user_of(device) is None and not refills:
            raise Unsigned("unknown device" if control.head.cseq else NO_CONTROL_LOG)
        if not rights.allowed(control, device, request.method, name, space, local.endpoint.now_ms()):
            raise Forbidden("no role in this space")
        return Answer(200, True, route(local.endpoint, Caller(org, device, space), request, query))
    except Exception as error:
        response = refusal(error, lambda: b"")
        if response is None:
            if isinstance(error, Died):
                return Answer(500, True, Problem("failed").raw())
            raise
        return Answer(response.status_code, True, bytes(response.body))
