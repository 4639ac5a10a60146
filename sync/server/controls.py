"""The control logs of the organisations this endpoint serves: kept in the database, verified and folded in memory.

Knows which organisations were admitted; who may sign what is `sync.control`.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from sync.control import ControlLog
from sync.crypto.keys import SigningKey
from sync.errors import Refused
from sync.heads import GenStart
from sync.model import NO_WITNESS
from sync.server import database as db


def admit(conn: sa.Connection, org: bytes, now_ms: int) -> None:
    """Names an organisation that this endpoint serves; a second time changes nothing."""
    if not admitted(conn, org):
        conn.execute(db.orgs.insert().values(org=org, admitted_ms=now_ms))


def admitted(conn: sa.Connection, org: bytes) -> bool:
    """Whether the organisation was named."""
    return conn.execute(sa.select(db.orgs.c.org).where(db.orgs.c.org == org)).one_or_none() is not None


def _stored(conn: sa.Connection, org: bytes, after: int) -> list[tuple[bytes, bytes]]:
    statement = (
        sa.select(db.ctl.c.op, db.ctl.c.head).where(db.ctl.c.org == org, db.ctl.c.cseq > after).order_by(db.ctl.c.cseq)
    )
    return [(row.op, row.head) for row in conn.execute(statement)]


class Controls:
    """One verified control log per organisation, as new as the transaction that asks.

    A log handed out is never changed afterwards, so requests in other threads may go on reading it.
    """

    def __init__(self, server: SigningKey) -> None:
        self._server = server
        self._logs: dict[bytes, ControlLog] = {}

    def of(self, conn: sa.Connection, org: bytes) -> ControlLog:
        """The organisation's log. Raises Refused for one that was not admitted."""
        log = self._logs.get(org)
        if log is None:
            if not admitted(conn, org):
                raise Refused("unknown organisation")
            log = ControlLog.load(org, _stored(conn, org, 0))
        elif newer := _stored(conn, org, log.head.cseq):
            log = ControlLog.load(org, [*log.ops, *newer])
        self._logs[org] = log
        return log

    def post(self, conn: sa.Connection, org: bytes, ops: Sequence[bytes], now_ms: int) -> list[bytes]:
        """Verifies and appends ops in a writing transaction, all or none; answers their CtlHeads.

        Raises Refused(HEAD_MOVED) where an op does not follow the head.
        """
        before = self.of(conn, org)
        log = ControlLog.load(org, before.ops)
        heads = []
        for raw in ops:
            op, head = log.accept(raw, self._server, now_ms)
            if op.cseq > before.head.cseq:
                conn.execute(db.ctl.insert().values(org=org, cseq=op.cseq, op=raw, head=head))
            heads.append(head)
        for space in log.roster().spaces:
            self.begin(conn, org, space, now_ms)
        return heads

    def begin(self, conn: sa.Connection, org: bytes, space: bytes, now_ms: int) -> db.SpaceRow:
        """The space's row; a log that has not begun gets its first GenStart."""
        row = db.space_row(conn, org, space)
        if row is not None:
            return row
        start = GenStart(org, space, 1, NO_WITNESS, now_ms).signed(self._server)
        return db.begin_space(conn, org, space, start.gen, start.chain, start.raw())
