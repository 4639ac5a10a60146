"""Faults 11 and 33 by hand: cut off before each write and each fsync of saving a bundle and of reading one in.

As in `test_every_write.py`: killed with -9, and the power gone. `CRASH_STEP=1` tries every point.
"""

import io
import os
import shutil
from itertools import count
from pathlib import Path

from helpers import traced
from helpers.bundles import LOOSE, signed
from helpers.carried import packed, round_of
from helpers.stores import made
from helpers.wire import Client, LocalEndpoint, Town, town_on

from desktop.store.journal import StoreJournal
from desktop.store.store import Store
from desktop.store.vault import Keys
from sync.bundle import Segment
from sync.bundle_file import opened, save
from sync.bundle_reading import Bundle
from sync.bundle_writing import ended
from sync.client import unpacking

STEP = int(os.environ.get("CRASH_STEP", "96"))
FIRST = int(os.environ.get("CRASH_FIRST", "1"))
NOTES = 4


def test_a_bundle_is_whole_or_not_there_at_every_point(tmp_path: Path) -> None:
    """What bears its name is whole; a part that was left is nobody's bundle, and the next save goes over it."""
    (tmp_path / "model").mkdir()
    numbers = count()

    def empty() -> Path:
        return Path(shutil.copytree(tmp_path / "model", tmp_path / str(next(numbers))))

    def work(folder: Path) -> None:
        save(folder / "x", [LOOSE] * 3, signed)

    def look(folder: Path, finished: bool) -> None:
        # of what is left without power the names are not followed: there the part must be whole before it is renamed
        name = "x.part" if folder.name.endswith("-synced") else "x"
        assert (folder / name).exists() or not finished
        if (folder / name).exists():
            with opened(folder / name) as found:
                assert all(isinstance(segment, Segment) for _number, segment in found.segments())
        if not (folder / "x").exists():
            save(folder / "x", [LOOSE], signed)

    assert traced.sweep(empty, work, look, 1) >= 5


def with_store(palle: Client, folder: Path, keys: Keys) -> Client:
    """Palle's pc with a store on a disk instead of a journal in memory."""
    store = Store(folder, keys)
    client = Client(palle.user, palle.keys, palle.org, palle.transport, clock=palle.clock)
    client.journal = StoreJournal(store, palle.keys.device_id)  # type: ignore[assignment]
    return client


def texts(client: Client, town: Town) -> int:
    """How many notes count, and that no other revision is there."""
    journal = client.journal
    store: Store = journal._store  # type: ignore[attr-defined]
    commits = store.query("SELECT count(*) FROM commits WHERE space = ? AND verdict = 'ok'", (town.space,))[0][0]
    revisions = store.query("SELECT count(*) FROM revisions WHERE space = ?", (town.space,))[0][0]
    assert commits == revisions
    return int(commits)


def test_reading_in_is_old_or_new_at_every_point(tmp_path: Path) -> None:
    """Entries under a head and a loose commit: each transaction whole, the cursor where its entries are; read in again
    it is all there, once."""
    (tmp_path / "endpoint").mkdir()
    endpoint = LocalEndpoint(tmp_path / "endpoint")
    town = town_on(endpoint)
    town.sync_all()
    for n in range(NOTES - 1):
        town.signe.save(town.space, bytes([n + 1]) * 16, f"note {n}")
    town.signe.sync()
    town.signe.save(town.space, b"z" * 16, "ikke sendt")
    raw = packed(town.signe)
    town.close()
    endpoint.close()
    store, keys = made(tmp_path / "model")
    with store:
        journal = StoreJournal(store, town.palle.keys.device_id)
        journal.append_control(town.log.ops[:-2], 0)
        journal.confirm(town.signe.keys.device_id)
    numbers = count()

    def fresh() -> Path:
        to = tmp_path / f"store{next(numbers)}"
        return Path(shutil.copytree(tmp_path / "model", to, ignore=shutil.ignore_patterns("*.lock")))

    def take(client: Client) -> None:
        round_ = round_of(client)
        seen = unpacking.survey(round_, Bundle(io.BytesIO(raw)))
        ended(unpacking.taking_in(round_, seen, Bundle(io.BytesIO(raw))))

    def work(folder: Path) -> None:
        take(with_store(town.palle, folder, keys))

    def look(folder: Path, finished: bool) -> None:
        client = with_store(town.palle, folder, keys)
        cursor = client.journal.cursor(town.space)
        held = texts(client, town)
        assert held >= (0 if cursor is None else min(cursor.seq, NOTES - 1))
        assert held == NOTES or not finished
        take(client)
        assert texts(client, town) == NOTES
        client.journal._store.check()  # type: ignore[attr-defined]
        client.journal._store.close()  # type: ignore[attr-defined]

    assert traced.sweep(fresh, work, look, STEP, FIRST) > 20
