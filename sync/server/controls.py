"""The control logs of the organisations this endpoint serves: kept in the database, verified and folded in memory.

Knows which organisations were admitted; who may sign what is `sync.control`.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sync.control import ControlLog
from sync.crypto.keys import SigningKey
from sync.errors import Refused
from sync.heads import GenStart
from sync.model import NO_WITNESS
from sync.server.database import rows as db

MOMENT_S = 0.05


class Controls:
    """One verified control log per organisation, as new as the transaction that asks.

    A log handed out is never changed afterwards, so requests in other threads may go on reading it.
    """

    def __init__(self, server: SigningKey) -> None:
        self._server = server
        self._logs: dict[bytes, ControlLog] = {}
        self._loading = threading.Lock()
        self._looked: dict[bytes, float] = {}
        self._turns = 0

    def just_seen(self, org: bytes) -> ControlLog | None:
        """The log as it was a moment ago, None where it was not looked at since: one look serves many requests.

        Only where no other process writes ops, but for a person who reads in a bundle beside it.
        """
        looked = self._looked.get(org)
        if looked is None or time.monotonic() - looked > MOMENT_S:
            return None
        return self._logs.get(org)

    @contextmanager
    def looking(self, org: bytes) -> Iterator[None]:
        """Around a transaction that asks for the log: for a moment others go by what it saw."""
        began, turns = time.monotonic(), self._turns
        yield
        if turns == self._turns:
            self._looked[org] = began

    def moved(self) -> None:
        """Ops were written here, and stand: whoever asks from now on is to see them."""
        self._turns += 1
        self._looked.clear()

    def of(self, conn: db.Connection, org: bytes) -> ControlLog:
        """The organisation's log. Raises Refused for one that was not admitted."""
        log = self._logs.get(org)
        if log is not None and not db.ops_behind(conn, org, log.head.cseq):
            return log
        # One at a time: after a start everybody asks at once, and each would put the whole log together for himself.
        with self._loading:
            log = self._logs.get(org)
            if log is None:
                if not db.admitted(conn, org):
                    raise Refused("unknown organisation")
                log = ControlLog.load(org, db.ops_behind(conn, org, 0))
            elif newer := db.ops_behind(conn, org, log.head.cseq):
                log = ControlLog.load(org, [*log.ops, *newer])
            self._logs[org] = log
            return log

    def post(self, conn: db.Connection, org: bytes, ops: Sequence[bytes], now_ms: int) -> list[bytes]:
        """Verifies and appends ops in a writing transaction, all or none; answers their CtlHeads.

        Raises Refused(HEAD_MOVED) where an op does not follow the head.
        """
        db.admitted(conn, org, lock=True)
        before = self.of(conn, org)
        log = ControlLog.load(org, before.ops)
        heads = []
        for raw in ops:
            op, head = log.accept(raw, self._server, now_ms)
            if op.cseq > before.head.cseq:
                db.add_op(conn, org, op.cseq, raw, head)
            heads.append(head)
        for space in log.roster().spaces:
            if db.space_row(conn, org, space) is None:
                self.begin(conn, org, space, now_ms)
        return heads

    def begin(self, conn: db.Connection, org: bytes, space: bytes, now_ms: int, *, gen: int = 1) -> db.SpaceRow:
        """A log that was not there a moment ago gets its first GenStart, of the generation `gen`; its row, locked."""
        db.admitted(conn, org, lock=True)  # two processes may come to this at once: the second finds it begun
        row = db.space_row(conn, org, space, lock=True)
        if row is not None:
            return row
        start = GenStart(org, space, gen, NO_WITNESS, now_ms).signed(self._server)
        return db.begin_space(conn, org, space, start.gen, start.chain, start.raw())
