"""PUSH: own commits go out in the order they were made. "Stored" counts only under a Head that the endpoint signed."""

from collections.abc import Generator
from itertools import takewhile
from typing import TYPE_CHECKING

from sync.client.asking import Offline, Refusal, ask, parsed
from sync.client.events import OutboxChanged
from sync.client.rotation import withheld
from sync.protocol import PASSING, TAKEN, Answer, PushAnswer, Request, push_body, space_path

if TYPE_CHECKING:
    from sync.client.rounds import Round


def push(round_: "Round", space: bytes) -> Generator[Request, Answer, None]:
    """Sends the outbox in its order, until it is empty, or something in it is refused or must not leave yet."""
    first = round_.journal.outbox(space, at_most=1)
    if first and round_.refused.get(space) == (round_.control.head, first[0].cid):
        return
    stays = withheld(round_.control, space)
    while commits := list(takewhile(lambda commit: not stays(commit.header), round_.journal.outbox(space))):
        pushed = yield from send(round_, space, push_body([commit.value() for commit in commits]), len(commits))
        if pushed is None:
            return
        pairs = list(zip(commits, pushed.results, strict=True))
        stored = {commit.cid: result.seq for commit, result in pairs if result.status in TAKEN}
        refused = next(((c, r) for c, r in pairs if r.status not in TAKEN), None)
        round_.unread.add(space)
        round_.journal.mark_stored(space, stored)
        if refused is not None:
            commit, result = refused
            round_.journal.mark_refused(space, commit.cid, f"{result.status}: {result.reason}".rstrip(": "))
            if result.status not in PASSING:
                round_.refused[space] = round_.control.head, commit.cid
        if stored or refused:
            round_.tell(OutboxChanged(space))
        if refused is not None:
            return


def send(round_: "Round", space: bytes, commits: bytes, count: int) -> Generator[Request, Answer, PushAnswer | None]:
    """The endpoint's answer to so many commits; None where its log is not the one here: then it appended nothing.

    It is told what Head it once gave, so that a restored one knows.
    """
    cursor = round_.journal.cursor(space)
    query = "" if cursor is None else f"gen={cursor.gen}&seq={cursor.seq}"
    path = space_path(round_.org, space, "push")
    try:
        body = yield from ask(Request("push", "POST", path, query, commits, space, 60.0))
    except Refusal as error:
        if error.status == 409:
            return None
        raise
    pushed = parsed(PushAnswer.parse, body)
    head = pushed.head
    if (head.org, head.space) != (round_.org, space) or (cursor is not None and head.gen != cursor.gen):
        raise Offline("head of another log")
    if not head.verify(round_.control.roster().server_pk):
        raise Offline("head is not signed by the endpoint")
    if any(result.status in TAKEN and not 1 <= result.seq <= head.seq for result in pushed.results):
        raise Offline("stored beyond the head")
    if len(pushed.results) != count:
        raise Offline("wrong number of results")
    return pushed
