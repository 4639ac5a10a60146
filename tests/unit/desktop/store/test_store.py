"""The open store: one holder, whole transactions, and damage that is told and never repaired away."""

import threading
from pathlib import Path

import pytest
from helpers.stores import NOON, PASSPHRASE, SIGNE, made

from desktop.store import vault
from desktop.store.drafts import Drafts
from desktop.store.errors import (
    AlreadyOpen,
    StoreDamaged,
    StoreFailed,
    StoreForeign,
    StoreGone,
    StoreMissing,
    StoreTooNew,
)
from desktop.store.folder_lock import in_use
from desktop.store.readlog import ReadLog
from desktop.store.settings import Settings
from desktop.store.store import Store
from desktop.store.vault import Keys


def _keys(folder: Path) -> Keys:
    return vault.unlock(folder, PASSPHRASE, NOON)


def test_a_second_instance_is_told(store: Store) -> None:
    """Two stores on one folder: the second says so and touches nothing; after close it opens."""
    with pytest.raises(AlreadyOpen):
        Store(store.folder, _keys(store.folder))
    assert in_use(store.folder)
    store.close()
    assert not in_use(store.folder)
    Store(store.folder, _keys(store.folder)).close()


def test_a_store_may_be_closed_twice_and_from_another_thread(store: Store) -> None:
    """The lock is freed by whichever thread closes."""
    thread = threading.Thread(target=store.close)
    thread.start()
    thread.join()
    store.close()
    assert not in_use(store.folder)
    with pytest.raises(StoreFailed):
        store.query("SELECT 1")


