"""Drafts: what somebody was typing, valid or not; local only, never sent, never expiring.

It knows no record kind and judges nothing.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from desktop.store.errors import StoreError
from desktop.store.store import Store

_MARK = "$"


@dataclass(frozen=True)
class Draft:
    """One draft as it was left: the form's values, the cursor, and when it was saved (Unix ms)."""

    id: str
    kind: str
    values: dict[str, Any]
    cursor: dict[str, Any]
    saved_ms: int


Row: TypeAlias = tuple[str, str, str, str, int]
Unwritten: TypeAlias = dict[str, Row]
"""Drafts that found no room, by id. It lives as long as the window: a lock on a full disk costs no words."""


class Drafts:
    """The drafts of this store, and those that could not be written to it yet.

    Values are anything JSON can hold, and bytes, dates and datetimes; tuples come back as lists, an aware datetime
    with the same instant and offset.
    """

    def __init__(self, store: Store, unwritten: Unwritten | None = None) -> None:
        self._store, self._unwritten = store, {} if unwritten is None else unwritten

    def put(self, id: str, kind: str, values: Mapping[str, object], cursor: Mapping[str, object], now_ms: int) -> None:
        """Keeps the draft, durably; an older one of the same id is replaced.

        What cannot be written is kept in memory, told of by the error, and written when something can be.
        """
        row = (id, kind, _pack(values), _pack(cursor), now_ms)
        try:
            self._write(row)
        except StoreError:
            self._unwritten[id] = row
            raise
        self._unwritten.pop(id, None)
        self.write_left()

    def write_left(self) -> None:
        """Tries to write what could not be written; what still cannot be stays in memory."""
        for row in tuple(self._unwritten.values()):
            try:
                self._write(row)
            except StoreError:
                return
            if self._unwritten.get(row[0]) == row:
                del self._unwritten[row[0]]

    def _write(self, row: Row) -> None:
        with self._store.transaction() as db:
            db.execute("INSERT OR REPLACE INTO drafts (id, kind, body, cursor, saved_ms) VALUES (?, ?, ?, ?, ?)", row)

    def written(self, id: str) -> bool:
        """Whether what was last put under that id is on the disk."""
        return id not in self._unwritten

    def get(self, id: str) -> Draft | None:
        """The draft of that id, if it is there."""
        if (left := self._unwritten.get(id)) is not None:
            return _draft(left)
        rows = self._store.query("SELECT id, kind, body, cursor, saved_ms FROM drafts WHERE id = ?", (id,))
        return _draft(rows[0]) if rows else None

    def list(self) -> tuple[Draft, ...]:
        """All drafts, the newest first."""
        rows = self._store.query("SELECT id, kind, body, cursor, saved_ms FROM drafts")
        drafts = [_draft(row) for row in ({row[0]: row for row in rows} | self._unwritten).values()]
        return tuple(sorted(drafts, key=lambda draft: (-draft.saved_ms, draft.id)))

    def left(self) -> tuple[Draft, ...]:
        """Those that are in memory alone."""
        return tuple(_draft(row) for row in self._unwritten.values())

    def delete(self, id: str) -> None:
        """Drops a draft from the disk; nothing happens if it is not there. See `forget`."""
        with self._store.transaction() as db:
            db.execute("DELETE FROM drafts WHERE id = ?", (id,))

    def forget(self, id: str) -> None:
        """The draft that was deleted is gone from memory too; called when the transaction that deleted it stands."""
        self._unwritten.pop(id, None)


def _draft(row: Row | tuple[Any, ...]) -> Draft:
    id, kind, body, cursor, saved_ms = row
    return Draft(id, kind, json.loads(body, object_hook=_unmark), json.loads(cursor, object_hook=_unmark), saved_ms)


def _pack(values: Mapping[str, object]) -> str:
    # ASCII: half a surrogate pair, which a window can hand over while somebody types, has no UTF-8.
    return json.dumps(_mark(dict(values)), ensure_ascii=True)


def _mark(value: object) -> object:
    """What JSON cannot hold, as a map with one mark; a map that has the mark already is wrapped."""
    match value:
        case bytes():
            return {_MARK: "bytes", "v": value.hex()}
        case datetime():
            return {_MARK: "datetime", "v": value.isoformat()}
        case date():
            return {_MARK: "date", "v": value.isoformat()}
        case dict():
            inner = {key: _mark(item) for key, item in value.items()}
            return {_MARK: "map", "v": list(inner.items())} if _MARK in inner else inner
        case list() | tuple():
            return [_mark(item) for item in value]
        case _:
            return value


_READERS: dict[str, Callable[[Any], object]] = {
    "bytes": bytes.fromhex,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "map": dict,
}


def _unmark(value: dict[str, Any]) -> object:
    return _READERS[value[_MARK]](value["v"]) if _MARK in value else value
