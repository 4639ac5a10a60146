"""Fault 14 on SQLite: the endpoint's disk is full (on PostgreSQL: `test_postgres.py`)."""

import os

import sqlalchemy as sa
from helpers.wire import LocalEndpoint, Town

from sync.server.database import rows as db


def limit(endpoint: LocalEndpoint, pages: int) -> None:
    """The database grows no further than so many pages."""

    def begun(conn: sa.Connection) -> None:
        conn.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    sa.event.listen(endpoint.database.engine, "begin", begun)


def test_a_full_disk_is_said_keeps_a_whole_prefix_and_goes_on_with_room(town: Town, endpoint: LocalEndpoint) -> None:
    """507; what was stored before is whole, the rest stays in the outbox and goes when there is room."""
    with endpoint.database.reading() as conn:
        pages = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    limit(endpoint, pages + 6)
    saved = 0
    while town.signe.engine.state.kind != "offline":
        town.signe.save(town.space, saved.to_bytes(16, "big"), os.urandom(4000).hex())
        saved += 1
        town.signe.sync()
        assert saved < 50
    assert town.signe.engine.state.reason == "endpoint is full"
    assert town.signe.states(town.space) == ["stored"] * (saved - 1) + ["local"]
    with endpoint.database.reading() as conn:
        row = db.space_row(conn, town.org, town.space)
        assert row is not None
        assert [entry.seq for entry in db.page(conn, row.id, 0, 1 << 30)] == list(
            range(1, saved)
        ) and row.seq == saved - 1
    limit(endpoint, 1_000_000)
    town.sync_all()
    assert len(town.palle.texts(town.space)) == saved
