"""Erasure at the endpoint: whose words leave its log, when, and what may enter without them.

It reads headers and the control log as clients do; what a tombstone says it cannot read.
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import groupby

from sync.control import ControlLog, Lineage
from sync.errors import SyncError
from sync.model import Commit, header_in
from sync.purging import Naming, Purge, hollowed, in_effect, names
from sync.server.database import purges as db
from sync.server.database.connections import Database, DatabaseError
from sync.server.database.rows import Connection, raw_commit

HOUR_S = 3600.0
_log = logging.getLogger(__name__)


def named_by(control: ControlLog, commit: Commit, lineage: Lineage) -> list[Naming]:
    """What a commit names, by its header and the control log: nothing, unless a client of this version says so too."""
    named = names(commit.header)
    if not named:
        return []
    verdict = control.judge_commit(commit, lineage)
    return [Naming(*entry, verdict.user or b"", commit.cid) for entry in named] if verdict.ok else []


def of(conn: Connection, space_id: int, cids: Sequence[bytes]) -> Mapping[bytes, list[Purge]]:
    """The purges in effect on these commits."""
    found: dict[bytes, list[Purge]] = {}
    for dot, purge in in_effect(db.namings_of(conn, space_id, cids)).items():
        found.setdefault(dot.cid, []).append(purge)
    return found


def keep(conn: Connection, space_id: int, named: Sequence[Naming]) -> None:
    """What commits that were just stored name."""
    for maker, rows in groupby(named, lambda one: one.by):
        db.add_namings(conn, space_id, maker, list(rows))


def without(raw: bytes, commit: Commit, purges: Mapping[bytes, list[Purge]], now_ms: int) -> bytes:
    """The commit's bytes without the bodies whose window is over: whoever brings them brings them in vain."""
    gone = [purge.dot.i for purge in purges.get(commit.cid, ()) if purge.due(now_ms)]
    return hollowed(raw, gone) if gone and not commit.header.purge else raw


def fill(
    conn: Connection, space_id: int, commit: Commit, raw: bytes, purges: Mapping[bytes, list[Purge]], now_ms: int
) -> None:
    """A body that a refill brought too little of comes after all, unless it was purged."""
    stored = raw_commit(conn, space_id, commit.cid)
    if stored is None:
        return
    brought, here = Commit.parse(without(raw, commit, purges, now_ms)), Commit.parse(stored)
    bodies = tuple(mine or theirs for mine, theirs in zip(here.bodies, brought.bodies, strict=True))
    if bodies != here.bodies:
        whole = Commit(here.header, here.sig, bodies).raw()
        db.replace_raw(conn, space_id, commit.cid, whole, len(stored) - len(whole))


class Erasing:
    """Takes the bytes of what two archivists named out of the log when the window is over."""

    def __init__(self, database: Database, now_ms: Callable[[], int]) -> None:
        self._database, self._now_ms = database, now_ms
        self._untidy = True

    def sweep(self) -> int:
        """Everything that is due; how many bodies were emptied. Said again it changes nothing."""
        with self._database.reading() as conn:
            every = db.spaces_with_namings(conn)
        count = sum(self._database.write(partial(self._empty, space_id)) for space_id in every)
        if count or (every and self._untidy):
            self._untidy = not db.tidy(self._database)
        return count

    def each_hour(self, closed: threading.Event) -> None:
        """Sweeps until `closed`; what the database cannot do now is done an hour later."""
        while not closed.wait(HOUR_S):
            try:
                self.sweep()
            except (SyncError, DatabaseError) as error:
                _log.error(json.dumps({"task": "erase", "failed": type(error).__name__}))

    def _empty(self, space_id: int, conn: Connection) -> int:
        # Before it is read what is open: another process may be at the same.
        db.lock_space(conn, space_id)
        now_ms = self._now_ms()
        places: dict[bytes, list[int]] = {}
        for dot, purge in in_effect(db.open_namings(conn, space_id)).items():
            if purge.due(now_ms):
                places.setdefault(dot.cid, []).append(dot.i)
        if not places:
            return 0
        db.overwrite(conn)
        return sum(self._empty_one(conn, space_id, cid, sorted(gone)) for cid, gone in places.items())

    def _empty_one(self, conn: Connection, space_id: int, cid: bytes, gone: Sequence[int]) -> int:
        raw = raw_commit(conn, space_id, cid)
        if raw is None:
            return 0
        header = header_in(raw)
        gone = [] if header.purge else [i for i in gone if i < len(header.bodies)]
        if not gone:
            return 0
        empty = hollowed(raw, gone)
        if empty != raw:
            db.replace_raw(conn, space_id, cid, empty, len(raw) - len(empty))
        db.note_emptied(conn, space_id, cid, gone)
        return len(gone)
