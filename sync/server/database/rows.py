"""The endpoint's queries: rows and blobs in, rows and blobs out. Each runs on the transaction it is given."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeAlias

import sqlalchemy as sa

from sync.server.database.tables import SCHEMA_FACT, beats, boxes, ctl, gens, log, meta, orgs, spaces

Connection: TypeAlias = sa.Connection
PAGE_ROWS = 10_000
"""Entries a page at most, however small they are."""


# Built once: SQLAlchemy takes longer to put a statement together than SQLite to answer it.
_ORG: sa.BindParameter[bytes] = sa.bindparam("org")
_SPACE: sa.BindParameter[bytes] = sa.bindparam("space")
_IN: sa.BindParameter[list[bytes]] = sa.bindparam("ids", expanding=True)
_ID: sa.BindParameter[int] = sa.bindparam("space_row")
_AFTER: sa.BindParameter[int] = sa.bindparam("after")
_CID: sa.BindParameter[bytes] = sa.bindparam("of_cid")
_ADMITTED = sa.select(orgs.c.org).where(orgs.c.org == _ORG)
_ADMITTED_LOCKED = _ADMITTED.with_for_update()
_OPS = sa.select(ctl.c.op, ctl.c.head).where(ctl.c.org == _ORG, ctl.c.cseq > _AFTER).order_by(ctl.c.cseq)
_ROW = sa.select(spaces.c.id, spaces.c.gen, spaces.c.seq, spaces.c.chain, spaces.c.changes).where(
    spaces.c.org == _ORG, spaces.c.space == _SPACE
)
_ROW_LOCKED = _ROW.with_for_update()
_STANDING = sa.select(spaces.c.space, spaces.c.gen, spaces.c.changes).where(
    spaces.c.org == _ORG, spaces.c.space.in_(_IN)
)
_QUOTA = sa.select(orgs.c.quota).where(orgs.c.org == _ORG)
_HELD = sa.select(sa.func.coalesce(sa.func.sum(spaces.c.bytes), 0)).where(spaces.c.org == _ORG)
_LAST = (
    sa.select(log.c.dseq, log.c.cid)
    .where(log.c.space_id == _ID, log.c.device == sa.bindparam("device"), log.c.inc == sa.bindparam("inc"))
    .order_by(log.c.dseq.desc())
    .limit(1)
)
_KNOWN = sa.select(log.c.cid, log.c.seq).where(log.c.space_id == _ID, log.c.cid.in_(_IN))
_RAW = sa.select(log.c.raw).where(log.c.space_id == _ID, log.c.cid == _CID)
_APPEND = log.insert()
_MOVE = (
    spaces.update()
    .where(spaces.c.id == _ID)
    .values(
        seq=sa.bindparam("to_seq"),
        chain=sa.bindparam("to_chain"),
        changes=spaces.c.changes + 1,
        bytes=spaces.c.bytes + sa.bindparam("more"),
    )
)


@dataclass(frozen=True)
class SpaceRow:
    """Where a space's log stands. `changes` counts everything that a waiting client wants to hear of."""

    id: int
    gen: int
    seq: int
    chain: bytes
    changes: int


@dataclass(frozen=True)
class LogRow:
    """One stored entry."""

    seq: int
    cid: bytes
    device: bytes
    inc: bytes
    dseq: int
    received_ms: int
    chain: bytes
    raw: bytes


def fact(conn: sa.Connection, name: str) -> bytes | None:
    """Something the database knows of itself."""
    return conn.execute(sa.select(meta.c.value).where(meta.c.name == name)).scalar_one_or_none()


def lock_facts(conn: sa.Connection) -> None:
    """Keeps others from doing the same until the transaction ends."""
    conn.execute(sa.select(meta.c.name).where(meta.c.name == SCHEMA_FACT).with_for_update())


def put_fact(conn: sa.Connection, name: str, value: bytes) -> None:
    """Writes such a thing down, once and for all."""
    conn.execute(meta.insert().values(name=name, value=value))


