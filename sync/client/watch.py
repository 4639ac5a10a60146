"""What changed, as the endpoint says: the long poll as data, on a thread and a transport of its own, and one look."""

from collections.abc import Generator
from typing import TYPE_CHECKING

from sync.client.asking import Offline, Refusal, ask, get, parsed
from sync.errors import SyncError
from sync.protocol import WAIT_S, Answer, Problem, Request, org_path, parse_wait

if TYPE_CHECKING:
    from sync.client.rounds import Round


def look(round_: "Round") -> Generator[Request, Answer, frozenset[bytes] | None]:
    """The ids that changed since the last look, all of them the first time; None where the endpoint will not say."""
    try:
        body = yield from ask(get("look", org_path(round_.org, "wait"), f"v={round_.heard.hex()}&s=0"))
    except Refusal:
        return None
    round_.heard, ids = parsed(parse_wait, body)
    return ids


class Watch:
    """Remembers the endpoint's opaque token between waits."""

    def __init__(self, org: bytes) -> None:
        self._org = org
        self._token = b""

    def request(self) -> Request:
        """The next wait; it is answered at once the first time."""
        return Request("wait", "GET", org_path(self._org, "wait"), f"v={self._token.hex()}", timeout_s=WAIT_S + 10)

    def answer(self, answer: Answer) -> frozenset[bytes]:
        """The ids that changed: nudge the engine with them. Raises SyncError where the answer is not ours."""
        if not answer.ours:
            raise Offline("not our endpoint")
        if answer.status != 200:
            try:
                raise Offline(Problem.parse(answer.body).reason)
            except SyncError as error:
                raise Offline(error.reason) from None
        token, ids = parse_wait(answer.body)
        self._token = token
        return ids
