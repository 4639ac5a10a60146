"""What others wrote over one person's words, or approved beside them: found among the changes that came last.

It reads, and judges nothing.
"""

from dataclasses import dataclass

from desktop.store.store import Store
from sync.model import Dot
from sync.revision import Revision

OVER_NOTHING = b"\xa4over\x80"
"""How a revision over no other is encoded (docs/format.md); most are, and they need not be parsed. No text holds it: in
UTF-8 the last byte never follows a letter."""
APPROVES = b"\xa3act\xa8finalise"
"""How a revision says that it approves; no text holds it either, for the same reason."""
AT_MOST = 1_000
"""So many of the changes that came last are looked through: a first sync costs no more than a day's."""


@dataclass(frozen=True)
class Replaced:
    """One revision of `by`. By its `act` it wrote over words of the person (`edit`), chose among versions (`resolve`),
    or approved the record without naming all that the person wrote in it (`finalise`).
    """

    n: int
    cid: bytes
    kind: str
    rec: bytes
    by: bytes
    ms: int
    act: str


class ReplacedWords:
    """Looks once at each change; what it found is remembered until it is asked from an earlier place."""

    def __init__(self, store: Store, user: bytes) -> None:
        self._store, self._user = store, user
        self._from, self._to, self._found = 0, 0, list[Replaced]()

    def after(self, place: int) -> tuple[Replaced, ...]:
        """Those that came after `place`, the oldest first."""
        latest = int(self._store.query("SELECT coalesce(max(rowid), 0) FROM revisions")[0][0])
        place = max(place, latest - AT_MOST)
        if place < self._from or not self._to:
            self._from, self._to, self._found = place, place, []
        if latest > self._to:
            rows = self._store.query(
                "SELECT rowid, cid, kind, rec, user, raw FROM revisions"
                " WHERE rowid > ? AND rowid <= ? AND user <> ? AND standing = ''"
                " AND (instr(raw, ?) = 0 OR instr(raw, ?) > 0) ORDER BY rowid",
                (self._to, latest, self._user, OVER_NOTHING, APPROVES),
            )
            self._found += [one for row in rows if (one := self._replaced(*row)) is not None]
            self._to = latest
        return tuple(one for one in self._found if one.n > place)

    def beside(self, one: Replaced) -> tuple[bytes, ...]:
        """The other records of its commit."""
        rows = self._store.query("SELECT rec FROM revisions WHERE cid = ? AND rec <> ?", (one.cid, one.rec))
        return tuple(rec for (rec,) in rows)

    def answered(self, one: Replaced) -> bool:
        """Whether the person wrote over it, or chose, with it in front of him."""
        later = self._store.query(
            "SELECT raw FROM revisions WHERE rec = ? AND user = ? AND rowid > ?", (one.rec, self._user, one.n)
        )
        said = (Revision.parse(raw) for (raw,) in later)
        return any(dot.cid == one.cid for rev in said for dots in rev.over.values() for dot in dots)

    def _replaced(self, n: int, cid: bytes, kind: str, rec: bytes, by: bytes, raw: bytes) -> Replaced | None:
        said = Revision.parse(raw)
        if said.act == "finalise":
            mine = self._store.query("SELECT cid, i FROM revisions WHERE rec = ? AND user = ?", (rec, self._user))
            beside = {Dot(*of) for of in mine} - {*(said.final or ())}
            return Replaced(n, cid, kind, rec, by, said.at[0], said.act) if beside else None
        if said.act not in ("edit", "resolve") or "withdrawn" in said.set:
            return None
        for dot in {dot for dots in said.over.values() for dot in dots}:
            mine = self._store.query(
                "SELECT 1 FROM revisions WHERE cid = ? AND i = ? AND rec = ? AND user = ?",
                (dot.cid, dot.i, rec, self._user),
            )
            if mine:
                return Replaced(n, cid, kind, rec, by, said.at[0], said.act)
        return None
