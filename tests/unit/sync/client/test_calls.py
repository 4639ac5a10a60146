"""Blocking calls: what an endpoint may answer, and what is made of an answer that is out of order."""

import pytest
from helpers.controls import control_log

from sync.client import calls
from sync.client.events import Idle
from sync.codec import encode
from sync.errors import Malformed, Refused
from sync.protocol import Answer, CtlPage, Hello, Problem, Request

ORG = b"o" * 16


class Says:
    """A transport that answers in turn, and notes what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[Request] = []

    def send(self, request: Request) -> Answer:
        """The next answer."""
        self.asked.append(request)
        return self.answers.pop(0)

    def hello(self) -> Hello:
        """Not asked here."""
        raise AssertionError

    def close(self) -> None:
        """Nothing to end."""


def test_ops_that_are_out_of_order_are_refused() -> None:
    """The second op of a log first: an endpoint that leaves one out is not believed."""
    log = control_log()
    pairs = [(line.raw, line.head) for line in log.lines]
    page = CtlPage((pairs[1],), pairs[1][1]).raw()
    with pytest.raises(Malformed, match="order"):
        calls.get_ctl(Says(Answer(200, True, page)), log.org)


def test_ops_are_brought_back_in_as_many_requests_as_they_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is posted to the route of refills, in order; a refusal is the caller's to hear."""
    pairs = [(bytes([n]) * 40, b"head") for n in range(3)]
    monkeypatch.setattr("sync.protocol.MAX_PUSH", 64 + 130)
    says = Says(Answer(200, True, encode([])), Answer(200, True, encode([])))
    calls.refill_ctl(says, ORG, pairs)
    assert [request.path.rpartition("/")[2] for request in says.asked] == ["refill", "refill"]
    assert says.answers == []
    with pytest.raises(Refused, match="no"):
        calls.refill_ctl(Says(Answer(403, True, Problem("no").raw())), ORG, pairs[:1])


class _Rests:
    """An engine that wants a moment's rest, and then nothing."""

    def __init__(self) -> None:
        self.rests = [0.25, 60.0]

    def next(self) -> Idle:
        """How long."""
        return Idle(self.rests.pop(0))


def test_a_rest_within_patience_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A beat that is owed in a moment is still sent; what is due in a minute is not waited for."""
    slept: list[float] = []
    monkeypatch.setattr("sync.client.calls.time.sleep", slept.append)
    assert calls.drain(_Rests(), Says(), patience_s=1.0) == []  # type: ignore[arg-type]
    assert slept == [0.25]
