"""What was erased: what archivists named, which bodies are read as tombstones, and whether their bytes are gone.

A part of `sync.log.Journal`. It judges nothing: that a commit names, and what a body is read as, come with the verdict.
"""

from collections.abc import Sequence

from sqlite_utils import Database

from desktop.store.backup import Backup, Backups
from desktop.store.drafts import Drafts
from desktop.store.durable import durable
from desktop.store.store import Store
from sync.log import Judged, Stored
from sync.merge import Rev
from sync.model import Commit, Dot, PurgeEntry
from sync.purging import Naming, Purge, hollowed, in_effect, names, relevant
from sync.revision import Revision

BACKUPS = "backups_before_erasure"
"""In `meta`: backups up to this number hold what was erased here since."""
_NAMED = (
    "SELECT n.cid, n.i, n.th, n.user, n.by,"
    " CASE WHEN c.received_ms IS NULL THEN 0 ELSE coalesce(c.seq, 0) END, coalesce(c.received_ms, 0)"
    " FROM namings AS n LEFT JOIN commits AS c ON c.space = n.space AND c.cid = n.by WHERE n.space = ?"
)


def note(db: Database, space: bytes, entry: Judged) -> None:
    """What a judged commit names, and which of its bodies are read as erased; in the transaction of its verdict."""
    _name(db, space, entry.cid, entry.purger, entry.purges)
    if entry.commit is None:
        return
    known = {i: (th, state) for i, th, state in db.execute(
        "SELECT i, th, state FROM tombs WHERE space = ? AND cid = ?", (space, entry.cid)
    )}  # fmt: skip
    if known:
        db.execute("DELETE FROM tombs WHERE space = ? AND cid = ?", (space, entry.cid))
    for i, th in entry.tombs:
        here = bool(entry.commit.bodies[i])
        state = "hidden" if here else known.get(i, (b"", "gone"))[1]
        row = (space, entry.cid, i, th, state)
        db.execute("INSERT INTO tombs (space, cid, i, th, state) VALUES (?, ?, ?, ?, ?)", row)


def note_own(db: Database, commit: Commit, user: bytes) -> None:
    """What a commit just made here names."""
    _name(db, commit.header.space, commit.cid, user, names(commit.header))


def unname(db: Database, space: bytes, cid: bytes) -> None:
    """A commit that was never sent is gone, and names nothing any more."""
    db.execute("DELETE FROM namings WHERE space = ? AND by = ?", (space, cid))


def _name(db: Database, space: bytes, by: bytes, user: bytes, purges: Sequence[PurgeEntry]) -> None:
    for cid, i, th in purges:
        row = (space, cid, i, th, by, user)
        db.execute("INSERT OR IGNORE INTO namings (space, cid, i, th, by, user) VALUES (?, ?, ?, ?, ?, ?)", row)


def stale_backups(store: Store) -> tuple[Backup, ...]:
    """The backups that hold what has been erased since they were made."""
    rows = store.query("SELECT value FROM meta WHERE name = ?", (BACKUPS,))
    return Backups(store.folder).until(int(rows[0][0])) if rows else ()


