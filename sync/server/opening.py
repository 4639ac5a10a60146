"""Opens what an endpoint serves from: its folder, its database and its signing key, which must belong together."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.server import folder, words
from sync.server.database import address, connections
from sync.server.database import rows as db
from sync.server.database.connections import Database, DatabaseError
from sync.server.database.errors import Gone
from sync.texts import _

_SERVER_PK = "server_pk"
_NOT_OPENED = _("cannot open the database {database}: {why}")
_NOT_REACHED = _("cannot open the database of --database: {why}")
T = TypeVar("T")


def opened(data: Path, where: str | None) -> tuple[Database, SigningKey]:
    """The database and the key of a prepared folder, both made on the first start. Raises folder.Unusable."""
    database = _sqlite(data) if where is None else _postgresql(where)
    try:
        return database, _key(database, data, of_the_folder=where is None)
    except SyncError as error:
        database.close()
        raise folder.Unusable("{why}", why=words.reason(error)) from None


def filled(data: Path, where: str | None, key: SigningKey, fill: Callable[[Database], T]) -> T:
    """An empty database that `fill` fills, served with `key` from now on; all or nothing. Raises folder.Unusable.

    On SQLite it gets its name when it is whole: killed before that, there is still nothing, and it can be done again.
    """
    (data / folder.MARK_FILE).unlink(missing_ok=True)
    if where is not None:
        database = _postgresql(where)
        try:
            folder.keep_key(data, key)
            return fill(database)
        finally:
            database.close()
    path = data / folder.DB_FILE
    if path.exists() and path.stat().st_size > 0:
        raise folder.Unusable(
            _("there is a database in {folder} already: put the backup into an empty folder"), folder=data
        )
    part = folder.part_of(path)
    database = connections.sqlite(part)
    try:
        told = fill(database)
    finally:
        database.close()
    folder.keep_key(data, key)
    folder.named(part, path)
    return told


def _sqlite(data: Path) -> Database:
    folder.whole(data)
    path = folder.database_path(data)
    try:
        return connections.sqlite(path)
    except DatabaseError as error:
        raise folder.Unusable(_NOT_OPENED, database=path, why=error.orig) from None
    except SyncError as error:
        raise folder.Unusable(_NOT_OPENED, database=path, why=words.reason(error)) from None


def _postgresql(where: str) -> Database:
    try:
        url, _in_the_open = address.parse(where)
        return connections.postgresql(url)
    except address.NoAddress as error:
        raise folder.Unusable("{why}", why=error.told) from None
    except Gone as error:
        raise folder.Unusable(_NOT_REACHED, why=error.detail or words.reason(error)) from None
    except DatabaseError as error:
        raise folder.Unusable(_NOT_REACHED, why=connections.first_line(error)) from None
    except SyncError as error:
        raise folder.Unusable(_NOT_REACHED, why=words.reason(error)) from None


def _key(database: Database, data: Path, *, of_the_folder: bool) -> SigningKey:
    """The folder's key, if it is the one that signed what lies in the database.

    Several processes before one PostgreSQL need the same key: with another one they would look like another endpoint,
    and its heads over the same log like a forgery.
    """
    path = data / folder.KEY_FILE
    with database.writing() as conn:
        db.lock_facts(conn)
        signed_by = db.fact(conn, _SERVER_PK)
        if signed_by is not None and not path.exists():
            raise folder.Unusable(
                _("the server key {key} is gone: put the one back that this database was served with"), key=path
            )
        if signed_by is None and path.exists() and not of_the_folder:
            raise folder.Unusable(
                _(
                    "the database is empty, and the server key {key} has served another:"
                    " name that one, or start in an empty folder"
                ),
                key=path,
            )
        key = folder.server_key(data)
        if signed_by is None:
            db.put_fact(conn, _SERVER_PK, key.pk)
        elif signed_by != key.pk:
            raise folder.Unusable(_("the server key {key} is not the one that this database was served with"), key=path)
    return key
