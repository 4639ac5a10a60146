"""PUSH: own commits go out in the order they were made. "Stored" counts only under a Head that the endpoint signed."""

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING

from sync.client.asking import Offline, Refusal, ask, parsed
from sync.client.events import OutboxChanged
from sync.client.rotation import withheld
from sync.model import Commit, Header
from sync.protocol import PASSING, TAKEN, Answer, PushAnswer, PushResult, Request, push_body, space_path

if TYPE_CHECKING:
    from sync.client.rounds import Round


def push(round_: "Round", space: bytes) -> Generator[Request, Answer, None]:
    """Sends the outbox in its order, until it is empty, or what is left is refused or must not leave yet.

    A refused commit, or one that must not leave, holds back what was made behind it in its incarnation, and no other.
    """
    skipped = _refused(round_, space)
    stays = withheld(round_.control, space)
    while waiting := round_.journal.outbox(space, without=skipped):
        commits, held_back = _free(waiting, stays)
        skipped = skipped | held_back
        if not commits:
            continue
        pushed = yield from send(round_, space, push_body([commit.value() for commit in commits]), len(commits))
        if pushed is None:
            return
        pairs = list(zip(commits, pushed.results, strict=True))
        stored = {commit.cid: result.seq for commit, result in pairs if result.status in TAKEN}
        refused: dict[bytes, tuple[bytes, PushResult]] = {}
        for commit, result in pairs:
            if result.status not in TAKEN:
                refused.setdefault(commit.header.inc, (commit.cid, result))
        round_.unread.add(space)
        round_.journal.mark_stored(space, stored)
        for inc, (cid, result) in refused.items():
            round_.journal.mark_refused(space, cid, f"{result.status}: {result.reason}".rstrip(": "))
            if result.status not in PASSING:
                round_.refused.setdefault(space, {})[inc] = round_.control.head, cid
        skipped = skipped | refused.keys()
        round_.tell(OutboxChanged(space))


def _free(waiting: Iterable[Commit], stays: Callable[[Header], bool]) -> tuple[list[Commit], frozenset[bytes]]:
    """What may leave, and the incarnations that go no further because the next of theirs must stay here."""
    free: list[Commit] = []
    held_back: set[bytes] = set()
    for commit in waiting:
        if commit.header.inc not in held_back and not stays(commit.header):
            free.append(commit)
        else:
            held_back.add(commit.header.inc)
    return free, frozenset(held_back)


def _refused(round_: "Round", space: bytes) -> frozenset[bytes]:
    """The incarnations whose next commit was refused by the control log as it stands: it is met once by each."""
    known = round_.refused.get(space, {})
    waiting = round_.journal.waits(space, [cid for _, cid in known.values()]) if known else frozenset()
    return frozenset(inc for inc, (head, cid) in known.items() if head == round_.control.head and cid in waiting)


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
