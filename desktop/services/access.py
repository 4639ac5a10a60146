"""What opens this pc, for the person whose pc it is: passphrase, PIN, key ring, recovery words.

Making one asks for the passphrase; removing one does not. What each opens with is the vault's matter.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from desktop.services import passphrases
from desktop.services.clock import Clock, from_ms
from desktop.services.errors import AppError, NotAllowed, told
from desktop.services.machine import DEMO_PASSPHRASE, Machine
from desktop.services.pins import Pins, check
from desktop.services.settings import Settings
from desktop.store import vault, vault_file, vault_slots, vault_words
from desktop.store.vault import Argon2Params, Keys
from desktop.store.vault_keystore import KeyStore
from desktop.texts import Message, _

KEY_STORE_OPENS = "key_store_opens"


class NotTheSame(AppError):
    """What was typed back is not what is on the paper."""

    kind = "not_the_same"
    title = Message(_("The words are not the ones on the screen"))
    sentence = Message(_("Compare with what you wrote down or printed. The new words do not count yet."))


@dataclass(frozen=True)
class Standing:
    """What opens this pc now. A moment is when it was made."""

    key_store: datetime | None
    key_store_allowed: bool
    key_store_here: bool
    recovery: datetime | None
    pin: bool


@dataclass(frozen=True)
class NewWords:
    """Words that were made and do not count before they were typed back. Never printed by accident."""

    words: tuple[str, ...] = field(repr=False)
    secret: bytes = field(repr=False)
    keys: Keys = field(repr=False)


class Access:
    """The ways into one unlocked folder. Every method that takes a passphrase is slow (Argon2id), for a worker."""

    def __init__(
        self,
        machine: Machine,
        pins: Pins,
        key_store: KeyStore,
        settings: Settings,
        clock: Clock,
        params: Argon2Params | None = None,
    ) -> None:
        self._machine, self._pins, self._key_store = machine, pins, key_store
        self._settings, self._clock, self._params = settings, clock, params
        self._folder = machine.store.folder

    @property
    def key_store_allowed(self) -> bool:
        """Whether the organisation lets the key store open a pc without a passphrase."""
        return key_store_allowed(self._machine)

    @property
    def wants_pin(self) -> bool:
        """Whether a PIN was used before and none is set now."""
        return self._settings.hidden("pin") is True and not self._pins.ready

    @property
    def fresh(self) -> bool:
        """Whether the passphrase was typed within twelve hours."""
        return self._pins.fresh

    def standing(self) -> Standing:
        """What opens this pc; asks the key store, so it is for a worker."""
        with told():
            known = vault_file.read(self._folder)
        kept, words = vault_slots.key_store_slot(known), vault_slots.recovery_slot(known)
        return Standing(
            key_store=from_ms(kept.made_ms) if kept else None,
            key_store_allowed=self.key_store_allowed,
            key_store_here=self.key_store_allowed and self._key_store.usable(),
            recovery=from_ms(words.made_ms) if words else None,
            pin=self._pins.ready,
        )

    def change_passphrase(self, passphrase: str, new: str) -> None:
        """A new passphrase; PIN, key ring and words go on as they are. Raises WeakPassphrase and as `_prove`."""
        roster = self._machine.control.roster() if self._machine.control.ops else None
        passphrases.check(new, demo=roster is not None and roster.demo)
        keys = self._prove(passphrase)
        with told():
            vault.set_passphrase(self._folder, keys, new, self._params)
            if passphrases.is_demo(new):
                self._machine.secrets.put(DEMO_PASSPHRASE, b"\x01")
            else:
                self._machine.secrets.drop(DEMO_PASSPHRASE)

    def set_pin(self, passphrase: str, pin: str) -> None:
        """This PIN reopens the window until the process ends; (W). Raises WeakPin and as `_prove`."""
        check(pin)
        self._pins.keep(self._prove(passphrase), pin)
        self._settings.hide("pin", True)

    def drop_pin(self) -> None:
        """No PIN any more, and none is asked for at the next start; (W)."""
        self._pins.drop()
        self._settings.hide("pin", False)

    def make_key_store(self, passphrase: str) -> None:
        """Lets the pc's key store open. Raises NotAllowed where the organisation asks for the passphrase."""
        if not self.key_store_allowed:
            raise NotAllowed(Message(_("Your municipality asks for the passphrase at every start.")))
        keys = self._prove(passphrase)
        with told():
            vault_slots.make_key_store(self._folder, keys, self._key_store, self._clock.now_ms())

    def drop_key_store(self) -> None:
        """The key store opens nothing any more."""
        with told():
            vault_slots.drop_key_store(self._folder, self._key_store)

    def new_words(self, passphrase: str) -> NewWords:
        """24 new words, to be shown once; older ones count until these are typed back."""
        keys, secret = self._prove(passphrase), secrets.token_bytes(32)
        return NewWords(vault_words.words_of(secret), secret, keys)

    def keep_words(self, made: NewWords, typed: str) -> None:
        """They count from now on. Raises NotTheSame, and what reading them raises."""
        with told():
            if not secrets.compare_digest(vault_words.secret_of(typed), made.secret):
                raise NotTheSame
            vault_slots.make_recovery(self._folder, made.keys, made.secret, self._clock.now_ms())

    def drop_words(self) -> None:
        """The words on paper open nothing any more."""
        with told():
            vault_slots.drop_recovery(self._folder)

    def _prove(self, passphrase: str) -> Keys:
        """The keys for the right passphrase. Raises WrongPassphrase (counted as at the lock), MustWait."""
        with told():
            keys = vault.unlock(self._folder, passphrase, self._clock.now_ms())
        self._pins.typed()
        return keys


def key_store_allowed(machine: Machine) -> bool:
    """Whether the control log says that the key store opens alone; where it says nothing, it does not."""
    return bool(machine.control.ops) and machine.control.roster().policy.get(KEY_STORE_OPENS) == 1