def admitted(conn: sa.Connection, org: bytes, *, lock: bool = False) -> bool:
    """Whether the organisation was named; `lock` keeps others from its control log until the transaction ends."""
    return conn.execute(_ADMITTED_LOCKED if lock else _ADMITTED, {"org": org}).one_or_none() is not None


def admit(conn: sa.Connection, org: bytes, now_ms: int, quota: int | None = None) -> None:
    """Names an organisation that this endpoint serves; a second time changes nothing but the `quota` of bytes, 0 =
    none."""
    lock_facts(conn)
    if not admitted(conn, org):
        conn.execute(orgs.insert().values(org=org, admitted_ms=now_ms))
    if quota is not None:
        conn.execute(orgs.update().where(orgs.c.org == org).values(quota=quota))


def ops_behind(conn: sa.Connection, org: bytes, after: int) -> list[tuple[bytes, bytes]]:
    """The ops behind cseq `after` with their CtlHeads."""
    return [(row.op, row.head) for row in conn.execute(_OPS, {"org": org, "after": after})]


def add_op(conn: sa.Connection, org: bytes, cseq: int, op: bytes, head: bytes) -> None:
    """Appends to a control log; the caller has locked the organisation."""
    conn.execute(ctl.insert().values(org=org, cseq=cseq, op=op, head=head))


def space_row(conn: sa.Connection, org: bytes, space: bytes, *, lock: bool = False) -> SpaceRow | None:
    """The space's row, if its log has begun; `lock` keeps others from writing to it until the transaction ends."""
    found = conn.execute(_ROW_LOCKED if lock else _ROW, {"org": org, "space": space}).one_or_none()
    return None if found is None else SpaceRow(*found)


def standing_of(conn: sa.Connection, org: bytes, ids: Collection[bytes]) -> dict[bytes, tuple[int, int]]:
    """space → (gen, changes) of those of `ids` whose log has begun."""
    found = conn.execute(_STANDING, {"org": org, "ids": list(ids)})
    return {row.space: (row.gen, row.changes) for row in found}


def room(conn: sa.Connection, org: bytes) -> int | None:
    """How many bytes of commits the organisation may still send; None where it has no quota."""
    quota = conn.execute(_QUOTA, {"org": org}).scalar_one()
    return int(max(0, quota - conn.execute(_HELD, {"org": org}).scalar_one())) if quota else None


def begin_space(conn: sa.Connection, org: bytes, space: bytes, gen: int, chain: bytes, raw: bytes) -> SpaceRow:
    """A new log at seq 0 with the raw GenStart of its generation."""
    new_id = conn.execute(
        spaces.insert().values(org=org, space=space, gen=gen, seq=0, chain=chain, changes=0).returning(spaces.c.id)
    ).scalar_one()
    row = SpaceRow(new_id, gen, 0, chain, 0)
    conn.execute(gens.insert().values(space_id=row.id, gen=gen, raw=raw))
    return row


def gen_start(conn: sa.Connection, space_id: int, gen: int) -> bytes | None:
    """The raw GenStart of a generation."""
    return conn.execute(
        sa.select(gens.c.raw).where(gens.c.space_id == space_id, gens.c.gen == gen)
    ).scalar_one_or_none()


def last_of(conn: sa.Connection, space_id: int, device: bytes, inc: bytes) -> tuple[int, bytes] | None:
    """(dseq, cid) of the newest commit of a device's incarnation."""
    found = conn.execute(_LAST, {"space_row": space_id, "device": device, "inc": inc}).one_or_none()
    return None if found is None else (found.dseq, found.cid)


def known_seqs(conn: sa.Connection, space_id: int, cids: Sequence[bytes]) -> dict[bytes, int]:
    """cid → seq of those that the log already holds."""
    found = conn.execute(_KNOWN, {"space_row": space_id, "ids": list(cids)})
    return {row.cid: row.seq for row in found}


