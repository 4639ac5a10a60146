"""Fault 15: damage on the disk is told as damage, and nothing is ever made anew in its place."""

import shutil
from pathlib import Path

import pytest
from helpers.stores import NOON, PASSPHRASE, SPACE, device, made, ready, revision, save

from desktop.store import vault
from desktop.store.errors import StoreDamaged
from desktop.store.journal import StoreJournal
from desktop.store.records import Records
from desktop.store.store import Store

ME = device("signe")
CANARY = "kanariefuglen sang i minen"


def _left_open(tmp_path: Path, saves: int = 3) -> Path:
    """A copy of a store as a crash leaves it: everything since the start stands in the write-ahead log alone."""
    with made(tmp_path / "data")[0] as store:
        journal = StoreJournal(store, ME.device_id)
        ready(journal)
        store.writer.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        for n in range(saves):
            save(store, journal, ME, revision(bytes([n]) * 16, {"text": {"text": CANARY}}, act="create"))
        shutil.copytree(tmp_path / "data", tmp_path / "crashed", ignore=shutil.ignore_patterns("*.lock", "*-shm"))
    return tmp_path / "crashed"


def test_a_flipped_byte_in_the_write_ahead_log_is_not_passed_over(tmp_path: Path) -> None:
    """SQLite drops what stands behind a damaged frame without a word; the head in the vault misses it."""
    crashed = _left_open(tmp_path)
    wal = crashed / "store.db-wal"
    whole = wal.read_bytes()
    assert len(whole) > 5 * 4096
    for place in (40, len(whole) // 2, len(whole) - 5000):
        again = tmp_path / f"flipped{place}"
        shutil.copytree(crashed, again)
        flipped = bytearray(whole)
        flipped[place] ^= 1
        (again / "store.db-wal").write_bytes(flipped)
        with pytest.raises(StoreDamaged, match="rows are missing"):
            Store(again, vault.unlock(again, PASSPHRASE, NOON))


def test_a_write_ahead_log_that_is_gone_is_missed(tmp_path: Path) -> None:
    """Somebody tidied the folder: the rows are gone, and that is said."""
    crashed = _left_open(tmp_path)
    (crashed / "store.db-wal").unlink()
    with pytest.raises(StoreDamaged, match="rows are missing"):
        Store(crashed, vault.unlock(crashed, PASSPHRASE, NOON))


def test_a_crash_alone_is_no_damage(tmp_path: Path) -> None:
    """The same files without a flipped byte open, with everything in them."""
    crashed = _left_open(tmp_path)
    with Store(crashed, vault.unlock(crashed, PASSPHRASE, NOON)) as store:
        assert store.unclean
        store.check()
        assert Records(store).count("agreement") == 3
        assert StoreJournal(store, ME.device_id).outbox_count(SPACE) == 3


def test_no_damage_is_ever_answered_with_a_fresh_store(tmp_path: Path) -> None:
    """Whatever byte of the database is flipped: it opens with all rows, or it says damaged and stays as it is."""
    crashed = _left_open(tmp_path)
    with Store(crashed, vault.unlock(crashed, PASSPHRASE, NOON)):
        pass
    keys, path = vault.unlock(crashed, PASSPHRASE, NOON), crashed / "store.db"
    whole = path.read_bytes()
    said = 0
    for place in range(11, len(whole), 4096 * 3 + 1):
        flipped = bytearray(whole)
        flipped[place] ^= 0x80
        path.write_bytes(flipped)
        for leftover in ("store.db-wal", "store.db-shm"):
            (crashed / leftover).unlink(missing_ok=True)
        try:
            with Store(crashed, keys) as store:
                store.check()
        except StoreDamaged:
            said += 1
        assert path.stat().st_size == len(whole)
    assert said >= len(whole) // (4096 * 3 + 1)


def test_no_word_of_a_record_is_in_any_file(tmp_path: Path) -> None:
    """The canary in text, drafts and write-ahead log: found in no file of the folder, crashed or closed."""
    crashed = _left_open(tmp_path)
    for folder in (crashed, tmp_path / "data"):
        for file in folder.rglob("*"):
            raw = file.read_bytes()
            for form in (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode()[:12], b"agreement", b"\0" * 64):
                assert form not in raw or (form == b"\0" * 64 and file.name.endswith("-shm")), file.name
