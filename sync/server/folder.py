"""The endpoint's data folder: its rights, its lock, its signing key, and how a file gets its name there.

Layout: `server.key` (32 bytes) and `endpoint.mark` (`sync.server.mark`); on SQLite `endpoint.db` and `endpoint.lock`
too; folder 0700, files 0600.
"""

import os
from pathlib import Path

from filelock import FileLock, Timeout

from sync.crypto.keys import SigningKey
from sync.server import words
from sync.texts import _

KEY_FILE, DB_FILE, LOCK_FILE, MARK_FILE = "server.key", "endpoint.db", "endpoint.lock", "endpoint.mark"


class Unusable(words.Told):
    """The folder cannot be used; what is told is one line for the person who started the endpoint."""


def prepare(folder: Path) -> None:
    """Makes the folder with rights for its owner alone, or checks that it can be written. Raises Unusable."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A folder with other people's things in it keeps its rights: the name may have been mistyped.
        if (folder / KEY_FILE).exists() or not any(folder.iterdir()):
            folder.chmod(0o700)
        probe = folder / f".probe-{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise Unusable(
            _("cannot write in the data folder {folder}: {why}"), folder=folder, why=words.system(error)
        ) from None


def lock(folder: Path) -> FileLock:
    """The one running endpoint's lock (an OS lock: kill -9 frees it). Raises Unusable where another has it."""
    held = FileLock(folder / LOCK_FILE, mode=0o600)
    try:
        held.acquire(timeout=0)
    except Timeout:
        raise Unusable(_("another endpoint already serves the data folder {folder}"), folder=folder) from None
    except OSError as error:
        raise Unusable(
            _("cannot lock the data folder {folder}: {why}"), folder=folder, why=words.system(error)
        ) from None
    return held


def whole(folder: Path) -> None:
    """Raises Unusable where one of server key and database is gone.

    A new key would look like another endpoint to every client, an empty database like one that lost everything. On
    the first start the database is made first, so that a key is never without it.
    """
    key, database = folder / KEY_FILE, folder / DB_FILE
    served = database.exists() and database.stat().st_size > 0
    if key.exists() and not served:
        raise Unusable(
            _("the database {database} is gone or empty: put it back, or start in an empty folder"), database=database
        )
    if served and not key.exists():
        raise Unusable(_("the server key {key} is gone: put it back, or start in an empty folder"), key=key)


def server_key(folder: Path) -> SigningKey:
    """The key that signs heads; made on the first start and never replaced. Raises Unusable for a damaged one."""
    path = folder / KEY_FILE
    try:
        if not path.exists():
            _write_new(path, SigningKey.generate().private_bytes())
        path.chmod(0o600)
        seed = path.read_bytes()
    except OSError as error:
        raise Unusable(_("cannot read the server key {key}: {why}"), key=path, why=words.system(error)) from None
    if len(seed) != 32:
        raise Unusable(_("the server key {key} is damaged"), key=path)
    return SigningKey(seed)


def keep_key(folder: Path, key: SigningKey) -> None:
    """The folder serves with this key. Raises Unusable where it has served with another."""
    path = folder / KEY_FILE
    if path.exists() and path.read_bytes() != key.private_bytes():
        raise Unusable(_("the server key {key} is another: put the backup into an empty folder"), key=path)
    if not path.exists():
        _write_new(path, key.private_bytes())


def part_of(path: Path) -> Path:
    """An empty file beside `path`, closed to others: what is made there gets its name when it is whole."""
    part = path.with_name(path.name + ".part")
    for leftover in (part, *(Path(f"{part}{end}") for end in ("-wal", "-shm"))):
        leftover.unlink(missing_ok=True)
    part.touch(mode=0o600)
    return part


def named(part: Path, path: Path) -> None:
    """Gives a file that is whole its name, durably."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)


def _write_new(path: Path, data: bytes) -> None:
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def database_path(folder: Path) -> Path:
    """The database file, created empty with rights for its owner alone."""
    path = folder / DB_FILE
    try:
        if path.is_dir():
            raise Unusable(_("{file} is a folder"), file=path)
        path.touch(mode=0o600)
        path.chmod(0o600)
    except OSError as error:
        raise Unusable(_("cannot write {file}: {why}"), file=path, why=words.system(error)) from None
    return path