def raw_commit(conn: sa.Connection, space_id: int, cid: bytes) -> bytes | None:
    """The stored bytes of one commit."""
    return conn.execute(_RAW, {"space_row": space_id, "of_cid": cid}).scalar_one_or_none()


def append(conn: sa.Connection, space: SpaceRow, rows: Sequence[LogRow]) -> SpaceRow:
    """Adds entries that continue `space` without a gap, and moves its head to the last; the row as it is then."""
    conn.execute(_APPEND, [{"space_id": space.id, "gen": space.gen, **row.__dict__} for row in rows])
    size = sum(len(row.raw) for row in rows)
    conn.execute(_MOVE, {"space_row": space.id, "to_seq": rows[-1].seq, "to_chain": rows[-1].chain, "more": size})
    return replace(space, seq=rows[-1].seq, chain=rows[-1].chain, changes=space.changes + 1)


def page(conn: sa.Connection, space_id: int, after: int, max_bytes: int) -> list[LogRow]:
    """Entries after `after`, up to `max_bytes` of commits but at least one."""
    behind = (log.c.space_id == space_id, log.c.seq > after)
    sizes = sa.select(log.c.seq, sa.func.length(log.c.raw)).where(*behind).order_by(log.c.seq).limit(PAGE_ROWS)
    last = size = 0
    for seq, length in conn.execute(sizes):
        size += length
        if last and size > max_bytes:
            break
        last = seq
    if not last:
        return []
    columns = (getattr(log.c, field.name) for field in fields(LogRow))
    found = conn.execute(sa.select(*columns).where(*behind, log.c.seq <= last).order_by(log.c.seq))
    return [LogRow(*item) for item in found]


def chain_at(conn: sa.Connection, space_id: int, seq: int) -> bytes | None:
    """The chain at one entry."""
    return conn.execute(sa.select(log.c.chain).where(log.c.space_id == space_id, log.c.seq == seq)).scalar_one_or_none()


def touch(conn: sa.Connection, space_id: int) -> None:
    """Something beside the log changed that waiting clients want to hear of."""
    conn.execute(spaces.update().where(spaces.c.id == space_id).values(changes=spaces.c.changes + 1))


def put_beat(conn: sa.Connection, space_id: int, device: bytes, n: int, raw: bytes) -> bool:
    """Replaces a device's beat if `n` is higher than before; answers whether it did."""
    key = (beats.c.space_id == space_id, beats.c.device == device)
    before = conn.execute(sa.select(beats.c.n).where(*key)).scalar_one_or_none()
    if before is not None and before >= n:
        return False
    if before is None:
        conn.execute(beats.insert().values(space_id=space_id, device=device, n=n, raw=raw))
    else:
        conn.execute(beats.update().where(*key).values(n=n, raw=raw))
    touch(conn, space_id)
    return True


def get_beats(conn: sa.Connection, space_id: int) -> list[bytes]:
    """The newest raw beat of every device."""
    return list(conn.execute(sa.select(beats.c.raw).where(beats.c.space_id == space_id)).scalars())


def put_box(conn: sa.Connection, space_id: int, device: bytes, epoch: int, maker: bytes, raw: bytes) -> None:
    """Keeps a key box; a maker's later one for the same device and epoch replaces the former."""
    key = (
        boxes.c.space_id == space_id,
        boxes.c.device == device,
        boxes.c.epoch == epoch,
        boxes.c.maker == maker,
    )
    conn.execute(boxes.delete().where(*key))
    conn.execute(boxes.insert().values(space_id=space_id, device=device, epoch=epoch, maker=maker, raw=raw))
    touch(conn, space_id)


def get_boxes(conn: sa.Connection, space_id: int, device: bytes) -> list[bytes]:
    """The raw key boxes for a device."""
    statement = (
        sa.select(boxes.c.raw)
        .where(boxes.c.space_id == space_id, boxes.c.device == device)
        .order_by(boxes.c.epoch, boxes.c.maker)
    )
    return list(conn.execute(statement).scalars())
