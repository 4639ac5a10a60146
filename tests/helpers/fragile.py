"""A pc that dies before or after a transaction, and starts again on what was durable."""

from dataclasses import dataclass, field

from helpers.wire import FakeClock

from desktop.store.journal import StoreJournal
from desktop.store.store import Store
from sync.client.engine import Engine
from sync.client.writing import commit_of
from sync.clock import Hlc
from sync.crypto.keys import DeviceKeys
from sync.memory import MemoryJournal
from sync.merge import Rev
from sync.model import Commit, Dot
from sync.revision import Revision

WRITES = ("append", "put", "mark", "apply", "settle", "freeze", "alarm", "next", "save")


class Crash(BaseException):
    """The process is gone: nothing catches this."""


class Fragile:
    """A journal on a pc that dies before or after a chosen transaction."""

    def __init__(self, inner: MemoryJournal | StoreJournal) -> None:
        self.inner = inner
        self.fuse = 0

    def _burn(self) -> None:
        if self.fuse:
            self.fuse -= 1
            if not self.fuse:
                raise Crash

    def __getattr__(self, name: str) -> object:
        method = getattr(self.inner, name)
        if name.split("_")[0] not in WRITES:
            return method

        def transaction(*args: object) -> object:
            self._burn()
            result = method(*args)
            self._burn()
            return result

        return transaction


@dataclass
class Pc:
    """One pc: what survives a crash, and the engine that does not."""

    name: str
    user: bytes
    keys: DeviceKeys
    org: bytes
    space: bytes
    journal: Fragile
    clock: FakeClock = field(default_factory=FakeClock)
    store: Store | None = None
    sealed: list[Commit] = field(default_factory=list)
    """Every commit ever signed here, also those that a crash took."""

    def __post_init__(self) -> None:
        if isinstance(self.journal.inner, MemoryJournal):
            self.journal.inner.device = self.keys.device_id
        self.start()

    def start(self) -> None:
        """The app is started on what is on the disk."""
        self.journal.fuse = 0
        own = [rev.revision.hlc for rev in self.revs().values() if rev.device == self.keys.device_id]
        self.hlc = Hlc(max(own, default=0))
        for rev in self.revs().values():
            self.hlc.receive(rev.revision.hlc, self.clock.now_ms())
        self.engine = Engine(self.journal, self.keys, self.org, self.clock, hlc=self.hlc)  # type: ignore[arg-type]

    def revs(self) -> dict[Dot, Rev]:
        """Every revision that counts here."""
        if isinstance(self.journal.inner, MemoryJournal):
            held = self.journal.inner.space(self.space).revisions
            return {Dot(*d): Rev(Dot(*d), k.revision, k.user, k.device, k.received_ms) for d, k in held.items()}
        assert self.store is not None
        rows = self.store.query(
            "SELECT cid, i, raw, user, device, received_ms FROM revisions WHERE space = ?", (self.space,)
        )
        return {Dot(cid, i): Rev(Dot(cid, i), Revision.parse(raw), *rest) for cid, i, raw, *rest in rows}

    def write(self, revisions: list[Revision]) -> Commit:
        """State, seal, store: one transaction, as the app does it."""

        def all_of_it() -> Commit:
            state = self.journal.write_state(self.space)  # type: ignore[operator]
            commit = commit_of(self.keys, self.org, self.space, state, revisions)
            self.sealed.append(commit)
            self.journal.save_local(commit, revisions)  # type: ignore[operator]
            return commit

        if self.store is None:
            return all_of_it()
        with self.store.transaction():
            return all_of_it()
