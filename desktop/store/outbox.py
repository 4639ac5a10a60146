"""Own commits on their way out, for the engine that sends them and for the page "Synkronisering" that tells of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.domain.kind import Kind
from desktop.domain.registry import kinds as declared
from desktop.store import columns, remaking
from desktop.store.durable import durable
from desktop.store.store import Store
from sync.log import OutState
from sync.model import Commit


@dataclass(frozen=True)
class Outgoing:
    """An own commit: how far it is, why the endpoint would not take it ("" = it did not refuse), what it is about."""

    cid: bytes
    space: bytes
    state: OutState
    refused: str
    made_ms: int
    received_ms: int | None
    recs: tuple[tuple[str, bytes], ...]


class Outbox:
    """The outbox is the own commits in state "local"; then come "stored" and "seen"."""

    def __init__(self, store: Store, kinds: Mapping[str, Kind] | None = None) -> None:
        self._store = store
        self._kinds = declared() if kinds is None else kinds
        remaking.prepare(store, self._kinds)

    def waiting(self) -> int:
        """How many own commits are not at the endpoint yet."""
        return int(self._store.query("SELECT count(*) FROM commits WHERE state = 'local'")[0][0])

    def to_settle(self) -> int:
        """How many records hold a group with several values."""
        open_in = "SELECT count(*) AS n FROM {} WHERE conflicts > 0 AND withdrawn = 0"
        counts = " UNION ALL ".join(open_in.format(columns.table(kind)) for kind in self._kinds.values())
        return int(self._store.query(f"SELECT sum(n) FROM ({counts})")[0][0])  # noqa: S608 - names of tables

    def outgoing(self, states: tuple[OutState, ...] = ("local",), limit: int = 50) -> tuple[Outgoing, ...]:
        """Own commits in these states, the newest first."""
        rows: list[tuple[Any, ...]] = []
        for state in states:
            rows += self._store.query(
                "SELECT pos, cid, space, state, reason, made_ms, received_ms FROM commits"
                " WHERE own = 1 AND state = ? ORDER BY pos DESC LIMIT ?",
                (state, limit),
            )
        return tuple(
            Outgoing(cid, space, state, refused if state == "local" else "", made, received, self._recs(cid))
            for _pos, cid, space, state, refused, made, received in sorted(rows, reverse=True)[:limit]
        )

    def refused(self) -> int:
        """How many own commits the endpoint would not take."""
        return int(self._store.query("SELECT count(*) FROM commits WHERE state = 'local' AND reason <> ''")[0][0])

    def outbox(
        self, space: bytes, at_most: int = 500, max_bytes: int = 1 << 20, without: Collection[bytes] = ()
    ) -> list[Commit]:
        """Own commits in state "local", in the order they were made; at least one if there is any.

        Those of the incarnations `without` are left out.
        """
        waiting = f"space = ? AND state = 'local' AND inc NOT IN ({', '.join('?' * len(without))}) ORDER BY pos LIMIT ?"
        picked, size = 0, 0
        sizes = self._store.query(
            f"SELECT length(raw) FROM commits WHERE {waiting}",  # noqa: S608 - question marks
            (space, *without, at_most),
        )
        for (length,) in sizes:
            size += length
            if picked and size > max_bytes:
                break
            picked += 1
        rows = self._store.query(
            f"SELECT raw FROM commits WHERE {waiting}",  # noqa: S608 - question marks
            (space, *without, picked),
        )
        return [Commit.parse(raw) for (raw,) in rows]

    def waits(self, space: bytes, cids: Collection[bytes]) -> frozenset[bytes]:
        """Those of `cids` that are own commits in state "local"."""
        rows = self._store.query(
            "SELECT cid FROM commits WHERE state = 'local' AND space = ?"  # noqa: S608 - question marks
            f" AND cid IN ({', '.join('?' * len(cids))})",
            (space, *cids),
        )
        return frozenset(cid for (cid,) in rows)

    def outbox_count(self, space: bytes) -> int:
        """How many own commits are in state "local"."""
        rows = self._store.query("SELECT count(*) FROM commits WHERE space = ? AND state = 'local'", (space,))
        return int(rows[0][0])

    def unsent_kinds(self, made_before_ms: int) -> Mapping[str, int]:
        """How many changes the own commits in state "local" of before then hold, by kind; all spaces."""
        rows = self._store.query(
            "SELECT kind, count(*) FROM commits JOIN revisions USING (cid)"
            " WHERE state = 'local' AND made_ms < ? GROUP BY kind",
            (made_before_ms,),
        )
        return {str(kind): int(count) for kind, count in rows}

    def mark_stored(self, space: bytes, seqs: Mapping[bytes, int]) -> None:
        """cid → seq the endpoint gave. "local" becomes "stored"; a refusal noted before is cleared."""
        with durable(self._store) as db:
            for cid, seq in seqs.items():
                db.execute(
                    "UPDATE commits SET seq = ?, reason = CASE verdict WHEN 'ok' THEN '' ELSE reason END,"
                    " state = CASE state WHEN 'local' THEN 'stored' ELSE state END"
                    " WHERE space = ? AND cid = ? AND own = 1",
                    (seq, space, cid),
                )

    def mark_refused(self, space: bytes, cid: bytes, reason: str) -> None:
        """The endpoint would not take an own commit. It stays "local", with the reason beside it.

        One that does not count here either has its own reason, which is told instead.
        """
        sql = "UPDATE commits SET reason = ? WHERE space = ? AND cid = ? AND own = 1 AND verdict = 'ok'"
        with durable(self._store) as db:
            db.execute(sql, (reason, space, cid))

    def mark_seen(self, space: bytes, seq: int) -> int:
        """Own "stored" commits that were pulled at or before this seq become "seen"; answers how many did."""
        with durable(self._store) as db:
            return int(
                db.execute(
                    "UPDATE commits SET state = 'seen'"
                    " WHERE space = ? AND state = 'stored' AND seq <= ? AND chain IS NOT NULL",
                    (space, seq),
                ).rowcount
            )

    def missing(self, space: bytes) -> list[bytes]:
        """Own "stored" commits that were never pulled: after a whole pull, the log does not hold them."""
        rows = self._store.query(
            "SELECT cid FROM commits WHERE space = ? AND state = 'stored' AND chain IS NULL ORDER BY pos",
            (space,),
        )
        return [cid for (cid,) in rows]

    def mark_local(self, space: bytes, cids: Sequence[bytes]) -> None:
        """These own "stored" commits are "local" again, without a seq."""
        with durable(self._store) as db:
            for cid in cids:
                db.execute(
                    "UPDATE commits SET state = 'local', seq = NULL WHERE space = ? AND cid = ? AND state = 'stored'",
                    (space, cid),
                )

    def _recs(self, cid: bytes) -> tuple[tuple[str, bytes], ...]:
        rows = self._store.query("SELECT kind, rec FROM revisions WHERE cid = ? ORDER BY i", (cid,))
        return tuple((kind, rec) for kind, rec in rows)
