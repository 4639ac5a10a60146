"""Steps run once, whole, in order; a newer schema, or one that is half of two, is refused."""

from pathlib import Path

import pytest
from helpers.stores import NOON, PASSPHRASE, device, made, ready, revision, save

from desktop.store import migrations, vault
from desktop.store.backup import Backups
from desktop.store.connect import Database, connect, create
from desktop.store.errors import NoRoomForBackup, StoreDamaged, StoreFailed, StoreHalfway, StoreTooNew
from desktop.store.journal import StoreJournal
from desktop.store.migrations import STEPS
from desktop.store.records import Records
from desktop.store.store import Store

SECOND = ("CREATE TABLE tomorrow (n INTEGER) STRICT", "ALTER TABLE alarms ADD COLUMN told INTEGER NOT NULL DEFAULT 0")
TOMORROW = (*STEPS, SECOND)
BROKEN = (*STEPS, (*SECOND, "CREATE NONSENSE"))


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


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A closed store of today, with a record in it."""
    store, _ = made(tmp_path / "data")
    with store:
        me = device("signe")
        journal = StoreJournal(store, me.device_id)
        ready(journal)
        save(store, journal, me, revision(b"r" * 16, {"text": {"text": "ord"}}, act="create"))
    return tmp_path / "data"


def test_a_store_is_copied_before_it_is_brought_up_to_date(older: Path) -> None:
    """The version of tomorrow opens it: a backup of before, the new tables, every row; and only once."""
    keys = vault.unlock(older, PASSPHRASE, NOON)
    for _opening in range(2):
        with Store(older, keys, NOON, TOMORROW) as store:
            assert migrations.version(store.writer) == len(TOMORROW)
            assert store.query("SELECT count(*) FROM tomorrow") == [(0,)]
            assert Records(store).count("agreement") == 1
        (backup,) = Backups(older).list()
        assert backup.reason == "migration"
    with pytest.raises(StoreTooNew):
        Store(older, keys)
    where = Backups(older).path(backup.name)
    with Store(where, vault.unlock(where, PASSPHRASE, NOON)) as before:
        assert migrations.version(before.writer) == len(STEPS)
        assert Records(before).count("agreement") == 1


def test_a_migration_that_fails_leaves_the_store_of_yesterday(older: Path) -> None:
    """The last statement of a step is wrong: nothing of it stands, the version before still opens it."""
    keys = vault.unlock(older, PASSPHRASE, NOON)
    with pytest.raises(StoreFailed):
        Store(older, keys, NOON, BROKEN)
    with Store(older, keys) as store:
        assert migrations.version(store.writer) == len(STEPS)
        assert Records(store).count("agreement") == 1


def test_without_room_for_the_backup_nothing_is_migrated(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy comes first."""
    keys = vault.unlock(older, PASSPHRASE, NOON)

    def full(*_arguments: object) -> None:
        raise NoRoomForBackup

    monkeypatch.setattr(Backups, "make", full)
    with pytest.raises(NoRoomForBackup):
        Store(older, keys, NOON, TOMORROW)
    with Store(older, keys) as store:
        assert migrations.version(store.writer) == len(STEPS)


HALVES = {
    "the step without its number": ("CREATE TABLE tomorrow (n INTEGER) STRICT",),
    "the number without its step": (f"PRAGMA user_version={len(TOMORROW)}",),
    "half the step and its number": (SECOND[0], f"PRAGMA user_version={len(TOMORROW)}"),
    "a table of today is gone": ("DROP TABLE beats",),
    "a table of today is another": ("DROP TABLE beats", "CREATE TABLE beats (n INTEGER)"),
}


@pytest.mark.parametrize("half", HALVES, ids=lambda half: half.replace(" ", "-"))
def test_half_a_migration_is_refused(older: Path, half: str) -> None:
    """Tables of one version and the number of another: it says so, copies nothing and changes nothing."""
    keys = vault.unlock(older, PASSPHRASE, NOON)
    database = connect(older / "store.db", keys.store)
    for statement in HALVES[half]:
        database.conn.execute(statement)
    database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    database.conn.close()
    before = (older / "store.db").read_bytes()
    with pytest.raises(StoreHalfway):
        Store(older, keys, NOON, TOMORROW)
    assert (older / "store.db").read_bytes() == before
    assert not Backups(older).list()


def test_a_finished_store_without_any_schema_is_damage(older: Path) -> None:
    """An empty database under the right key, in the place of one that was used, is never filled anew."""
    keys = vault.unlock(older, PASSPHRASE, NOON)
    database = connect(older / "store.db", keys.store)
    for (name,) in database.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        if not name.startswith("sqlite_"):
            database.conn.execute(f"DROP TABLE IF EXISTS {name}")
    database.conn.execute("PRAGMA user_version=0")
    database.conn.close()
    with pytest.raises(StoreDamaged, match="no schema"):
        Store(older, keys)
