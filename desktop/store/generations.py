"""Where commits stand in a space's log, from generation to generation (docs/protocol.md, "Generations")."""

from collections.abc import Sequence

from desktop.store.durable import durable
from desktop.store.store import Store
from sync.log_places import Key, Placed, Unplaced
from sync.model import Witness


class Generations:
    """The part of `sync.log.Journal` that `sync.log_places` promises.

    A commit has a place in the newest generation if, and only if, its column `chain` is not NULL.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def places(self, space: bytes, gen: int, after: int, at_most: int) -> list[Placed]:
        """The places behind `after` in a generation's log, in order."""
        rows = self._store.query(
            "SELECT seq, cid, received_ms, chain FROM log WHERE space = ? AND gen = ? AND seq > ? ORDER BY seq LIMIT ?",
            (space, gen, after, at_most),
        )
        return [Placed(*row) for row in rows]

    def place(self, space: bytes, gen: int, placed: Sequence[Placed]) -> None:
        """Notes places in the log of a generation that has not begun here yet. The same again changes nothing."""
        with durable(self._store) as db:
            db.conn.executemany(
                "INSERT OR REPLACE INTO log (space, gen, seq, chain, cid, received_ms) VALUES (?, ?, ?, ?, ?, ?)",
                [(space, gen, one.seq, one.chain, one.cid, one.received_ms) for one in placed],
            )

    def start(self, space: bytes) -> bytes:
        """The raw GenStart of the generation that the cursor is in, "" before the first."""
        rows = self._store.query("SELECT start FROM gens JOIN spaces USING (space, gen) WHERE space = ?", (space,))
        return rows[0][0] if rows else b""

    def begin_generation(self, space: bytes, start: bytes, at: Witness, head: bytes) -> None:
        """The cursor goes over to `at`; what stood behind it has no place any more."""
        with durable(self._store) as db:
            db.execute("INSERT OR REPLACE INTO gens (space, gen, start) VALUES (?, ?, ?)", (space, at.gen, start))
            db.execute(
                "UPDATE commits SET seq = NULL, chain = NULL,"
                " state = CASE state WHEN 'stored' THEN 'local' ELSE state END WHERE space = ? AND seq > ?",
                (space, at.seq),
            )
            db.execute(
                "UPDATE spaces SET gen = ?, seq = ?, chain = ?, head = ? WHERE space = ?",
                (at.gen, at.seq, at.chain, head, space),
            )
            self._store.advance(at.chain)

    def unplaced(self, space: bytes, after: Key, at_most: int = 500, max_bytes: int = 1 << 20) -> list[Unplaced]:
        """Commits behind `after` that stand in no log of the newest generation, at least one if there is any."""
        where = (
            " FROM commits WHERE chain IS NULL AND space = ? AND (device, inc, dseq, cid) > (?, ?, ?, ?)"
            " AND state <> 'local' AND verdict <> 'quarantine' AND substr(reason, 1, 9) <> 'damaged: '"
            " ORDER BY device, inc, dseq, cid LIMIT ?"
        )
        size = picked = 0
        for (length,) in self._store.query(f"SELECT length(raw) {where}", (space, *after, at_most)):
            size += length
            if picked and size > max_bytes:
                break
            picked += 1
        rows = self._store.query(f"SELECT device, inc, dseq, cid, raw {where}", (space, *after, picked))
        return [Unplaced(Key(*row[:4]), row[4]) for row in rows]

    def thaw(self, ops: Sequence[tuple[bytes, bytes]], after: int) -> None:
        """The endpoint is trusted again, its proofs are kept; these ops stand behind cseq `after` now."""
        with durable(self._store) as db:
            db.execute("DELETE FROM control WHERE cseq > ?", (after,))
            for cseq, (op, head) in enumerate(ops, after + 1):
                db.execute("INSERT INTO control (cseq, op, head) VALUES (?, ?, ?)", (cseq, op, head))
                self._store.advance(op)
            db.execute("UPDATE spaces SET judged = min(judged, ?)", (after,))
            db.execute("INSERT OR REPLACE INTO meta (name, value) SELECT 'thawed', coalesce(max(n), 0) FROM proofs")

    def all_proofs(self) -> list[tuple[str, bytes, bytes]]:
        """(reason, mine, theirs) of every contradiction the endpoint was caught in, former ones too."""
        return list(self._store.query("SELECT reason, mine, theirs FROM proofs ORDER BY n"))
