"""The endpoint's queries for erasure: what was named in the log, and which bodies were emptied. Judges nothing."""

from collections.abc import Sequence

import sqlalchemy as sa

from sync.purging import Naming
from sync.server.database.connections import Database
from sync.server.database.tables import emptied, log, namings, spaces


def add_namings(conn: sa.Connection, space_id: int, maker: bytes, rows: Sequence[Naming]) -> None:
    """Keeps what a commit of the log names; `maker` is that commit, and it stands there once."""
    values = {(one.cid, one.i, one.th): one.user for one in rows}
    conn.execute(namings.delete().where(namings.c.space_id == space_id, namings.c.maker == maker))
    conn.execute(
        namings.insert(),
        [
            {"space_id": space_id, "cid": cid, "i": i, "th": th, "maker": maker, "person": person}
            for (cid, i, th), person in values.items()
        ],
    )


def namings_of(conn: sa.Connection, space_id: int, cids: Sequence[bytes]) -> list[Naming]:
    """Everything that commits of the log name of these commits."""
    return _named(conn, space_id, namings.c.cid.in_(cids))


def open_namings(conn: sa.Connection, space_id: int) -> list[Naming]:
    """Everything named in a space whose bytes are not gone yet."""
    done = sa.exists().where(
        emptied.c.space_id == namings.c.space_id, emptied.c.cid == namings.c.cid, emptied.c.i == namings.c.i
    )
    return _named(conn, space_id, ~done)


def spaces_with_namings(conn: sa.Connection) -> list[int]:
    """The spaces in which anything was ever named."""
    return list(conn.execute(sa.select(namings.c.space_id).distinct()).scalars())


def lock_space(conn: sa.Connection, space_id: int) -> None:
    """Keeps others from writing to the space until the transaction ends."""
    conn.execute(sa.select(spaces.c.id).where(spaces.c.id == space_id).with_for_update())


def replace_raw(conn: sa.Connection, space_id: int, cid: bytes, raw: bytes, saved: int) -> None:
    """Other bytes of the same commit, `saved` fewer than before."""
    conn.execute(log.update().where(log.c.space_id == space_id, log.c.cid == cid).values(raw=raw))
    conn.execute(spaces.update().where(spaces.c.id == space_id).values(bytes=spaces.c.bytes - saved))


def note_emptied(conn: sa.Connection, space_id: int, cid: bytes, places: Sequence[int]) -> None:
    """The bodies at these places are empty now."""
    conn.execute(emptied.insert(), [{"space_id": space_id, "cid": cid, "i": i} for i in places])


def overwrite(conn: sa.Connection) -> None:
    """What this transaction replaces is overwritten in the file, and not only let go."""
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("PRAGMA secure_delete=ON")


def tidy(database: Database) -> bool:
    """What was overwritten leaves the write-ahead log too; False while somebody is still reading.

    PostgreSQL gives the old rows' room free to be written over; when its files let go of it is the server's matter.
    """
    if database.shared:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("VACUUM log")
        return True
    borrowed = database.engine.raw_connection()
    try:
        cursor = borrowed.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()
        return busy is not None and not busy[0]
    finally:
        borrowed.close()


def _named(conn: sa.Connection, space_id: int, which: sa.ColumnElement[bool]) -> list[Naming]:
    columns = (
        namings.c.cid,
        namings.c.i,
        namings.c.th,
        namings.c.person,
        namings.c.maker,
        log.c.seq,
        log.c.received_ms,
    )
    there = (log.c.space_id == namings.c.space_id) & (log.c.cid == namings.c.maker)
    found = conn.execute(
        sa.select(*columns).join_from(namings, log, there).where(namings.c.space_id == space_id, which)
    )
    return [Naming(*row) for row in found]
