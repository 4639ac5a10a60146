"""The index that search reads: two tables a kind, made from its declaration and written with the record's row.

It holds folded words and marks, nothing that the revisions do not hold. What stands in the index of a record are the
words of every value that survives, of its additions too; a removed record stands in none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from desktop.domain.kind import Kind

#: The low bits of a row's number count the records of one day: by number is by day, and days take few bytes.
_OF_A_DAY = 24
_AT_ONCE = 500
#: A word ends at a space and nowhere else: what a word is, is decided by `desktop.domain.searching` alone.
_TOKENS = "unicode61 remove_diacritics 0 categories 'L* N* M* P* S* Co Cn Cf'"
#: Beginnings that have a list of their own; without it a common word at a million records takes 300 ms.
_BEGINNINGS = "2 3 4 5 6"


@dataclass(frozen=True)
class Entry:
    """What one record is found by; `words` is "" for one that must not be found. `day` counts from 1970."""

    kind: str
    space: bytes
    rec: bytes
    day: int
    words: str


def rows(kind: Kind) -> str:
    """The table that says which record a number of the index is."""
    return f"search_{kind.name}"


def index(kind: Kind) -> str:
    """The FTS5 table."""
    return f"words_{kind.name}"


def schema(kind: Kind) -> Iterable[str]:
    """The statements that make the two; none for a kind that is not searched.

    With `secure-delete` a word that is gone from a record is gone from the file. `detail=column`: where the words stand
    is nobody's question, but with `none` such a delete loses the words of what follows it (docs/decisions/020).
    """
    if not kind.searchable:
        return
    yield (
        f"CREATE TABLE {rows(kind)} (id INTEGER PRIMARY KEY, rec BLOB NOT NULL, space BLOB NOT NULL,"
        " words TEXT NOT NULL) STRICT"
    )
    yield f"CREATE UNIQUE INDEX {rows(kind)}_of ON {rows(kind)} (rec, space)"
    yield (
        f"CREATE VIRTUAL TABLE {index(kind)} USING fts5(words, content='{rows(kind)}', content_rowid='id',"
        f" detail=column, columnsize=0, prefix='{_BEGINNINGS}', tokenize=\"{_TOKENS}\")"
    )
    yield f"INSERT INTO {index(kind)} ({index(kind)}, rank) VALUES ('secure-delete', 1)"  # noqa: S608 - declared


def drop(db: Database, kind: str) -> None:
    """Takes the index of a kind away, also of one that is no longer declared."""
    db.execute(f'DROP TABLE IF EXISTS "words_{kind}"')
    db.execute(f'DROP TABLE IF EXISTS "search_{kind}"')


def write(db: Database, kinds: Mapping[str, Kind], entries: Iterable[Entry]) -> None:
    """Puts entries into the index, in the transaction that wrote their records; many at once cost half."""
    of: dict[str, list[Entry]] = {}
    for one in entries:
        of.setdefault(one.kind, []).append(one)
    for name, some in of.items():
        for start in range(0, len(some), _AT_ONCE):
            _write(db, kinds[name], some[start : start + _AT_ONCE])


def _write(db: Database, kind: Kind, entries: list[Entry]) -> None:
    kept = {
        (rec, space): (number, words)
        for number, rec, space, words in db.execute(
            f"SELECT id, rec, space, words FROM {rows(kind)} WHERE rec IN ({', '.join('?' * len(entries))})",  # noqa: S608 - declared
            [one.rec for one in entries],
        )
    }
    numbers = _Numbers(db, kind)
    old: list[tuple[int, str]] = []
    new: list[tuple[int, bytes, bytes, str]] = []
    # a record that stands here twice is as its last entry says
    for place, one in {(one.rec, one.space): one for one in entries}.items():
        before = kept.get(place)
        stays = before is not None and before[0] >> _OF_A_DAY == one.day
        if before is not None:
            if stays and before[1] == one.words:
                continue
            old.append(before)
        if one.words:
            new.append((before[0] if before and stays else numbers.next(one.day), *place, one.words))
    # in the order of their numbers: FTS5 begins a new piece of its index at each one lower than the one before
    old.sort()
    new.sort()
    both = f"{index(kind)} ({index(kind)}, rowid, words)"
    db.conn.executemany(f"INSERT INTO {both} VALUES ('delete', ?, ?)", old)  # noqa: S608 - declared
    db.conn.executemany(f"DELETE FROM {rows(kind)} WHERE id = ?", [(number,) for number, _words in old])  # noqa: S608 - declared
    db.conn.executemany(f"INSERT INTO {rows(kind)} (id, rec, space, words) VALUES (?, ?, ?, ?)", new)  # noqa: S608 - declared
    db.conn.executemany(
        f"INSERT INTO {index(kind)} (rowid, words) VALUES (?, ?)",  # noqa: S608 - declared
        [(number, words) for number, _rec, _space, words in new],
    )


class _Numbers:
    """The next free number of each day, asked for once."""

    def __init__(self, db: Database, kind: Kind) -> None:
        self._db, self._kind = db, kind
        self._next: dict[int, int] = {}

    def next(self, day: int) -> int:
        """The next one of a day."""
        number = self._next.get(day)
        if number is None:
            first = day << _OF_A_DAY
            last = self._db.execute(
                f"SELECT max(id) FROM {rows(self._kind)} WHERE id >= ? AND id < ?",  # noqa: S608 - declared
                (first, (day + 1) << _OF_A_DAY),
            ).fetchone()[0]
            number = first if last is None else int(last) + 1
        self._next[day] = number + 1
        return number
