"""The way out of FROZEN: people name the endpoint's key, and the generations to trust, in an op of their own.

Nothing else that the endpoint says is applied meanwhile (docs/protocol.md, "Frozen").
"""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

from sync.client import resigning
from sync.client.asking import Offline, Refusal, ask, get, parsed
from sync.client.events import ControlChanged, OutboxChanged
from sync.control import FORKED, ControlLog
from sync.control_bodies import ServerKey
from sync.control_ops import Op
from sync.errors import SyncError
from sync.model import Header
from sync.protocol import Answer, CtlPage, Request, org_path

if TYPE_CHECKING:
    from sync.client.rounds import Round

MOST_OPS = 65_536


def look(round_: "Round") -> Generator[Request, Answer, None]:
    """Asks the endpoint for the op that ends it: behind one's own log, or from the beginning where that has forked."""
    after = 0 if round_.journal.frozen() == FORKED else round_.control.head.cseq
    ops: list[tuple[bytes, bytes]] = []
    try:
        while len(ops) < MOST_OPS:
            request = get("ctl", org_path(round_.org, "ctl"), f"after={after + len(ops)}")
            page = parsed(CtlPage.parse, (yield from ask(request)))
            if not page.ops:
                break
            ops += page.ops
    except (Offline, Refusal):
        return
    thaw(round_, ops)


def thaw(round_: "Round", ops: Sequence[tuple[bytes, bytes]]) -> bool:
    """Takes these ops if, and only if, a new `server_key` that holds is among them; whether it was.

    Where they branch off the log here, that is the branch to go on with: root or two administrators signed it.
    """
    if not any(_names_a_key(raw) for raw, _head in ops):
        return False
    fork, named = round_.control.head.cseq, False
    log = ControlLog.load(round_.org, round_.control.ops)
    try:
        for raw, head in ops:
            op = Op.parse(raw)
            if op.cseq <= log.head.cseq and log.op(op.cseq).ophash == op.ophash:
                continue
            if op.cseq <= log.head.cseq:
                fork = op.cseq - 1
                log = ControlLog.load(round_.org, log.ops[:fork])
                named = False
            log.add(raw, head)
            named = named or isinstance(op.body, ServerKey)
    except SyncError:
        return False
    if named:
        _take(round_, log, fork)
    return named


def _names_a_key(raw: bytes) -> bool:
    try:
        return isinstance(Op.parse(raw).body, ServerKey)
    except SyncError:
        return False


def _take(round_: "Round", log: ControlLog, fork: int) -> None:
    forked = fork < round_.control.head.cseq
    round_.journal.thaw(log.after(fork), fork)
    round_.control = log
    round_.refused.clear()
    round_.tell(ControlChanged(log.head.cseq))
    if not forked:
        return

    def cites_the_other(header: Header) -> bool:
        return header.ctl.cseq > fork

    for space in log.roster().spaces_of(round_.keys.device_id):
        if round_.journal.outbox_count(space):
            changed = resigning.resign(round_.journal, round_.keys, log, space, cites_the_other)
            round_.changed(space, changed)
            round_.tell(OutboxChanged(space))
