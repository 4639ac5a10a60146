"""CTL: the control log is brought up to date, each op verified under the endpoint's head before it is stored.

An op that contradicts my chain under the endpoint's signature is a proof against it: FROZEN.
"""

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING

from sync.client import thawing
from sync.client.asking import Offline, Refusal, ask, freeze, get, parsed
from sync.client.events import ControlChanged
from sync.control import FORKED, ControlLog
from sync.control_ops import CtlHead
from sync.errors import SyncError, Unknown
from sync.protocol import NO_CONTROL_LOG, Answer, CtlPage, Request, org_path, refills

if TYPE_CHECKING:
    from sync.client.rounds import Round


def follow(round_: "Round") -> Generator[Request, Answer, None]:
    """Brings the control log up to date, and the endpoint's too where it lost ops that are here."""
    try:
        there = yield from _followed(round_)
    except Offline as error:
        if error.reason != NO_CONTROL_LOG or not round_.control.head.cseq:
            raise
        there = 0
    if there < round_.control.head.cseq:
        yield from _refill(round_, there)


def _followed(round_: "Round") -> Generator[Request, Answer, int]:
    """How far the endpoint's control log goes."""
    while True:
        after = round_.control.head.cseq
        body = yield from _asked(get("ctl", org_path(round_.org, "ctl"), f"after={after}"))
        page = parsed(CtlPage.parse, body)
        if not take_ops(round_, page.ops):
            return _check_ctl_head(round_, page.head)


def _refill(round_: "Round", after: int) -> Generator[Request, Answer, None]:
    """Brings back what was lost, each op with the head that the endpoint once gave it."""
    for body in refills(round_.control.after(after)):
        yield from _asked(Request("refill", "POST", org_path(round_.org, "ctl", "refill"), body=body, timeout_s=60.0))


def _asked(request: Request) -> Generator[Request, Answer, bytes]:
    """The body of an answer that must be a plain 200."""
    try:
        return (yield from ask(request))
    except Refusal as error:
        raise Offline(error.problem.reason) from None


def take_ops(round_: "Round", ops: Iterable[tuple[bytes, bytes]]) -> bool:
    """Verifies ops under their heads one by one, by whatever way they came, and stores those that hold, also where a
    later one does not; whether any was new. Raises Frozen, or Offline where one does not hold.

    While the endpoint is not trusted they count only with the op that ends that.
    """
    if round_.journal.frozen():
        return thawing.thaw(round_, list(ops))
    after = round_.control.head.cseq
    fresh: list[tuple[bytes, bytes]] = []
    round_.behind = False
    try:
        for op, head in ops:
            if round_.control.add(op, head).cseq > after + len(fresh):
                fresh.append((op, head))
    except Unknown:
        round_.behind = True
    except SyncError as error:
        if error.reason == FORKED:
            freeze(round_.journal, error.reason, _own_ctl_head(round_), head)
        raise Offline(error.reason) from None
    finally:
        _keep_ops(round_, fresh, after)
    return bool(fresh)


def _keep_ops(round_: "Round", ops: list[tuple[bytes, bytes]], after: int) -> None:
    if not ops:
        return
    try:
        round_.journal.append_control(ops, after)
    except BaseException:
        # Memory must not be ahead of what is stored, or the next ops would be stored behind a gap.
        round_.control = ControlLog.load(round_.org, round_.journal.control_ops())
        raise
    round_.tell(ControlChanged(round_.control.head.cseq))
    round_.refused.clear()


def _own_ctl_head(round_: "Round") -> bytes:
    ops = round_.control.after(max(0, round_.control.head.cseq - 1))
    return ops[-1][1] if ops else b""


def _check_ctl_head(round_: "Round", raw: bytes) -> int:
    """The endpoint's newest CtlHead must stand on my chain; an older one on it means a restored endpoint."""
    if not raw or round_.control.head.cseq == 0:
        return round_.control.head.cseq
    head = parsed(CtlHead.parse, raw)
    if head.cseq > round_.control.head.cseq:
        return head.cseq
    if round_.control.op(head.cseq).ophash != head.ophash:
        if head.org == round_.org and head.verify(round_.control.roster(head.cseq).server_pk):
            freeze(round_.journal, FORKED, _own_ctl_head(round_), raw)
        raise Offline("control head is wrong")
    return head.cseq
