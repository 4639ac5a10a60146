"""Faults 11 and 12 at every point there is: cut off before each write and each fsync of save, apply, import and push.

Cut off means killed with -9, and it means the power gone: then only what was synced is there. `CRASH_STEP=1` tries
every point (the figure in docs/rig.md); `make test` every `STEP`th, beginning where the day says.
"""

import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from helpers import traced
from helpers.carried import packed, take
from helpers.rig.people import Pc
from helpers.rig.suite import fake_suite
from helpers.rig.world import SPACE as MIDT
from helpers.rig.world import World
from helpers.stores import SPACE, Others, device, judged, made, ready, revision, save
from helpers.wire import Client, LocalEndpoint

from desktop.store.journal import StoreJournal
from desktop.store.store import Store
from sync.crypto.keys import SigningKey
from sync.log import Batch, Cursor
from sync.protocol import push_body
from sync.server.database import rows as db
from sync.server.endpoint import Caller

STEP = int(os.environ.get("CRASH_STEP", "12"))
FIRST = int(os.environ.get("CRASH_FIRST", "1"))
ME = device("signe")


def copies(model: Path) -> Callable[[], Path]:
    """Gives a fresh copy of a folder each time."""
    numbers = count(1)

    def make() -> Path:
        return Path(
            shutil.copytree(model, model.with_name(str(next(numbers))), ignore=shutil.ignore_patterns("*.lock"))
        )

    return make


def test_save_is_old_or_new_at_every_point(tmp_path: Path) -> None:
    """Commit, revision, view and search are there together or not at all, and there for good once the save is done."""
    store, keys = made(tmp_path / "model")
    with store:
        journal = StoreJournal(store, ME.device_id)
        ready(journal)
        save(store, journal, ME, revision(b"1" * 16, {"text": {"text": "gammelt"}}, act="create"))

    def work(folder: Path) -> None:
        opened = Store(folder, keys)
        save(opened, StoreJournal(opened, ME.device_id), ME, revision(b"2" * 16, {"text": {"text": "nyt"}}))

    def look(folder: Path, ended: bool) -> None:
        with Store(folder, keys) as opened:
            opened.check()
            seen = {table: opened.query(f"SELECT count(*) FROM {table}")[0][0] for table in ("commits", "revisions")}  # noqa: S608
            assert seen in ({"commits": 1, "revisions": 1}, {"commits": 2, "revisions": 2})
            assert not ended or seen["commits"] == 2
            headers = [commit.header for commit in StoreJournal(opened, ME.device_id).outbox(SPACE)]
            assert [header.dseq for header in headers] == list(range(1, len(headers) + 1))

    assert traced.sweep(copies(tmp_path / "model"), work, look, STEP, FIRST) > 20


