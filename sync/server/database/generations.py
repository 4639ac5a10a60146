"""The endpoint's queries for a log that begins anew. What stands in a chain is worked out elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

import sqlalchemy as sa

from sync.server.database.rows import SpaceRow
from sync.server.database.tables import gens, log, spaces

BATCH = 2000


def all_spaces(conn: sa.Connection) -> list[tuple[bytes, bytes, SpaceRow]]:
    """(org, space, where it stands) of every log that has begun; locked until the transaction ends."""
    columns = (getattr(spaces.c, field.name) for field in fields(SpaceRow))
    found = conn.execute(sa.select(spaces.c.org, spaces.c.space, *columns).order_by(spaces.c.id).with_for_update())
    return [(org, space, SpaceRow(*row)) for org, space, *row in found]


def changes(conn: sa.Connection) -> int:
    """A number that rises with everything that is written to any log, and never falls."""
    return int(conn.execute(sa.select(sa.func.coalesce(sa.func.sum(spaces.c.changes), 0))).scalar_one())


def entries(conn: sa.Connection, space_id: int) -> Iterator[Sequence[tuple[int, bytes, int]]]:
    """(seq, cid, received_ms) of every entry, in order, some at a time."""
    after = 0
    while True:
        found = conn.execute(
            sa.select(log.c.seq, log.c.cid, log.c.received_ms)
            .where(log.c.space_id == space_id, log.c.seq > after)
            .order_by(log.c.seq)
            .limit(BATCH)
        ).all()
        if not found:
            return
        after = found[-1].seq
        yield [(row.seq, row.cid, row.received_ms) for row in found]


def rechain(conn: sa.Connection, space_id: int, gen: int, chains: Sequence[tuple[int, bytes]]) -> None:
    """The entries at these places belong to the generation `gen` from now on, with these chains."""
    statement = (
        log.update()
        .where(log.c.space_id == space_id, log.c.seq == sa.bindparam("place"))
        .values(gen=gen, chain=sa.bindparam("link"))
    )
    conn.execute(statement, [{"place": seq, "link": chain} for seq, chain in chains])


def begin(conn: sa.Connection, space: SpaceRow, gen: int, chain: bytes, raw: bytes) -> None:
    """The space's log goes on in the generation `gen`, whose chain ends in `chain`; `raw` is its GenStart."""
    conn.execute(gens.insert().values(space_id=space.id, gen=gen, raw=raw))
    conn.execute(
        spaces.update().where(spaces.c.id == space.id).values(gen=gen, chain=chain, changes=spaces.c.changes + 1)
    )
