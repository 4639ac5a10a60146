"""Folders and files only their owner may read, and writes that are whole or not at all.

Knows nothing of what is written.
"""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from desktop import paths
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
    with told_plainly():
        paths.write_private(path, data)
