"""Epoch keys in the encrypted database: in hand, just made, boxed for others, and proofs against wrong ones.

It verifies nothing: keys come in checked.
"""

from collections.abc import Iterable

from desktop.store.durable import durable
from desktop.store.store import Store
from sync.log_keys import MadeEpoch


class EpochKeys:
    """The part of `sync.log.Journal` that says what can be opened (`sync.log_keys.KeyJournal`)."""

    _store: Store

    def epoch_key(self, space: bytes, epoch: int) -> bytes | None:
        """The key of one epoch, if it is here."""
        rows = self._store.query("SELECT key FROM epoch_keys WHERE space = ? AND epoch = ?", (space, epoch))
        return rows[0][0] if rows else None

    def epochs(self, space: bytes) -> frozenset[int]:
        """The epochs whose keys are here."""
        return frozenset(e for (e,) in self._store.query("SELECT epoch FROM epoch_keys WHERE space = ?", (space,)))

    def good_epochs(self, space: bytes) -> frozenset[int]:
        """Those that are good: one writes under the newest."""
        rows = self._store.query("SELECT epoch FROM epoch_keys WHERE space = ? AND good = 1", (space,))
        return frozenset(epoch for (epoch,) in rows)

    def put_epoch_key(self, space: bytes, epoch: int, key: bytes, good: bool = True) -> None:
        """Stores a key that was checked against its kcommit; one that is good stays good."""
        with durable(self._store) as db:
            db.execute(
                "INSERT INTO epoch_keys (space, epoch, key, good) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (space, epoch) DO UPDATE SET key = excluded.key, good = max(good, excluded.good)",
                (space, epoch, key, int(good)),
            )
            self._store.advance(b"key")

    def boxed(self, space: bytes) -> frozenset[tuple[int, bytes]]:
        """(epoch, device) pairs that are known to have a box."""
        return frozenset(
            (e, d) for e, d in self._store.query("SELECT epoch, device FROM boxed WHERE space = ?", (space,))
        )

    def mark_boxed(self, space: bytes, pairs: Iterable[tuple[int, bytes]]) -> None:
        """Remembers that these devices have a box."""
        with durable(self._store) as db:
            for epoch, device in pairs:
                db.execute(
                    "INSERT OR IGNORE INTO boxed (space, epoch, device) VALUES (?, ?, ?)", (space, epoch, device)
                )

    def made(self, space: bytes) -> list[MadeEpoch]:
        """The keys made here whose op is not known to stand, or not to; in order of their place."""
        rows = self._store.query(
            "SELECT epoch, cseq, key, op FROM made_keys WHERE space = ? ORDER BY cseq, rowid", (space,)
        )
        return [MadeEpoch(*row) for row in rows]

    def put_made(self, space: bytes, made: MadeEpoch) -> None:
        """Keeps a key before its op is posted."""
        with durable(self._store) as db:
            row = (space, made.epoch, made.cseq, made.key, made.op)
            db.execute("INSERT OR IGNORE INTO made_keys (space, epoch, cseq, key, op) VALUES (?, ?, ?, ?, ?)", row)
            self._store.advance(b"made key")

    def settle_made(self, space: bytes, made: MadeEpoch, stands: bool) -> None:
        """Its op stands: the key is an epoch key. Or another's stands at its place: it is forgotten."""
        with durable(self._store) as db:
            if stands:
                self.put_epoch_key(space, made.epoch, made.key)
            db.execute("DELETE FROM made_keys WHERE space = ? AND op = ?", (space, made.op))

    def key_proof(self, space: bytes, epoch: int, device: bytes, raw: bytes) -> bool:
        """Keeps what a machine signed that holds a wrong key; False where that is kept already."""
        with durable(self._store) as db:
            row = (space, epoch, device, raw)
            sql = "INSERT OR IGNORE INTO key_proofs (space, epoch, device, raw) VALUES (?, ?, ?, ?)"
            return bool(db.execute(sql, row).rowcount)

    def key_proofs(self) -> list[tuple[bytes, int, bytes, bytes]]:
        """(space, epoch, device, raw) of each, in the order they came."""
        return [tuple(row) for row in self._store.query("SELECT space, epoch, device, raw FROM key_proofs ORDER BY n")]
