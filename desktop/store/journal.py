"""The journal of commits in the encrypted database: implements `sync.log.Journal` (docs/architecture.md, "Store").

Every method is one transaction; a save joins the one of its caller. It judges nothing: verdicts come in ready made.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, cast

from sqlite_utils import Database

from desktop.domain.kind import Kind
from desktop.store import search_index, views
from desktop.store.durable import durable
from desktop.store.epoch_keys import EpochKeys
from desktop.store.outbox import Outbox
from desktop.store.store import Store
from desktop.store.trust import Trust
from sync.errors import Held
from sync.log import DAMAGED, Batch, Changed, Cursor, Judged, Stored, WriteState, op_ref
from sync.model import NO_WITNESS, ZERO32, Commit, Dot
from sync.revision import Revision

_COMMIT = (
    "INSERT INTO commits (space, cid, device, inc, dseq, own, state, verdict, reason, user, made_ms, seq,"
    " received_ms, chain, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


_DAMAGED = f"substr(reason, 1, {len(DAMAGED)}) = '{DAMAGED}'"


class StoreJournal(Trust, EpochKeys, Outbox):
    """The journal of the device with id `device`. Raises JournalFull where the disk takes no more."""

    def __init__(self, store: Store, device: bytes, kinds: Mapping[str, Kind] | None = None) -> None:
        Trust.__init__(self, store)
        Outbox.__init__(self, store, kinds)
        self._device = device

    # -- own commits

    def write_state(self, space: bytes) -> WriteState:
        """What the next own commit is built on: the newest good epoch. Raises Held("no key")."""
        epoch = max(self.good_epochs(space), default=0)
        op = self._store.query("SELECT op FROM control ORDER BY cseq DESC LIMIT 1")
        if not epoch or not op:
            raise Held("no key")
        inc = self._meta("inc")
        rows = self._store.query(
            "SELECT dseq, cid FROM commits WHERE space = ? AND inc = ? AND own = 1 ORDER BY dseq DESC LIMIT 1",
            (space, inc),
        )
        before = rows or self._store.query(
            "SELECT 0, cid FROM commits WHERE space = ? AND own = 1 ORDER BY pos DESC LIMIT 1", (space,)
        )
        dseq, dprev = before[0] if before else (0, ZERO32)
        cursor = self.cursor(space)
        key = cast(bytes, self.epoch_key(space, epoch))
        witness = cursor.witness if cursor else NO_WITNESS
        return WriteState(cast(bytes, inc), dseq + 1, dprev, op_ref(op[0][0]), witness, epoch, key)

    def save_local(self, commit: Commit, revisions: Sequence[Revision]) -> Changed:
        """A commit just made here, its revisions and their views, inside the caller's transaction.

        `write_state` must have been read in the same transaction.
        """
        header = commit.header
        with self._store.transaction() as db:
            row = (header.space, commit.cid, header.device, header.inc, header.dseq, 1, "local", "ok", "")
            made = revisions[0].at[0]
            db.execute(_COMMIT, (*row, revisions[0].author, made, None, None, None, commit.raw()))
            self._store.advance(commit.cid)
            self._newer(db, "hlc_own", revisions)
            parsed = self._revise(db, commit, revisions, revisions[0].author, None)
            return self._rebuild(db, header.space, parsed)

    def hlcs(self) -> tuple[int, int]:
        """The newest stamp given here, and the newest seen of others: `Hlc(own)`, then `receive(seen, now)`."""
        return cast(int, self._meta("hlc_own")), cast(int, self._meta("hlc_seen"))

    # -- the log of a space

    def cursor(self, space: bytes) -> Cursor | None:
        """Where the log stands here; None before its first GenStart."""
        rows = self._store.query("SELECT gen, seq, chain FROM spaces WHERE space = ? AND gen > 0", (space,))
        return Cursor(*rows[0]) if rows else None

    def head(self, space: bytes) -> bytes:
        """The newest server-signed Head that was stored with a batch, "" before."""
        rows = self._store.query("SELECT head FROM spaces WHERE space = ?", (space,))
        return rows[0][0] if rows else b""

    def chain_at(self, space: bytes, gen: int, seq: int) -> bytes | None:
        """The chain of this log at `seq` (0 = its GenStart); None where nothing is known of it."""
        rows = self._store.query("SELECT chain FROM log WHERE space = ? AND gen = ? AND seq = ?", (space, gen, seq))
        return rows[0][0] if rows else None

    def settled(self, space: bytes, cids: Sequence[bytes]) -> frozenset[bytes]:
        """Those of `cids` that are stored here, own ones too, whole and not quarantined."""
        return frozenset(cid for cid, sound in self._soundness(space, cids).items() if sound)

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
                    self._link(db, space, cursor.gen, cursor.seq, cursor.chain, b"")
            parsed: dict[Dot, Revision] = {}
            known = self._soundness(space, [entry.cid for entry in batch.entries])
            for entry in batch.entries:
                self._link(db, space, cursor.gen, entry.seq, entry.chain, entry.cid)
                parsed |= self._take(db, space, entry, known)
            self._newer(db, "hlc_seen", parsed.values())
            db.execute(
                "UPDATE spaces SET gen = ?, seq = ?, chain = ?, head = CASE WHEN ? = x'' THEN head ELSE ? END"
                " WHERE space = ?",
                (cursor.gen, cursor.seq, cursor.chain, batch.head, batch.head, space),
            )
            self._store.advance(cursor.chain)
            return self._rebuild(db, space, parsed)

    def pending(self, space: bytes) -> list[Stored]:
        """Commits with verdict "held" or "unknown", in log order."""
        return self._stored(space, "verdict <> 'ok' AND verdict <> 'quarantine'")

    def damaged(self, space: bytes) -> list[Stored]:
        """Commits that did not come whole: their reason begins with DAMAGED."""
        return self._stored(space, _DAMAGED)

    def settle(self, space: bytes, entries: Sequence[Judged]) -> Changed:
        """Stores the new verdicts of pending or damaged commits and applies those that became "ok"."""
        with durable(self._store) as db:
            parsed: dict[Dot, Revision] = {}
            for entry in entries:
                parsed |= self._judge(db, space, entry, instead=True)
            self._newer(db, "hlc_seen", parsed.values())
            return self._rebuild(db, space, parsed)

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

    def lasts(self, space: bytes) -> list[tuple[bytes, int, bytes]]:
        """(inc, dseq, cid) of the last own commit in each incarnation, sorted by inc."""
        found: list[tuple[bytes, int, bytes]] = []
        while rows := self._store.query(
            "SELECT inc FROM commits WHERE space = ? AND own = 1 AND inc > ? ORDER BY inc LIMIT 1",
            (space, found[-1][0] if found else b""),
        ):
            found += self._store.query(
                "SELECT inc, dseq, cid FROM commits WHERE space = ? AND own = 1 AND inc = ? ORDER BY dseq DESC LIMIT 1",
                (space, rows[0][0]),
            )
        return found

    # -- alarms

    def freeze(self, reason: str, mine: bytes, theirs: bytes) -> None:
        """The endpoint was caught lying: keeps the two signed proofs. From now on `frozen()` answers the reason."""
        with durable(self._store) as db:
            db.execute("INSERT INTO proofs (reason, mine, theirs) VALUES (?, ?, ?)", (reason, mine, theirs))

    def frozen(self) -> str:
        """The reason, "" while the endpoint is trusted."""
        rows = self._store.query("SELECT reason FROM proofs ORDER BY n LIMIT 1")
        return rows[0][0] if rows else ""

    def alarm(self, space: bytes, reason: str, device: bytes) -> None:
        """Something that is shown to people but changes no verdict; the same again is counted."""
        with durable(self._store) as db:
            db.execute(
                "INSERT INTO alarms (space, reason, device, times) VALUES (?, ?, ?, 1)"
                " ON CONFLICT (space, reason, device) DO UPDATE SET times = times + 1",
                (space, reason, device),
            )

    # -- behind the methods

    def _meta(self, name: str) -> object:
        return self._store.query("SELECT value FROM meta WHERE name = ?", (name,))[0][0]

    def _stored(self, space: bytes, which: str) -> list[Stored]:
        rows = self._store.query(
            "SELECT cid, raw, seq, received_ms, chain, verdict, reason FROM commits"  # noqa: S608 - two conditions
            # The plus: of all commits few are not "ok", of a space nearly all are there.
            f" WHERE +space = ? AND verdict <> 'ok' AND {which} ORDER BY +seq, pos",
            (space,),
        )
        return [Stored(*row) for row in rows]

    def _soundness(self, space: bytes, cids: Sequence[bytes]) -> dict[bytes, bool]:
        """Of those that are stored here: whether each is whole and not quarantined."""
        rows = self._store.query(
            f"SELECT cid, verdict <> 'quarantine' AND NOT {_DAMAGED} FROM commits"  # noqa: S608 - constants
            f" WHERE space = ? AND cid IN ({', '.join('?' * len(cids))})",
            (space, *cids),
        )
        return {cid: bool(sound) for cid, sound in rows}

    def _link(self, db: Database, space: bytes, gen: int, seq: int, chain: bytes, cid: bytes) -> None:
        row = (space, gen, seq, chain, cid)
        db.execute("INSERT OR REPLACE INTO log (space, gen, seq, chain, cid) VALUES (?, ?, ?, ?, ?)", row)

    def _take(self, db: Database, space: bytes, entry: Judged, known: dict[bytes, bool]) -> dict[Dot, Revision]:
        """One entry of the log: new, or better than what stands under its cid, else only its place is noted.

        `known` is `_soundness` of the batch, and learns of this one: a log may name a commit twice.
        """
        before = known.get(entry.cid)
        if before is None or (not before and _sound(entry)):
            revised = self._judge(db, space, entry, instead=before is not None)
            known[entry.cid] = _sound(entry)
            return revised
        db.execute(
            "UPDATE commits SET seq = ?, received_ms = ?, chain = ?,"
            " reason = CASE state WHEN 'local' THEN '' ELSE reason END,"
            " state = CASE state WHEN 'local' THEN 'stored' ELSE state END WHERE space = ? AND cid = ?",
            (entry.seq, entry.received_ms, entry.chain, space, entry.cid),
        )
        db.execute(
            "UPDATE revisions SET received_ms = ? WHERE cid = ? AND space = ?", (entry.received_ms, entry.cid, space)
        )
        return {}

    def _judge(self, db: Database, space: bytes, entry: Judged, *, instead: bool) -> dict[Dot, Revision]:
        """Stores an entry under its verdict, `instead` of what stood there; its revisions if it counts."""
        header = entry.commit.header if entry.commit else None
        counts = entry.verdict == "ok" and entry.commit is not None
        own = counts and header is not None and header.device == self._device
        device, inc, dseq = (header.device, header.inc, header.dseq) if header else (b"", b"", 0)
        made = entry.revisions[0].at[0] if entry.revisions else entry.received_ms
        row = (space, entry.cid, device, inc, dseq, int(own), "stored" if own else "", entry.verdict, entry.reason)
        if instead:
            db.execute("DELETE FROM commits WHERE space = ? AND cid = ?", (space, entry.cid))
        db.execute(_COMMIT, (*row, entry.user, made, entry.seq, entry.received_ms, entry.chain, entry.raw))
        if not counts or entry.commit is None:
            return {}
        return self._revise(db, entry.commit, entry.revisions, entry.user, entry.received_ms)

    def _newer(self, db: Database, name: Literal["hlc_own", "hlc_seen"], revisions: Collection[Revision]) -> None:
        if revisions:
            newest = max(revision.hlc for revision in revisions)
            db.execute("UPDATE meta SET value = max(value, ?) WHERE name = ?", (newest, name))

    def _revise(
        self, db: Database, commit: Commit, revisions: Sequence[Revision], user: bytes, received_ms: int | None
    ) -> dict[Dot, Revision]:
        header = commit.header
        db.conn.executemany(
            "INSERT OR REPLACE INTO revisions (cid, i, space, rec, kind, user, device, received_ms, raw)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (commit.cid, i, header.space, one.rec, one.kind, user, header.device, received_ms, one.raw)
                for i, one in enumerate(revisions)
            ],
        )
        return {Dot(commit.cid, i): revision for i, revision in enumerate(revisions)}

    def _rebuild(self, db: Database, space: bytes, parsed: Mapping[Dot, Revision]) -> Changed:
        places: dict[str, set[bytes]] = {}
        for revision in parsed.values():
            places.setdefault(revision.kind, set()).add(revision.rec)
        entries: list[search_index.Entry] = []
        for kind, recs in sorted(places.items()):
            if kind in self._kinds:
                entries += views.rebuild(self._store, db, self._kinds, kind, space, sorted(recs), parsed)
        search_index.write(db, self._kinds, entries)
        return Changed(frozenset(places), frozenset().union(*places.values()))


def _sound(entry: Judged) -> bool:
    """Whether the commit came whole and its verdict is not for ever no."""
    return entry.verdict != "quarantine" and not entry.reason.startswith(DAMAGED)
