"""Whole or not: the beginning of the file, the pages, the chain."""

import contextlib
from pathlib import Path

import pytest
from helpers.stores import made

from desktop.store import wholeness
from desktop.store.connect import Database, connect
from desktop.store.errors import StoreDamaged, StoreForeign, StoreStrange
from desktop.store.store import Store
from desktop.store.vault_file import Head

SALT = bytes(range(16))


@pytest.mark.parametrize(
    ("begins", "error"),
    [
        (SALT, None),
        (SALT[:15] + b"x", StoreDamaged),
        (SALT[:8] + bytes(8), StoreDamaged),
        (SALT[:7] + b"x" * 9, StoreForeign),
        (b"x" * 16, StoreForeign),
        (b"SQLite format 3\0", StoreStrange),
        (SALT[:15], StoreDamaged),
        (b"x", StoreDamaged),
    ],
)
def test_a_few_wrong_bytes_are_damage_and_many_are_another_store(
    tmp_path: Path, begins: bytes, error: type[Exception] | None
) -> None:
    """Half of the salt tells which; a file that ends in it was cut."""
    path = tmp_path / "store.db"
    path.write_bytes(begins + (b"\0" * 100 if len(begins) == 16 else b""))
    if error is None:
        wholeness.check_salt(path, SALT)
    else:
        with pytest.raises(error):
            wholeness.check_salt(path, SALT)


def test_an_empty_or_missing_file_is_for_others_to_say(tmp_path: Path) -> None:
    """Connecting tells those two apart."""
    wholeness.check_salt(tmp_path / "store.db", SALT)
    (tmp_path / "store.db").touch()
    wholeness.check_salt(tmp_path / "store.db", SALT)


def test_a_chain_that_is_shorter_or_another_is_damage(store: Store) -> None:
    """The vault is never ahead of the database; it may be behind."""
    for n in range(3):
        store.advance(bytes([n]))
    newest = wholeness.head_of(store.writer)
    assert newest.n == 3
    for known in (Head(), newest):
        wholeness.check_head(store.writer, known)
    for known in (Head(4, newest.chain), Head(3, bytes(32))):
        with pytest.raises(StoreDamaged, match="rows are missing"):
            wholeness.check_head(store.writer, known)


def test_a_bad_page_and_a_missing_page_are_damage(tmp_path: Path) -> None:
    """A flipped bit in a page that nothing reads at the start; a file cut by whole pages may not even be opened."""
    store, keys = made(tmp_path)
    with store, store.transaction() as db:
        db.execute("INSERT INTO settings (name, value) VALUES ('long', ?)", ("x" * 40_000,))
    path = tmp_path / "store.db"
    whole = path.read_bytes()
    flipped = bytearray(whole)
    flipped[-3 * 4096 + 99] ^= 1
    for raw in (bytes(flipped), whole[: -3 * 4096]):
        path.write_bytes(raw)
        with pytest.raises(StoreDamaged), contextlib.closing(connect(path, keys.store, readonly=True).conn) as opened:
            wholeness.check_pages(Database(opened, execute_plugins=False))
