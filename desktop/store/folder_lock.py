"""The lock of a data folder: one process has its store open, or exchanges its files. It opens nothing."""

from pathlib import Path

from filelock import FileLock, Timeout

from desktop.store.errors import AlreadyOpen
from desktop.store.files import told_plainly


def taken(folder: Path) -> FileLock:
    """The lock of the folder, held. Raises AlreadyOpen."""
    # The store is opened on one thread and closed on another.
    lock = FileLock(folder / "store.lock", mode=0o600, timeout=0, thread_local=False)
    with told_plainly():
        try:
            lock.acquire()
        except Timeout:
            raise AlreadyOpen from None
    return lock


def in_use(folder: Path) -> bool:
    """Whether another process (or another Store in this one) holds the folder."""
    if not (folder / "store.lock").exists():
        return False
    try:
        taken(folder).release()
    except AlreadyOpen:
        return True
    return False
