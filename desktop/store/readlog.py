"""Who opened which record on this pc, and who searched for what: lines that are added, never changed, chained by hash.

It holds ids and the words of searches, never what was read.
"""

import hashlib
from dataclasses import dataclass

from desktop.store.errors import ReadLogBroken
from desktop.store.store import Store
from sync.codec import encode

_COLUMNS = "n, at_ms, who, act, kind, rec, hash"
_SEED = b"roedtraad read log"


@dataclass(frozen=True)
class Line:
    """One line: number from 1, Unix ms, user (16 bytes), what was done, and to which record.

    `act` is "read", "copy", or "search": then `rec` is what was searched for, in UTF-8.
    """

    n: int
    at_ms: int
    who: bytes
    act: str
    kind: str
    rec: bytes
    hash: bytes

    def linked(self, last: bytes) -> bytes:
        """The hash this line must have behind a line of hash `last`."""
        fields = [self.n, self.at_ms, self.who, self.act, self.kind, self.rec]
        return hashlib.sha256(_SEED + last + encode(fields)).digest()


class ReadLog:
    """The read log of this store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def append(self, who: bytes, at_ms: int, act: str, kind: str, rec: bytes) -> Line:
        """Adds a line, durably, in the transaction that is open or one of its own."""
        with self._store.transaction() as db:
            last = self._store.query("SELECT n, hash FROM readlog ORDER BY n DESC LIMIT 1")
            n, before = last[0] if last else (0, b"")
            line = Line(n + 1, at_ms, who, act, kind, rec, b"")
            line = Line(n + 1, at_ms, who, act, kind, rec, line.linked(bytes(before)))
            row = (line.n, at_ms, who, act, kind, rec, line.hash)
            db.execute(f"INSERT INTO readlog ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - constant
            self._store.advance(line.hash)
        return line

    def lines(self, before: int | None = None, limit: int = 100) -> tuple[Line, ...]:
        """The newest lines first, those before line number `before`."""
        rows = self._store.query(
            f"SELECT {_COLUMNS} FROM readlog WHERE n < ? ORDER BY n DESC LIMIT ?",  # noqa: S608 - constant
            (2**62 if before is None else before, limit),
        )
        return tuple(Line(*row) for row in rows)

    def verify(self) -> int:
        """The number of lines, if every one stands where it was written; else ReadLogBroken."""
        last, n = b"", 0
        for row in self._store.query(f"SELECT {_COLUMNS} FROM readlog ORDER BY n"):  # noqa: S608 - constant
            line = Line(*row)
            n += 1
            if line.n != n or line.linked(last) != line.hash:
                raise ReadLogBroken
            last = line.hash
        return n
