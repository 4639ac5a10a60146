"""What can be done with a folder that does not open, and that a way back loses nothing that was sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.notes import note
from helpers.town import PHRASES, Town

from desktop.locked import Locked
from desktop.services.bundle_words import CannotWrite
from desktop.services.errors import Damaged, StoreTrouble, WrongPassphrase
from desktop.services.rescue import NOTHING_LEFT, STEPS, Rescue
from desktop.store import errors as store
from desktop.store import salvage
from desktop.texts import Texts


@pytest.fixture
def rescue(town: Town) -> Rescue:
    """Signe's folder, closed, with a backup of today."""
    app = town.app("signe")
    app.health.backup()
    app.close()
    return Locked(town.folder / "signe", town.clock, "da", town.line.connect).rescue


def _kinds(error: type[store.StoreError]) -> Iterator[str]:
    # those of the vault's further slots have a page of their own on the lock screen
    if error.__module__ == store.__name__:
        yield error.kind
    for below in error.__subclasses__():
        yield from _kinds(below)


def test_every_way_a_store_can_fail_to_open_has_a_next_step(rescue: Rescue) -> None:
    """Each kind of error of the store is answered, or is one that the lock screen answers by itself."""
    by_itself = {"store", "vault", "tried", "wrong-passphrase", "must-wait", "already-open", "vault-exists"}
    later = {"store-gone", "store-away", "read-log-broken", "backup-damaged"}
    assert set(_kinds(store.StoreError)) - by_itself - later <= STEPS.keys()
    assert rescue.steps("store-damaged") == ("again", "carry", "restore", "enrol")
    assert rescue.steps("disk-full") == ("again",)
    assert rescue.steps("wrong-passphrase") == ()


def test_without_a_backup_none_is_offered(town: Town) -> None:
    """Only what can be done is offered."""
    rescue = Locked(town.folder / "palle", town.clock, "da", town.line.connect).rescue
    assert rescue.steps("store-damaged") == ("again", "carry", "enrol")
    assert rescue.steps("vault-missing") == ()


def test_from_an_empty_file_nothing_can_be_carried(rescue: Rescue) -> None:
    """So that it is not offered."""
    (rescue.folder / "store.db").write_bytes(b"")
    assert rescue.steps("store-damaged") == ("again", "restore", "enrol")


def test_a_file_that_is_cut_says_that_nothing_was_read(rescue: Rescue, tmp_path: Path) -> None:
    """Not what the page says already; no file comes."""
    database = rescue.folder / "store.db"
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    with pytest.raises(Damaged) as raised:
        rescue.carry(tmp_path / "reddet", PHRASES["signe"])
    assert raised.value.sentence == NOTHING_LEFT
    assert not (tmp_path / "reddet").exists()


def test_backups_are_told_with_date_reason_and_size(rescue: Rescue, town: Town) -> None:
    """As somebody chooses among them."""
    (backup,) = rescue.backups()
    assert backup.made == town.clock.now().astimezone(backup.made.tzinfo)
    assert Texts("da")(backup.why) == "lavet da du bad om det"
    assert backup.size > 100_000


def test_a_wrong_passphrase_is_told_as_one(rescue: Rescue) -> None:
    """With the number of the try."""
    with pytest.raises(WrongPassphrase) as raised:
        rescue.restore(rescue.backups()[0].name, "forkert")
    assert raised.value.tries == 1


def test_a_damaged_backup_is_told(rescue: Rescue) -> None:
    """In the store's words, with another one as the next step."""
    name = rescue.backups()[0].name
    (rescue.folder / "backups" / name / "store.db").write_bytes(b"x")
    with pytest.raises(StoreTrouble) as raised:
        rescue.restore(name, PHRASES["signe"])
    assert raised.value.kind == "backup-damaged"


def test_a_pc_that_is_put_aside_can_be_set_up_anew(rescue: Rescue, town: Town) -> None:
    """Everything is in the folder that is named, and the folder asks for a backup or for an invite."""
    kept = rescue.set_aside()
    assert {path.name for path in kept.iterdir()} == {"store.db", "vault"}
    again = Locked(rescue.folder, town.clock, "da", town.line.connect)
    assert not again.status().exists
    assert again.rescue.steps("vault-missing") == ("restore",)


def _spoilt(town: Town, database: Path) -> bytes:
    """The database with one bit flipped where it does not open, and the unsent note is not to blame."""
    whole = database.read_bytes()
    for at in range(len(whole) - 2000, 4096 * 20, -4096):
        raw = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        database.write_bytes(raw)
        if salvage.salvage(database.parent, PHRASES["signe"], town.clock.now_ms()).commits:
            return raw
    raise AssertionError("every page holds the note")


def test_what_was_not_sent_goes_to_a_file_that_a_colleague_reads_in(town: Town, tmp_path: Path) -> None:
    """Signe's store does not open; her unsent note is read in by Palle, under her name. Her files are as they were."""
    signe = town.app("signe")
    note(signe, text="skrevet og ikke sendt")
    signe.close()
    folder = town.folder / "signe"
    database = folder / "store.db"
    raw = _spoilt(town, database)
    rescue = Locked(folder, town.clock, "da", town.line.connect).rescue
    file = tmp_path / "reddet"
    found = rescue.carry(file, PHRASES["signe"])
    assert found.changes == 1
    assert database.read_bytes() == raw
    with pytest.raises(CannotWrite):
        rescue.carry(file, PHRASES["signe"])

    palle = town.app("palle")
    looked = palle.bundles.look(file).end()
    assert [(who.name, who.changes) for who in looked.preview.people] == [("Signe Prøvested", 1)]
    assert looked.preview.maker == "Signe Prøvested"
    palle.bundles.take(looked).end()
    texts = [str(row.values["text"]) for row in palle.records.all("consultation")]
    assert "skrevet og ikke sendt" in texts


def test_where_nothing_is_left_it_is_said(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No key, no root, no commit: no file is made."""
    nothing = salvage.Salvaged(None, None, (), (), 3)
    monkeypatch.setattr(salvage, "salvage", lambda *_asked: nothing)
    rescue = Locked(town.folder / "signe", town.clock, "da", town.line.connect).rescue
    with pytest.raises(Damaged):
        rescue.carry(tmp_path / "reddet", PHRASES["signe"])
    assert not (tmp_path / "reddet").exists()


def test_without_keys_the_file_is_unsigned_and_its_commits_count(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The secrets could not be read: who made it is not known, what is in it is Signe's all the same."""
    signe = town.app("signe")
    note(signe, text="uden nøgler")
    signe.close()
    whole = salvage.salvage(town.folder / "signe", PHRASES["signe"], town.clock.now_ms())
    bare = salvage.Salvaged(None, None, (), (b"no commit", *whole.commits), 1)
    monkeypatch.setattr(salvage, "salvage", lambda *_asked: bare)
    file = tmp_path / "reddet"
    rescue = Locked(town.folder / "signe", town.clock, "da", town.line.connect).rescue
    assert rescue.carry(file, PHRASES["signe"]).lost == 2
    looked = town.app("palle").bundles.look(file).end()
    assert (looked.preview.maker, looked.preview.verified, looked.preview.fresh) == ("", False, 1)
