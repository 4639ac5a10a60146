"""A question and the three ways its answer can be no answer. Shared by every step of a round."""

from collections.abc import Callable, Generator
from typing import NoReturn, TypeVar

from sync.errors import Refused, SyncError
from sync.log import Journal
from sync.protocol import Answer, Problem, Request

T = TypeVar("T")

LONGEST_WAIT_S = 60


class Offline(SyncError):
    """Nothing that our endpoint would say came back; everything is kept, and tried again.

    `wait_s`: it asked not to be tried again before so many seconds.
    """

    def __init__(self, reason: str, wait_s: int = 0) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


class Away(Offline):
    """It is not there, or has no time now: nothing else is asked of it in this round."""


class Frozen(SyncError):
    """The endpoint was caught in a contradiction under its own signature; nothing from it is applied."""


def freeze(journal: Journal, reason: str, mine: bytes, theirs: bytes) -> NoReturn:
    """Keeps the two proofs of a contradiction. Raises Frozen."""
    journal.freeze(reason, mine, theirs)
    raise Frozen(reason)


class Refusal(SyncError):
    """The endpoint answered in our protocol, and no."""

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(problem.reason)
        self.status = status
        self.problem = problem


def ask(request: Request) -> Generator[Request, Answer, bytes]:
    """The body of a 200 in our protocol. Raises Refusal for another status, Away for anything not ours."""
    answer = yield request
    if not answer.ours:
        raise Away("not our endpoint")
    if answer.status == 200:
        return answer.body
    try:
        problem = Problem.parse(answer.body)
    except SyncError:
        raise Away("not our endpoint") from None
    if answer.status >= 500 or answer.status in (401, 408, 429):
        raise Away(problem.reason, _wait_s(problem))
    raise Refusal(answer.status, problem)


def _wait_s(problem: Problem) -> int:
    """How long the endpoint asks to be left alone; never longer than the minute's round waits."""
    return max(0, min(problem.detail, LONGEST_WAIT_S)) if isinstance(problem.detail, int) else 0


def parsed(parse: Callable[[bytes], T], body: bytes) -> T:
    """What a body says. Raises Offline where it is not what the endpoint would have said."""
    try:
        return parse(body)
    except Refused as error:
        raise Offline(error.reason) from None
    except SyncError:
        raise Offline("answer is damaged") from None


def get(kind: str, path: str, query: str = "", space: bytes = b"") -> Request:
    """A GET."""
    return Request(kind, "GET", path, query, space=space)


def put(kind: str, path: str, body: bytes, space: bytes) -> Request:
    """A PUT."""
    return Request(kind, "PUT", path, body=body, space=space)
