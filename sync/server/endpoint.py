"""What the endpoint does for a request that is known to come from a device: one method a route, plain and blocking.

Knows the database and the control log, not HTTP.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sync.codec import encode
from sync.control import HEAD_MOVED, ControlLog
from sync.crypto.keys import SigningKey
from sync.errors import Refused
from sync.heads import Beat, GenStart, Head
from sync.keybox import KeyBox
from sync.model import VERSION, without_bodies
from sync.protocol import (
    MAX_PULL,
    PURGED,
    STORED,
    CtlPage,
    Hello,
    PushAnswer,
    PushResult,
    hello_limits,
    log_page,
    parse_push,
    parse_raws,
)
from sync.server import admission, rights
from sync.server.bell import Bell
from sync.server.controls import Controls
from sync.server.database import rows as db
from sync.server.database.connections import Database
from sync.server.database.tables import SCHEMA_FACT
from sync.server.generations import Generations
from sync.server.waiting import Waiting

KEPT = frozenset({STORED, PURGED})


class Forbidden(Refused):
    """The device may not do this here."""


class Missing(Refused):
    """There is no such thing."""


class Moved(Refused):
    """The state the request was made for is no longer the newest; `detail` is what stands there now."""

    def __init__(self, reason: str, detail: list[int | bytes]) -> None:
        super().__init__(reason)
        self.detail = detail


@dataclass(frozen=True)
class Caller:
    """Who asks, and for which organisation and space (empty where the route names none)."""

    org: bytes
    device: bytes
    space: bytes = b""


class Endpoint:
    """The routes over one database and one signing key."""

    def __init__(self, database: Database, server: SigningKey, bell: Bell, now_ms: Callable[[], int]) -> None:
        self.database = database
        self.bell = bell
        self.now_ms = now_ms
        self._server = server
        self._controls = Controls(server)
        self.waiting = Waiting(database, self._control, bell, lambda: self.now_ms())
        self.generations = Generations(database, server, self._controls, bell, lambda: self.now_ms())

    def hello(self, challenge: bytes) -> bytes:
        """Versions, limits, time, challenge and key."""
        return Hello((VERSION,), hello_limits(), self.now_ms(), challenge, self._server.pk).raw()

    def control(self, org: bytes) -> ControlLog:
        """The organisation's control log. Raises Missing for one that is not served here."""
        with self.database.reading() as conn:
            return self._control(conn, org)

    def control_for_callers(self, org: bytes) -> ControlLog:
        """The same, or what stood there a moment ago where no other process serves this database.

        Who calls is asked of it for every request; what a push may do is judged by the log of its own transaction.
        """
        seen = None if self.database.shared else self._controls.just_seen(org)
        if seen is not None:
            return seen
        with self._controls.looking(org), self.database.reading() as conn:
            return self._control(conn, org)

    def _control(self, conn: db.Connection, org: bytes) -> ControlLog:
        try:
            return self._controls.of(conn, org)
        except Refused as error:
            raise Missing(error.reason) from None

    # -- control log

    def get_ctl(self, who: Caller, after: int) -> bytes:
        """The ops behind `after`, as many as fit, and the newest CtlHead."""
        ops = rights.ops_for(self.control(who.org), who.device)
        picked: list[tuple[bytes, bytes]] = []
        size = 0
        for op, head in ops[after:]:
            size += len(op) + len(head)
            if picked and size > MAX_PULL:
                break
            picked.append((op, head))
        return CtlPage(tuple(picked), ops[-1][1] if ops else b"").raw()

    def post_ctl(self, who: Caller, body: bytes) -> bytes:
        """Appends ops; the CtlHeads. Raises Moved(HEAD_MOVED) where they do not follow the head."""
        ops = parse_raws(body)
        try:
            heads = self.database.write(partial(self._post, who.org, ops))
        except Refused as error:
            if error.reason != HEAD_MOVED:
                raise
            head = self.control(who.org).head
            raise Moved(error.reason, [head.cseq, head.ophash]) from None
        self._controls.moved()
        self.bell.ring(who.org)
        return encode(heads)

    def _post(self, org: bytes, ops: Sequence[bytes], conn: db.Connection) -> list[bytes]:
        self._control(conn, org)
        return self._controls.post(conn, org, ops, self.now_ms())

    # -- the log of a space

    def push(self, who: Caller, gen: int, seq: int, body: bytes) -> bytes:
        """One result per commit; each run of one device is a transaction of its own, durable before the answer.

        The caller has a Head of this endpoint for (`gen`, `seq`). Raises Moved where the log is shorter: the
        endpoint was restored from a backup, and what is appended now would contradict its own signature.
        """
        items = [admission.read(value) for value in parse_push(body)]
        results: list[PushResult] = []
        row: db.SpaceRow | None = None
        for run in admission.runs(items):
            some, row = self.database.write(partial(self._pushed, who, gen, seq, run))
            results += some
        if any(result.status in KEPT for result in results):
            self.bell.ring(who.org, who.space)
        if row is None:
            with self.database.reading() as conn:
                row = self._row(conn, who)
                _not_restored(row, gen, seq)
        return PushAnswer(tuple(results), self._head(who, row, row.seq, row.chain)).raw()

    def _pushed(
        self, who: Caller, gen: int, seq: int, run: Sequence[admission.Item], conn: db.Connection
    ) -> tuple[list[PushResult], db.SpaceRow]:
        row = db.space_row(conn, who.org, who.space, lock=True)
        _not_restored(row, gen, seq)
        results, now = self._append(who, row, run, conn)
        row = now or row
        if row is None:
            raise Missing("unknown space")
        return results, row

    def append(
        self, who: Caller, run: Sequence[admission.Item], conn: db.Connection, *, refill: bool = False
    ) -> list[PushResult]:
        """Judges and stores one device's run in a writing transaction, whoever brought it."""
        return self._append(who, db.space_row(conn, who.org, who.space, lock=True), run, conn, refill=refill)[0]

    def _append(
        self,
        who: Caller,
        row: db.SpaceRow | None,
        run: Sequence[admission.Item],
        conn: db.Connection,
        *,
        refill: bool = False,
    ) -> tuple[list[PushResult], db.SpaceRow | None]:
        # The row is locked before the control log is read: what waited for another push is judged by the log of now.
        control = self._control(conn, who.org)
        now_ms = self.now_ms()

        def begun() -> db.SpaceRow:
            return row or self._controls.begin(conn, who.org, who.space, now_ms)

        return admission.admit_run(conn, control, who.org, who.space, run, begun, now_ms, refill=refill)

    def log(self, who: Caller, gen: int, after: int, max_bytes: int, *, headers: bool = False) -> bytes:
        """A page of entries, the Head at its end, and the log's length. Raises Moved where `gen` is not the newest.

        With `headers` every body is left out: that is all an administrator needs to draw a cut.
        """
        with self.database.reading() as conn:
            row = self._row(conn, who)
            if gen != row.gen:
                raise Moved("generation", [row.gen])
            found = db.page(conn, row.id, after, min(max_bytes, MAX_PULL)) if max_bytes > 0 else []
            if found:
                seq, chain = found[-1].seq, found[-1].chain
            elif after >= row.seq:
                seq, chain = row.seq, row.chain
            else:
                seq, chain = after, self._chain_at(conn, row, after)
        head = self._head(who, row, seq, chain)
        raws = [without_bodies(e.raw) if headers else e.raw for e in found]
        return log_page([(e.seq, e.received_ms, raw) for e, raw in zip(found, raws, strict=True)], head, row.seq)

    def gen(self, who: Caller, number: int) -> bytes:
        """The GenStart of a generation; 0 asks for the newest."""
        with self.database.reading() as conn:
            row = self._row(conn, who)
            raw = db.gen_start(conn, row.id, number or row.gen)
        if raw is None:
            raise Missing("no such generation")
        return raw

    def _row(self, conn: db.Connection, who: Caller, *, lock: bool = False) -> db.SpaceRow:
        row = db.space_row(conn, who.org, who.space, lock=lock)
        if row is None:
            raise Missing("unknown space")
        return row

    def _chain_at(self, conn: db.Connection, row: db.SpaceRow, seq: int) -> bytes:
        if seq == 0:
            raw = db.gen_start(conn, row.id, row.gen)
            return GenStart.parse(raw).chain if raw else b""
        chain = db.chain_at(conn, row.id, seq)
        if chain is None:
            raise Missing("no such entry")
        return chain

    def _head(self, who: Caller, row: db.SpaceRow, seq: int, chain: bytes) -> Head:
        return Head(who.org, who.space, row.gen, seq, chain, self.now_ms()).signed(self._server)

    # -- beats and boxes

    def put_beat(self, who: Caller, body: bytes) -> bytes:
        """Keeps the caller's own beat if it is newer than the one before."""
        beat = Beat.parse(body)
        if (beat.org, beat.space, beat.device) != (who.org, who.space, who.device):
            raise Forbidden("not the caller's own beat")
        if self.database.write(partial(self._keep_beat, who, beat, body)):
            self.bell.ring(who.org, who.space)
        return encode([])

    def _keep_beat(self, who: Caller, beat: Beat, body: bytes, conn: db.Connection) -> bool:
        device = self._control(conn, who.org).roster().device(who.device)
        if device is None or not beat.verify(device.sign_pk):
            raise Forbidden("bad signature")
        return db.put_beat(conn, self._row(conn, who, lock=True).id, who.device, beat.n, body)

    def get_beats(self, who: Caller) -> bytes:
        """The newest beat of every device of the space."""
        with self.database.reading() as conn:
            return encode(db.get_beats(conn, self._row(conn, who).id))

    def put_box(self, who: Caller, device: bytes, body: bytes) -> bytes:
        """Keeps a key box that the caller made for a vouched device."""
        box = KeyBox.parse(body)
        if (box.org, box.space, box.device, box.by) != (who.org, who.space, device, who.device):
            raise Forbidden("not the caller's own box")
        self.database.write(partial(self._keep_box, who, box, body))
        self.bell.ring(who.org, who.space)
        return encode([])

    def _keep_box(self, who: Caller, box: KeyBox, body: bytes, conn: db.Connection) -> None:
        roster = self._control(conn, who.org).roster()
        if not roster.vouched(box.device, who.space) or not roster.rights(who.device, who.space):
            raise Forbidden("not vouched for")
        if roster.epoch(who.space, box.epoch) is None:
            raise Forbidden("unknown epoch")
        db.put_box(conn, self._row(conn, who, lock=True).id, box.device, box.epoch, who.device, body)

    def get_boxes(self, who: Caller, device: bytes) -> bytes:
        """The key boxes that lie here for a device."""
        with self.database.reading() as conn:
            return encode(db.get_boxes(conn, self._row(conn, who).id, device))

    def look(self) -> None:
        """Asks the database for the least there is. Raises Gone, Busy or Full where it does not answer."""
        with self.database.reading() as conn:
            db.fact(conn, SCHEMA_FACT)


def _not_restored(row: db.SpaceRow | None, gen: int, seq: int) -> None:
    """Raises Moved where the log is another generation, or shorter, than the Head that the caller holds."""
    if row is None or not gen:
        return
    if gen != row.gen:
        raise Moved("generation", [row.gen])
    if seq > row.seq:
        raise Moved("log is shorter", [row.gen, row.seq])
