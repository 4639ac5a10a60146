"""What became of commits: their verdicts, the revisions that count by them, and the views made of those.

It judges nothing: verdicts come in ready made, and a verdict may change in any direction.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

from sqlite_utils import Database

from desktop.domain.kind import Kind
from desktop.store import purges, remaking, search_index, views
from desktop.store.durable import durable
from desktop.store.outbox import Outbox
from desktop.store.store import Store
from sync.control import BEYOND_CUT
from sync.log import DAMAGED, Changed, Judged, Standing, Stored
from sync.model import Commit, Dot, Header
from sync.revision import Revision

COMMIT = (
    "INSERT INTO commits (space, cid, device, inc, dseq, own, state, verdict, reason, user, made_ms, seq,"
    " received_ms, chain, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
DAMAGED_SQL = f"substr(reason, 1, {len(DAMAGED)}) = '{DAMAGED}'"
_AT_ONCE = 256
_STORED = (
    "SELECT cid, raw, coalesce(seq, 0), coalesce(received_ms, 0), coalesce(chain, x''), verdict,"
    " CASE verdict WHEN 'ok' THEN '' ELSE reason END"
)
_SEALED = (
    f"verdict = 'quarantine' AND reason = '{BEYOND_CUT}'"  # noqa: S608 - a constant
    " AND NOT EXISTS (SELECT 1 FROM revisions WHERE revisions.cid = commits.cid)"
)
_STANDING = "coalesce((SELECT standing FROM revisions WHERE revisions.cid = commits.cid LIMIT 1), '')"
Places = dict[str, set[bytes]]


class Verdicts(Outbox):
    """The part of `sync.log.Journal` that keeps verdicts and what follows from them."""

    def __init__(self, store: Store, device: bytes, kinds: Mapping[str, Kind] | None = None) -> None:
        Outbox.__init__(self, store, kinds)
        self._device = device

    def pending(self, space: bytes) -> list[Stored]:
        """Commits with verdict "held" or "unknown", in log order; and those beyond a cut that no key opened yet."""
        return self._stored(space, f"(verdict IN ('held', 'unknown') OR {_SEALED})", f", {_STANDING}")

    def damaged(self, space: bytes) -> list[Stored]:
        """Commits that did not come whole: their reason begins with DAMAGED."""
        return self._stored(space, DAMAGED_SQL)

    def commits_of(self, space: bytes, device: bytes) -> Iterable[Stored]:
        """Every stored commit of a machine, own ones too, whatever its verdict, in the order it made them."""
        last: tuple[object, ...] = (b"", 0, 0)
        while rows := self._store.query(
            f"{_STORED}, inc, dseq, pos FROM commits WHERE space = ? AND device = ? AND (inc, dseq, pos) > (?, ?, ?)"
            " ORDER BY inc, dseq, pos LIMIT ?",
            (space, device, *last, _AT_ONCE),
        ):
            last = rows[-1][-3:]
            yield from (Stored(*row[:-3]) for row in rows)

    def every(self, space: bytes) -> Iterable[Stored]:
        """Every stored commit of the space, in the order they came."""
        last = 0
        while rows := self._store.query(
            f"{_STORED}, pos FROM commits WHERE +space = ? AND pos > ? ORDER BY pos LIMIT ?", (space, last, _AT_ONCE)
        ):
            last = rows[-1][-1]
            yield from (Stored(*row[:-1]) for row in rows)

    def settle(self, space: bytes, entries: Sequence[Judged]) -> Changed:
        """Stores new verdicts, in whatever direction: what counts no more leaves the views, what counts comes in."""
        with durable(self._store) as db:
            parsed: dict[Dot, Revision] = {}
            gone: Places = {}
            for entry in entries:
                parsed |= self._judge(db, space, entry, gone, instead=True)
            self._newer(db, "hlc_seen", parsed.values())
            return self._rebuild(db, space, parsed, gone)

    def take(self, space: bytes, entries: Sequence[Judged]) -> Changed:
        """Keeps judged commits that came by another way than the log; no cursor moves, no place is noted."""
        with durable(self._store) as db:
            parsed: dict[Dot, Revision] = {}
            gone: Places = {}
            known = self._soundness(space, [entry.cid for entry in entries])
            for entry in entries:
                before = known.get(entry.cid)
                if before is None or (not before and sound(entry)):
                    parsed |= self._judge(db, space, entry, gone, instead=before is not None)
                    known[entry.cid] = sound(entry)
            self._newer(db, "hlc_seen", parsed.values())
            return self._rebuild(db, space, parsed, gone)

    def judged(self, space: bytes) -> int:
        """The cseq of the control log by which all stored commits of the space were judged; 0 before."""
        rows = self._store.query("SELECT judged FROM spaces WHERE space = ?", (space,))
        return int(rows[0][0]) if rows else 0

    def mark_judged(self, space: bytes, cseq: int) -> None:
        """Every stored commit of the space is judged by the control log up to `cseq` now."""
        with durable(self._store) as db:
            db.execute("INSERT OR IGNORE INTO spaces (space) VALUES (?)", (space,))
            db.execute("UPDATE spaces SET judged = ? WHERE space = ?", (cseq, space))

    def commits(self) -> dict[bytes, int]:
        """How many commits are kept of each space."""
        return dict(self._store.query("SELECT space, count(*) FROM commits GROUP BY space ORDER BY space"))

    def views_anew(self) -> None:
        """Every row of every record, and what it is found by, made once more from the revisions of stored commits."""
        with durable(self._store) as db:
            db.execute("DELETE FROM revisions WHERE cid NOT IN (SELECT cid FROM commits)")
            remaking.forget(db)
            remaking.prepare(self._store, self._kinds)

    # -- behind the methods

    def _stored(self, space: bytes, which: str, also: str = "") -> list[Stored]:
        rows = self._store.query(
            # The plus: of all commits few are not "ok", of a space nearly all are there.
            f"{_STORED}{also} FROM commits WHERE +space = ? AND verdict <> 'ok' AND {which}"
            " ORDER BY coalesce(seq, 0), pos",
            (space,),
        )
        return [Stored(*row) for row in rows]

    def _soundness(self, space: bytes, cids: Sequence[bytes]) -> dict[bytes, bool]:
        """Of those that are stored here: whether each is whole and not quarantined."""
        rows = self._store.query(
            f"SELECT cid, verdict <> 'quarantine' AND NOT {DAMAGED_SQL} FROM commits"  # noqa: S608 - constants
            f" WHERE space = ? AND cid IN ({', '.join('?' * len(cids))})",
            (space, *cids),
        )
        return {cid: bool(whole) for cid, whole in rows}

    def _judge(self, db: Database, space: bytes, entry: Judged, gone: Places, *, instead: bool) -> dict[Dot, Revision]:
        """Stores an entry under its verdict, `instead` of what stood there; the revisions that are of use now.

        `gone` learns which records hold no more what they held.
        """
        header = entry.commit.header if entry.commit else None
        own = header is not None and _mine(header, space, self._device) and not entry.reason.startswith(DAMAGED)
        device, inc, dseq = (header.device, header.inc, header.dseq) if header else (b"", b"", 0)
        made = entry.revisions[0].at[0] if entry.revisions else None
        received: int | None = entry.received_ms or None
        if instead:
            ((received,),) = db.execute(
                "SELECT received_ms FROM commits WHERE space = ? AND cid = ?", (space, entry.cid)
            ).fetchall()
            for kind, rec in db.execute("SELECT kind, rec FROM revisions WHERE cid = ?", (entry.cid,)):
                gone.setdefault(kind, set()).add(rec)
            db.execute("DELETE FROM revisions WHERE cid = ?", (entry.cid,))
            now = (device, inc, dseq, own, own, entry.verdict, entry.reason, entry.user, made, entry.raw)
            db.execute(
                "UPDATE commits SET device = ?, inc = ?, dseq = ?, own = max(own, ?),"
                " state = CASE WHEN state <> '' OR NOT ? THEN state WHEN chain IS NULL THEN 'local' ELSE 'stored' END,"
                " verdict = ?, reason = ?, user = ?, made_ms = coalesce(?, made_ms), raw = ?"
                " WHERE space = ? AND cid = ?",
                (*now, space, entry.cid),
            )
        else:
            state = ("stored" if entry.seq else "local") if own else ""
            row = (space, entry.cid, device, inc, dseq, int(own), state, entry.verdict, entry.reason)
            placed = (entry.seq or None, received, entry.chain if entry.seq else None)
            made = entry.received_ms if made is None else made
            db.execute(COMMIT, (*row, entry.user, made, *placed, entry.raw))
        purges.note(db, space, entry)
        if entry.commit is None:
            return {}
        return self._revise(db, entry.commit, entry.revisions, entry.user, received, entry.standing)

    def _newer(self, db: Database, name: Literal["hlc_own", "hlc_seen"], revisions: Collection[Revision]) -> None:
        if revisions:
            newest = max(revision.hlc for revision in revisions)
            db.execute("UPDATE meta SET value = max(value, ?) WHERE name = ?", (newest, name))

    def _revise(
        self,
        db: Database,
        commit: Commit,
        revisions: Sequence[Revision],
        user: bytes,
        received_ms: int | None,
        standing: Standing = "",
    ) -> dict[Dot, Revision]:
        header = commit.header
        db.conn.executemany(
            "INSERT OR REPLACE INTO revisions (cid, i, space, rec, kind, user, device, received_ms, raw, standing)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(commit.cid, i, header.space, one.rec, one.kind, user, header.device, received_ms, one.raw),
                    standing or ("purged" if one.erased else ""),
                )
                for i, one in enumerate(revisions)
            ],
        )
        return {Dot(commit.cid, i): revision for i, revision in enumerate(revisions)}

    def _rebuild(
        self,
        db: Database,
        space: bytes,
        parsed: Mapping[Dot, Revision],
        gone: Mapping[str, Iterable[bytes]] | None = None,
    ) -> Changed:
        places: Places = {kind: set(recs) for kind, recs in (gone or {}).items()}
        for revision in parsed.values():
            places.setdefault(revision.kind, set()).add(revision.rec)
        entries: list[search_index.Entry] = []
        for kind, recs in sorted(places.items()):
            if kind in self._kinds:
                entries += views.rebuild(self._store, db, self._kinds, kind, space, sorted(recs), parsed)
        search_index.write(db, self._kinds, entries)
        return Changed(frozenset(places), frozenset().union(*places.values()))


def _mine(header: Header, space: bytes, device: bytes) -> bool:
    """Whether this machine made it. Its signature is checked unless it was made for another space."""
    return (header.space, header.device) == (space, device)


def sound(entry: Judged) -> bool:
    """Whether the commit came whole and its verdict is not for ever no."""
    return entry.verdict != "quarantine" and not entry.reason.startswith(DAMAGED)
