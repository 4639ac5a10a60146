"""Backups of the store, beside it: made whole and checked before they count, numbered, the oldest let go.

A backup is the database under the same key, and the vault that opens it (docs/format.md, "Backups"). No record is
known here.
"""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

from desktop import paths
from desktop.store import vault_file, wholeness
from desktop.store.connect import connect, create
from desktop.store.errors import DiskFull, NoRoomForBackup, StoreFailed
from desktop.store.files import make_folder, told_plainly
from desktop.store.problems import plainly
from desktop.store.vault import Keys

Reason = Literal["daily", "asked", "migration", "rotation"]
KEPT: dict[Reason, int] = {"daily": 3, "asked": 3, "migration": 2, "rotation": 2}
"""How many of each are kept; the newest of one reason never pushes out those of another."""
_NAME = re.compile(r"(\d{6})-(\d{8}T\d{6})Z-([a-z]+)")
_PART = ".part"
_PAGES = 2048
# what the file system needs beside the copy: the vault, the folder's own blocks
_ROOM = 256 << 10


@dataclass(frozen=True)
class Backup:
    """One that counts: `name` is its folder, `size` in bytes."""

    name: str
    made_ms: int
    reason: Reason
    size: int


class Backups:
    """The folder `backups` of a data folder. Reading it needs no key."""

    def __init__(self, folder: Path) -> None:
        self._data = folder
        self._folder = folder / "backups"

    def list(self) -> tuple[Backup, ...]:
        """Those that count, the newest first. By number: the pc's clock may have been set back."""
        with told_plainly():
            found = sorted(self._folder.iterdir(), reverse=True) if self._folder.is_dir() else []
            return tuple(backup for path in found if (backup := _read(path)) is not None)

    def newest(self) -> int:
        """The number of the newest; 0 where there is none."""
        known = self.list()
        return int(known[0].name.split("-")[0]) if known else 0

    def until(self, number: int) -> tuple[Backup, ...]:
        """Those up to this number, whatever the reason they were made for."""
        return tuple(backup for backup in self.list() if int(backup.name.split("-")[0]) <= number)

    def remove(self, backups: Iterable[Backup]) -> None:
        """Lets go of backups, whole or not at all. What cannot be removed now raises ReadOnlyFolder."""
        for backup in backups:
            gone = self._folder / (backup.name + _PART)
            with told_plainly():
                self.path(backup.name).rename(gone)
                shutil.rmtree(gone)

    def path(self, name: str) -> Path:
        """The folder of a backup that `list` named."""
        return self._folder / name

    def make(self, keys: Keys, reason: Reason, now_ms: int, stopped: Callable[[], bool] = lambda: False) -> Backup:
        """Copies the database as of now, and the vault; others may read and write meanwhile.

        Every page is verified when it is read, and every page of the copy before it counts. Raises StoreDamaged when
        the database is not whole, NoRoomForBackup, StoreFailed("stopped"); then the backups are what they were.
        """
        part = self._folder / (self._next_name(reason, now_ms) + _PART)
        self._sweep()
        with told_plainly():
            size = sum(path.stat().st_size for path in self._data.glob("store.db*"))
            if shutil.disk_usage(self._data).free < size + _ROOM:
                raise NoRoomForBackup
            make_folder(self._folder)
            make_folder(part)
        try:
            self._copy(keys, part, stopped)
            with told_plainly():
                for path in part.iterdir():
                    paths.sync(path)
                paths.sync(part)
                made = part.rename(part.with_suffix(""))
                paths.sync(self._folder)
        except DiskFull as problem:
            self._sweep()
            raise NoRoomForBackup from problem
        except BaseException:
            self._sweep()
            raise
        self._let_go(made.name)
        backup = _read(made)
        if backup is None:
            raise StoreFailed("backup is gone")
        return backup

    def _copy(self, keys: Keys, part: Path, stopped: Callable[[], bool]) -> None:
        def go_on(_status: int, _left: int, _total: int) -> None:
            if stopped():
                raise StoreFailed("stopped")

        copy = part / "store.db"
        with contextlib.ExitStack() as opened:
            source = connect(self._data / "store.db", keys.store, readonly=True)
            opened.callback(source.conn.close)
            target = create(copy, keys.store)
            opened.callback(target.conn.close)
            with plainly(self._folder):
                # Nothing half counts, and what is whole is fsynced below: a journal would only write it all twice.
                for pragma in ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF"):
                    target.conn.execute(pragma)
                # One reading transaction for the whole copy: what is saved meanwhile neither waits nor mixes in.
                source.conn.execute("BEGIN")
                source.conn.execute("SELECT count(*) FROM sqlite_master").fetchone()
                source.conn.backup(target.conn, pages=_PAGES, progress=go_on)
        target = connect(copy, keys.store, readonly=True)
        try:
            wholeness.check_pages(target)
            head = wholeness.head_of(target)
        finally:
            target.conn.close()
        # held: who changes a passphrase meanwhile changes it here too, or in the vault that is read
        with vault_file.held(self._data):
            known = vault_file.read(self._data)
            vault_file.write(part, replace(known, ready=True, salt=wholeness.salt_of(copy), head=head))

    def _next_name(self, reason: Reason, now_ms: int) -> str:
        return f"{self.newest() + 1:06}-{datetime.fromtimestamp(now_ms / 1000, UTC):%Y%m%dT%H%M%S}Z-{reason}"

    def _let_go(self, made: str) -> None:
        """Those of the same reason that are one too many, the oldest first; never the one just made."""
        reason = made.split("-")[2]
        same = [backup for backup in self.list() if backup.reason == reason]
        for backup in same[KEPT[same[0].reason] :] if same else ():
            gone = self._folder / (backup.name + _PART)
            with contextlib.suppress(OSError):  # it is tried again after the next one
                # renamed first: what is deleted half must not look like a backup
                self.path(backup.name).rename(gone)
                shutil.rmtree(gone)

    def _sweep(self) -> None:
        """What was being made, or let go, when the app was cut off."""
        for part in self._folder.glob(f"*{_PART}"):
            shutil.rmtree(part, ignore_errors=True)


def _read(path: Path) -> Backup | None:
    """What a folder's name and files say; None for anything else."""
    said = _NAME.fullmatch(path.name)
    if said is None or not (path / "store.db").is_file() or not (path / "vault").is_file():
        return None
    reason = next((known for known in get_args(Reason) if known == said[3]), None)
    try:
        made = datetime.strptime(said[2], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    if reason is None:
        return None
    size = sum(file.stat().st_size for file in path.iterdir() if file.is_file())
    return Backup(path.name, int(made.timestamp() * 1000), reason, size)
