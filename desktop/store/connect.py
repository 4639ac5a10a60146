"""The one place where a connection to the encrypted database is made (docs/architecture.md, "Store").

It knows keys and pragmas; it knows no table.
"""

import os
from pathlib import Path

import sqlcipher3
import sqlcipher3.dbapi2 as sqlcipher
from sqlite_utils import Database, utils

from desktop.store.errors import StoreDamaged, StoreError, StoreMissing
from desktop.store.files import told_plainly
from desktop.store.problems import plainly

if vars(utils)["sqlite3"] is not sqlcipher3:
    raise ImportError("sqlite-utils was imported before desktop.store, and stands on plain SQLite")

KEY_BYTES = 32
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA busy_timeout=5000",
    # KiB. Of the usual 2,000 a store of some thousand records reads, and decrypts, its indexes over and over.
    "PRAGMA cache_size=-16000",
)


def create(path: Path, key: bytes) -> Database:
    """A new, empty, encrypted database; the file must not be there."""
    with told_plainly():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    return _keyed(path, key)


def connect(path: Path, key: bytes, *, readonly: bool = False) -> Database:
    """The database at `path`; `readonly` gives a connection that refuses every write.

    Raises StoreMissing, and StoreDamaged for an empty file or when the key does not open it: the caller has
    compared the key with the vault's check before.
    """
    if not path.is_file():
        raise StoreMissing
    if path.stat().st_size == 0:
        # SQLite would take it for a valid empty database and write over the loss.
        raise StoreDamaged("empty file")
    database = _keyed(path, key)
    if readonly:
        database.execute("PRAGMA query_only=ON")
    return database


def _keyed(path: Path, key: bytes) -> Database:
    if type(key) is not bytes or len(key) != KEY_BYTES:
        # A raw key of another length is silently taken for a passphrase; no key means plaintext.
        raise ValueError("the key of the store is exactly 32 bytes")
    with plainly(path.parent):
        connection = sqlcipher.connect(
            f"{path.resolve().as_uri()}?mode=rw", uri=True, isolation_level=None, check_same_thread=False
        )
    try:
        with plainly(path.parent):
            connection.execute("PRAGMA cipher_log_level=NONE")
            connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
            if not connection.execute("PRAGMA cipher_version").fetchone():
                raise StoreDamaged("library without encryption")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            # Plugins of sqlite-utils would be handed the keyed connection.
            return Database(connection, execute_plugins=False)
    except StoreError:
        connection.close()
        raise
