"""What leaves this pc by hand: the entries of a log as they were pulled, and the commits that stand in no log yet.

It only reads; the bundle itself is `sync.client.packing`.
"""

from desktop.store.store import Store

PAGE_ROWS = 1000
"""Commits in one answer at most, however small they are."""


class Carried:
    """The part of `sync.log.Journal` that bundles are packed from."""

    _store: Store

    def gen_start(self, space: bytes, gen: int) -> bytes:
        """The raw GenStart of a generation, "" where it is not here."""
        rows = self._store.query("SELECT start FROM gens WHERE space = ? AND gen = ?", (space, gen))
        return rows[0][0] if rows else b""

    def entries(self, space: bytes, after: int, max_bytes: int) -> list[tuple[int, int, bytes]]:
        """(seq, received_ms, raw commit) of the cursor's generation behind `after`, without a gap."""
        found: list[tuple[int, int, bytes]] = []
        size = 0
        rows = self._store.query(
            "SELECT log.seq, commits.received_ms, commits.raw FROM spaces"
            " JOIN log ON log.space = spaces.space AND log.gen = spaces.gen AND log.seq > ? AND log.seq > 0"
            " JOIN commits ON commits.space = log.space AND commits.cid = log.cid"
            " WHERE spaces.space = ? ORDER BY log.seq LIMIT ?",
            (after, space, PAGE_ROWS),
        )
        for seq, received_ms, raw in rows:
            size += len(raw)
            if seq != after + len(found) + 1 or (found and size > max_bytes):
                break
            found.append((seq, received_ms, raw))
        return found

    def loose(self, space: bytes, after: int, max_bytes: int) -> list[tuple[int, bytes]]:
        """(place, raw commit) of the stored commits that stand in no log, in the order they were made or came."""
        found: list[tuple[int, bytes]] = []
        size = 0
        rows = self._store.query(
            "SELECT pos, raw FROM commits WHERE space = ? AND pos > ? AND (state = 'local' OR coalesce(seq, 0) = 0)"
            " ORDER BY pos LIMIT ?",
            (space, after, PAGE_ROWS),
        )
        for place, raw in rows:
            size += len(raw)
            if found and size > max_bytes:
                break
            found.append((place, raw))
        return found
