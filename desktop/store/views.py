"""The tables of records as they are shown: one a kind, made from its declaration, rebuilt by `sync.merge.fold`.

They hold nothing that the revisions do not hold: a changed declaration drops and rebuilds them, and the index of
`search_index` with them.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlite_utils import Database

from desktop.domain.fields import FIRST_MS, LAST_MS, Choices, Date, Duration, Field, Moment, Reference
from desktop.domain.kind import Kind
from desktop.store import search_index
from desktop.store.search_index import Entry
from desktop.store.store import Store
from sync.merge import RecordView, Rev, fold
from sync.model import Dot, Revision

_VERSION = 1
_AT_ONCE = 2_000
NONE = {"TEXT": "", "INTEGER": -(2**62), "BLOB": b""}
FIXED = (
    "rec",
    "space",
    "created_by",
    "created_ms",
    "created_off",
    "conflicts",
)
_TYPES: Mapping[type[Field], str] = {Moment: "INTEGER", Duration: "INTEGER", Reference: "BLOB"}


def table(kind: Kind) -> str:
    """The name of a kind's table."""
    return f"v_{kind.name}"


def column(field: Field) -> str:
    """The name of a field's column."""
    return f"f_{field.name}"


def columns(kind: Kind) -> list[str]:
    """The names of all columns that hold fields."""
    offsets = [f"{column(field)}_off" for field in kind.fields if isinstance(field, Moment)]
    return [column(field) for field in kind.fields] + offsets


def sql_type(field: Field) -> str:
    """The type of a field's column; an empty value is `NONE` of that type, so that every order is total."""
    return _TYPES.get(type(field), "TEXT")


def to_column(field: Field, value: Any) -> Any:
    """A Python value of the domain (None = empty) as the column holds it."""
    if value is None:
        return NONE[sql_type(field)]
    if isinstance(field, Moment):
        return round(value.timestamp() * 1000)
    if isinstance(field, Date):
        return value.isoformat()
    if isinstance(field, Choices):
        return json.dumps(sorted(value))
    return value


def from_columns(field: Field, held: Mapping[str, Any]) -> Any:
    """The Python value of a field in a row, None where it is empty."""
    value = held[column(field)]
    if value == NONE[sql_type(field)]:
        return None
    if isinstance(field, Moment):
        return moment(value, held[f"{column(field)}_off"])
    if isinstance(field, Date):
        return date.fromisoformat(value)
    if isinstance(field, Choices):
        return tuple(json.loads(value))
    return value


def moment(ms: int, offset: int) -> datetime:
    """An aware datetime from Unix ms and minutes; what lies outside the calendar becomes its nearest end."""
    zone = timezone(timedelta(minutes=max(-1439, min(1439, offset))))
    return datetime.fromtimestamp(0, zone) + timedelta(milliseconds=min(max(ms, FIRST_MS), LAST_MS))


def prepare(store: Store, kinds: Mapping[str, Kind]) -> None:
    """Makes the tables, anew and from the revisions where a declaration has changed."""
    statements = [statement for kind in kinds.values() for statement in _schema(kind)]
    rules = [(kind.name, sorted(kind.groups.items()), kind.own) for kind in kinds.values()]
    wanted = hashlib.sha256(repr((_VERSION, statements, rules)).encode()).hexdigest()
    if store.query("SELECT value FROM meta WHERE name = 'views'") == [(wanted,)]:
        return
    with store.transaction() as db:
        for (name,) in store.query("SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 2) = 'v_'"):
            db.execute(f'DROP TABLE "{name}"')
        search_index.drop(store, db)
        for statement in statements:
            db.execute(statement)
        entries: list[Entry] = []
        for space, rec, name in store.query("SELECT DISTINCT space, rec, kind FROM revisions ORDER BY kind"):
            if name in kinds:
                entries += rebuild(store, db, kinds, name, space, rec)
            if len(entries) >= _AT_ONCE:
                search_index.write(db, kinds, entries)
                entries = []
        search_index.write(db, kinds, entries)
        db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('views', ?)", (wanted,))


