"""The other ways to the store's key: a slot for the operating system's key store, and one for the recovery words.

Both are made by whoever holds the key, and can be removed; the passphrase always opens (docs/format.md, "Vault").
"""

import contextlib
import hmac
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from desktop.store import vault, vault_file, vault_words
from desktop.store.errors import StoreError, VaultMissing
from desktop.store.vault import Keys
from desktop.store.vault_errors import KeyStoreGone, WrongWords
from desktop.store.vault_file import Vault
from desktop.store.vault_keystore import KeyStore
from sync.codec import Value, as_bytes, as_int, as_list
from sync.errors import Malformed

_KEY_STORE, _RECOVERY = 2, 3
_KEY_STORE_SEED, _RECOVERY_SEED = b"roedtraad key store slot", b"roedtraad recovery slot"
_ENTRY = 16


@dataclass(frozen=True)
class KeyStoreSlot:
    """Which entry of the key store opens it, when it was made, and when a passphrase was last typed (0: locked)."""

    entry: bytes
    made_ms: int
    since_ms: int
    wrapped: bytes

    def value(self) -> list[Value]:
        """The array."""
        return [_KEY_STORE, self.entry, self.made_ms, self.since_ms, self.wrapped]


@dataclass(frozen=True)
class RecoverySlot:
    """When the words were made."""

    made_ms: int
    wrapped: bytes

    def value(self) -> list[Value]:
        """The array."""
        return [_RECOVERY, self.made_ms, self.wrapped]


def key_store_slot(known: Vault) -> KeyStoreSlot | None:
    """The slot of the key store; None without one, also where a newer version has made it in another way."""
    for slot in _of_kind(known, _KEY_STORE):
        with contextlib.suppress(Malformed):
            _kind, entry, made_ms, since_ms, wrapped = as_list(slot, 5)
            return KeyStoreSlot(as_bytes(entry, _ENTRY), as_int(made_ms), as_int(since_ms), as_bytes(wrapped, 40))
    return None


def recovery_slot(known: Vault) -> RecoverySlot | None:
    """The slot of the recovery words; None as above."""
    for slot in _of_kind(known, _RECOVERY):
        with contextlib.suppress(Malformed):
            _kind, made_ms, wrapped = as_list(slot, 3)
            return RecoverySlot(as_int(made_ms), as_bytes(wrapped, 40))
    return None


def make_key_store(folder: Path, keys: Keys, key_store: KeyStore, now_ms: int) -> None:
    """Puts a fresh secret into the key store and the slot it opens into the vault; one made before goes.

    Raises NoKeyStore, DiskFull, ReadOnlyFolder: then nothing of the new one is left.
    """
    drop_key_store(folder, key_store)
    entry, secret = secrets.token_bytes(_ENTRY), secrets.token_bytes(32)
    key_store.put(entry.hex(), secret)
    slot = KeyStoreSlot(entry, now_ms, now_ms, aes_key_wrap(_kek(secret, _KEY_STORE_SEED), keys.store))
    try:
        _exchange(folder, _KEY_STORE, slot.value(), keys)
    except BaseException:
        key_store.drop(entry.hex())
        raise


def drop_key_store(folder: Path, key_store: KeyStore) -> None:
    """Removes slot and entry; a key store that does not answer keeps a secret that opens nothing any more."""
    slot = key_store_slot(vault_file.read(folder))
    _exchange(folder, _KEY_STORE, None)
    if slot is None:
        return
    key_store.drop(slot.entry.hex())


def open_by_key_store(folder: Path, key_store: KeyStore) -> tuple[Keys, int]:
    """The keys, and when a passphrase was last typed. Raises KeyStoreGone, and what reading the vault raises."""
    known = _finished(folder)
    slot = key_store_slot(known)
    secret = key_store.get(slot.entry.hex()) if slot else None
    if slot is None or secret is None:
        raise KeyStoreGone
    keys = _unwrap(known, slot.wrapped, secret, _KEY_STORE_SEED)
    if keys is None:
        raise KeyStoreGone("changed")
    return keys, slot.since_ms


def note_passphrase(folder: Path, since_ms: int) -> None:
    """Notes in the key store's slot when a passphrase was typed, or with 0 that the passphrase is to be asked for.

    On a full disk, or where the folder is gone, it cannot be noted, and unlocking and locking go on without.
    """
    with contextlib.suppress(StoreError):
        slot = key_store_slot(vault_file.read(folder))
        if slot is None or slot.since_ms == since_ms:
            return
        with vault_file.held(folder):
            known = vault_file.read(folder)
            slot = key_store_slot(known)
            if slot is not None:
                slots = _without(known, _KEY_STORE)
                vault_file.write(folder, replace(known, slots=(*slots, replace(slot, since_ms=since_ms).value())))


def make_recovery(folder: Path, keys: Keys, secret: bytes, now_ms: int) -> None:
    """Puts in the slot that the words of `secret` open; words made before open nothing any more."""
    slot = RecoverySlot(now_ms, aes_key_wrap(_kek(secret, _RECOVERY_SEED), keys.store))
    _exchange(folder, _RECOVERY, slot.value(), keys)


def drop_recovery(folder: Path) -> None:
    """Removes the recovery slot: the words on paper open nothing any more."""
    _exchange(folder, _RECOVERY, None)


def open_by_words(folder: Path, typed: str) -> Keys:
    """The keys, for the 24 words. Raises UnreadableWords, WrongWords, and what reading the vault raises.

    Tries are not counted: there are 2^256 of them.
    """
    known = _finished(folder)
    slot = recovery_slot(known)
    secret = vault_words.secret_of(typed)
    keys = _unwrap(known, slot.wrapped, secret, _RECOVERY_SEED) if slot else None
    if keys is None:
        raise WrongWords
    return keys


def _finished(folder: Path) -> Vault:
    known = vault_file.read(folder)
    if not known.ready:
        raise VaultMissing
    return known


def _kek(secret: bytes, seed: bytes) -> bytes:
    return hmac.digest(secret, seed, "sha256")


def _unwrap(known: Vault, wrapped: bytes, secret: bytes, seed: bytes) -> Keys | None:
    try:
        keys = Keys(aes_key_unwrap(_kek(secret, seed), wrapped))
    except InvalidUnwrap:
        return None
    return keys if vault.fits(known, keys) else None


def _of_kind(known: Vault, kind: int) -> list[Value]:
    return [slot for slot in known.slots if vault_file.kind_of(slot) == kind]


def _without(known: Vault, kind: int) -> tuple[Value, ...]:
    return tuple(slot for slot in known.slots if vault_file.kind_of(slot) != kind)


def _exchange(folder: Path, kind: int, slot: list[Value] | None, keys: Keys | None = None) -> None:
    """Another slot in the place of those of that kind, or none; `keys` must be the vault's own."""
    with vault_file.held(folder):
        known = vault_file.read(folder) if keys is None else vault.read(folder, keys)
        kept = _without(known, kind)
        if slot is not None or len(kept) < len(known.slots):
            vault_file.write_slots(folder, known, kept if slot is None else (*kept, slot))
