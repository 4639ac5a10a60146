"""The stores of every schema that a version had: today's version opens, copies, migrates and reads each of them."""

import shutil
from pathlib import Path

import pytest
from helpers.stores import NOON, PASSPHRASE, SPACE, revision, save

from desktop.store import migrations, vault
from desktop.store.backup import Backups
from desktop.store.drafts import Drafts
from desktop.store.journal import StoreJournal
from desktop.store.migrations import STEPS
from desktop.store.readlog import ReadLog
from desktop.store.records import Records
from desktop.store.secrets import DEVICE, Secrets
from desktop.store.settings import Settings
from desktop.store.store import Store
from sync.crypto.keys import DeviceKeys

HERE = Path(__file__).parent
FOLDERS = sorted(HERE.glob("schema-*"), key=lambda path: int(path.name.split("-")[1]))


def test_there_is_one_for_every_schema() -> None:
    """A new step brings its folder with it."""
    assert [path.name for path in FOLDERS] == [f"schema-{number + 1}" for number in range(len(STEPS))]


@pytest.mark.parametrize("released", FOLDERS, ids=lambda path: path.name)
def test_it_opens_with_everything_in_it(released: Path, tmp_path: Path) -> None:
    """Copied first where it is older, brought to the schema of today, every row there, and it can be written to."""
    folder, number = tmp_path / "data", int(released.name.split("-")[1])
    shutil.copytree(released, folder)
    with Store(folder, vault.unlock(folder, PASSPHRASE, NOON)) as store:
        store.check()
        assert migrations.version(store.writer) == len(STEPS)
        private = Secrets(store).get(DEVICE)
        assert private is not None
        keys = DeviceKeys.from_private(private)
        journal = StoreJournal(store, keys.device_id)
        texts = {row.rec[0]: row.values["text"] for row in Records(store).all("agreement")}
        assert texts == {
            1: "Tavle med fast plads i klassen",
            2: "Møde med skolen i uge 48",
            3: "Palle ringer til hjemmet",
        }
        assert [commit.header.dseq for commit in journal.outbox(SPACE)] == [1, 2, 3]
        assert [draft.id for draft in Drafts(store).list()] == ["kladde"]
        assert ReadLog(store).verify() == 1
        assert Settings(store).get("discreet") is False
        save(store, journal, keys, revision(b"\x09" * 16, {"text": {"text": "Ny"}}, act="create", hlc=9))
        assert journal.outbox_count(SPACE) == 4
    reasons = [backup.reason for backup in Backups(folder).list()]
    assert reasons == (["migration"] if number < len(STEPS) else [])
    for backup in Backups(folder).list():
        where = Backups(folder).path(backup.name)
        with Store(where, vault.unlock(where, PASSPHRASE, NOON), steps=STEPS[:number]) as before:
            assert migrations.version(before.writer) == number
            assert before.query("SELECT count(*) FROM commits") == [(4,)]
