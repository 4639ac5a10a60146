"""The journal of commits in the encrypted database: implements `sync.log.Journal` (docs/architecture.md, "Store").

Every method is one transaction; a save joins the one of its caller. It judges nothing: verdicts come in ready made.
"""

from collections.abc import Mapping, Sequence

from sqlite_utils import Database

from desktop.domain.kind import Kind
from desktop.store.alarms import Alarms
from desktop.store.durable import durable
from desktop.store.generations import Generations
from desktop.store.own import OwnCommits
from desktop.store.purges import Purges
from desktop.store.store import Store
from desktop.store.trust import Trust
from desktop.store.verdicts import Places, Verdicts, sound
from sync.log import Batch, Changed, Judged
from sync.model import Dot
from sync.revision import Revision


class StoreJournal(Trust, Alarms, Purges, Generations, OwnCommits):
    """The journal of the device with id `device`. Raises JournalFull where the disk takes no more."""

    def __init__(self, store: Store, device: bytes, kinds: Mapping[str, Kind] | None = None) -> None:
        Verdicts.__init__(self, store, device, kinds)

    # -- the log of a space

    def head(self, space: bytes) -> bytes:
        """The newest server-signed Head that was stored with a batch, "" before."""
        rows = self._store.query("SELECT head FROM spaces WHERE space = ?", (space,))
        return rows[0][0] if rows else b""

    def chain_at(self, space: bytes, gen: int, seq: int) -> bytes | None:
        """The chain of this log at `seq` (0 = its GenStart); None where nothing is known of it."""
        rows = self._store.query("SELECT chain FROM log WHERE space = ? AND gen = ? AND seq = ?", (space, gen, seq))
        return rows[0][0] if rows else None

    def received_at(self, space: bytes, gen: int, seq: int) -> int | None:
        """When the server received what stands there in this log, in Unix ms; None where nothing is known of it."""
        rows = self._store.query(
            "SELECT received_ms FROM log WHERE space = ? AND gen = ? AND seq = ?", (space, gen, seq)
        )
        return (rows[0][0] or None) if rows else None

    def settled(self, space: bytes, cids: Sequence[bytes]) -> frozenset[bytes]:
        """Those of `cids` that are stored here, own ones too, whole and not quarantined."""
        return frozenset(cid for cid, whole in self._soundness(space, cids).items() if whole)

    def commit(self, space: bytes, cid: bytes) -> bytes | None:
        """The raw bytes of a stored commit, own or pulled."""
        rows = self._store.query("SELECT raw FROM commits WHERE space = ? AND cid = ?", (space, cid))
        return rows[0][0] if rows else None

    def apply(self, batch: Batch) -> Changed:
        """Entries, opened revisions, views, verdicts and the cursor, in one transaction."""
        cursor, space = batch.cursor, batch.space
        with durable(self._store) as db:
            db.execute("INSERT OR IGNORE INTO spaces (space) VALUES (?)", (space,))
            if batch.gen_start:
                row = (space, cursor.gen, batch.gen_start)
                db.execute("INSERT OR REPLACE INTO gens (space, gen, start) VALUES (?, ?, ?)", row)
                if not batch.entries:
                    self._link(db, space, cursor.gen, cursor.seq, cursor.chain, b"", 0)
            parsed: dict[Dot, Revision] = {}
            gone: Places = {}
            known = self._soundness(space, [entry.cid for entry in batch.entries])
            for entry in batch.entries:
                self._link(db, space, cursor.gen, entry.seq, entry.chain, entry.cid, entry.received_ms)
                parsed |= self._placed(db, space, entry, known, gone)
            self._newer(db, "hlc_seen", parsed.values())
            db.execute(
                "UPDATE spaces SET gen = ?, seq = ?, chain = ?, head = CASE WHEN ? = x'' THEN head ELSE ? END"
                " WHERE space = ?",
                (cursor.gen, cursor.seq, cursor.chain, batch.head, batch.head, space),
            )
            self._store.advance(cursor.chain)
            return self._rebuild(db, space, parsed, gone)

    # -- beats

    def beats(self, space: bytes) -> dict[bytes, bytes]:
        """device → its newest raw beat."""
        return dict(self._store.query("SELECT device, raw FROM beats WHERE space = ?", (space,)))

    def put_beats(self, space: bytes, beats: Mapping[bytes, bytes]) -> None:
        """Replaces the beats of these devices."""
        with durable(self._store) as db:
            for device, raw in beats.items():
                row = (space, device, raw)
                db.execute("INSERT OR REPLACE INTO beats (space, device, raw) VALUES (?, ?, ?)", row)

    def next_beat(self, space: bytes) -> int:
        """A number higher than any given before, 1 first."""
        with durable(self._store) as db:
            db.execute("INSERT OR IGNORE INTO spaces (space) VALUES (?)", (space,))
            db.execute("UPDATE spaces SET beat = beat + 1 WHERE space = ?", (space,))
            return int(self._store.query("SELECT beat FROM spaces WHERE space = ?", (space,))[0][0])

    # -- behind the methods

    def _link(self, db: Database, space: bytes, gen: int, seq: int, chain: bytes, cid: bytes, received_ms: int) -> None:
        row = (space, gen, seq, chain, cid, received_ms)
        db.execute(
            "INSERT OR REPLACE INTO log (space, gen, seq, chain, cid, received_ms) VALUES (?, ?, ?, ?, ?, ?)", row
        )

    def _placed(
        self, db: Database, space: bytes, entry: Judged, known: dict[bytes, bool], gone: Places
    ) -> dict[Dot, Revision]:
        """One entry of the log: new, or better than what stands under its cid, and in any case its place is noted.

        `known` is `_soundness` of the batch, and learns of this one: a log may name a commit twice.
        """
        before, revised = known.get(entry.cid), {}
        if before is None or (not before and sound(entry)):
            revised = self._judge(db, space, entry, gone, instead=before is not None)
            known[entry.cid] = sound(entry)
        if before is not None:
            db.execute(
                "UPDATE commits SET seq = ?, received_ms = coalesce(received_ms, ?), chain = ?,"
                " reason = CASE WHEN state = 'local' AND verdict = 'ok' THEN '' ELSE reason END,"
                " state = CASE state WHEN 'local' THEN 'stored' ELSE state END WHERE space = ? AND cid = ?",
                (entry.seq, entry.received_ms, entry.chain, space, entry.cid),
            )
            db.execute(
                "UPDATE revisions SET received_ms = coalesce(received_ms, ?) WHERE cid = ? AND space = ?",
                (entry.received_ms, entry.cid, space),
            )
        return revised
