"""The tables of records as they are shown: one a kind, made from its declaration, rebuilt by `sync.merge.fold`.

They hold nothing that the revisions do not hold: `remaking` makes them anew where a declaration changed, and the
index of `search_index` with them.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

from desktop.domain.fields import Date, Moment, Reference
from desktop.domain.kind import Kind
from desktop.store import search_index
from desktop.store.columns import column, sql_type, table
from desktop.store.search_index import Entry
from desktop.store.shaping import Shape, Shaped
from desktop.store.store import Store
from sync.merge import RecordView, Rev, fold, plain
from sync.model import Dot
from sync.revision import Revision

_AT_ONCE = 2_000


def view(store: Store, kind: Kind, space: bytes, rec: bytes) -> RecordView | None:
    """The record as its revisions make it now, None without any."""
    return _folded(kind, _revs(store, kind, space, [rec], {}).get(rec, []))


def _revs(
    store: Store, kind: Kind, space: bytes, recs: Sequence[bytes], parsed: Mapping[Dot, Revision]
) -> dict[bytes, list[Rev]]:
    """The revisions of those records; those that are `parsed` already are not read again."""
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
    return revs


def _folded(kind: Kind, revs: Sequence[Rev]) -> RecordView | None:
    """What is shown of a record; None where nothing is left of it but that it was erased."""
    if not any(rev.standing in ("", "purged") for rev in revs):
        return None
    shown = fold(kind.rule, revs)
    return None if shown.erased else shown


def _shaped(shape: Shape, kind: Kind, space: bytes, revs: Sequence[Rev]) -> Shaped | None:
    if len(revs) == 1 and plain(revs[0]):
        return shape.made(space, revs[0].user, revs[0].revision)
    shown = _folded(kind, revs)
    return None if shown is None else shape.folded(space, shown)


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
    kind, entries = kinds[name], list[Entry]()
    shape = Shape(kind, kinds)
    places = ", ".join("?" * len(shape.names))
    put = f"INSERT OR REPLACE INTO {table(kind)} ({', '.join(shape.names)}) VALUES ({places})"  # noqa: S608 - declared
    for start in range(0, len(recs), _AT_ONCE):
        part = recs[start : start + _AT_ONCE]
        revs = _revs(store, kind, space, part, parsed or {})
        shown = [one for of in revs.values() if (one := _shaped(shape, kind, space, of)) is not None]
        db.conn.executemany(put, [one.row for one in shown])
        gone = [(rec, space) for rec in set(part).difference(one.rec for one in shown)]
        db.conn.executemany(f"DELETE FROM {table(kind)} WHERE rec = ? AND space = ?", gone)  # noqa: S608 - declared
        if kind.searchable:
            entries += [Entry(name, space, rec, 0, "") for rec, _space in gone]
            entries += [Entry(name, space, one.rec, one.day, one.words) for one in shown]
    return entries


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
