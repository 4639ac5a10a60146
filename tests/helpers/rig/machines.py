"""What happens to whole disks in a simulation: a pc put back in time, a copied pc, an endpoint put back or emptied."""

import copy
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from helpers.rig.fragile import Fragile
from helpers.rig.people import Pc
from helpers.rig.world import World
from helpers.wire import LocalEndpoint

from sync.memory import MemoryJournal
from sync.server.mark import Mark


def image(world: World, rng: random.Random) -> None:
    """An image of a pc is taken."""
    pc = rng.choice([pc for pc in world.pcs if pc.store is None])
    world.images[pc.name] = copy.deepcopy(pc.journal.inner)


def restore(world: World, rng: random.Random) -> None:
    """The image is put back: by the app, which then begins an incarnation; or behind its back (faults 17, 18)."""
    chosen = [pc for pc in world.pcs if pc.name in world.images and pc is not world.mallory]
    if not chosen:
        return
    pc = rng.choice(chosen)
    kept = copy.deepcopy(world.images[pc.name])
    assert isinstance(kept, MemoryJournal), "images are of pcs in memory"
    pc.journal = Fragile(kept)
    if rng.random() < 0.4:
        kept.begin_incarnation()
    pc.start()
    world.truth.copied.add(pc.device)
    _forget(world, pc)


def _forget(world: World, pc: Pc) -> None:
    """What only the disk that is no more had seen is no promise any more."""
    there = {row.cid for row in world.entries()}
    for commit in pc.sealed:
        if commit.cid not in there and pc.journal.inner.commit(world.space, commit.cid) is None:
            world.truth.honest.discard(commit.cid)
            world.truth.gone.add(commit.cid)


def backup(world: World, rng: random.Random) -> None:
    """The endpoint's database is copied while it runs."""
    with (
        closing(sqlite3.connect(world.folder / "endpoint.db")) as live,
        closing(sqlite3.connect(world.folder / "backup.db")) as kept,
    ):
        live.backup(kept)


def rollback(world: World, rng: random.Random) -> None:
    """The endpoint is put back from its backup; its program is not told, and sees it by its note."""
    if not (world.folder / "backup.db").exists() or rng.random() < 0.3:
        return
    world.endpoint.close()
    for old in world.folder.glob("endpoint.db*"):
        old.unlink()
    shutil.copy(world.folder / "backup.db", world.folder / "endpoint.db")
    _serve(world)
    # As the process does before it serves: its note in the data folder says that the database has seen more.
    Mark(_noted(world), world.endpoint.database, world.endpoint.key, world.endpoint.clock.now_ms).look()


def _noted(world: World) -> Path:
    noted = world.folder / "endpoint.mark"
    noted.write_text(str(1 << 40), encoding="ascii")
    return noted


def wipe(world: World, rng: random.Random) -> None:
    """The endpoint's database is gone, its key is not; it was told again whom it serves."""
    if rng.random() < 0.5:
        return
    world.endpoint.close()
    for old in world.folder.glob("endpoint.db*"):
        old.unlink()
    _serve(world)
    world.endpoint.admit(world.org)


def _serve(world: World) -> None:
    clock = world.endpoint.clock
    fresh = LocalEndpoint(world.folder, key=world.endpoint.key)
    fresh.clock.ms = clock.ms + 2000
    world.serve_by(fresh)
    world.truth.put_back += 1


MACHINES = {"image": (image, 1.5), "restore": (restore, 1.0)}
ENDPOINTS = {"backup": (backup, 1.0), "rollback": (rollback, 0.8), "wipe": (wipe, 0.5)}
