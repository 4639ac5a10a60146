"""The newest link of a store's chain on its way into the vault; it knows nothing of what the link names."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from desktop.store import vault
from desktop.store.errors import StoreError
from desktop.store.vault_file import Head

Later = Callable[[Callable[[], None]], object]
"""Runs what it is given behind the answer that somebody waits for."""


class LastLink:
    """It is kept at once, or, where `put_off` said so, behind the answer that somebody waits for.

    What it follows is durable already, and an older link in the vault is still a true one: a pc that dies before
    the newest is kept misses a little less of what falls out of a damaged file, and loses nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._head: Head | None = None
        self._later: Later = lambda keep: keep()

    def put_off(self, later: Later) -> None:
        """From now on links are kept by what `later` runs, on any thread; several that wait are kept as one."""
        self._later = later

    def is_now(self, head: Head) -> None:
        """One more link; the caller writes one after another."""
        with self._lock:
            waits, self._head = self._head is not None, head
        if not waits:
            self._later(self.keep)

    def keep(self) -> None:
        """Keeps what was not kept yet; any thread."""
        with self._lock:
            head, self._head = self._head, None
        if head is not None:
            with contextlib.suppress(StoreError):
                vault.keep_head(self._folder, head)
