"""A municipality is founded once a process, and each seed plays in a twin of it."""

import copy
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.rig.fragile import Fragile
from helpers.rig.people import Pc
from helpers.rig.script import SHM, chance
from helpers.rig.world import World
from helpers.stores import made
from helpers.wire import LocalEndpoint

from desktop.store.journal import StoreJournal
from sync.control import ControlLog
from sync.crypto import keys


def twin(model: World, seed: int, folder: Path, *, store: bool = False) -> World:
    """The same municipality at the same point, in another folder: nothing that happens there happens here."""
    made_again = object.__new__(World)
    shutil.copy(model.folder / "endpoint.db", folder / "endpoint.db")
    made_again.begin(seed, folder, LocalEndpoint(folder, key=model.endpoint.key))
    made_again.endpoint.clock.ms = model.endpoint.clock.ms
    made_again.root, made_again.org, made_again.space = model.root, model.org, model.space
    made_again.log = ControlLog.load(model.org, model.log.ops)
    made_again.store = made(folder / "store")[0] if store else None

    def again(pc: Pc) -> Pc:
        journal = Fragile(copy.deepcopy(pc.journal.inner))
        copied = Pc(pc.name, pc.user, pc.keys, pc.org, pc.space, journal)
        if store and pc is model.second:
            copied.store, copied.journal = made_again.store, Fragile(StoreJournal(made_again.store, pc.device))
            copied.start()
        return copied

    pcs = {pc.name: again(pc) for pc in (*model.admins, *model.pcs, model.second, model.lene)}
    made_again.people(pcs)
    return made_again


_MODELS: dict[bool, tuple[World, TemporaryDirectory[str]]] = {}


def founded(seed: int, folder: Path, *, store: bool = False) -> World:
    """A fresh municipality: the twin of one that this process founded once, of the suite that is in force."""
    fake = "suite" in keys.AESGCM.__module__
    if fake not in _MODELS:
        with chance(0):
            where = TemporaryDirectory(dir=SHM if SHM.is_dir() else None)
            model = World(0, Path(where.name))
            model.fair(rounds=2)
        model.endpoint.close()
        _MODELS[fake] = model, where
    return twin(_MODELS[fake][0], seed, folder, store=store)
