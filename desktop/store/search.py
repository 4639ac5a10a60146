"""Finds records by words, the newest first, on a connection of its own: an interrupt reaches no list and no save.

It reads the tables of `search_index`. User text never reaches FTS5's syntax: a word is letters and digits, quoted.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass

import sqlcipher3.dbapi2 as sqlcipher
from sqlite_utils import Database

from desktop.domain import searching
from desktop.domain.fields import Reference
from desktop.domain.kind import Kind
from desktop.domain.registry import kinds as declared
from desktop.domain.searching import Query
from desktop.store import search_index
from desktop.store.problems import plainly
from desktop.store.store import Row, Store

#: Matches are counted so far; beyond it "more than" is as good an answer.
COUNTED = 1_000
#: So many places or children with the name that is asked for are followed to what refers to them.
_FOLLOWED = 100


class Superseded(Exception):
    """Something else is asked for meanwhile; the answer is nobody's."""


@dataclass(frozen=True)
class Matches:
    """The newest records of one kind that a query finds, as (record, space); `count` goes up to COUNTED + 1."""

    kind: str
    places: tuple[tuple[bytes, bytes], ...]
    count: int


class Finder:
    """Search in one store. `find` runs on one thread at a time; `supersede` may be called on any."""

    def __init__(self, store: Store, kinds: Mapping[str, Kind] | None = None) -> None:
        self._store = store
        self._kinds = declared() if kinds is None else kinds
        self._lock = threading.Lock()
        self._database: Database | None = None
        self._turn = 0

    def supersede(self) -> int:
        """Stops a search that is under way; the turn of the next one."""
        with self._lock:
            self._turn += 1
            if self._database is not None:
                self._database.conn.interrupt()
            return self._turn

    def find(self, kind: str, query: Query, limit: int, turn: int) -> Matches:
        """The newest `limit` records of a kind that answer `query`. Raises Superseded when `turn` is over."""
        if not query:
            return Matches(kind, (), 0)
        expression = self._expression(self._kinds[kind], query, turn)
        table, rows = search_index.index(self._kinds[kind]), search_index.rows(self._kinds[kind])
        # by number is by day; bm25 would read every match first
        ids = self._read(
            turn,
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?",  # noqa: S608 - declared
            (expression, COUNTED + 1),
        )
        found = self._read(
            turn,
            f"SELECT rec, space FROM {rows} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC",  # noqa: S608 - declared
            (json.dumps([number for (number,) in ids[:limit]]),),
        )
        return Matches(kind, tuple((rec, space) for rec, space in found), len(ids))

    def _expression(self, kind: Kind, query: Query, turn: int) -> str:
        """Every word by itself, by the label of a code, or by the name of what is referred to; all of them."""
        named = {
            field.kind
            for field in kind.fields
            if isinstance(field, Reference) and field.searchable and field.kind in self._kinds
        }
        parts = []
        for word in query.words:
            ways = [_asked(word), *(f'"{mark}"' for mark in searching.codes(kind, word, query.language))]
            for other in sorted(named):
                if searching.names_others(self._kinds[other]):
                    ways += self._followed(self._kinds[other], word, turn)
            parts.append(f"({' OR '.join(ways)})")
        whole = " AND ".join(parts)
        return f'({whole}) OR "{query.number}"*' if query.number else whole

    def _followed(self, kind: Kind, word: str, turn: int) -> list[str]:
        table, rows = search_index.index(kind), search_index.rows(kind)
        found = self._read(
            turn,
            f"SELECT s.rec FROM {table} JOIN {rows} s ON s.id = {table}.rowid WHERE {table} MATCH ?"  # noqa: S608 - declared
            f" ORDER BY {table}.rowid DESC LIMIT ?",
            (_asked(word), _FOLLOWED),
        )
        return [f'"{searching.reference_mark(rec)}"' for (rec,) in found]

    def _read(self, turn: int, sql: str, parameters: tuple[object, ...]) -> list[Row]:
        with self._lock:
            if turn != self._turn:
                raise Superseded
            if self._database is None:
                self._database = self._store.further()
            connection = self._database.conn
        with plainly(self._store.folder):
            try:
                return list(connection.execute(sql, parameters))
            except sqlcipher.OperationalError:
                if turn != self._turn:
                    raise Superseded from None
                raise


def _asked(word: str) -> str:
    """A word of a person as FTS5 takes it: one letter is a word, more begin one."""
    return f'"{word}"' if len(word) == 1 else f'"{word}"*'
