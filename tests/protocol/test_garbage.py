"""Whatever comes back instead of the endpoint's answer: OFFLINE, everything kept, and whole again afterwards."""

from collections.abc import Callable

import pytest
from helpers.wire import LocalEndpoint, Town

from sync.client.calls import drain
from sync.client.events import Idle
from sync.client.transport import Unreachable
from sync.codec import encode
from sync.control_space_bodies import MemberSet
from sync.log import JournalFull
from sync.protocol import Answer, Problem, Request

REC = b"r" * 16
KINDS = ["ctl", "push", "log", "beats"]


def _html(answer: Answer) -> Answer:
    return Answer(200, False, b"<html>Log ind</html>")


def _html_in_our_clothes(answer: Answer) -> Answer:
    return Answer(200, True, b"<html>Log ind</html>")


def _server_error(answer: Answer) -> Answer:
    return Answer(500, True, Problem("endpoint failed").raw())


def _proxy_error(answer: Answer) -> Answer:
    return Answer(502, False, b"Bad gateway")


def _half(answer: Answer) -> Answer:
    return Answer(200, True, answer.body[: len(answer.body) // 2])


def _nothing(answer: Answer) -> Answer:
    return Answer(200, True, b"")


def _another_shape(answer: Answer) -> Answer:
    return Answer(200, True, encode([[[1, 2, 3]], "x", {"a": 1}]))


def _redirect(answer: Answer) -> Answer:
    return Answer(302, False, b"")


def _full(answer: Answer) -> Answer:
    return Answer(507, True, Problem("endpoint is full").raw())


def _no_problem(answer: Answer) -> Answer:
    return Answer(409, True, b"\x00")


def _no_network(answer: Answer) -> Answer:
    raise Unreachable("no connection")


SPOILERS = [
    _html,
    _html_in_our_clothes,
    _server_error,
    _proxy_error,
    _half,
    _nothing,
    _another_shape,
    _redirect,
    _full,
    _no_problem,
    _no_network,
]


class Spoiled:
    """The real endpoint, whose answers to one kind of request are spoiled on the way."""

    def __init__(self, town: Town, kind: str, spoil: Callable[[Answer], Answer]) -> None:
        self.inner = town.signe.transport
        self.kind = kind
        self.spoil = spoil

    def send(self, request: Request) -> Answer:
        """The answer, or what became of it."""
        answer = self.inner.send(request)
        return self.spoil(answer) if request.kind == self.kind else answer


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("spoil", SPOILERS, ids=lambda f: f.__name__[1:])
def test_a_spoiled_answer_loses_nothing(town: Town, kind: str, spoil: Callable[[Answer], Answer]) -> None:
    """Offline with a retry due; nothing applied, nothing lost; the next good answer brings all of it."""
    town.palle.save(town.space, b"p" * 16, "fra Palle")
    town.palle.sync()
    town.signe.save(town.space, REC, "fra Signe")
    town.signe.engine.nudge()
    drain(town.signe.engine, Spoiled(town, kind, spoil))  # type: ignore[arg-type]
    assert town.signe.engine.state.kind == "offline"
    assert isinstance(town.signe.engine.next(), Idle)
    assert "fra Signe" in town.signe.texts(town.space)
    assert town.signe.journal.frozen() == ""
    town.signe.sync()
    assert town.signe.engine.state.kind == "idle"
    assert town.signe.states(town.space) == ["stored"]
    assert town.signe.texts(town.space) == ["fra Palle", "fra Signe"]


def test_a_page_cut_at_every_byte_is_whole_or_nothing(town: Town) -> None:
    """Fault 3: no prefix of a page is applied; the cursor stays where it was."""
    town.palle.save(town.space, REC, "x")
    town.palle.sync()
    bodies: list[bytes] = []

    def keep(answer: Answer) -> Answer:
        bodies.append(answer.body)
        return _nothing(answer)

    town.signe.engine.nudge(town.space)
    drain(town.signe.engine, Spoiled(town, "log", keep))  # type: ignore[arg-type]
    whole = bodies[0]
    for n in range(0, len(whole), 7):
        town.signe.engine.nudge(town.space)
        cut = Spoiled(town, "log", lambda _, n=n: Answer(200, True, whole[:n]))  # type: ignore[misc]
        drain(town.signe.engine, cut)  # type: ignore[arg-type]
        assert town.signe.texts(town.space) == []
    town.signe.sync()
    assert town.signe.texts(town.space) == ["x"]


def test_retries_come_after_1_2_4_8_and_8_seconds_and_a_nudge_tries_at_once(town: Town) -> None:
    """The back-off of docs/protocol.md, without jitter."""
    waits = []
    spoiled = Spoiled(town, "ctl", _no_network)
    town.signe.engine.nudge()
    for _ in range(5):
        drain(town.signe.engine, spoiled)  # type: ignore[arg-type]
        wanted = town.signe.engine.next()
        assert isinstance(wanted, Idle)
        waits.append(wanted.seconds)
        town.signe.clock.sleep(wanted.seconds)
    assert waits == [1.0, 2.0, 4.0, 8.0, 8.0]
    drain(town.signe.engine, spoiled)  # type: ignore[arg-type]
    assert isinstance(town.signe.engine.next(), Idle)
    town.signe.engine.nudge()
    assert isinstance(town.signe.engine.next(), Request)


def test_a_full_disk_stops_the_round_and_keeps_the_outbox(town: Town) -> None:
    """FULL: nothing is applied; when there is room again everything is."""
    town.palle.save(town.space, REC, "x")
    town.palle.sync()
    plain = town.signe.journal.apply

    def full(batch: object) -> object:
        raise JournalFull("disk is full")

    town.signe.journal.apply = full  # type: ignore[method-assign,assignment]
    town.signe.sync()
    assert town.signe.engine.state.kind == "full"
    town.signe.journal.apply = plain  # type: ignore[method-assign]
    town.signe.sync()
    assert town.signe.engine.state.kind == "idle"
    assert town.signe.texts(town.space) == ["x"]


def test_what_the_endpoint_denies_stays_with_its_reason_and_blocks_no_reading(
    town: Town, endpoint: LocalEndpoint
) -> None:
    """Signe's right to write was taken while she was away too long: her note is kept and shown, Palle's arrives."""
    town.signe.save(town.space, REC, "for sent")
    town.post(town.admin, MemberSet(town.space, town.signe.user, "read"))
    endpoint.clock.sleep(31 * 86_400)
    town.palle.save(town.space, b"p" * 16, "fra Palle")
    town.palle.sync()
    town.signe.sync()
    (own,) = town.signe.journal.space(town.space).own.values()
    assert (own.state, own.reason) == ("local", "beyond the cut")
    assert "fra Palle" in town.signe.texts(town.space)
    assert isinstance(town.signe.engine.next(), Idle)


def test_an_answer_to_an_old_request_is_ignored(town: Town) -> None:
    """After a failure the late answer of the request that failed changes nothing."""
    town.signe.engine.nudge()
    request = town.signe.engine.next()
    assert isinstance(request, Request)
    answer = town.signe.transport.send(request)
    town.signe.engine.failed(request, "no connection")
    assert town.signe.engine.answer(request, answer) == []
    assert town.signe.engine.failed(request, "no connection") == []
    assert town.signe.engine.state.kind == "offline"


def test_a_fault_of_the_store_is_heard_and_the_round_is_tried_again(town: Town) -> None:
    """An error that is no sync error leaves the engine whole: whoever drives it decides, and nothing is skipped."""
    town.palle.save(town.space, REC, "x")
    town.palle.sync()
    plain = town.signe.journal.apply

    def broken(batch: object) -> object:
        raise RuntimeError("store is gone")

    town.signe.journal.apply = broken  # type: ignore[method-assign,assignment]
    with pytest.raises(RuntimeError):
        town.signe.sync()
    assert (town.signe.engine.state.kind, town.signe.engine.state.reason) == ("offline", "fault on this pc")
    town.signe.journal.apply = plain  # type: ignore[method-assign]
    town.signe.clock.sleep(1)
    drain(town.signe.engine, town.signe.transport)
    assert town.signe.texts(town.space) == ["x"]
