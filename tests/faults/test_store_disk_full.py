"""Fault 13: the disk is full while saving: what was saved and what was typed stay, and it goes on with room."""

from pathlib import Path
from typing import NoReturn

import pytest
from helpers.disks import small_disk
from helpers.stores import (
    NOON,
    PALLE,
    PASSPHRASE,
    SPACE,
    Others,
    device,
    judged,
    made,
    ready,
    revision,
    save,
)

from desktop.services.clock import Clock
from desktop.services.errors import NoRoom
from desktop.services.machine import Machine
from desktop.store import vault
from desktop.store.drafts import Drafts
from desktop.store.errors import DiskFull, ReadOnlyFolder, WrongPassphrase
from desktop.store.journal import StoreJournal
from desktop.store.records import Records
from desktop.store.store import Store
from desktop.texts import Texts
from sync.log import Batch, Cursor, JournalFull

ME = device("signe")


def test_a_full_disk_costs_nothing_that_was_there(tmp_path: Path) -> None:
    """Draft, save and apply say that the disk is full, change nothing, and work again when there is room."""
    with small_disk(tmp_path / "disk") as disk, made(disk.folder / "data")[0] as store:
        journal, drafts = StoreJournal(store, ME.device_id), Drafts(store)
        ready(journal)
        drafts.put("d", "agreement", {"text": "det jeg skriver på"}, {"at": 3}, NOON)
        kept = drafts.list()
        first = save(store, journal, ME, revision(b"1" * 16, {"text": {"text": "gemt"}}, act="create"))
        large = revision(b"2" * 16, {"text": {"text": "".join(chr(0x4E00 + n * 7 % 20000) for n in range(60_000))}})
        theirs = revision(b"3" * 16, {"text": {"text": large.set["text"]["text"]}}, by=PALLE)
        batch = Batch(SPACE, b"", (judged(Others().commit(theirs), 1, [theirs]),), Cursor(1, 1, b"\1" * 32), b"")

        disk.fill(store)
        with pytest.raises(DiskFull):
            drafts.put("d", "agreement", {"text": "x" * 300_000}, {}, NOON + 1)
        with pytest.raises(DiskFull), store.transaction():
            save(store, journal, ME, large)
            drafts.delete("d")
        with pytest.raises(JournalFull):
            journal.apply(batch)
        assert Drafts(store).list() == kept
        assert [draft.values["text"] for draft in drafts.list()] == ["x" * 300_000]
        assert journal.outbox(SPACE) == [first]
        assert journal.cursor(SPACE) is None
        assert not store.writer.conn.in_transaction

        disk.free(store)
        save(store, journal, ME, large)
        journal.apply(batch)
        drafts.write_left()
        assert Drafts(store).list() == drafts.list() != kept
        assert Records(store).count("agreement") == 3
        store.check()


def test_opening_on_a_full_disk(tmp_path: Path) -> None:
    """A wrong passphrase is still called wrong; opening works or says that the disk is full; nothing is lost."""
    with small_disk(tmp_path / "disk") as disk:
        folder = disk.folder / "data"
        with made(folder)[0] as store:
            Drafts(store).put("d", "agreement", {"text": "kladde"}, {}, NOON)
        disk.fill()
        with pytest.raises(WrongPassphrase):
            vault.unlock(folder, "forkert", NOON)
        keys = vault.unlock(folder, PASSPHRASE, NOON)
        if disk.real:
            with pytest.raises(DiskFull):
                Store(folder, keys)
        disk.free()
        with Store(folder, keys) as store:
            assert [draft.id for draft in Drafts(store).list()] == ["d"]


def test_that_it_cannot_be_opened_is_not_said_as_if_something_were_lost(tmp_path: Path) -> None:
    """Nobody was saving: the sentence says that the notes are there, and not that something was not saved."""
    with small_disk(tmp_path / "disk", "12m") as disk:
        if not disk.real:
            # Mounting takes a right that few containers give, and a limit of pages holds for a connection that is
            # open already. What is said is proved by the test below, wherever it runs.
            pytest.skip("no disk of one's own can be mounted here")
        with made(disk.folder / "data")[0] as store:
            folder = store.folder
        disk.fill()
        with pytest.raises(NoRoom) as refused:
            Machine.open(folder, PASSPHRASE, Clock())
        assert refused.value.kind == "no-room-to-open"
        assert "Dine notater er i behold" in Texts("da")(refused.value.sentence)


def test_a_store_without_room_says_so_while_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where the database says it, and no disk has to be full."""

    def full(*_asked: object) -> NoReturn:
        raise DiskFull

    with made(tmp_path / "data")[0] as store:
        folder = store.folder
    monkeypatch.setattr("desktop.services.machine.Store", full)
    with pytest.raises(NoRoom) as refused:
        Machine.open(folder, PASSPHRASE, Clock())
    assert refused.value.kind == "no-room-to-open"
    assert "Dine notater er i behold" in Texts("da")(refused.value.sentence)


def test_setting_up_on_a_full_disk_can_be_done_again(tmp_path: Path) -> None:
    """A set-up that found no room leaves nothing in the way of the next."""
    with small_disk(tmp_path / "disk", "200k") as disk:
        folder = disk.folder / "data"
        for _ in range(2 if disk.real else 0):
            with pytest.raises(DiskFull):
                made(folder)
            assert not vault.status(folder, NOON).exists
        disk.grow("4m")
        made(folder)[0].close()
        assert vault.status(folder, NOON).exists


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A read-only disk is said as what it is, by set-up and by opening; a wrong passphrase is still called wrong."""
    with small_disk(tmp_path / "disk") as disk:
        folder = disk.folder / "data"
        made(folder)[0].close()
        keys = vault.unlock(folder, PASSPHRASE, NOON)
        if disk.protect():
            with pytest.raises(WrongPassphrase):
                vault.unlock(folder, "forkert", NOON)
            with pytest.raises(ReadOnlyFolder):
                Store(folder, keys)
            with pytest.raises(ReadOnlyFolder):
                made(disk.folder / "other")
