"""One transaction of the journal, in the words of `sync.log`: durable at its end, or JournalFull."""

import contextlib
from collections.abc import Iterator

from sqlite_utils import Database

from desktop.store.errors import DiskFull
from desktop.store.store import Store
from sync.log import JournalFull


@contextlib.contextmanager
def durable(store: Store) -> Iterator[Database]:
    """Everything inside is written, or nothing is. Raises JournalFull where the disk takes no more."""
    try:
        with store.transaction() as db:
            yield db
    except DiskFull as problem:
        raise JournalFull("disk full") from problem
