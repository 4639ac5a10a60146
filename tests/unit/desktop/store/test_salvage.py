"""What a damaged store still gives: every unsent commit whose pages can be read, and a count of the others."""

import shutil
from pathlib import Path

import pytest
from helpers.stores import NOON, PASSPHRASE, device, made, ready, revision, save

from desktop.store.errors import StoreDamaged, StoreMissing, WrongPassphrase
from desktop.store.journal import StoreJournal
from desktop.store.salvage import salvage
from desktop.store.secrets import DEVICE, Secrets
from sync.model import Commit

ME = device("signe")
PAGE = 4096


def written(tmp_path: Path, saves: int = 12) -> tuple[Path, list[bytes]]:
    """A closed store with unsent commits, and their ids."""
    with made(tmp_path / "data")[0] as store:
        journal = StoreJournal(store, ME.device_id)
        ready(journal)
        Secrets(store).put(DEVICE, ME.private_bytes())
        for n in range(saves):
            save(store, journal, ME, revision(bytes([n]) * 16, {"text": {"text": "x" * 3000}}, act="create"))
        cids = [cid for (cid,) in store.query("SELECT cid FROM commits WHERE state = 'local' ORDER BY pos")]
    return tmp_path / "data", cids


def test_a_whole_store_gives_everything(tmp_path: Path) -> None:
    """Commits in the order they were made, keys and ops; nothing is left behind in the folder."""
    folder, cids = written(tmp_path)
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.name.startswith("store.db")}
    found = salvage(folder, PASSPHRASE, NOON)
    assert [Commit.parse(raw).cid for raw in found.commits] == cids
    assert found.device_keys == ME.private_bytes()
    assert (len(found.ops), found.lost, found.root_pk) == (1, 0, None)
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name.startswith("store.db")} == before
    assert not [path for path in folder.iterdir() if path.name.startswith("salvage-")]


def test_each_damaged_page_takes_only_what_is_on_it(tmp_path: Path) -> None:
    """Every fifth page is spoilt in its turn: what is given was written, and with the lost ones it is all, or as many
    as there may be; a page takes one commit and leaves the others, but for those that say what tables there are."""
    folder, cids = written(tmp_path, 8)
    whole = (folder / "store.db").read_bytes()
    some = shut = 0
    for page in range(1, len(whole) // PAGE, 5):
        at = page * PAGE + 100
        (folder / "store.db").write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            found = salvage(folder, PASSPHRASE, NOON)
        except StoreDamaged:
            shut += 1
            continue
        given = [Commit.parse(raw).cid for raw in found.commits]
        assert [cid for cid in cids if cid in given] == given, page
        assert len(given) + found.lost >= len(cids) or not given, page
        some += 0 < len(given) < len(cids)
    assert some
    assert shut * 20 < len(whole) // PAGE


def test_what_cannot_be_opened_at_all_says_so(tmp_path: Path) -> None:
    """The first page, no database, a wrong passphrase: the same errors as at unlocking."""
    folder, _cids = written(tmp_path, 1)
    with pytest.raises(WrongPassphrase):
        salvage(folder, "en helt anden sætning", NOON)
    path = folder / "store.db"
    path.write_bytes(b"x" * PAGE + path.read_bytes()[PAGE:])
    with pytest.raises(StoreDamaged):
        salvage(folder, PASSPHRASE, NOON + 1)
    shutil.move(path, tmp_path / "away")
    with pytest.raises(StoreMissing):
        salvage(folder, PASSPHRASE, NOON + 2)
    assert not [each for each in folder.iterdir() if each.name.startswith("salvage-")]