class Purges:
    """The part of `sync.log.Journal` that `sync.log_purges` describes."""

    _store: Store

    def any_naming(self, space: bytes) -> bool:
        """Whether an archivist named anything in the space."""
        return bool(self._store.query("SELECT 1 FROM namings WHERE space = ? LIMIT 1", (space,)))

    def namings(self, space: bytes, cid: bytes) -> list[Naming]:
        """Everything that archivists named of one commit; where they did so in the log is as the log says now."""
        return [Naming(*row) for row in self._store.query(f"{_NAMED} AND n.cid = ?", (space, cid))]

    def purges(self, space: bytes) -> list[Purge]:
        """Every purge in effect, in the order they took effect in the log; last those the log does not know yet."""
        found = in_effect(self._every(space)).values()
        return sorted(found, key=lambda purge: (purge.seq == 0, purge.seq, purge.dot))

    def half_named(self, space: bytes) -> list[Naming]:
        """What one archivist named and no second one did alike."""
        every = self._every(space)
        done = {(purge.dot, purge.th) for purge in in_effect(every).values()}
        return [naming for naming in every if (naming.dot, naming.th) not in done]

    def unhidden(self, space: bytes) -> list[Stored]:
        """Stored commits that are not yet read as the purges in effect say."""
        if not self.any_naming(space):
            return []
        wanted = {purge.dot: purge.th for purge in self.purges(space)}
        rows = self._store.query("SELECT cid, i, th FROM tombs WHERE space = ?", (space,))
        read = {Dot(cid, i): th for cid, i, th in rows}
        other = {dot.cid for dot in wanted.keys() | read.keys() if wanted.get(dot) != read.get(dot)}
        found: list[Stored] = []
        for cid in sorted(other):
            stored = self._store.query(
                "SELECT cid, raw, coalesce(seq, 0), coalesce(received_ms, 0), coalesce(chain, x''), verdict, reason"
                " FROM commits WHERE space = ? AND cid = ? AND device <> x''",
                (space, cid),
            )
            found += [Stored(*row) for row in stored if relevant(row[1], cid, wanted) != relevant(row[1], cid, read)]
        return found

    def erase(self, space: bytes, now_ms: int) -> bool:
        """Removes the bytes of what is hidden and due, from the database and its write-ahead log.

        Whether something was done to the end. Where somebody is still reading, the rest is done at the next call.
        """
        rows = self._store.query("SELECT cid, i, state FROM tombs WHERE space = ? AND state <> 'gone'", (space,))
        if not rows:
            return False
        due = {purge.dot for purge in self.purges(space) if purge.due(now_ms)}
        places: dict[bytes, list[int]] = {}
        for cid, i, state in rows:
            if state == "hidden" and (cid, i) in due:
                places.setdefault(cid, []).append(i)
        if places:
            with durable(self._store) as db:
                for cid, gone in places.items():
                    self._empty(db, space, cid, gone)
                self._drop_drafts(tuple(places))
        elif all(state == "hidden" for _cid, _i, state in rows):
            return False
        if not self._store.empty_log():
            return False
        with durable(self._store) as db:
            db.execute("UPDATE tombs SET state = 'gone' WHERE space = ? AND state = 'emptied'", (space,))
            newest = Backups(self._store.folder).newest()
            db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (BACKUPS, newest))
        return True

    def purged(self, space: bytes) -> int:
        """The last seq up to which every purge that took effect is carried out here."""
        rows = self._store.query("SELECT seq FROM spaces WHERE space = ?", (space,))
        end = int(rows[0][0]) if rows else 0
        left = {
            (cid, i)
            for cid, i in self._store.query("SELECT cid, i FROM tombs WHERE space = ? AND state <> 'gone'", (space,))
        }
        return min((purge.seq - 1 for purge in self.purges(space) if purge.seq and purge.dot in left), default=end)

    def changes(self, space: bytes, kind: str, rec: bytes) -> list[Rev]:
        """Every change of a record that is kept, erased ones too, but not those that only name what was erased."""
        rows = self._store.query(
            "SELECT cid, i, raw, user, device, received_ms, standing FROM revisions"
            " WHERE rec = ? AND space = ? AND kind = ?",
            (rec, space, kind),
        )
        revs = [Rev(Dot(cid, i), Revision.read(raw), *rest) for cid, i, raw, *rest in rows]
        return sorted((rev for rev in revs if rev.act != "purge"), key=lambda rev: rev.order)

    def record_of(self, space: bytes, dot: Dot) -> tuple[str, bytes] | None:
        """Which record a change is of; None where it counts nowhere, or is not here."""
        sql = "SELECT kind, rec FROM revisions WHERE space = ? AND cid = ? AND i = ?"
        rows = self._store.query(sql, (space, *dot))
        return (rows[0][0], rows[0][1]) if rows else None

    def _every(self, space: bytes) -> list[Naming]:
        return [Naming(*row) for row in self._store.query(_NAMED, (space,))]

    def _drop_drafts(self, cids: Sequence[bytes]) -> None:
        """Forms that were opened on words which are erased now hold a copy of them."""
        drafts = Drafts(self._store)
        for draft in drafts.list():
            base = draft.values.get("base")
            if isinstance(base, bytes) and any(cid in base for cid in cids):
                drafts.delete(draft.id)

    def _empty(self, db: Database, space: bytes, cid: bytes, places: Sequence[int]) -> None:
        (raw,) = db.execute("SELECT raw FROM commits WHERE space = ? AND cid = ?", (space, cid)).fetchone()
        db.execute("UPDATE commits SET raw = ? WHERE space = ? AND cid = ?", (hollowed(raw, places), space, cid))
        for i in places:
            db.execute("UPDATE tombs SET state = 'emptied' WHERE space = ? AND cid = ? AND i = ?", (space, cid, i))
