"""Fault 15 at many places: cut or flipped anywhere, a store opens with everything or says by name what is wrong."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.stores import NOON, PALLE, PASSPHRASE, device, made, ready, revision, save

from desktop.store import vault
from desktop.store.errors import StoreError
from desktop.store.journal import StoreJournal
from desktop.store.readlog import ReadLog
from desktop.store.store import Store
from desktop.store.vault import Keys

ME = device("signe")
PAGE, FRAME = 4096, 4096 + 24
TABLES = ("commits", "revisions", "readlog", "epoch_keys", "control", "secrets", "chain")
Everything = dict[str, list[tuple[object, ...]]]


class Scene:
    """A store as a crash leaves it: one half in the database, one half in the write-ahead log."""

    def __init__(self, folder: Path) -> None:
        store, self.keys = made(folder / "data")
        with store:
            journal = StoreJournal(store, ME.device_id)
            ready(journal)
            for n in range(6):
                if n == 3:
                    store.writer.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                text = {"text": {"text": "o" * 700}}
                save(store, journal, ME, revision(bytes([n]) * 16, text, act="create"))
                ReadLog(store).append(PALLE, NOON + n, "read", "agreement", bytes([n]) * 16)
            self.all = everything(store)
            self.folder = folder / "crashed"
            shutil.copytree(folder / "data", self.folder, ignore=shutil.ignore_patterns("*.lock", "*-shm", "backups"))
        self.files = {path.name: path.read_bytes() for path in self.folder.iterdir()}

    def lay_out(self, name: str, raw: bytes) -> None:
        """The files as the crash left them, but for one."""
        for path in self.folder.iterdir():
            path.unlink()
        for known, whole in self.files.items():
            (self.folder / known).write_bytes(raw if known == name else whole)


def everything(store: Store) -> Everything:
    """Every row that holds what somebody saved or read."""
    return {table: store.query(f"SELECT * FROM {table}") for table in TABLES}  # noqa: S608 - the names above


def outcome(scene: Scene, keys: Keys, name: str, raw: bytes) -> str:
    """ "all", or the kind of the error; anything else fails the test."""
    scene.lay_out(name, raw)
    try:
        with Store(scene.folder, keys) as store:
            store.check()
            found = everything(store)
    except StoreError as problem:
        assert problem.title.msgid and problem.sentence.msgid
        assert (scene.folder / "vault").read_bytes() == scene.files["vault"]
        return problem.kind
    assert found == scene.all, f"{name}: rows are missing and nothing was said"
    return "all"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Made once; every case lays the files out anew."""
    yield Scene(tmp_path_factory.mktemp("sweep"))


def test_as_it_was_left_everything_is_there(scene: Scene) -> None:
    """The crash alone is no damage, and both halves are really needed."""
    assert outcome(scene, scene.keys, "", b"") == "all"
    assert len(scene.files["store.db-wal"]) > 6 * FRAME
    assert outcome(scene, scene.keys, "store.db-wal", b"") == "store-damaged"


def test_cut_anywhere(scene: Scene) -> None:
    """Database and log, at page and frame edges and beside them: never silently fewer rows."""
    rng = random.Random(20261122)
    kinds = set()
    for name, unit, head in (("store.db", PAGE, 0), ("store.db-wal", FRAME, 32)):
        whole = scene.files[name]
        edges = [head + unit * n for n in range(len(whole) // unit + 1)]
        places = {0, 1, 15, 16, 100, head, len(whole) - 1, *edges[-4:], *rng.sample(edges, 12)}
        places |= {rng.randrange(len(whole)) for _ in range(20)}
        for place in sorted(at for at in places if at < len(whole)):
            found = outcome(scene, scene.keys, name, whole[:place])
            kinds.add(found)
            assert found != "all", (name, place)
    assert kinds == {"store-damaged"}


def test_flipped_anywhere(scene: Scene) -> None:
    """One bit in the header, in salts and checksums, in pages of every table: everything, or a named error."""
    rng = random.Random(20261122)
    kinds = {}
    for name in ("store.db", "store.db-wal"):
        whole = scene.files[name]
        places = {*range(0, 32, 5), PAGE - 1, PAGE, len(whole) - 1}
        places |= {rng.randrange(len(whole)) for _ in range(50)}
        for place in sorted(places):
            flipped = bytearray(whole)
            flipped[place] ^= 1 << rng.randrange(8)
            kinds.setdefault(outcome(scene, scene.keys, name, bytes(flipped)), []).append((name, place))
    assert kinds.keys() <= {"all", "store-damaged"}
    # a bit that nobody reads is no damage; nearly all are read
    assert len(kinds.get("all", ())) < len(kinds["store-damaged"]) / 4


def test_the_key_file_flipped_or_cut_anywhere(scene: Scene) -> None:
    """Every bit of it is under its checksum: damaged, or of a newer version, and the database is not touched."""
    rng = random.Random(20261122)
    whole = scene.files["vault"]
    cases = [whole[:place] for place in sorted({0, 1, 3, 4, len(whole) - 1, *rng.sample(range(len(whole)), 40)})]
    for place in {*range(5), *rng.sample(range(len(whole)), 60)}:
        flipped = bytearray(whole)
        flipped[place] ^= 1 << rng.randrange(8)
        cases.append(bytes(flipped))
    for raw in cases:
        scene.lay_out("vault", raw)
        with pytest.raises(StoreError) as raised:
            vault.unlock(scene.folder, PASSPHRASE, NOON)
        assert raised.value.kind in {"vault-damaged", "vault-too-new"}
        assert (scene.folder / "store.db").read_bytes() == scene.files["store.db"]


def test_a_wrong_key_is_told_from_damage(scene: Scene) -> None:
    """The same database under another store's keys."""
    with pytest.raises(StoreError) as raised:
        scene.lay_out("", b"")
        Store(scene.folder, Keys(bytes(32)))
    assert raised.value.kind == "store-foreign"
