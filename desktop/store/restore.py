"""A backup takes the place of the store: checked first, what lay there kept aside, and a new incarnation begun.

It sends nothing and fetches nothing; sync brings back what was sent since.
"""

import contextlib
import shutil
from dataclasses import replace
from pathlib import Path

from desktop import paths
from desktop.store import migrations, swap, vault, vault_file, wholeness
from desktop.store.backup import Backups
from desktop.store.connect import connect
from desktop.store.errors import (
    BackupDamaged,
    DiskFull,
    NoRoomForBackup,
    StoreDamaged,
    StoreError,
    StoreForeign,
    StoreHalfway,
    StoreMissing,
    VaultDamaged,
    VaultError,
    VaultMissing,
)
from desktop.store.files import told_plainly
from desktop.store.folder_lock import taken
from desktop.store.own import BEATS_AHEAD
from desktop.store.problems import plainly
from desktop.store.vault import Keys
from desktop.store.vault_file import Vault
from sync.codec import Value


def settle(folder: Path) -> None:
    """Ends an exchange of the folder's files that was cut off. Raises AlreadyOpen while another is at it."""
    if swap.under_way(folder):
        lock = taken(folder)
        try:
            swap.finish(folder)
        finally:
            lock.release()


def restore(folder: Path, name: str, passphrase: str, now_ms: int) -> str:
    """Puts the backup of that name in the store's place; where the files that lay there are kept.

    The vault that lies in the folder stays in use where it is whole and of the same key, so that the passphrase is
    the newest one. Raises WrongPassphrase, MustWait, AlreadyOpen, BackupDamaged, StoreTooNew, DiskFull,
    ReadOnlyFolder; then nothing was changed.
    """
    lock = taken(folder)
    try:
        swap.finish(folder)
        source = Backups(folder).path(name)
        keys, slots = _unlocked(folder, source, passphrase, now_ms)
        _make_ready(folder, source, keys, slots)
        return swap.exchange(folder, now_ms)
    except NoRoomForBackup:
        raise
    except DiskFull as problem:
        raise NoRoomForBackup from problem
    finally:
        # After an error: what was made ready goes again, or what was decided is carried out.
        with contextlib.suppress(StoreError):
            swap.finish(folder)
        lock.release()


def set_aside(folder: Path, now_ms: int) -> str:
    """The files of the folder are kept aside, so that the pc can be set up anew; where they are kept."""
    lock = taken(folder)
    try:
        return swap.put_aside(folder, now_ms)
    finally:
        lock.release()


def _unlocked(folder: Path, source: Path, passphrase: str, now_ms: int) -> tuple[Keys, tuple[Value, ...]]:
    try:
        backed = vault_file.read(source)
    except (VaultDamaged, VaultMissing) as problem:
        raise BackupDamaged from problem
    try:
        present = vault_file.read(folder)
    except VaultError:
        present = None
    mine = folder if present is not None and present.ready and present.check == backed.check else source
    keys = vault.unlock(mine, passphrase, now_ms)
    return keys, vault_file.read(mine).slots


def _make_ready(folder: Path, source: Path, keys: Keys, slots: tuple[Value, ...]) -> None:
    """The backup in the room beside the store, checked, with a vault of its own."""
    room = swap.room(folder)
    copy = room / "store.db"
    with told_plainly():
        if not (source / "store.db").is_file():
            raise BackupDamaged("gone")
        copy.touch(mode=0o600)
        shutil.copyfile(source / "store.db", copy)
    try:
        known = vault.read(source, keys)
        wholeness.check_salt(copy, known.salt)
        _begin_anew(copy, keys, known)
    except (StoreDamaged, StoreForeign, StoreHalfway, StoreMissing, VaultDamaged, VaultMissing) as problem:
        raise BackupDamaged from problem
    vault_file.write(room, replace(known, tries=0, tried_ms=0, slots=slots))
    with told_plainly():
        paths.sync(copy)


def _begin_anew(path: Path, keys: Keys, known: Vault) -> None:
    """Every page is read, the chain ends where the vault says, and what this pc makes from now on is told apart.

    The store that was lost may have sent commits under the old incarnation that this backup knows nothing of: their
    numbers must never be given again.
    """
    database = connect(path, keys.store)
    try:
        wholeness.check_pages(database)
        migrations.checked(database)
        wholeness.check_head(database, known.head)
        with plainly(path.parent):
            database.conn.execute("BEGIN IMMEDIATE")
            database.conn.execute("UPDATE meta SET value = randomblob(8) WHERE name = 'inc'")
            database.conn.execute("UPDATE spaces SET beat = beat + ?", (BEATS_AHEAD,))
            database.conn.execute("COMMIT")
            database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        database.conn.close()
