"""A backup takes the store's place: what it brings back, which passphrase opens it, and what is refused."""

import shutil
from pathlib import Path

import pytest
from helpers.stores import NOON, PASSPHRASE, SPACE, device, made, ready, revision, save

from desktop.store import restore, vault, vault_file
from desktop.store.backup import Backups
from desktop.store.errors import (
    AlreadyOpen,
    BackupDamaged,
    MustWait,
    StoreForeign,
    VaultLost,
    VaultMissing,
    WrongPassphrase,
)
from desktop.store.journal import StoreJournal
from desktop.store.records import Records
from desktop.store.restore import BEATS_AHEAD
from desktop.store.store import Store

ME = device("signe")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed store: two records when it was copied, three now, a beat given."""
    store, _ = made(tmp_path / "data")
    with store:
        journal = StoreJournal(store, ME.device_id)
        ready(journal)
        for n in range(2):
            save(store, journal, ME, revision(bytes([n]) * 16, {"text": {"text": "ord"}}, act="create"))
        journal.next_beat(SPACE)
        store.backup("asked", NOON)
        save(store, journal, ME, revision(bytes([9]) * 16, {"text": {"text": "ord"}}, act="create"))
    return tmp_path / "data"


def _name(folder: Path) -> str:
    return Backups(folder).list()[0].name


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def test_it_begins_a_new_incarnation_and_keeps_what_lay_there(folder: Path) -> None:
    """The records of the backup, unsent commits as they were; the next one is number 1 of another incarnation."""
    before = (folder / "store.db").read_bytes()
    kept = restore.restore(folder, _name(folder), PASSPHRASE, NOON + 5000)
    assert (folder / kept / "store.db").read_bytes() == before
    with Store(folder, vault.unlock(folder, PASSPHRASE, NOON)) as store:
        store.check()
        assert Records(store).count("agreement") == 2
        journal = StoreJournal(store, ME.device_id)
        commit = save(store, journal, ME, revision(bytes([7]) * 16, {"text": {"text": "ord"}}, act="create"))
        headers = [one.header for one in journal.outbox(SPACE)]
        assert [header.dseq for header in headers] == [1, 2, 1]
        assert headers[0].inc == headers[1].inc != headers[2].inc
        assert commit.header.dprev == journal.outbox(SPACE)[1].cid
        assert journal.next_beat(SPACE) == BEATS_AHEAD + 2
    assert [path.name for path in (folder / "backups").iterdir()] == [_name(folder)]


def test_what_was_kept_aside_opens_as_it_was(folder: Path, tmp_path: Path) -> None:
    """Nothing of what was written after the backup is gone: the folder that is kept is a whole store."""
    kept = restore.restore(folder, _name(folder), PASSPHRASE, NOON)
    shutil.copytree(folder / kept, tmp_path / "again")
    with Store(tmp_path / "again", vault.unlock(tmp_path / "again", PASSPHRASE, NOON)) as store:
        assert Records(store).count("agreement") == 3


@pytest.mark.parametrize("lost", ["vault", "store.db", "both"])
def test_what_is_gone_is_brought_back(folder: Path, lost: str) -> None:
    """Vault, database, or both deleted: the backup has both."""
    for name in ("vault", "store.db") if lost == "both" else (lost,):
        (folder / name).unlink()
    restore.restore(folder, _name(folder), PASSPHRASE, NOON)
    with Store(folder, vault.unlock(folder, PASSPHRASE, NOON)) as store:
        assert Records(store).count("agreement") == 2


def test_the_newest_passphrase_opens_it(folder: Path) -> None:
    """The key file of today has another passphrase than the one in the backup: today's is asked for and stays."""
    today = vault_file.read(folder)
    source = Backups(folder).path(_name(folder))
    old = vault_file.read(source)
    # the slot of today with a damaged wrapping in the backup: only today's key file can open
    broken = [*old.slots[0][:-1], bytes(40)]  # type: ignore[index]
    vault_file.write(source, vault_file.Vault(True, old.check, old.salt, 0, 0, old.head, (broken,)))
    restore.restore(folder, _name(folder), PASSPHRASE, NOON)
    assert vault_file.read(folder).slots == today.slots


def test_the_key_file_of_another_store_is_passed_over(folder: Path, tmp_path: Path) -> None:
    """The backup's own key file opens it, and its tries are its own."""
    other, _ = made(tmp_path / "other")
    other.close()
    shutil.copy(tmp_path / "other" / "vault", folder / "vault")
    with pytest.raises(StoreForeign):
        Store(folder, vault.unlock(folder, PASSPHRASE, NOON))
    restore.restore(folder, _name(folder), PASSPHRASE, NOON)
    with Store(folder, vault.unlock(folder, PASSPHRASE, NOON)) as store:
        assert Records(store).count("agreement") == 2


def test_a_wrong_passphrase_changes_nothing_and_is_counted(folder: Path) -> None:
    """From the fourth it must wait, as on the lock screen."""
    before = _contents(folder / "backups") | {"store.db": (folder / "store.db").read_bytes()}
    for _try in range(4):
        with pytest.raises(WrongPassphrase):
            restore.restore(folder, _name(folder), "forkert", NOON)
    with pytest.raises(MustWait):
        restore.restore(folder, _name(folder), PASSPHRASE, NOON)
    assert _contents(folder / "backups") | {"store.db": (folder / "store.db").read_bytes()} == before
    assert not (folder / "aside").exists() and not (folder / "restoring").exists()


DAMAGES = ("page", "cut", "empty", "vault", "gone", "foreign")


def _damage(source: Path, how: str) -> None:
    path = source / "store.db"
    raw = bytearray(path.read_bytes())
    if how == "page":
        raw[5 * 4096 + 99] ^= 1
    elif how == "cut":
        raw = raw[: -4 * 4096]
    elif how == "empty":
        raw = bytearray()
    elif how == "foreign":
        raw[:16] = bytes(16)
    if how == "gone":
        path.unlink()
    elif how == "vault":
        (source / "vault").write_bytes(b"RTV1 not one")
    else:
        path.write_bytes(raw)


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_backup_is_refused_and_nothing_changed(folder: Path, how: str) -> None:
    """Whatever is wrong with it: it is named, and the folder is as it was, byte for byte."""
    name = _name(folder)
    _damage(Backups(folder).path(name), how)
    before = _contents(folder)
    with pytest.raises(BackupDamaged):
        restore.restore(folder, name, PASSPHRASE, NOON)
    assert _contents(folder) == before


def test_an_open_store_is_not_exchanged(folder: Path) -> None:
    """Neither restored nor put aside under an open window."""
    with Store(folder, vault.unlock(folder, PASSPHRASE, NOON)):
        with pytest.raises(AlreadyOpen):
            restore.restore(folder, _name(folder), PASSPHRASE, NOON)
        with pytest.raises(AlreadyOpen):
            restore.set_aside(folder, NOON)


def test_a_folder_put_aside_can_be_set_up_anew(folder: Path) -> None:
    """The old files are kept and the folder is one that was never used; the backups stay."""
    kept = restore.set_aside(folder, NOON)
    assert {path.name for path in (folder / kept).iterdir()} == {"store.db", "vault"}
    with pytest.raises(VaultMissing) as raised:
        vault.unlock(folder, PASSPHRASE, NOON)
    assert not isinstance(raised.value, VaultLost)
    store, _ = made(folder)
    store.close()
    assert len(Backups(folder).list()) == 1
