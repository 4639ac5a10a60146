"""Plain blocking calls for whoever needs an answer now: enrolment, the command line, tests. The engine uses none."""

import time
from collections.abc import Sequence

from sync.client.engine import Engine
from sync.client.events import Event, Idle
from sync.client.transport import Transport, Unreachable
from sync.codec import as_bytes, as_list, decode, encode
from sync.errors import Malformed, Refused
from sync.heads import GenStart
from sync.log import op_ref
from sync.protocol import (
    MAX_ANSWER,
    Answer,
    CtlPage,
    Hello,
    Problem,
    Request,
    org_path,
    parse_raws,
    refills,
    space_path,
)


def hello(transport: Transport) -> Hello:
    """The endpoint's first word: its key is what a founder pins in genesis. Raises Unreachable."""
    return transport.hello()


def body_of(answer: Answer) -> bytes:
    """What a plain 200 says. Raises Unreachable, or Refused with the endpoint's word."""
    if not answer.ours:
        raise Unreachable("not our endpoint")
    if answer.status == 200:
        return answer.body
    problem = Problem.parse(answer.body)
    if answer.status >= 500:
        raise Unreachable(problem.reason)
    raise Refused(problem.reason)


def get_ctl(transport: Transport, org: bytes, after: int = 0) -> list[tuple[bytes, bytes]]:
    """Every (op, CtlHead) behind cseq `after`, in order, not verified. Raises Unreachable, Refused, Malformed."""
    ops: list[tuple[bytes, bytes]] = []
    while True:
        request = Request("ctl", "GET", org_path(org, "ctl"), f"after={after + len(ops)}")
        page = CtlPage.parse(body_of(transport.send(request)))
        if not page.ops:
            return ops
        for op, head in page.ops:
            if op_ref(op).cseq != after + len(ops) + 1:
                raise Malformed("ops are not in order")
            ops.append((op, head))


def post_ctl(transport: Transport, org: bytes, ops: Sequence[bytes]) -> list[bytes]:
    """Posts raw ops; their CtlHeads. All or none.

    Raises Refused(HEAD_MOVED) where somebody else's op came first: fetch, look, sign anew. Refused with another
    reason where the endpoint does not allow one of them; Unreachable; Malformed for a damaged answer.
    """
    request = Request("post", "POST", org_path(org, "ctl"), body=encode(list(ops)))
    heads = [as_bytes(head) for head in as_list(decode(body_of(transport.send(request)), MAX_ANSWER))]
    if len(heads) != len(ops):
        raise Malformed("wrong number of heads")
    return heads


def refill_ctl(transport: Transport, org: bytes, ops: Sequence[tuple[bytes, bytes]]) -> None:
    """Brings ops back, each with the head it had, to an endpoint that lost them. Raises Refused, Unreachable."""
    for body in refills(ops):
        body_of(transport.send(Request("refill", "POST", org_path(org, "ctl", "refill"), body=body, timeout_s=60.0)))


def newest_start(transport: Transport, org: bytes, space: bytes) -> GenStart:
    """The GenStart of the newest generation of a log, as the endpoint says. Raises Refused, Unreachable, Malformed."""
    path = space_path(org, space, "gen", "0")
    return GenStart.parse(body_of(transport.send(Request("gen", "GET", path, space=space))))


def put_box(transport: Transport, org: bytes, space: bytes, device: bytes, keybox: bytes) -> None:
    """Uploads a key box for a vouched machine. Raises Refused, Unreachable."""
    path = space_path(org, space, "box", device.hex())
    body_of(transport.send(Request("box", "PUT", path, body=keybox, space=space)))


def get_boxes(transport: Transport, org: bytes, space: bytes, device: bytes) -> tuple[bytes, ...]:
    """The raw key boxes that lie at the endpoint for a machine. Raises Refused, Unreachable, Malformed."""
    path = space_path(org, space, "box", device.hex())
    return parse_raws(body_of(transport.send(Request("box", "GET", path, space=space))))


def get_beats(transport: Transport, org: bytes, space: bytes) -> tuple[bytes, ...]:
    """The raw newest beat of every machine in the space, not verified. Raises Refused, Unreachable, Malformed."""
    path = space_path(org, space, "beat")
    return parse_raws(body_of(transport.send(Request("beat", "GET", path, space=space))))


def drain(engine: Engine, transport: Transport, *, patience_s: float = 0.0) -> list[Event]:
    """Runs the engine until nothing is wanted for longer than `patience_s`; what it told."""
    events: list[Event] = []
    while True:
        wanted = engine.next()
        if isinstance(wanted, Idle):
            if wanted.seconds > patience_s:
                return events
            time.sleep(wanted.seconds)
            continue
        try:
            answer = transport.send(wanted)
        except Unreachable as error:
            events += engine.failed(wanted, error.reason)
        else:
            events += engine.answer(wanted, answer)
