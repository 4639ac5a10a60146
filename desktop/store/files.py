"""Folders and files only their owner may read, and writes that are whole or not at all.

Knows nothing of what is written.
"""

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from desktop.store.errors import DiskFull, ReadOnlyFolder, StoreFailed

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextlib.contextmanager
def told_plainly() -> Iterator[None]:
    """Turns what the operating system says into `DiskFull`, `ReadOnlyFolder` or `StoreFailed`."""
    try:
        yield
    except OSError as problem:
        if problem.errno in _FULL:
            raise DiskFull from problem
        if problem.errno in _READ_ONLY or isinstance(problem, NotADirectoryError):
            raise ReadOnlyFolder from problem
        raise StoreFailed(f"os-{problem.errno}") from problem


def make_folder(folder: Path) -> None:
    """The folder, made if need be, closed to others (0700)."""
    with told_plainly():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)


def write_whole(path: Path, data: bytes) -> None:
    """Writes `data` durably: after a crash the file holds the old bytes or the new ones, never a mixture."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with told_plainly():
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            _replace(part, path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def _replace(part: Path, path: Path) -> None:
    # On Windows a virus scanner may hold the file for a moment.
    for pause in (0.01, 0.02, 0.05, 0.1, 0.2):
        try:
            part.replace(path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    part.replace(path)


def _sync_folder(folder: Path) -> None:
    # Windows cannot open a folder, and needs no fsync of it.
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
