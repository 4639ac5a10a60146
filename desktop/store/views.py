"""The tables of records as they are shown: one a kind, made from its declaration, rebuilt by `sync.merge.fold`.

They hold nothing that the revisions do not hold: `remaking` makes them anew where a declaration changed, and the
index of `search_index` with them.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import cache, partial
from typing import Any

from sqlite_utils import Database

from desktop.domain.fields import FIRST_MS, LAST_MS, Choices, Date, Duration, Field, Moment, Reference
from desktop.domain.kind import Kind
from desktop.store import search_index
from desktop.store.search_index import Entry
from desktop.store.store import Store
from sync.merge import RecordView, Rev, fold
from sync.model import Dot
from sync.revision import Revision

_AT_ONCE = 2_000
NONE = {"TEXT": "", "INTEGER": -(2**62), "BLOB": b""}
FIXED = (
    "rec",
    "space",
    "created_by",
    "created_ms",
    "created_off",
    "conflicts",
    "approved",
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
    convert = _converter(type(field))
    return value if convert is None else convert(value)


@cache
def _converter(field: type[Field]) -> Callable[[Any], Any] | None:
    """What makes a column of a value; None where it is one already."""
    if issubclass(field, Moment):
        return lambda value: round(value.timestamp() * 1000)
    if issubclass(field, Date):
        return lambda value: value.isoformat()
    return (lambda value: json.dumps(sorted(value))) if issubclass(field, Choices) else None


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


def reader(field: Field) -> Callable[[Mapping[str, Any]], Any] | None:
    """What makes the Python value of a field that is not empty; None where its column holds it."""
    return partial(from_columns, field) if isinstance(field, Moment | Date | Choices) else None


def moment(ms: int, offset: int) -> datetime:
    """An aware datetime from Unix ms and minutes; what lies outside the calendar becomes its nearest end."""
    zone = timezone(timedelta(minutes=max(-1439, min(1439, offset))))
    return datetime.fromtimestamp(0, zone) + timedelta(milliseconds=min(max(ms, FIRST_MS), LAST_MS))


def view(store: Store, kind: Kind, space: bytes, rec: bytes) -> RecordView | None:
    """The record as its revisions make it now, None without any."""
    return _views(store, kind, space, [rec], {}).get(rec)


def _views(
    store: Store, kind: Kind, space: bytes, recs: Sequence[bytes], parsed: Mapping[Dot, Revision]
) -> dict[bytes, RecordView]:
    """Those records as they are now; revisions that are `parsed` already are not read again."""
    rows = store.query(
        "SELECT rec, cid, i, user, device, received_ms, raw, standing FROM revisions"  # noqa: S608 - question marks
        f" WHERE rec IN ({', '.join('?' * len(recs))}) AND space = ? AND kind = ?",
        (*recs, space, kind.name),
    )
    revs: dict[bytes, list[Rev]] = {}
    for rec, cid, i, user, device, received, raw, standing in rows:
        dot = Dot(cid, i)
        revision = parsed.get(dot) or Revision.parse(raw)
        revs.setdefault(rec, []).append(Rev(dot, revision, user, device, received, standing))
    counting = {rec: of for rec, of in revs.items() if any(rev.standing in ("", "purged") for rev in of)}
    # A record of which nothing is left but that it was erased is shown nowhere.
    return {rec: shown for rec, of in counting.items() if not (shown := fold(kind.rule, of)).erased}


def rebuild(
    store: Store,
    db: Database,
    kinds: Mapping[str, Kind],
    name: str,
    space: bytes,
    recs: Sequence[bytes],
    parsed: Mapping[Dot, Revision] | None = None,
) -> list[Entry]:
    """Writes the rows of records of the kind `name`, in the transaction that changed their revisions.

    Answers what `search_index.write` shall put into the index in the same transaction.
    """
    kind, entries = kinds[name], []
    for start in range(0, len(recs), _AT_ONCE):
        part = recs[start : start + _AT_ONCE]
        shown = _views(store, kind, space, part, parsed or {})
        gone = [(rec, space) for rec in part if rec not in shown]
        db.conn.executemany(f"DELETE FROM {table(kind)} WHERE rec = ? AND space = ?", gone)  # noqa: S608 - declared
        values = {rec: kind.held_from_wire({group: view.value for group, view in now.groups.items()})
                  for rec, now in shown.items()}  # fmt: skip
        held = _rows(kind, space, shown.values(), values)
        if held:
            places = ", ".join("?" * len(held[0]))
            db.conn.executemany(
                f"INSERT OR REPLACE INTO {table(kind)} ({', '.join(held[0])}) VALUES ({places})",  # noqa: S608 - declared
                [tuple(row.values()) for row in held],
            )
        if kind.searchable:
            entries += [Entry(name, space, rec, 0, "") for rec, _space in gone]
            entries += [search_index.entry(kind, space, now, kinds, values[rec]) for rec, now in shown.items()]
    return entries


Held = Mapping[str, Mapping[str, object]]
"""The Python values a record shows, by group and field."""


def _rows(kind: Kind, space: bytes, shown: Iterable[RecordView], values: Mapping[bytes, Held]) -> list[dict[str, Any]]:
    """Records as rows of their kind's table, by the names of its columns."""
    columns_of = {field.name: (field, column(field), isinstance(field, Moment)) for field in kind.fields}
    nothing = {held: NONE[sql_type(field)] for field, held, _moment in columns_of.values()}
    nothing |= {f"{held}_off": 0 for _field, held, moment in columns_of.values() if moment}
    return [_row(space, one, columns_of, nothing, values[one.rec]) for one in shown]


