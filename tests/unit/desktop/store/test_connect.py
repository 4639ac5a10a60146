"""The traps of SQLCipher and sqlite-utils, each with its guard."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import sqlcipher3

from desktop.store.connect import Database, connect, create
from desktop.store.errors import ReadOnlyFolder, StoreDamaged, StoreMissing

sqlite_utils = sys.modules["sqlite_utils"]  # imported by desktop.store, which must be the first to do it
KEY = bytes(range(32))
CANARY = "kanariefugl i minen"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An encrypted database with one row in it."""
    database = create(tmp_path / "store.db", KEY)
    database.execute("CREATE TABLE t (word TEXT)")
    database.execute("INSERT INTO t VALUES (?)", (CANARY,))
    database.conn.close()
    return tmp_path / "store.db"


def test_sqlite_utils_stands_on_sqlcipher() -> None:
    """The shim of the package runs before sqlite-utils is imported, so nobody uses Python's own SQLite."""
    script = (
        "import desktop.store, sqlite_utils.utils as u, sqlcipher3\n"
        "assert u.sqlite3 is sqlcipher3, u.sqlite3\n"
        "assert u.OperationalError is sqlcipher3.dbapi2.OperationalError\n"
        "from sqlite_utils import db\n"
        "assert db.sqlite3 is sqlcipher3"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
    assert sqlite_utils.utils.sqlite3 is sqlcipher3


def test_imported_too_early_sqlite_utils_is_refused() -> None:
    """Who imports sqlite-utils before the store is stopped, not left with transactions that stay open."""
    script = "import sqlite_utils\nimport desktop.store.connect"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "stands on plain SQLite" in done.stderr


def test_the_pragmas_hold(path: Path) -> None:
    """Write-ahead log, every commit durable, deleted bytes overwritten, temporary tables never on the disk."""
    database = connect(path, KEY)
    found = {
        name: database.conn.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys", "temp_store", "trusted_schema")
    }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "temp_store": 2,
        "trusted_schema": 0,
    }
    assert database.conn.execute("PRAGMA cipher_log_level").fetchone()[0] == "NONE"
    database.conn.close()


@pytest.mark.parametrize("key", [b"", b"short", KEY[:31], KEY + b"x", "x" * 32, None])
def test_a_key_of_another_length_never_reaches_the_library(tmp_path: Path, key: bytes) -> None:
    """A short raw key would silently be a passphrase, and no key would be plaintext."""
    with pytest.raises(ValueError, match="32 bytes"):
        create(tmp_path / "store.db", key)


def test_plain_sqlite_cannot_read_it(path: Path) -> None:
    """What lies on the disk is no SQLite file to anybody without the key."""
    assert not path.read_bytes().startswith(b"SQLite format 3")
    plain = sqlite3.connect(path)
    with pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT * FROM sqlite_master").fetchall()
    plain.close()


def test_a_wrong_key_opens_nothing_and_changes_nothing(path: Path) -> None:
    """Another key is refused; the file stays as it was."""
    before = path.read_bytes()
    with pytest.raises(StoreDamaged):
        connect(path, b"\1" * 32)
    assert path.read_bytes() == before


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """SQLite takes 0 bytes for a valid empty database; here it is damage, and it stays 0 bytes."""
    (tmp_path / "store.db").touch()
    with pytest.raises(StoreDamaged):
        connect(tmp_path / "store.db", KEY)
    assert (tmp_path / "store.db").stat().st_size == 0


def test_a_missing_file_is_never_made(tmp_path: Path) -> None:
    """Opening does not create."""
    with pytest.raises(StoreMissing):
        connect(tmp_path / "store.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_creating_never_writes_over(path: Path) -> None:
    """A database that is there is not made again."""
    before = path.read_bytes()
    with pytest.raises(Exception, match="os-17"):
        create(path, KEY)
    assert path.read_bytes() == before


def test_a_plaintext_database_is_not_taken_for_ours(tmp_path: Path) -> None:
    """A readable SQLite file under our name is damage."""
    plain = sqlite3.connect(tmp_path / "store.db")
    plain.execute("CREATE TABLE t (word TEXT)")
    plain.close()
    with pytest.raises(StoreDamaged):
        connect(tmp_path / "store.db", KEY)


def test_plugins_never_receive_the_keyed_connection(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin of sqlite-utils that is installed on the machine is not handed our connection."""
    seen = []

    class Plugin:
        @staticmethod
        @sqlite_utils.hookimpl
        def prepare_connection(conn: object) -> None:
            seen.append(conn)

    pm = sqlite_utils.plugins.pm
    pm.register(Plugin, "curious")
    try:
        connect(path, KEY).conn.close()
        assert seen == []
        Database(sqlcipher3.dbapi2.connect(":memory:")).conn.close()
        assert len(seen) == 1  # the plugin does work, so the line above says something
    finally:
        pm.unregister(name="curious")


def test_a_failed_statement_leaves_no_transaction_open(path: Path) -> None:
    """After an error the connection is where it was before."""
    database = connect(path, KEY)
    with pytest.raises(sqlcipher3.dbapi2.OperationalError):
        database.execute("INSERT INTO nowhere VALUES (1)")
    assert not database.conn.in_transaction
    with pytest.raises(sqlcipher3.dbapi2.IntegrityError):
        database.execute("CREATE TABLE u (n INTEGER PRIMARY KEY)")
        database.execute("INSERT INTO u VALUES (1)")
        database.execute("INSERT INTO u VALUES (1)")
    assert not database.conn.in_transaction
    database.conn.close()


def test_the_reader_writes_nothing(path: Path) -> None:
    """The reading connection refuses every write."""
    reader = connect(path, KEY, readonly=True)
    with pytest.raises(sqlcipher3.dbapi2.OperationalError, match="readonly"):
        reader.execute("DELETE FROM t")
    assert reader.execute("SELECT word FROM t").fetchall() == [(CANARY,)]
    reader.conn.close()


def test_the_words_are_in_no_file(path: Path) -> None:
    """A written word is found neither in the database nor in its write-ahead log while it is open."""
    database = connect(path, KEY)
    database.execute("INSERT INTO t VALUES (?)", (CANARY * 100,))
    files = sorted(file.name for file in path.parent.iterdir())
    assert files == ["store.db", "store.db-shm", "store.db-wal"]
    for file in path.parent.iterdir():
        raw = file.read_bytes()
        assert CANARY.encode() not in raw
        assert CANARY.encode("utf-16-le") not in raw
    database.conn.close()


def test_a_name_with_odd_letters_is_opened_as_it_stands(tmp_path: Path) -> None:
    """A folder called `a?mode=ro&b#c` or `Rød` is a folder, not part of the address."""
    folder = tmp_path / "Rød a?mode=ro&b#c %20"
    folder.mkdir()
    create(folder / "store.db", KEY).conn.close()
    assert connect(folder / "store.db", KEY).conn.execute("SELECT 1").fetchone() == (1,)


def test_a_folder_that_is_no_folder(tmp_path: Path) -> None:
    """A file where the folder should be is said as what it is."""
    (tmp_path / "file").touch()
    with pytest.raises(ReadOnlyFolder):
        create(tmp_path / "file" / "store.db", KEY)