def test_apply_is_whole_at_every_point(tmp_path: Path) -> None:
    """Entries, revisions and cursor of a page move in one transaction."""
    store, keys = made(tmp_path / "model")
    with store:
        ready(StoreJournal(store, ME.device_id))
    others = Others()
    revisions = [revision(bytes([n]) * 16, {"text": {"text": "fra Palle"}}, act="create") for n in range(1, 4)]
    commits = [others.commit(one) for one in revisions]

    def work(folder: Path) -> None:
        journal = StoreJournal(Store(folder, keys), ME.device_id)
        entries = tuple(judged(c, n, [r]) for n, (c, r) in enumerate(zip(commits, revisions, strict=True), 1))
        journal.apply(Batch(SPACE, b"", entries, Cursor(1, 3, b"\x03" * 32), b"head"))

    def look(folder: Path, ended: bool) -> None:
        with Store(folder, keys) as opened:
            opened.check()
            cursor = StoreJournal(opened, ME.device_id).cursor(SPACE)
            held = opened.query("SELECT count(*) FROM revisions")[0][0]
            assert (held, None if cursor is None else cursor.seq) in ((0, None), (3, 3))
            assert not ended or held == 3

    assert traced.sweep(copies(tmp_path / "model"), work, look, STEP, FIRST) > 20


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A municipality of the fake suite whose endpoint nobody serves any more."""
    (tmp_path / "model").mkdir()
    made_world = World(1, tmp_path / "model")
    made_world.fair(rounds=1)
    made_world.close()
    return made_world


@pytest.fixture(autouse=True)
def quick_keys(request: pytest.FixtureRequest) -> object:
    """Keyed hashes in place of signatures, where an endpoint is asked: it is its disk that is tried here."""
    with fake_suite():
        yield


def test_import_is_by_whole_segments_at_every_point(tmp_path: Path) -> None:
    """A bundle that is read in: entries, keys, views and cursor of its segment are there together, or nothing is."""
    (tmp_path / "world").mkdir()
    world = World(2, tmp_path / "world")
    world.fair(rounds=2)
    for word in ("et", "to", "tre"):
        world.palle.write([world.palle.revision(b"1" * 16, "consultation", "edit", {"text": {"text": word}})])
    world.fair(rounds=2)
    world.close()
    raw = packed(client_of(world.palle, world.palle.journal.inner))
    store, keys = made(tmp_path / "model")
    with store:
        journal = StoreJournal(store, world.bente.device)
        before = world.bente.journal.inner
        journal.append_control(before.control_ops(), 0)
        for epoch in before.epochs(MIDT):
            journal.put_epoch_key(MIDT, epoch, before.epoch_key(MIDT, epoch) or b"")
        for voucher in before.confirmed():
            journal.confirm(voucher)

    def work(folder: Path) -> None:
        take(client_of(world.bente, StoreJournal(Store(folder, keys), world.bente.device)), raw)

    def look(folder: Path, ended: bool) -> None:
        with Store(folder, keys) as opened:
            opened.check()
            cursor = StoreJournal(opened, world.bente.device).cursor(MIDT)
            seen = {table: opened.query(f"SELECT count(*) FROM {table}")[0][0] for table in ("commits", "revisions")}  # noqa: S608
            assert seen["commits"] == seen["revisions"] in (0, 3)
            assert (0 if cursor is None else cursor.seq) == seen["commits"]
            assert not ended or seen["commits"] == 3

    assert traced.sweep(copies(tmp_path / "model"), work, look, 1 if STEP == 1 else 3 * STEP, FIRST) > 20


def client_of(pc: Pc, journal: object) -> Client:
    """A pc of the simulation as one that is handed bundles."""
    return Client(pc.user, pc.keys, pc.org, None, journal)  # type: ignore[arg-type]


def test_push_is_a_whole_prefix_at_every_point(tmp_path: Path, world: World) -> None:
    """Two machines' commits in one push: none, the first one's, or all; what was answered for is there (I7)."""
    pushed = []
    for pc in (world.palle, world.bente):
        for word in ("et", "to"):
            pushed.append(pc.write([pc.revision(b"1" * 16, "consultation", "edit", {"text": {"text": word}})]))
    body = push_body([commit.value() for commit in pushed])
    key: SigningKey = world.endpoint.key

    def work(folder: Path) -> None:
        local = LocalEndpoint(folder, key=key)
        local.endpoint.push(Caller(world.org, world.palle.device, MIDT), 1, 0, body)

    def look(folder: Path, ended: bool) -> None:
        local = LocalEndpoint(folder, key=key)
        try:
            with local.database.reading() as conn:
                row = db.space_row(conn, world.org, MIDT)
                assert row is not None
                log = db.page(conn, row.id, 0, 1 << 40)
        finally:
            local.close()
        assert [entry.cid for entry in log] == [commit.cid for commit in pushed[: len(log)]]
        assert len(log) in (0, 2, 4)
        assert row.seq == len(log)
        assert not ended or len(log) == 4

    assert traced.sweep(copies(tmp_path / "model"), work, look, STEP, FIRST) > 20
