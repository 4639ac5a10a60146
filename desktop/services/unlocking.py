"""The ways to open a locked folder beside its passphrase: PIN, key store, recovery words.

It hands out an opened machine; what is built on it is the composition root's matter.
"""

from pathlib import Path

from desktop.services import passphrases
from desktop.services.access import key_store_allowed
from desktop.services.clock import Clock
from desktop.services.errors import told
from desktop.services.machine import DEMO_PASSPHRASE, Machine
from desktop.services.pins import Pins, is_fresh
from desktop.store import vault, vault_file, vault_slots
from desktop.store.drafts import Unwritten
from desktop.store.errors import StoreError
from desktop.store.vault import Argon2Params
from desktop.store.vault_errors import KeyStoreRested
from desktop.store.vault_keystore import KeyStore


class Unlocking:
    """One folder's ways. `unwritten` are drafts that found no room before a lock."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        unwritten: Unwritten | None = None,
        key_store: KeyStore | None = None,
        params: Argon2Params | None = None,
    ) -> None:
        self._folder, self._clock, self.params = folder, clock, params
        self._unwritten: Unwritten = {} if unwritten is None else unwritten
        self.key_store = key_store or KeyStore()
        self.pins = Pins(clock, params)

    def has_key_store(self) -> bool:
        """Whether the key store may be asked now: there is a slot, and the passphrase is not due."""
        try:
            slot = vault_slots.key_store_slot(vault_file.read(self._folder))
        except StoreError:
            return False
        return slot is not None and is_fresh(slot.since_ms, self._clock.now_ms())

    def has_words(self) -> bool:
        """Whether there is a recovery slot."""
        try:
            return vault_slots.recovery_slot(vault_file.read(self._folder)) is not None
        except StoreError:
            return False

    def typed(self) -> None:
        """The passphrase was typed and opened."""
        self.pins.typed()
        self._note(self.pins.typed_ms)

    def by_pin(self, pin: str) -> Machine:
        """Opens for the PIN. Raises WrongPin, PinOver and what opening the store raises."""
        with told():
            machine = Machine.of(self._folder, self.pins.open(pin), self._clock, self._unwritten)
        self._note(self.pins.typed_ms)
        return machine

    def by_key_store(self) -> Machine:
        """Opens for what the key store holds. Raises StoreTrouble with a sentence: the passphrase opens as ever."""
        with told():
            if not self.has_key_store():
                raise KeyStoreRested
            keys, since_ms = vault_slots.open_by_key_store(self._folder, self.key_store)
            machine = Machine.of(self._folder, keys, self._clock, self._unwritten)
            if not key_store_allowed(machine):
                # the organisation's rule changed since the slot was made
                try:
                    vault_slots.drop_key_store(self._folder, self.key_store)
                finally:
                    machine.close()
                raise KeyStoreRested
        self.pins.typed(since_ms)
        return machine

    def by_words(self, words: str, new: str) -> Machine:
        """Opens for the 24 words and sets a new passphrase. Raises WeakPassphrase, StoreTrouble: nothing changed."""
        passphrases.check(new)
        with told():
            keys = vault_slots.open_by_words(self._folder, words)
            machine = Machine.of(self._folder, keys, self._clock, self._unwritten)
            try:
                vault.set_passphrase(self._folder, keys, new, self.params)
                machine.secrets.drop(DEMO_PASSPHRASE)
            except BaseException:
                machine.close()
                raise
        self.pins.drop()
        self.typed()
        return machine

    def locked(self) -> None:
        """The window was locked: the key store opens no more before a passphrase or the PIN."""
        if not self.pins.ready:
            self.pins.drop()
        self._note(0)

    def slept(self) -> None:
        """The pc slept: the PIN is over. The window locks at once."""
        self.pins.drop()

    def _note(self, since_ms: int) -> None:
        vault_slots.note_passphrase(self._folder, since_ms)
