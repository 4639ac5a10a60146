"""Backups: whole before they count, numbered, let go by reason, never in the way of a save."""

import shutil
from pathlib import Path

import pytest
from helpers.stores import NOON, PASSPHRASE, device, made, ready, revision, save

from desktop.store import backup as backups
from desktop.store import vault, vault_file
from desktop.store.backup import KEPT, Backups
from desktop.store.errors import NoRoomForBackup, StoreDamaged, StoreFailed
from desktop.store.journal import StoreJournal
from desktop.store.records import Records
from desktop.store.store import Store

ME = device("signe")
DAY = 86_400_000


def _save(store: Store, journal: StoreJournal, n: int) -> None:
    save(store, journal, ME, revision(bytes([n]) * 16, {"text": {"text": "ord"}}, act="create"))


def _names(store: Store) -> list[str]:
    return [backup.name for backup in Backups(store.folder).list()]


def test_a_backup_is_a_store_of_its_own(store: Store, journal: StoreJournal, tmp_path: Path) -> None:
    """Copied elsewhere it opens with the passphrase, with what was saved before it and nothing of what came after."""
    _save(store, journal, 1)
    made_now = store.backup("asked", NOON)
    _save(store, journal, 2)
    assert (made_now.made_ms, made_now.reason) == (NOON // 1000 * 1000, "asked")
    assert made_now.size == sum(path.stat().st_size for path in Backups(tmp_path).path(made_now.name).iterdir())
    other = tmp_path / "other"
    shutil.copytree(Backups(store.folder).path(made_now.name), other)
    with Store(other, vault.unlock(other, PASSPHRASE, NOON)) as opened:
        opened.check()
        assert Records(opened).count("agreement") == 1


def test_a_save_in_the_middle_of_a_copy_neither_waits_nor_mixes_in(
    store: Store, journal: StoreJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page by page with a save between any two: the copy is the store of the moment it began."""
    _save(store, journal, 1)
    monkeypatch.setattr(backups, "_PAGES", 8)
    saved = 1

    def between() -> bool:
        nonlocal saved
        if saved < 9:
            saved += 1
            _save(store, journal, saved)
        return False

    made_now = store.backup("daily", NOON, between)
    assert saved == 9
    where = Backups(store.folder).path(made_now.name)
    assert vault_file.read(where).head.n < vault_file.read(store.folder).head.n
    with Store(where, vault.unlock(where, PASSPHRASE, NOON)) as opened:
        assert Records(opened).count("agreement") == 1
    assert Records(store).count("agreement") == 9


def test_the_oldest_of_a_reason_go_and_the_clock_does_not_choose(store: Store) -> None:
    """Three of each day, two of before an update; with a clock set back ten years the newest still stays."""
    store.backup("migration", NOON)
    for day in range(4):
        store.backup("daily", NOON + day * DAY)
    newest = store.backup("daily", NOON - 3650 * DAY)
    names = _names(store)
    assert names[0] == newest.name
    assert [name.split("-")[2] for name in names] == ["daily"] * KEPT["daily"] + ["migration"]
    assert [name.split("-")[0] for name in names] == ["000006", "000005", "000004", "000001"]
    assert not list((store.folder / "backups").glob("*.part"))


def test_a_backup_that_is_stopped_leaves_nothing(store: Store) -> None:
    """The app is locked in the middle of it: what was there before is there, and no half of a new one."""
    store.backup("daily", NOON)
    before = _names(store)
    with pytest.raises(StoreFailed, match="stopped"):
        store.backup("daily", NOON + DAY, lambda: True)
    assert _names(store) == before
    assert [path.name for path in (store.folder / "backups").iterdir()] == before


def test_no_backup_is_made_of_a_damaged_store(tmp_path: Path) -> None:
    """A page that is bad is found while it is copied; the backups that stand are not pushed out by it."""
    store, keys = made(tmp_path)
    journal = StoreJournal(store, ME.device_id)
    ready(journal)
    for n in range(3):
        save(store, journal, ME, revision(bytes([n]) * 16, {"text": {"text": "o" * 20_000}}, act="create"))
    store.backup("daily", NOON)
    store.close()
    path = tmp_path / "store.db"
    raw = bytearray(path.read_bytes())
    raw[-3 * 4096 + 50] ^= 1
    path.write_bytes(raw)
    with Store(tmp_path, keys) as again:
        before = _names(again)
        with pytest.raises(StoreDamaged):
            again.backup("daily", NOON + DAY)
        assert _names(again) == before


def test_a_full_disk_is_said_before_anything_is_written(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """There must be room for a whole copy, else nothing is begun."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(10**6, 10**6, 10_000))
    with pytest.raises(NoRoomForBackup):
        store.backup("daily", NOON)
    assert not (store.folder / "backups").exists()


def test_what_is_no_backup_is_not_listed(store: Store) -> None:
    """A folder of somebody else's, a half one, one without its vault, an impossible date."""
    made_now = store.backup("daily", NOON)
    folder = store.folder / "backups"
    for name in ("mine", "000009-20261120T081800Z-daily.part", "000009-20269920T081800Z-daily", "000009-x-daily"):
        shutil.copytree(folder / made_now.name, folder / name)
    (folder / "000010-20261120T081800Z-daily").mkdir()
    (folder / "000011-20261120T081800Z-elsewhere").mkdir()
    assert _names(store) == [made_now.name]
