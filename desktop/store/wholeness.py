"""Whether a database is whole: the file's beginning, its pages, and the newest link of its chain.

It reads and raises; it mends nothing and knows no record.
"""

from pathlib import Path

from sqlite_utils import Database

from desktop.store.errors import StoreDamaged, StoreForeign, StoreStrange
from desktop.store.files import told_plainly
from desktop.store.problems import plainly
from desktop.store.vault_file import Head

SALT_BYTES = 16
_OPEN = b"SQLite format 3\0"
"""How a database begins that nobody encrypted (SQLite, »Database File Format« 1.3.1); ours never does."""


def salt_of(path: Path) -> bytes:
    """The bytes a database file begins with, by which a vault knows its own."""
    with told_plainly(), path.open("rb") as file:
        return file.read(SALT_BYTES)


def check_salt(path: Path, salt: bytes) -> None:
    """A file that begins unlike ours belongs to another vault, or another program; a few wrong bytes are damage."""
    if not path.is_file() or path.stat().st_size == 0:
        return
    found = salt_of(path)
    if len(found) < SALT_BYTES:
        raise StoreDamaged("cut")
    if found == _OPEN:
        raise StoreStrange("not encrypted")
    same = sum(a == b for a, b in zip(found, salt, strict=False))
    if same < SALT_BYTES // 2:
        raise StoreForeign("salt")
    if found != salt:
        raise StoreDamaged("salt")


def head_of(database: Database) -> Head:
    """The newest link of the chain in the database."""
    with plainly():
        row = database.conn.execute("SELECT n, head FROM chain ORDER BY n DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head()


def check_head(database: Database, known: Head) -> None:
    """Raises StoreDamaged where rows that were once written are gone."""
    newest = head_of(database)
    with plainly():
        row = database.conn.execute("SELECT head FROM chain WHERE n = ?", (known.n,)).fetchone()
    if newest.n < known.n or (row is not None and bytes(row[0]) != known.chain):
        raise StoreDamaged("rows are missing")


def check_pages(database: Database) -> None:
    """Reads every page; raises StoreDamaged for a bad one.

    Both checks are needed: the first misses a file that was cut by whole pages.
    """
    with plainly():
        whole = not database.conn.execute("PRAGMA cipher_integrity_check").fetchall()
        sound = whole and database.conn.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    if not sound:
        raise StoreDamaged("integrity")
