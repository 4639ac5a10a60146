"""An opened data folder with its keys and its control log: what the services and the command line stand on.

Knows how a folder is made and opened; not what is written in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.services import passphrases
from desktop.services.clock import Clock
from desktop.services.errors import FolderInUse, NotYet, WeakPassphrase, told
from desktop.store import restore, vault
from desktop.store.drafts import Drafts, Unwritten
from desktop.store.errors import DiskFull, NoRoomToOpen, VaultExists
from desktop.store.journal import StoreJournal
from desktop.store.secrets import DEVICE, ROOT_PK, Secrets
from desktop.store.store import Store
from desktop.store.vault import Argon2Params, Keys
from desktop.texts import Message, _
from sync.client.sealing import usable
from sync.control import ControlLog, Roster
from sync.control_bodies import ServerKey
from sync.crypto.keys import DeviceKeys, org_id
from sync.errors import Refused

USER, URL, DEMO_PASSPHRASE = "user", "url", "demo_passphrase"


@dataclass(frozen=True)
class Identity:
    """Who this pc is in its organisation."""

    org: bytes
    root_pk: bytes
    user: bytes
    url: str


class Machine:
    """One pc's store, keys and place in the organisation. `control` is as of the last `load_control()`."""

    def __init__(self, store: Store, unwritten: Unwritten | None = None) -> None:
        self.store = store
        self.drafts = Drafts(store, unwritten)
        self.secrets = Secrets(store)
        self.keys = DeviceKeys.from_private(self._secret(DEVICE))
        self.journal = StoreJournal(store, self.keys.device_id)
        self.control = ControlLog()
        self.load_control()

    @classmethod
    @told()
    def create(cls, folder: Path, passphrase: str, params: Argon2Params | None = None) -> "Machine":
        """A new folder with new keys. Raises FolderInUse, WeakPassphrase (but for the demo's, judged later)."""
        passphrases.check(passphrase, demo=True)
        restore.settle(folder)
        try:
            keys = vault.create(folder, passphrase, params)
        except VaultExists as problem:
            raise FolderInUse from problem
        store = Store.create(folder, keys)
        secrets = Secrets(store)
        secrets.put(DEVICE, DeviceKeys.generate().private_bytes())
        if passphrases.is_demo(passphrase):
            secrets.put(DEMO_PASSPHRASE, b"\x01")
        return cls(store)

    @classmethod
    @told()
    def open(cls, folder: Path, passphrase: str, clock: Clock, unwritten: Unwritten | None = None) -> "Machine":
        """The folder, for the right passphrase. Raises what `told()` makes of the store's errors.

        `unwritten` are drafts that found no room before a lock; they are written now if they can be.
        """
        restore.settle(folder)
        return cls.of(folder, vault.unlock(folder, passphrase, clock.now_ms()), clock, unwritten)

    @classmethod
    @told()
    def of(cls, folder: Path, keys: Keys, clock: Clock, unwritten: Unwritten | None = None) -> "Machine":
        """The folder, for keys that another way than the passphrase gave; otherwise as `open`."""
        try:
            machine = cls(Store(folder, keys, clock.now_ms()), unwritten)
        except DiskFull as problem:
            raise NoRoomToOpen from problem
        machine.drafts.write_left()
        return machine

    def load_control(self) -> Roster | None:
        """Reads the control log as it is stored; the roster, None before the first op.

        A log that others may be reading is never added to: a new one takes its place.
        """
        root_pk = self.secrets.get(ROOT_PK)
        if root_pk is None:
            return None
        self.control = ControlLog.load(org_id(root_pk), self.journal.control_ops())
        return self.control.roster() if self.control.ops else None

    @property
    def enrolled(self) -> bool:
        """Whether it has a place in an organisation."""
        return self.secrets.get(USER) is not None and bool(self.control.ops)

    @property
    def identity(self) -> Identity:
        """Its place in the organisation. Raises NotYet before enrolment is done."""
        root_pk, user, url = (self.secrets.get(name) for name in (ROOT_PK, USER, URL))
        if root_pk is None or user is None or not self.control.ops:
            raise NotYet(Message(_("This pc is not let into an organisation yet. Finish that first.")))
        return Identity(org_id(root_pk), root_pk, user, (url or b"").decode())

    def belong(self, root_pk: bytes, user: bytes, url: str, ops: Iterable[tuple[bytes, bytes]]) -> None:
        """Takes its place: pins the root key and stores the control log, in one transaction.

        Raises SyncError, and takes nothing, where an op does not hold under that root or this pc is not the user's.
        """
        log = ControlLog(org_id(root_pk))
        for op, head in ops:
            log.add(op, head)
        if log.roster().user_of(self.keys.device_id) != user:
            raise Refused("control log does not name this machine")
        with told(), self.store.transaction():
            self.secrets.put(ROOT_PK, root_pk)
            self.secrets.put(USER, user)
            self.secrets.put(URL, url.encode())
            self.journal.append_control(log.ops, 0)
        self.control = ControlLog()
        self.refuse_demo_passphrase()

    def learn(self, ops: Iterable[tuple[bytes, bytes]]) -> None:
        """Verifies ops that continue the control log, or repeat it, and stores those that are new.

        A key for the server among them ends that it is not trusted (docs/protocol.md, "Frozen").

        Raises SyncError at the first that does not hold; what came before it stays.
        """
        log = ControlLog.load(self.identity.org, self.journal.control_ops())
        after = log.head.cseq
        fresh: list[tuple[bytes, bytes]] = []
        try:
            for op, head in ops:
                if log.add(op, head).cseq > after + len(fresh):
                    fresh.append((op, head))
        finally:
            named = any(isinstance(log.op(after + n).body, ServerKey) for n in range(1, len(fresh) + 1))
            if named:
                self.journal.thaw(fresh, after)
            elif fresh:
                self.journal.append_control(fresh, after)
            self.control = log

    def refuse_demo_passphrase(self) -> None:
        """Raises WeakPassphrase where a passphrase of the demo guards a pc of a real organisation."""
        roster = self.load_control()
        if roster is not None and not roster.demo and self.secrets.get(DEMO_PASSPHRASE):
            raise WeakPassphrase(Message(_("This one belongs to the demo and is known to everybody. Choose your own.")))

    def usable(self, space: bytes) -> bool:
        """Whether this pc acts in the space: its user has confirmed how it came in, and a key is here."""
        if not self.control.ops:
            return False
        confirmed = self.journal.confirmed()
        return usable(self.control.roster(), self.keys.device_id, space, confirmed) and bool(self.journal.epochs(space))

    def spaces(self) -> tuple[bytes, ...]:
        """The spaces this pc acts in, the organisation's first."""
        roster = self.control.roster()
        return tuple(space for space in roster.spaces_of(self.keys.device_id) if self.usable(space))

    def close(self) -> None:
        """Closes the store; may be called twice."""
        self.drafts.write_left()
        self.store.close()

    def __enter__(self) -> "Machine":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _secret(self, name: str) -> bytes:
        value = self.secrets.get(name)
        if value is None:
            self.store.close()
            raise NotYet(Message(_("This folder was not set up to the end. Delete it and begin again.")))
        return value
