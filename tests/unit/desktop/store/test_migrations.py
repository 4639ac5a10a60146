"""Steps run once, whole, in order; a newer schema is refused."""

from pathlib import Path

import pytest

from desktop.store import migrations
from desktop.store.connect import Database, create
from desktop.store.errors import StoreFailed, StoreTooNew


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """An empty encrypted database."""
    return create(tmp_path / "store.db", bytes(32))


def _tables(database: Database) -> set[str]:
    return {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_fresh_database_gets_every_step(database: Database) -> None:
    """The tables stand, the number is the last step's, and running again changes nothing."""
    migrations.migrate(database)
    assert migrations.version(database) == len(migrations.STEPS)
    assert {"commits", "revisions", "drafts", "readlog"} <= _tables(database)
    before = database.execute("SELECT value FROM meta WHERE name = 'inc'").fetchall()
    migrations.migrate(database)
    assert database.execute("SELECT value FROM meta WHERE name = 'inc'").fetchall() == before


def test_only_the_missing_steps_run(database: Database) -> None:
    """A store of an older version gets the steps it lacks and keeps its rows."""
    first = ("CREATE TABLE a (n INTEGER)", "INSERT INTO a VALUES (1)")
    migrations.migrate(database, (first,))
    migrations.migrate(database, (first, ("ALTER TABLE a ADD COLUMN m INTEGER DEFAULT 5",)))
    assert database.execute("SELECT n, m FROM a").fetchall() == [(1, 5)]
    assert migrations.version(database) == 2


def test_a_step_that_fails_leaves_nothing(database: Database) -> None:
    """Half a step is no step: the database is as before and can be tried again."""
    with pytest.raises(StoreFailed):
        migrations.migrate(database, (("CREATE TABLE a (n INTEGER)", "CREATE NONSENSE"),))
    assert _tables(database) == set()
    assert migrations.version(database) == 0
    assert not database.conn.in_transaction


def test_a_newer_schema_is_not_touched(database: Database) -> None:
    """A store of tomorrow is refused."""
    database.execute("PRAGMA user_version=99")
    with pytest.raises(StoreTooNew):
        migrations.migrate(database)
    assert _tables(database) == set()
