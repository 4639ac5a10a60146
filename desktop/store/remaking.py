"""The tables of records made anew, from the revisions, where a version declares their kind otherwise.

Oldest first: the index of search and every list by time grow at their end then, which is many times quicker.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from sqlite_utils import Database

from desktop.domain.kind import Kind
from desktop.store import search_index, views
from desktop.store.store import Store

_VERSION: Final = 1
_AT_ONCE: Final = 2_000
_FIRST: Final = (
    "FROM revisions AS r WHERE NOT EXISTS (SELECT 1 FROM revisions AS other WHERE other.rec = r.rec"
    " AND other.space = r.space AND other.kind = r.kind AND other.rowid < r.rowid)"
)
Said = Callable[[int, int], None]


def nothing_said(_done: int, _of: int) -> None:
    """Nobody listens."""


def prepare(store: Store, kinds: Mapping[str, Kind], said: Said = nothing_said) -> None:
    """Makes the tables of kinds whose declaration has changed anew.

    `said` hears how many records have been read, of how many. What belongs to no kind any more goes.
    """
    wanted = {name: _signature(kind) for name, kind in kinds.items()}
    have: dict[str, str] = dict(
        store.query("SELECT substr(name, 7), value FROM meta WHERE substr(name, 1, 6) = 'views:'")
    )
    if have == wanted:
        return
    changed = {name: kinds[name] for name, signature in wanted.items() if have.get(name) != signature}
    with store.transaction() as db:
        for name in {*have, *_named(store)} - (wanted.keys() - changed.keys()):
            db.execute(f'DROP TABLE IF EXISTS "v_{name}"')
            search_index.drop(db, name)
        lines = [line for name in sorted(changed) for line in views.schema(changed[name])]
        later = [line for line in lines if line.startswith("CREATE INDEX")]
        for line in lines:
            if line not in later:
                db.execute(line)
        done, of = 0, sum(_count(store, name) for name in changed)
        for name, space, recs in _records(store):
            if name in changed:
                search_index.write(db, kinds, views.rebuild(store, db, kinds, name, space, recs))
                done += len(recs)
                said(done, of)
        for line in later:
            db.execute(line)
        forget(db)
        db.conn.executemany("INSERT INTO meta (name, value) VALUES ('views:' || ?, ?)", wanted.items())


def forget(db: Database) -> None:
    """What is said to be made counts no more: `prepare` makes every table anew."""
    db.execute("DELETE FROM meta WHERE substr(name, 1, 6) = 'views:' OR name = 'views'")


def _signature(kind: Kind) -> str:
    """Another for every declaration that makes other tables or rows."""
    made = _VERSION, list(views.schema(kind)), sorted(kind.groups.items()), kind.own, *sorted(kind.guarded)
    return hashlib.sha256(repr(made).encode()).hexdigest()


def _named(store: Store) -> list[str]:
    """The kinds that there are tables of."""
    tables = store.query("SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 2) = 'v_'")
    return [name.removeprefix("v_") for (name,) in tables]


def _count(store: Store, kind: str) -> int:
    """The records of a kind."""
    ((count,),) = store.query("SELECT count(DISTINCT rec) FROM revisions WHERE kind = ?", (kind,))
    return int(count)


def _records(store: Store) -> Iterator[tuple[str, bytes, list[bytes]]]:
    """Every record there is, in the order they came: kind, space, and some records of them."""
    last = 0
    while rows := store.query(
        f"SELECT r.rowid, r.rec, r.space, r.kind {_FIRST} AND r.rowid > ? ORDER BY r.rowid LIMIT ?",
        (last, _AT_ONCE),
    ):
        last = rows[-1][0]
        places: dict[tuple[str, bytes], list[bytes]] = {}
        for _row, rec, space, kind in rows:
            places.setdefault((kind, space), []).append(rec)
        for (kind, space), recs in places.items():
            yield kind, space, recs
