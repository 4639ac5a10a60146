"""A log that lost what this endpoint once signed begins anew, as a generation of its own; members bring what is gone.

Knows what a generation is and when one begins, not HTTP and no table (docs/protocol.md, "Generations").
"""

from collections.abc import Callable
from functools import partial

from sync.codec import encode
from sync.control import ControlLog, Op
from sync.control_bodies import AdminSet, Genesis
from sync.control_space_bodies import DeviceAdd
from sync.crypto.keys import SigningKey
from sync.errors import Refused, SyncError
from sync.heads import GenStart, Head, next_chain
from sync.model import Witness
from sync.protocol import parse_refill
from sync.server.bell import Bell
from sync.server.controls import Controls
from sync.server.database import generations as sql
from sync.server.database import rows as db
from sync.server.database.connections import Database

NOTHING_LOST = "nothing is lost"
ERA_S = 1_577_836_800
"""The first second of 2020. A generation that is not the first is numbered by the second it began in, so that the same
backup restored twice gives two numbers, and none of before a loss comes again."""


def next_gen(gen: int, now_ms: int) -> int:
    """The number of a generation that begins now, after `gen`."""
    return max(gen + 1, now_ms // 1000 - ERA_S)


def begin_anew(
    conn: db.Connection, server: SigningKey, org: bytes, space: bytes, row: db.SpaceRow, after: int, now_ms: int
) -> GenStart:
    """A generation later than `after` that begins with every entry there is; the space's row is locked."""
    prev = Witness(row.gen, row.seq, row.chain)
    start = GenStart(org, space, next_gen(max(row.gen, after), now_ms), prev, now_ms).signed(server)
    chain = start.chain
    for entries in sql.entries(conn, row.id):
        chains: list[tuple[int, bytes]] = []
        for seq, cid, received_ms in entries:
            chain = next_chain(chain, cid, received_ms)
            chains.append((seq, chain))
        sql.rechain(conn, row.id, start.gen, chains)
    sql.begin(conn, row, start.gen, chain, start.raw())
    return start


def begin_every(conn: db.Connection, server: SigningKey, now_ms: int) -> int:
    """Begins every log anew, as after a restore; how many there are."""
    found = sql.all_spaces(conn)
    for org, space, row in found:
        begin_anew(conn, server, org, space, row, row.gen, now_ms)
    return len(found)


class Generations:
    """What clients bring when they hold more than the endpoint: a Head it signed, or ops of the control log."""

    def __init__(
        self, database: Database, server: SigningKey, controls: Controls, bell: Bell, now_ms: Callable[[], int]
    ) -> None:
        self._database = database
        self._server = server
        self._controls = controls
        self._bell = bell
        self._now_ms = now_ms

    def lost(self, org: bytes, space: bytes, body: bytes) -> bytes:
        """The newest GenStart, begun for this Head where the endpoint signed it and holds less.

        Raises Refused where it was signed by another, or nothing of it is lost.
        """
        head = Head.parse(body)
        if (head.org, head.space) != (org, space):
            raise Refused("head of another log")
        raw = self._database.write(partial(self._lost, head))
        self._bell.ring(org)
        return raw

    def _lost(self, head: Head, conn: db.Connection) -> bytes:
        row = db.space_row(conn, head.org, head.space, lock=True)
        control = self._controls.of(conn, head.org)
        keys = {self._server.pk, *control.roster().server_pks}
        if not any(head.verify(pk) for pk in keys):
            raise Refused("head not signed by the endpoint")
        if row is None:
            raise Refused("no such space")
        if head.gen < row.gen:
            return db.gen_start(conn, row.id, row.gen) or b""
        if head.gen == row.gen and head.seq <= row.seq:
            raise Refused(NOTHING_LOST)
        return begin_anew(conn, self._server, head.org, head.space, row, head.gen, self._now_ms()).raw()

    def refill(self, org: bytes, body: bytes) -> bytes:
        """Takes ops with the heads they had, all or none; each is verified as a client would."""
        pairs = parse_refill(body)
        self._database.write(partial(self._refill, org, pairs))
        self._controls.moved()
        self._bell.ring(org)
        return encode([])

    def _refill(self, org: bytes, pairs: list[tuple[bytes, bytes]], conn: db.Connection) -> None:
        db.admitted(conn, org, lock=True)
        before = self._controls.of(conn, org)
        log = ControlLog.load(org, before.ops)
        for raw, head in pairs:
            op = log.add(raw, head)
            if op.cseq > before.head.cseq:
                db.add_op(conn, org, op.cseq, raw, head)
        now_ms = self._now_ms()
        for space in log.roster().spaces:
            if db.space_row(conn, org, space) is None:
                self._controls.begin(conn, org, space, now_ms, gen=next_gen(1, now_ms))


def named_in(body: bytes) -> dict[bytes, bytes]:
    """The machines that the ops of a refill bring in, with their keys: where nobody is known, one of them may speak."""
    named: dict[bytes, bytes] = {}
    try:
        for raw, _head in parse_refill(body):
            op = Op.parse(raw).body
            if isinstance(op, Genesis | DeviceAdd | AdminSet) and op.row is not None:
                named[op.row.device] = op.row.sign_pk
    except SyncError:
        return {}
    return named