def test_a_transaction_takes_the_write_lock_at_once(store: Store) -> None:
    """BEGIN IMMEDIATE: before the first statement another writer already waits."""
    from desktop.store.connect import connect

    other = connect(store.folder / "store.db", _keys(store.folder).store)
    other.execute("PRAGMA busy_timeout=0")
    with store.transaction(), pytest.raises(Exception, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.conn.close()


def test_an_error_rolls_everything_back(store: Store) -> None:
    """Nothing of a failed transaction stays, and the next one works."""
    settings = Settings(store)
    with pytest.raises(ZeroDivisionError), store.transaction():
        settings.set("size", 150)
        _ = 1 // 0
    assert settings.get("size", 100) == 100
    settings.set("size", 120)
    assert settings.get("size") == 120


def test_a_failed_statement_in_a_nested_call_is_not_half_a_save(store: Store) -> None:
    """A caller that catches a nested error cannot commit the rest by mistake."""
    settings = Settings(store)
    with pytest.raises(StoreFailed, match="nested"), store.transaction():
        settings.set("size", 150)
        with pytest.raises(StoreFailed), store.transaction() as db:
            db.execute("INSERT INTO nowhere VALUES (1)")
    assert settings.get("size") is None
    assert not store.writer.conn.in_transaction


def test_a_transaction_sees_its_own_changes_and_others_do_not(store: Store) -> None:
    """Reads inside the transaction see it; another thread sees what was there before."""
    settings = Settings(store)
    settings.set("size", 100)
    seen: list[object] = []
    with store.transaction():
        settings.set("size", 150)
        assert settings.get("size") == 150
        thread = threading.Thread(target=lambda: seen.append(settings.get("size")))
        thread.start()
        thread.join()
    assert seen == [100]
    assert settings.get("size") == 150


def test_two_threads_write_one_after_the_other(store: Store) -> None:
    """Saves from several threads are whole and none is lost."""
    log = ReadLog(store)
    threads = [
        threading.Thread(target=lambda: [log.append(SIGNE, NOON, "open", "consultation", b"r") for _ in range(10)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert log.verify() == 40


def test_an_error_of_the_database_quotes_nothing(store: Store) -> None:
    """What SQLite says may hold a value; the error that leaves the store holds its name only."""
    with pytest.raises(StoreFailed) as caught, store.transaction() as db:
        db.execute("SELECT kanariefugl")
    assert "kanariefugl" not in str(caught.value) + repr(caught.value)
    assert caught.value.__cause__ is None


def test_a_database_of_another_vault_is_foreign(tmp_path: Path) -> None:
    """Two set-ups mixed in one folder are told from damage."""
    for name in ("a", "b"):
        made(tmp_path / name)[0].close()
    (tmp_path / "a" / "store.db").write_bytes((tmp_path / "b" / "store.db").read_bytes())
    with pytest.raises(StoreForeign):
        Store(tmp_path / "a", _keys(tmp_path / "a"))
    assert not in_use(tmp_path / "a")


def test_a_key_that_is_not_the_vaults_is_foreign(store: Store) -> None:
    """A wrong key never looks like damage."""
    store.close()
    with pytest.raises(StoreForeign):
        Store(store.folder, Keys(b"x" * 32))


def test_a_flipped_byte_in_the_first_page_is_damage(store: Store) -> None:
    """Every byte of the head of the file counts, its salt too; the file stays as it was found."""
    store.close()
    keys, path = _keys(store.folder), store.folder / "store.db"
    whole = path.read_bytes()
    for place in (0, 7, 15, 16, 100, 2000, 4095):
        flipped = bytearray(whole)
        flipped[place] ^= 0x10
        path.write_bytes(flipped)
        with pytest.raises(StoreDamaged):
            Store(store.folder, keys)
        assert path.read_bytes() == flipped
    path.write_bytes(whole)
    Store(store.folder, keys).close()


def test_a_flipped_byte_further_in_is_found_by_the_check(store: Store) -> None:
    """The check in the background reads every page."""
    Drafts(store).put("d", "consultation", {"text": "ord " * 20_000}, {}, NOON)
    store.check()
    store.close()
    path = store.folder / "store.db"
    raw = bytearray(path.read_bytes())
    raw[-3 * 4096 + 50] ^= 1
    path.write_bytes(raw)
    with Store(store.folder, _keys(store.folder)) as again, pytest.raises(StoreDamaged):
        again.check()


def test_a_file_cut_by_whole_pages_is_found_by_the_check(store: Store) -> None:
    """Every page that is left is genuine, and yet pages are missing."""
    Drafts(store).put("d", "consultation", {"text": "ord " * 20_000}, {}, NOON)
    store.close()
    path = store.folder / "store.db"
    path.write_bytes(path.read_bytes()[: -4096 * 5])
    with pytest.raises(StoreDamaged), Store(store.folder, _keys(store.folder)) as again:
        again.check()


def test_a_database_that_is_gone_or_empty_is_never_made_again(store: Store) -> None:
    """Missing is missing, 0 bytes is damage, and neither becomes a fresh empty store."""
    store.close()
    keys, path = _keys(store.folder), store.folder / "store.db"
    path.write_bytes(b"")
    with pytest.raises(StoreDamaged):
        Store(store.folder, keys)
    path.unlink()
    with pytest.raises(StoreMissing):
        Store(store.folder, keys)
    assert not path.exists()
    with pytest.raises(StoreForeign):
        Store.create(store.folder, keys)
    assert not path.exists()


def test_a_newer_store_is_left_alone(store: Store) -> None:
    """The schema of a newer version is refused before anything is written."""
    store.writer.execute("PRAGMA user_version=99")
    store.close()
    with pytest.raises(StoreTooNew):
        Store(store.folder, _keys(store.folder))


def test_a_restored_older_database_is_missed(store: Store) -> None:
    """The vault knows a later head than the database holds: rows that were written are gone."""
    log, path = ReadLog(store), store.folder / "store.db"
    log.append(SIGNE, NOON, "open", "consultation", b"r")
    store.close()
    older = path.read_bytes()
    with Store(store.folder, _keys(store.folder)) as again:
        ReadLog(again).append(SIGNE, NOON, "open", "consultation", b"r")
    path.write_bytes(older)
    with pytest.raises(StoreDamaged, match="rows are missing"):
        Store(store.folder, _keys(store.folder))


def test_a_vault_one_step_behind_is_no_damage(store: Store) -> None:
    """Killed between the commit and the note in the vault: the database is ahead, and that is fine."""
    before = (store.folder / "vault").read_bytes()
    ReadLog(store).append(SIGNE, NOON, "open", "consultation", b"r")
    store.close()
    (store.folder / "vault").write_bytes(before)
    with Store(store.folder, _keys(store.folder)) as again:
        assert ReadLog(again).verify() == 1


def test_set_up_interrupted_before_the_database_stood(tmp_path: Path) -> None:
    """Whatever an interrupted set-up left behind is cleared by the next."""
    from helpers.stores import CHEAP

    keys = vault.create(tmp_path, PASSPHRASE, CHEAP)
    (tmp_path / "store.db").write_bytes(b"half a database")
    Store.create(tmp_path, keys).close()
    Store(tmp_path, _keys(tmp_path)).close()


def test_the_first_secrets_come_with_the_store(tmp_path: Path) -> None:
    """A folder that counts as set up has the keys of its machine in it."""
    from helpers.stores import CHEAP

    from desktop.store.secrets import DEVICE, Secrets

    with Store.create(tmp_path, vault.create(tmp_path, PASSPHRASE, CHEAP), {DEVICE: b"private"}) as store:
        assert Secrets(store).get(DEVICE) == b"private"


def test_there_is_word_of_an_unclean_stop(store: Store) -> None:
    """A store that was closed says clean; one that was not says so, and the background check knows."""
    import shutil

    ReadLog(store).append(SIGNE, NOON, "open", "consultation", b"r")
    copy = store.folder.parent / "copy"
    shutil.copytree(store.folder, copy, ignore=shutil.ignore_patterns("*.lock"))
    store.close()
    with Store(copy, _keys(copy)) as killed:
        assert killed.unclean
        killed.check()
    with Store(store.folder, _keys(store.folder)) as closed:
        assert not closed.unclean


@pytest.mark.parametrize("gone", ["store.db", "store.db-wal"])
def test_nothing_is_saved_into_a_file_without_a_name(store: Store, tmp_path: Path, gone: str) -> None:
    """SQLite would go on writing into what was moved away; here the save is refused, and works when it is back."""
    settings, aside = Settings(store), tmp_path / "aside"
    settings.set("a", 1)
    (store.folder / gone).rename(aside)
    with pytest.raises(StoreGone):
        settings.set("a", 2)
    assert settings.get("a") == 1
    if gone == "store.db":
        (store.folder / gone).write_bytes(aside.read_bytes())
        with pytest.raises(StoreGone):
            settings.set("a", 2)
    aside.replace(store.folder / gone)
    settings.set("a", 3)
    assert settings.get("a") == 3


def test_a_question_is_ended_for_its_thread_alone(store: Store) -> None:
    """The thread that counts without end is told to stop; told for another thread, it counts on; then all reads go."""

    def count() -> None:
        with pytest.raises(StoreFailed):
            store.query("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")
        ended.append(True)

    ended, reader = list[bool](), threading.Thread(target=count)
    reader.start()
    while reader.ident is None or store._asking != reader.ident:
        pass
    store.interrupt(reader.ident + 1)
    reader.join(0.05)
    assert not ended
    while not ended:
        store.interrupt(reader.ident)
    assert store.query("SELECT 1") == [(1,)]