def _row(
    space: bytes,
    shown: RecordView,
    columns_of: Mapping[str, tuple[Field, str, bool]],
    nothing: Mapping[str, Any],
    values: Held,
) -> dict[str, Any]:
    created_ms, created_off = shown.created_at or shown.history[0].at
    held: dict[str, Any] = {
        "rec": shown.rec,
        "space": space,
        "created_by": shown.created_by or b"",
        "created_ms": created_ms,
        "created_off": created_off,
        "conflicts": sum([view.conflict for view in shown.groups.values()]),
        "withdrawn": int(shown.withdrawn),
        "approved": int(shown.approved),
        **nothing,
    }
    for of_group in values.values():
        for name, value in of_group.items():
            field, place, is_moment = columns_of[name]
            held[place] = to_column(field, value)
            offset = value.utcoffset() if is_moment and isinstance(value, datetime) else None
            if offset is not None:
                held[f"{place}_off"] = int(offset.total_seconds()) // 60
    return held


def schema(kind: Kind) -> Iterable[str]:
    """The statements that make a kind's table, its orders, and its index of search."""
    typed = [f"{column(field)} {sql_type(field)} NOT NULL" for field in kind.fields]
    typed += [f"{column(field)}_off INTEGER NOT NULL" for field in kind.fields if isinstance(field, Moment)]
    name = table(kind)
    yield (
        f"CREATE TABLE {name} (rec BLOB NOT NULL, space BLOB NOT NULL, created_by BLOB NOT NULL,"
        " created_ms INTEGER NOT NULL, created_off INTEGER NOT NULL, conflicts INTEGER NOT NULL,"
        f" withdrawn INTEGER NOT NULL, approved INTEGER NOT NULL, {', '.join(typed)}, PRIMARY KEY (rec, space)) STRICT"
    )
    dates = [column(field) for field in kind.fields if isinstance(field, Moment | Date)]
    main = dates[0] if dates else "created_ms"
    orders = [*dates, "created_ms", *(column(field) for field in kind.fields if field.name == "name")]
    for order in orders:
        # two that are alike stand in the order they were made
        alike = "rec" if order == "created_ms" else "created_ms, rec"
        yield f"CREATE INDEX {name}_{order} ON {name} (withdrawn, {order}, {alike}, space)"
    alike = "rec" if main == "created_ms" else "created_ms, rec"
    singly = [("created_by",), *((column(field),) for field in kind.fields if isinstance(field, Reference))]
    for by in (*singly, *(tuple(column(kind.field(one)) for one in names) for names in kind.narrowed)):
        yield f"CREATE INDEX {name}_by_{'_'.join(by)} ON {name} (withdrawn, {', '.join(by)}, {main}, {alike}, space)"
    yield f"CREATE INDEX {name}_conflicts ON {name} (withdrawn, created_ms, rec, space) WHERE conflicts > 0"
    if kind.amendable:
        keys = "(withdrawn, created_by, created_ms, rec, space)"
        yield f"CREATE INDEX {name}_unapproved ON {name} {keys} WHERE approved = 0"
    yield from search_index.schema(kind)
