"""Fault 11 where whole files move: killed with -9 before every call to the disk, in backup, migration and restore."""

import shutil
from pathlib import Path

import pytest
from helpers import cut
from helpers.stores import NOON, PASSPHRASE, SPACE, device, made, ready, revision, save

from desktop.store import migrations, restore, vault
from desktop.store.backup import Backups
from desktop.store.errors import VaultLost, VaultMissing
from desktop.store.journal import StoreJournal
from desktop.store.migrations import STEPS
from desktop.store.store import Store
from desktop.store.vault import Keys

ME = device("signe")
TOMORROW = (
    *STEPS,
    ("CREATE TABLE tomorrow (n INTEGER) STRICT", "INSERT INTO tomorrow VALUES (1)"),
    ("ALTER TABLE tomorrow ADD COLUMN told INTEGER NOT NULL DEFAULT 0",),
)


class Scene:
    """A closed store with two records in its backup and three in itself; copies of it on demand."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._n = folder, 0
        store, self.keys = made(folder / "model")
        with store:
            journal = StoreJournal(store, ME.device_id)
            ready(journal)
            for n in range(3):
                if n == 2:
                    self.name = store.backup("daily", NOON).name
                save(store, journal, ME, revision(bytes([n]) * 16, {"text": {"text": "o" * 3000}}, act="create"))
            self.inc = journal.write_state(SPACE).inc

    def copy(self) -> Path:
        """The next copy."""
        self._n += 1
        copied = self._folder / str(self._n)
        shutil.copytree(self._folder / "model", copied, ignore=shutil.ignore_patterns("*.lock"))
        return copied


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """The scene of one test."""
    return Scene(tmp_path)


def _counts(folder: Path, keys: Keys) -> int:
    with Store(folder, keys) as store:
        store.check()
        return int(store.query("SELECT count(*) FROM commits")[0][0])


def _usable_backups(folder: Path, keys: Keys) -> list[str]:
    """The names of those that are listed, each of which must open with all that it held."""
    names = [backup.name for backup in Backups(folder).list()]
    for name in names:
        assert _counts(Backups(folder).path(name), keys) == (2 if name.startswith("000001") else 3)
    return names


def test_a_backup_that_is_cut_off_does_not_count(scene: Scene) -> None:
    """At every other call: the store is whole, every backup that is listed opens, and the next one is made."""

    def backup(folder: Path) -> None:
        with Store(folder, scene.keys) as store:
            store.backup("daily", NOON + 1000)

    def look(folder: Path, at: int) -> None:
        assert _counts(folder, scene.keys) == 3
        names = _usable_backups(folder, scene.keys)
        assert names[-1] == scene.name
        assert len(names) in (1, 2)
        if at % 5 == 0:
            backup(folder)
            assert len(_usable_backups(folder, scene.keys)) == len(names) + 1
            assert not list((folder / "backups").glob("*.part"))

    assert cut.sweep(scene.copy, backup, look, step=2) > 12


def test_a_migration_that_is_cut_off_goes_on(scene: Scene) -> None:
    """At every other call: the store is of yesterday or of tomorrow, nothing between, and the next opening ends it."""

    def migrate(folder: Path) -> None:
        Store(folder, scene.keys, NOON, TOMORROW).close()

    def look(folder: Path, _at: int) -> None:
        with Store(folder, scene.keys, NOON, TOMORROW) as store:
            assert migrations.version(store.writer) == len(TOMORROW)
            assert store.query("SELECT n, told FROM tomorrow") == [(1, 0)]
            assert store.query("SELECT count(*) FROM commits") == [(3,)]
        assert any(backup.reason == "migration" for backup in Backups(folder).list())

    assert cut.sweep(scene.copy, migrate, look, step=2) > 12


def test_a_migration_that_is_killed_between_two_steps_goes_on(scene: Scene) -> None:
    """Only the first of two steps is in: the second follows, and the copy of before is there."""
    folder = scene.copy()
    with Store(folder, scene.keys, NOON, TOMORROW[:-1]) as store:
        assert migrations.version(store.writer) == len(TOMORROW) - 1
    with Store(folder, scene.keys, NOON, TOMORROW) as store:
        assert store.query("SELECT n, told FROM tomorrow") == [(1, 0)]


def _ends(folder: Path) -> None:
    restore.settle(folder)
    assert not (folder / "restoring").exists()


def test_a_restore_that_is_cut_off_is_the_old_or_the_new(scene: Scene) -> None:
    """At every call: after the next start it is the store of before, or the backup under a new incarnation, whole."""
    seen = set()

    def back(folder: Path) -> None:
        restore.restore(folder, scene.name, PASSPHRASE, NOON)

    def look(folder: Path, _at: int) -> None:
        _ends(folder)
        with Store(folder, scene.keys) as store:
            store.check()
            ((count,),) = store.query("SELECT count(*) FROM commits")
            anew = store.query("SELECT value FROM meta WHERE name = 'inc'") != [(scene.inc,)]
        assert (count, anew) in {(3, False), (2, True)}
        seen.add(count)
        kept = list((folder / "aside").glob("*/store.db"))
        assert len(kept) == (1 if anew else 0)
        if anew:
            assert _counts(kept[0].parent, scene.keys) == 3
        assert [backup.name for backup in Backups(folder).list()] == [scene.name]

    assert cut.sweep(scene.copy, back, look) > 20
    assert seen == {2, 3}


def test_files_that_are_put_aside_are_cut_off_nowhere(scene: Scene) -> None:
    """At every call: all files lie in the folder, or all lie in the one that is kept, and that opens."""
    seen = set()

    def aside(folder: Path) -> None:
        restore.set_aside(folder, NOON)

    def look(folder: Path, _at: int) -> None:
        _ends(folder)
        kept = [path.parent for path in (folder / "aside").glob("*/vault")]
        seen.add(len(kept))
        if kept:
            with pytest.raises(VaultMissing) as raised:
                vault.unlock(folder, PASSPHRASE, NOON)
            assert not isinstance(raised.value, VaultLost)
        assert _counts(kept[0] if kept else folder, scene.keys) == 3

    assert cut.sweep(scene.copy, aside, look) > 8
    assert seen == {0, 1}


def test_the_sweep_kills(tmp_path: Path) -> None:
    """The helper itself: work of three calls is killed three times, and each time one call later."""

    def work(folder: Path) -> None:
        for name in "abc":
            (folder / name).mkdir()

    numbers = iter(range(9))

    def make() -> Path:
        folder = tmp_path / f"made{next(numbers)}"
        folder.mkdir()
        return folder

    found: list[int] = []
    assert cut.sweep(make, work, lambda folder, _at: found.append(len(list(folder.iterdir())))) == 3
    assert found == [0, 1, 2, 3]
