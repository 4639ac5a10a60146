"""Notices that the database was set back under the endpoint: what it had seen is noted beside it, in the data folder.

What it then signed would contradict what it signed before; so every log begins anew, as after a restore.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.server.database import generations as sql
from sync.server.database.connections import Database
from sync.server.folder import part_of
from sync.server.generations import begin_every

EVERY_S = 60.0


class Mark:
    """The note in one data folder. A database that was filled anew has none yet."""

    def __init__(self, path: Path, base: Database, key: SigningKey, now_ms: Callable[[], int]) -> None:
        self._path, self._base, self._key, self._now_ms = path, base, key, now_ms

    def look(self) -> int:
        """Begins every log anew where the database has seen less than was noted, and notes what it has; how many."""
        noted, begun = self._noted(), 0
        if self._seen() < noted:
            begun = self._base.write(lambda conn: begin_every(conn, self._key, self._now_ms()))
        seen = self._seen()
        if seen != noted:
            part = part_of(self._path.with_name(f"{self._path.name}-{os.getpid()}"))
            part.write_text(f"{seen}", encoding="utf-8")
            part.replace(self._path)
        return begun

    def each_minute(self, closed: threading.Event) -> None:
        """Looks until `closed`, and once more then; a database that cannot be asked is asked a minute later."""
        while True:
            ended = closed.wait(EVERY_S)
            with suppress(SyncError, OSError):
                self.look()
            if ended:
                return

    def _noted(self) -> int:
        try:
            return int(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return 0

    def _seen(self) -> int:
        with self._base.reading() as conn:
            return sql.changes(conn)
