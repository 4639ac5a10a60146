"""A data folder before it is unlocked: what is known of it, and the ways in. It holds no key; it hands out an `App`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.assembly import App, over_http
from desktop.services import ending
from desktop.services.clock import Clock
from desktop.services.engine import Connect, OnWriter, run_here
from desktop.services.errors import NoStore, StoreTrouble, told
from desktop.services.first_run import FirstRun, Unfinished
from desktop.services.machine import Machine
from desktop.services.rescue import Rescue
from desktop.services.settings import Preferences
from desktop.services.unlocking import Unlocking
from desktop.store import restore, vault
from desktop.store.drafts import Unwritten
from desktop.store.errors import StoreAway
from desktop.store.folder_lock import in_use
from desktop.store.remaking import Said, nothing_said
from desktop.store.vault import Argon2Params
from desktop.store.vault_keystore import KeyStore
from desktop.texts import Texts


@dataclass(frozen=True)
class Status:
    """What is known of a data folder before it is unlocked."""

    exists: bool
    in_use: bool
    wait_s: float
    tries: int
    key_store: bool = False
    words: bool = False
    empty: bool = False


class Locked:
    """A data folder before unlocking; needs no key."""

    def __init__(
        self,
        data: Path,
        clock: Clock,
        language: str = "da",
        connect: Connect = over_http,
        key_store: KeyStore | None = None,
        params: Argon2Params | None = None,
    ) -> None:
        self.data, self.clock, self.language, self._connect = data, clock, language, connect
        self.preferences = Preferences(data)
        self.rescue = Rescue(data, clock)
        self._unwritten: Unwritten = {}
        self._opened = False
        self.ways = Unlocking(data, clock, self._unwritten, key_store, params)
        self.said: Said = nothing_said
        """Hears, on the worker, how many records are read again after an update, and of how many."""
        self.first_run = FirstRun(data, clock, Texts(language), connect, params)

    @property
    def unwritten(self) -> bool:
        """Whether drafts are in the memory of this program alone."""
        return bool(self._unwritten)

    def status(self) -> Status:
        """Whether there is something to unlock, and whether it must wait. Raises AppError for a damaged vault."""
        with told():
            restore.settle(self.data)
            ending.carry_out(self.data, self.ways.key_store)
            known = vault.status(self.data, self.clock.now_ms())
            ways = self.ways
            words = known.exists and ways.has_words()
            key_store = known.exists and ways.has_key_store()
            empty = not known.exists and not self.rescue.anything
            return Status(known.exists, in_use(self.data), known.wait, known.tries, key_store, words, empty)

    def close(self) -> None:
        """Lets go of a pc that waits in the first-run wizard, and ends a demo that is being made."""
        self.first_run.close()

    def unlock(self, passphrase: str, on_writer: OnWriter = run_here) -> App:
        """Opens the folder; slow. Raises subclasses of services.errors.AppError."""
        ending.carry_out(self.data, self.ways.key_store)
        with self._there():
            machine = Machine.open(self.data, passphrase, self.clock, self._unwritten)
        app = self._app(machine, on_writer)
        self.ways.typed()
        return app

    def unlock_by_pin(self, pin: str, on_writer: OnWriter = run_here) -> App:
        """Opens for the PIN of this process; slow. Raises WrongPin, PinOver and as `unlock`."""
        with self._there():
            machine = self.ways.by_pin(pin)
        return self._app(machine, on_writer)

    def unlock_by_key_store(self, on_writer: OnWriter = run_here) -> App:
        """Opens for what the pc's key store holds. Raises StoreTrouble: the passphrase opens as ever."""
        with self._there():
            machine = self.ways.by_key_store()
        return self._app(machine, on_writer)

    def recover(self, words: str, new: str, on_writer: OnWriter = run_here) -> App:
        """Opens for the 24 recovery words and sets a new passphrase; slow. Raises WeakPassphrase and as `unlock`."""
        with self._there():
            machine = self.ways.by_words(words, new)
        return self._app(machine, on_writer)

    def _app(self, machine: Machine, on_writer: OnWriter) -> App:
        ending.refuse_ended(machine, self.clock, self.ways.key_store)
        if FirstRun.begun(machine):
            self.first_run.go_on(machine)
            raise Unfinished
        try:
            machine.refuse_demo_passphrase()
            app = App(machine, self.clock, self.language, on_writer, self._connect, self.ways, self.said)
        except BaseException:
            machine.close()
            raise
        self._opened = True
        return app

    @contextmanager
    def _there(self) -> Iterator[None]:
        """A folder that was open before and holds nothing now is away, and can come back: it was set up once."""
        try:
            yield
        except NoStore as problem:
            if not self._opened:
                raise
            raise StoreTrouble(StoreAway()) from problem
