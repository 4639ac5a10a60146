"""Commits of this very pc: what the next is built on, how one is kept, and how those never sent are signed anew."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import cast

from desktop.store import purges
from desktop.store.durable import durable
from desktop.store.epoch_keys import EpochKeys
from desktop.store.verdicts import COMMIT, Places, Verdicts
from sync.errors import Held
from sync.log import Changed, Cursor, Place, T, WriteState, op_ref
from sync.model import NO_WITNESS, ZERO32, Commit
from sync.revision import Revision

BEATS_AHEAD = 1 << 32
"""A beat's number must be higher than any that the lost or newer store gave; it gave fewer than this."""
_AT_ONCE = 500


class OwnCommits(EpochKeys, Verdicts):
    """The part of `sync.log.Journal` that makes this pc's chain of commits."""

    def write_state(self, space: bytes) -> WriteState:
        """What the next own commit is built on: the newest good epoch. Raises Held("no key")."""
        epoch = max(self.good_epochs(space), default=0)
        op = self._store.query("SELECT op FROM control ORDER BY cseq DESC LIMIT 1")
        if not epoch or not op:
            raise Held("no key")
        inc = self.incarnation()
        rows = self._store.query(
            "SELECT dseq, cid FROM commits WHERE space = ? AND device = ? AND inc = ? AND own = 1"
            " ORDER BY dseq DESC LIMIT 1",
            (space, self._device, inc),
        )
        before = rows or self._store.query(
            "SELECT 0, cid FROM commits WHERE space = ? AND own = 1 ORDER BY pos DESC LIMIT 1", (space,)
        )
        dseq, dprev = before[0] if before else (0, ZERO32)
        cursor = self.cursor(space)
        key = cast(bytes, self.epoch_key(space, epoch))
        witness = cursor.witness if cursor else NO_WITNESS
        return WriteState(inc, dseq + 1, dprev, op_ref(op[0][0]), witness, epoch, key)

    def save_local(self, commit: Commit, revisions: Sequence[Revision]) -> Changed:
        """A commit just made here, its revisions and their views, inside the caller's transaction.

        `write_state` must have been read in the same transaction.
        """
        header = commit.header
        with durable(self._store) as db:
            row = (header.space, commit.cid, header.device, header.inc, header.dseq, 1, "local", "ok", "")
            made = revisions[0].at[0]
            db.execute(COMMIT, (*row, revisions[0].author, made, None, None, None, commit.raw()))
            self._store.advance(commit.cid)
            self._newer(db, "hlc_own", revisions)
            purges.note_own(db, commit, revisions[0].author)
            parsed = self._revise(db, commit, revisions, revisions[0].author, None)
            return self._rebuild(db, header.space, parsed)

    def hlcs(self) -> tuple[int, int]:
        """The newest stamp given here, and the newest seen of others: `Hlc(own)`, then `receive(seen, now)`."""
        return cast(int, self._meta("hlc_own")), cast(int, self._meta("hlc_seen"))

    def lasts(self, space: bytes) -> list[tuple[bytes, int, bytes]]:
        """(inc, dseq, cid) of the last own commit in each incarnation, sorted by inc."""
        found: list[tuple[bytes, int, bytes]] = []
        while rows := self._store.query(
            "SELECT inc FROM commits WHERE space = ? AND device = ? AND own = 1 AND inc > ? ORDER BY inc LIMIT 1",
            (space, self._device, found[-1][0] if found else b""),
        ):
            found += self._store.query(
                "SELECT inc, dseq, cid FROM commits WHERE space = ? AND device = ? AND inc = ? AND own = 1"
                " ORDER BY dseq DESC LIMIT 1",
                (space, self._device, rows[0][0]),
            )
        return found

    # -- signing anew

    def whole(self, act: Callable[[], T]) -> T:
        """Everything that `act` does with this journal is one transaction."""
        with durable(self._store):
            return act()

    def incarnation(self) -> bytes:
        """The incarnation that own commits are made under."""
        return cast(bytes, self._meta("inc"))

    def begin_incarnation(self) -> None:
        """Own commits from now on are told apart from all before: their numbers begin anew, and those of beats jump."""
        with durable(self._store) as db:
            db.execute("UPDATE meta SET value = randomblob(8) WHERE name = 'inc'")
            db.execute("UPDATE spaces SET beat = beat + ?", (BEATS_AHEAD,))

    def unsent(self, space: bytes) -> list[Commit]:
        """Own commits in state "local", all of them, in the order they were made."""
        rows = self._store.query("SELECT raw FROM commits WHERE space = ? AND state = 'local' ORDER BY pos", (space,))
        return [Commit.parse(raw) for (raw,) in rows]

    def drop_unsent(self, space: bytes, cids: Sequence[bytes]) -> Changed:
        """These own "local" commits go, and what they wrote: they are about to be signed anew."""
        gone: Places = {}
        with durable(self._store) as db:
            for cid in cids:
                sql = "DELETE FROM commits WHERE space = ? AND cid = ? AND state = 'local'"
                if db.execute(sql, (space, cid)).rowcount:
                    for kind, rec in db.execute("SELECT kind, rec FROM revisions WHERE cid = ?", (cid,)):
                        gone.setdefault(kind, set()).add(rec)
                    db.execute("DELETE FROM revisions WHERE cid = ?", (cid,))
                    purges.unname(db, space, cid)
            return self._rebuild(db, space, {}, gone)

    def rename(self, space: bytes, names: Mapping[bytes, bytes]) -> None:
        """Remembers under which cid an own commit was signed anew."""
        with durable(self._store) as db:
            for old, new in names.items():
                db.execute("UPDATE resigned SET new = ? WHERE space = ? AND new = ?", (new, space, old))
                db.execute("INSERT OR REPLACE INTO resigned (space, old, new) VALUES (?, ?, ?)", (space, old, new))

    def renamed(self, space: bytes, cids: Iterable[bytes]) -> dict[bytes, bytes]:
        """Of these cids, those that were signed anew, and what they are called now."""
        wanted = list(cids)
        named: dict[bytes, bytes] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            rows = self._store.query(
                "SELECT old, new FROM resigned WHERE space = ?"  # noqa: S608 - question marks
                f" AND old IN ({', '.join('?' * len(some))})",
                (space, *some),
            )
            named |= dict(rows)
        return named

    def displaced(self, space: bytes) -> list[bytes]:
        """Own "local" commits at whose (inc, dseq) another own commit stands: this store is older than its machine."""
        rows = self._store.query(
            "SELECT cid FROM commits AS mine WHERE space = ? AND state = 'local' AND EXISTS"
            " (SELECT 1 FROM commits AS there WHERE there.space = mine.space AND there.device = mine.device"
            " AND there.inc = mine.inc AND there.dseq = mine.dseq AND there.own = 1 AND there.cid <> mine.cid)"
            " ORDER BY pos",
            (space,),
        )
        return [cid for (cid,) in rows]

    def at_places(self, space: bytes, places: Collection[Place]) -> dict[Place, frozenset[bytes]]:
        """For those of `places` (device, inc, dseq) where commits are stored: their cids."""
        wanted = [value for place in places for value in (space, *place)]
        rows = self._store.query(
            "SELECT device, inc, dseq, cid FROM commits WHERE (space, device, inc, dseq) IN"  # noqa: S608 - marks
            f" (VALUES {', '.join(['(?, ?, ?, ?)'] * len(places))})",
            wanted,
        )
        found: dict[Place, frozenset[bytes]] = {}
        for *place, cid in rows:
            found[tuple(place)] = found.get(tuple(place), frozenset()) | {cid}
        return found

    def cursor(self, space: bytes) -> Cursor | None:
        """Where the log stands here; None before its first GenStart."""
        rows = self._store.query("SELECT gen, seq, chain FROM spaces WHERE space = ? AND gen > 0", (space,))
        return Cursor(*rows[0]) if rows else None

    def _meta(self, name: str) -> object:
        return self._store.query("SELECT value FROM meta WHERE name = ?", (name,))[0][0]
