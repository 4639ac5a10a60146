"""Lists and records as people see them; it reads the tables of `views` and never writes.

It knows nothing of what a field means: values come and go as `desktop.domain` declares them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.domain.fields import Moment
from desktop.domain.kind import Kind
from desktop.domain.registry import kinds as declared
from desktop.store import columns, remaking, views
from desktop.store.store import Store
from sync.log import OutState
from sync.merge import RecordView

CREATED = "created_at"
ARRIVALS = 1_000
"""So many of the changes that came last are looked through for what is new."""
AT_ONCE = 500
"""Records one statement asks about."""
_STATES: tuple[OutState, ...] = ("local", "stored", "seen")


@dataclass(frozen=True)
class After:
    """Where a page ended: the value of the order column, when the record was made (Unix ms), and the record."""

    value: int | str | bytes
    made: int
    rec: bytes
    space: bytes


@dataclass(frozen=True)
class Row:
    """One record in a list: the value shown first of every field that holds one.

    `conflicts` counts field groups with several values.
    """

    rec: bytes
    space: bytes
    kind: str
    values: Mapping[str, Any]
    created_by: bytes
    created_at: datetime
    conflicts: int
    approved: bool = False


@dataclass(frozen=True)
class Page:
    """Some rows, and where to go on; `next` is None at the end."""

    rows: tuple[Row, ...]
    next: After | None


@dataclass(frozen=True)
class Found:
    """One whole record and the space it lives in."""

    space: bytes
    view: RecordView


class Records:
    """The records of this store. Removed ones are left out of lists and found by `get` alone."""

    def __init__(
        self,
        store: Store,
        kinds: Mapping[str, Kind] | None = None,
        said: remaking.Said = remaking.nothing_said,
    ) -> None:
        """`said` hears how many records are read again, and of how many, where a version knows other kinds."""
        self._store = store
        self._kinds = declared() if kinds is None else kinds
        # most fields of a record are empty: those are told by one look at the column
        self._fields = {
            name: [
                (field.name, columns.column(field), columns.NONE[columns.sql_type(field)], columns.reader(field))
                for field in kind.fields
            ]
            for name, kind in self._kinds.items()
        }
        remaking.prepare(store, self._kinds, said)

    def get(self, kind: str, rec: bytes, space: bytes | None = None) -> Found | None:
        """The record with every surviving value and its history; the one that came first if several spaces have it.

        None also for one of a kind that this version does not know.
        """
        rows = self._store.query(
            "SELECT space FROM revisions WHERE rec = ? AND kind = ? AND coalesce(?, space) = space"
            " ORDER BY rowid LIMIT 1",
            (rec, kind, space),
        )
        if not rows or kind not in self._kinds:
            return None
        shown = views.view(self._store, self._kinds[kind], rows[0][0], rec)
        return Found(rows[0][0], shown) if shown else None

    def row(self, kind: str, rec: bytes) -> Row | None:
        """The list row of one record, also of a removed one."""
        found = self._rows(kind, "rec = ?", [rec], "space LIMIT 1")
        return found[0][0] if found else None

    def page(
        self,
        kind: str,
        *,
        order: str = CREATED,
        descending: bool = True,
        where: Mapping[str, object] | None = None,
        low: object = None,
        high: object = None,
        conflicts_only: bool = False,
        unapproved_only: bool = False,
        after: After | None = None,
        limit: int = 50,
    ) -> Page:
        """Up to `limit` rows behind `after`, ordered by a field or by when the record was made.

        Those that are alike in the field stand in the order they were made. `low` (inclusive) and `high` (exclusive)
        bound the order column; where a record has no value there, it stands before all others.
        """
        column = self._column(kind, order)
        condition, parameters = self._where(kind, where, conflicts_only)
        condition += " AND approved = 0" if unapproved_only else ""
        for bound, sign in ((low, ">="), (high, "<")):
            if bound is not None:
                condition += f" AND {column} {sign} ?"
                parameters.append(self._value(kind, order, bound))
        # no column twice: SQLite would then sort by itself instead of following the index
        keys = list(dict.fromkeys((column, "created_ms", "rec", "space")))
        if after is not None:
            ends = {"created_ms": after.made, "rec": after.rec, "space": after.space, column: after.value}
            condition += f" AND ({', '.join(keys)}) {'<' if descending else '>'} ({', '.join('?' * len(keys))})"
            parameters += [ends[key] for key in keys]
        way = "DESC" if descending else "ASC"
        tail = ", ".join(f"{key} {way}" for key in keys) + " LIMIT ?"
        found = self._rows(kind, condition, [*parameters, limit + 1], tail, f"{column}, created_ms")
        rows = tuple(row for row, _ in found[:limit])
        if len(found) <= limit:
            return Page(rows, None)
        value, made = found[limit - 1][1]
        return Page(rows, After(value, made, rows[-1].rec, rows[-1].space))

    def after(self, row: Row, order: str = CREATED) -> After:
        """Where a page would have ended that ends with this row."""
        made = round(row.created_at.timestamp() * 1000)
        value = made if order == CREATED else self._value(row.kind, order, row.values.get(order))
        return After(value, made, row.rec, row.space)

    def all(
        self, kind: str, *, order: str = CREATED, descending: bool = False, where: Mapping[str, object] | None = None
    ) -> tuple[Row, ...]:
        """Every row of a kind that is short enough to hold: places, people, colleagues."""
        condition, parameters = self._where(kind, where, False)
        way = "DESC" if descending else "ASC"
        # The plus: SQLite would rather walk every record in this order than find the few and sort them.
        plus = "+" if where else ""
        found = self._rows(kind, condition, parameters, f"{plus}{self._column(kind, order)} {way}, rec {way}")
        return tuple(row for row, _ in found)

    def arrived(self, kind: str, after: int, limit: int) -> tuple[Row, ...]:
        """Records of which something came to this pc after `after` (see `latest`), the newest made first.

        Looked for among the last `ARRIVALS` changes that came, so that a first sync costs no more than a day's.
        """
        since = max(after, self.latest() - ARRIVALS)
        # The plus keeps SQLite from walking all records in their order and asking of each whether it came.
        condition = "+withdrawn = 0 AND rec IN (SELECT rec FROM revisions WHERE rowid > ? AND kind = ?)"
        found = self._rows(kind, condition, [since, kind, limit], "created_ms DESC, rec LIMIT ?")
        return tuple(row for row, _ in found)

    def removed(self, kind: str, limit: int) -> tuple[bytes, ...]:
        """Records that were removed, the newest made first."""
        found = self._store.query(
            f"SELECT rec FROM {self._table(kind)} WHERE withdrawn = 1 ORDER BY created_ms DESC, rec DESC LIMIT ?",  # noqa: S608 - declared names
            (limit,),
        )
        return tuple(rec for (rec,) in found)

    def of_commit(self, space: bytes, cid: bytes) -> tuple[tuple[str, bytes], ...]:
        """(kind, record) of every revision of one commit, in its order."""
        rows = self._store.query("SELECT kind, rec FROM revisions WHERE cid = ? AND space = ? ORDER BY i", (cid, space))
        return tuple((kind, rec) for kind, rec in rows)

    def latest(self) -> int:
        """The place of what came to this pc last: a number that only grows, 0 for an empty store."""
        return int(self._store.query("SELECT coalesce(max(rowid), 0) FROM revisions")[0][0])

    def count(self, kind: str, where: Mapping[str, object] | None = None, conflicts_only: bool = False) -> int:
        """How many records a list would have."""
        condition, parameters = self._where(kind, where, conflicts_only)
        sql = f"SELECT count(*) FROM {self._table(kind)} WHERE {condition}"  # noqa: S608 - declared names
        return int(self._store.query(sql, parameters)[0][0])

    def newest(self, kind: str, by: str, of: str, recs: Collection[bytes]) -> dict[bytes, Any]:
        """For each of `recs` that something refers to by `by`, the greatest value of the field `of`."""
        declared = self._kinds[kind]
        field, name, column = declared.field(of), self._table(kind), self._column(kind, by)
        names = [columns.column(field), *([f"{columns.column(field)}_off"] if isinstance(field, Moment) else [])]
        sql = (
            f"SELECT wanted.rec, {', '.join(names)} FROM wanted JOIN {name} v ON v.rowid ="  # noqa: S608 - declared
            f" (SELECT rowid FROM {name} WHERE withdrawn = 0 AND {column} = wanted.rec"
            f" ORDER BY {names[0]} DESC LIMIT 1)"
        )
        rows = [(rec, dict(zip(names, held, strict=True))) for rec, *held in self._of_each(sql, recs, [])]
        found = {rec: columns.from_columns(field, held) for rec, held in rows}
        return {rec: value for rec, value in found.items() if value is not None}

    def counts(
        self, kind: str, by: str, recs: Collection[bytes], where: Mapping[str, object] | None = None
    ) -> dict[bytes, int]:
        """For each of `recs`, how many records refer to it by `by`; none is left out."""
        condition, parameters = self._where(kind, where, False)
        column, name = self._column(kind, by), self._table(kind)
        sql = f"SELECT rec, (SELECT count(*) FROM {name} WHERE {condition} AND {column} = wanted.rec) FROM wanted"  # noqa: S608 - declared
        return {rec: count for rec, count in self._of_each(sql, recs, parameters) if count}

    def _of_each(self, sql: str, recs: Collection[bytes], parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        """What `sql` answers of the table `wanted`, whose column `rec` holds `recs`."""
        found: list[tuple[Any, ...]] = []
        rest = list(recs)
        for start in range(0, len(rest), AT_ONCE):
            part = rest[start : start + AT_ONCE]
            wanted = f"WITH wanted (rec) AS (VALUES {', '.join(['(?)'] * len(part))}) "
            found += self._store.query(wanted + sql, [*part, *parameters])
        return found

    def send_states(self, recs: Iterable[bytes]) -> dict[bytes, OutState]:
        """How far the own changes of each record are; the one that is furthest behind counts."""
        sql = (
            "SELECT DISTINCT wanted.rec, c.state FROM wanted JOIN revisions r ON r.rec = wanted.rec"
            " JOIN commits c ON c.space = r.space AND c.cid = r.cid WHERE c.own = 1"
        )
        states: dict[bytes, set[str]] = {}
        for rec, state in self._of_each(sql, list(recs), []):
            states.setdefault(rec, set()).add(state)
        return {rec: next(state for state in _STATES if state in held) for rec, held in states.items()}

    def _rows(
        self, kind: str, condition: str, parameters: Collection[object], tail: str, extra: str = "1"
    ) -> list[tuple[Row, tuple[Any, ...]]]:
        """Rows, each with the values of `extra`. SQLite takes the other columns from the row that holds a max()."""
        declared = self._kinds[kind]
        names = [*columns.FIXED, *columns.columns(declared)]
        sql = f"SELECT {', '.join(names)}, {extra} FROM {self._table(kind)} WHERE {condition} ORDER BY {tail}"  # noqa: S608 - declared names
        found = self._store.query(sql, list(parameters))
        return [(self._row(declared, dict(zip(names, row, strict=False))), row[len(names) :]) for row in found]

    def _row(self, kind: Kind, held: Mapping[str, Any]) -> Row:
        values = {
            name: held[at] if convert is None else convert(held)
            for name, at, nothing, convert in self._fields[kind.name]
            if held[at] != nothing
        }
        return Row(
            rec=held["rec"],
            space=held["space"],
            kind=kind.name,
            values=values,
            created_by=held["created_by"],
            created_at=columns.moment(held["created_ms"], held["created_off"]),
            conflicts=held["conflicts"],
            approved=bool(held["approved"]),
        )

    def _where(self, kind: str, where: Mapping[str, object] | None, conflicts_only: bool) -> tuple[str, list[object]]:
        condition = "withdrawn = 0" + (" AND conflicts > 0" if conflicts_only else "")
        parameters: list[object] = []
        for name, value in (where or {}).items():
            condition += f" AND {self._column(kind, name)} = ?"
            parameters.append(self._value(kind, name, value))
        return condition, parameters

    def _table(self, kind: str) -> str:
        return columns.table(self._kinds[kind])

    def _column(self, kind: str, name: str) -> str:
        fixed = {CREATED: "created_ms", "created_by": "created_by", "space": "space"}
        return fixed.get(name) or columns.column(self._kinds[kind].field(name))

    def _value(self, kind: str, name: str, value: Any) -> Any:
        if name == CREATED:
            return round(value.timestamp() * 1000)
        if name in ("created_by", "space"):
            return value
        return columns.to_column(self._kinds[kind].field(name), value)