def view(
    store: Store, kind: Kind, space: bytes, rec: bytes, parsed: Mapping[Dot, Revision] | None = None
) -> RecordView | None:
    """The record as its revisions make it now; those that are `parsed` already are not read again."""
    at_hand = parsed or {}
    rows = store.query(
        "SELECT cid, i, user, device, received_ms, raw FROM revisions WHERE rec = ? AND space = ? AND kind = ?",
        (rec, space, kind.name),
    )
    revs = [
        Rev(dot, at_hand.get(dot) or Revision.parse(raw), user, device, received)
        for cid, i, user, device, received, raw in rows
        for dot in [Dot(cid, i)]
    ]
    return fold(kind.rule, revs) if revs else None


def rebuild(
    store: Store,
    db: Database,
    kinds: Mapping[str, Kind],
    name: str,
    space: bytes,
    rec: bytes,
    parsed: Mapping[Dot, Revision] | None = None,
) -> list[Entry]:
    """Writes the row of one record of the kind `name`, in the transaction that changed its revisions.

    Answers what `search_index.write` shall put into the index in the same transaction, best for many records at once.
    """
    kind = kinds[name]
    shown = view(store, kind, space, rec, parsed)
    if shown is None:
        db.execute(f"DELETE FROM {table(kind)} WHERE rec = ? AND space = ?", (rec, space))  # noqa: S608 - declared
        return [Entry(name, space, rec, 0, "")] if kind.searchable else []
    held = _row(kind, space, shown)
    places = ", ".join("?" * len(held))
    db.execute(
        f"INSERT OR REPLACE INTO {table(kind)} ({', '.join(held)}) VALUES ({places})",  # noqa: S608 - declared
        tuple(held.values()),
    )
    found = search_index.entry(kind, space, shown, kinds)
    return [found] if found else []


def _row(kind: Kind, space: bytes, shown: RecordView) -> dict[str, Any]:
    values = kind.from_wire({group: dict(view.value) for group, view in shown.groups.items()})
    created_ms, created_off = shown.created_at or shown.history[0].at
    held: dict[str, Any] = {
        "rec": shown.rec,
        "space": space,
        "created_by": shown.created_by or b"",
        "created_ms": created_ms,
        "created_off": created_off,
        "conflicts": sum(view.conflict for view in shown.groups.values()),
        "withdrawn": int(shown.withdrawn),
    }
    for field in kind.fields:
        value = values.get(field.name)
        held[column(field)] = to_column(field, value)
        if isinstance(field, Moment):
            offset = value.utcoffset() if isinstance(value, datetime) else None
            held[f"{column(field)}_off"] = int(offset.total_seconds()) // 60 if offset else 0
    return held


def _schema(kind: Kind) -> Iterable[str]:
    typed = [f"{column(field)} {sql_type(field)} NOT NULL" for field in kind.fields]
    typed += [f"{column(field)}_off INTEGER NOT NULL" for field in kind.fields if isinstance(field, Moment)]
    name = table(kind)
    yield (
        f"CREATE TABLE {name} (rec BLOB NOT NULL, space BLOB NOT NULL, created_by BLOB NOT NULL,"
        " created_ms INTEGER NOT NULL, created_off INTEGER NOT NULL, conflicts INTEGER NOT NULL,"
        f" withdrawn INTEGER NOT NULL, {', '.join(typed)}, PRIMARY KEY (rec, space)) STRICT"
    )
    dates = [column(field) for field in kind.fields if isinstance(field, Moment | Date)]
    main = dates[0] if dates else "created_ms"
    orders = [*dates, "created_ms", *(column(field) for field in kind.fields if field.name == "name")]
    for order in orders:
        # two that are alike stand in the order they were made
        alike = "rec" if order == "created_ms" else "created_ms, rec"
        yield f"CREATE INDEX {name}_{order} ON {name} (withdrawn, {order}, {alike}, space)"
    for by in ["created_by", *(column(field) for field in kind.fields if isinstance(field, Reference))]:
        alike = "rec" if main == "created_ms" else "created_ms, rec"
        yield f"CREATE INDEX {name}_by_{by} ON {name} (withdrawn, {by}, {main}, {alike}, space)"
    yield f"CREATE INDEX {name}_conflicts ON {name} (withdrawn, conflicts) WHERE conflicts > 0"
    yield from search_index.schema(kind)
