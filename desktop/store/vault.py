"""The key file of a data folder: the store's random key, wrapped under a passphrase (docs/format.md, "Local store").

It also counts wrong tries and keeps the newest head of the store's chain. It never opens the database.
"""

import contextlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from desktop.store import vault_file
from desktop.store.errors import (
    DiskFull,
    MustWait,
    ReadOnlyFolder,
    StoreForeign,
    VaultDamaged,
    VaultExists,
    VaultMissing,
    WrongPassphrase,
)
from desktop.store.files import make_folder
from desktop.store.vault_file import Head as Head
from desktop.store.vault_file import Vault as Vault
from sync.codec import Value, as_bytes, as_int, as_list
from sync.errors import Malformed

_PASSPHRASE_SLOT = 1
_CHECK = b"roedtraad store key"
_FREE_TRIES = 3
_LONGEST_WAIT = 60.0
_MEMORY_KIB = (8, 4 << 20)


@dataclass(frozen=True)
class Argon2Params:
    """The cost of one try at the passphrase (RFC 9106); tests use 64 KiB and one pass."""

    memory_kib: int = 64 << 10
    iterations: int = 3
    lanes: int = 4


@dataclass(frozen=True)
class Keys:
    """What unlocking gives: the 32-byte key of the database. Never printed."""

    store: bytes = field(repr=False)


@dataclass(frozen=True)
class Status:
    """What can be known without a key: whether the folder is set up, wrong tries, seconds to wait."""

    exists: bool
    tries: int
    wait: float


def create(folder: Path, passphrase: str, params: Argon2Params | None = None) -> Keys:
    """Makes the folder and a vault with a fresh key. It counts as set up when `finish()` was called.

    Raises VaultExists where a finished vault lies, VaultLost where a database lies without one; the vault of an
    interrupted set-up is replaced.
    """
    make_folder(folder)
    with vault_file.held(folder):
        with contextlib.suppress(VaultMissing):
            if vault_file.read(folder).ready:
                raise VaultExists
        key = secrets.token_bytes(32)
        vault_file.write(folder, Vault(False, _check_of(key), b"", 0, 0, Head(), (_slot(key, passphrase, params),)))
    return Keys(key)


def finish(folder: Path, salt: bytes, head: Head) -> None:
    """Marks the folder as set up: the database exists and begins with `salt`."""
    with vault_file.held(folder):
        vault_file.write(folder, replace(vault_file.read(folder), ready=True, salt=salt, head=head))


def status(folder: Path, now_ms: int) -> Status:
    """What the lock screen shows before a passphrase is typed. Raises VaultLost, VaultDamaged, VaultTooNew."""
    try:
        vault = vault_file.read(folder)
    except VaultMissing:
        return Status(False, 0, 0.0)
    return Status(vault.ready, vault.tries, wait(folder, now_ms))


def wait(folder: Path, now_ms: int) -> float:
    """Seconds until the next try is accepted, 0.0 for now; never more than a minute, whatever the clock does."""
    vault = vault_file.read(folder)
    pause = _pause(vault.tries)
    if not pause:
        return 0.0
    if now_ms < vault.tried_ms:
        # The clock was set back: the wait starts over once, instead of lasting until the clock is there again.
        with vault_file.held(folder):
            vault = replace(vault_file.read(folder), tried_ms=now_ms)
            vault_file.write(folder, vault)
    return max(0.0, pause - (now_ms - vault.tried_ms) / 1000)


def unlock(folder: Path, passphrase: str, now_ms: int) -> Keys:
    """The keys, for the right passphrase. Slow by intent (Argon2id).

    Raises MustWait (not tried), WrongPassphrase (counted), VaultMissing, VaultLost, VaultDamaged, VaultTooNew.
    """
    left = wait(folder, now_ms)
    vault = vault_file.read(folder)
    if not vault.ready:
        raise VaultMissing
    if left > 0:
        raise MustWait(vault.tries, left)
    for slot in vault.slots:
        key = _open(slot, passphrase)
        if key is not None and fits(vault, Keys(key)):
            if vault.tries:
                with vault_file.held(folder):
                    vault_file.write(folder, replace(vault_file.read(folder), tries=0, tried_ms=0))
            return Keys(key)
    vault = replace(vault_file.read(folder), tries=vault.tries + 1, tried_ms=now_ms)
    # On a full or read-only disk it cannot be counted; what the person needs to hear is the same.
    with contextlib.suppress(DiskFull, ReadOnlyFolder), vault_file.held(folder):
        vault_file.write(folder, replace(vault_file.read(folder), tries=vault.tries, tried_ms=now_ms))
    raise WrongPassphrase(vault.tries, _pause(vault.tries))


def change(folder: Path, passphrase: str, new: str, now_ms: int, params: Argon2Params | None = None) -> None:
    """Puts a new passphrase in the place of the old one, which must be right; the store's key stays the same.

    Raises what `unlock()` raises, and DiskFull or ReadOnlyFolder: then the old one still opens.
    """
    set_passphrase(folder, unlock(folder, passphrase, now_ms), new, params)


def set_passphrase(folder: Path, keys: Keys, new: str, params: Argon2Params | None = None) -> None:
    """A new passphrase for whoever holds the key; wrong tries are forgotten, other slots stay."""
    slot = _slot(keys.store, new, params)
    with vault_file.held(folder):
        vault = read(folder, keys)
        others = tuple(each for each in vault.slots if vault_file.kind_of(each) != _PASSPHRASE_SLOT)
        vault_file.write_slots(folder, replace(vault, tries=0, tried_ms=0), (slot, *others))


def read(folder: Path, keys: Keys) -> Vault:
    """The vault, if `keys` are its own. Raises StoreForeign otherwise: this is how a wrong key is told from damage."""
    vault = vault_file.read(folder)
    if not fits(vault, keys):
        raise StoreForeign("key check")
    return vault


def fits(vault: Vault, keys: Keys) -> bool:
    """Whether `keys` are those of this vault."""
    return hmac.compare_digest(_check_of(keys.store), vault.check)


def keep_head(folder: Path, head: Head) -> None:
    """Notes the newest link of the store's chain, durably."""
    with vault_file.held(folder):
        vault = vault_file.read(folder)
        if head.n > vault.head.n:
            vault_file.write(folder, replace(vault, head=head))


def _pause(tries: int) -> float:
    return min(2.0 ** (tries - _FREE_TRIES), _LONGEST_WAIT) if tries > _FREE_TRIES else 0.0


def _check_of(key: bytes) -> bytes:
    return hmac.digest(key, _CHECK, "sha256")


def _kek(passphrase: str, salt: bytes, params: Argon2Params) -> bytes:
    # NFC, so that an å typed on another keyboard layout is the same å.
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return Argon2id(
        salt=salt, length=32, iterations=params.iterations, lanes=params.lanes, memory_cost=params.memory_kib
    ).derive(typed)


def _slot(key: bytes, passphrase: str, params: Argon2Params | None) -> list[Value]:
    params = params or Argon2Params()
    salt = secrets.token_bytes(16)
    wrapped = aes_key_wrap(_kek(passphrase, salt, params), key)
    return [_PASSPHRASE_SLOT, params.memory_kib, params.iterations, params.lanes, salt, wrapped]


def _open(slot: Value, passphrase: str) -> bytes | None:
    """The key in a passphrase slot; None for a wrong passphrase or a slot of another kind."""
    if vault_file.kind_of(slot) != _PASSPHRASE_SLOT:
        return None
    try:
        _kind, memory, iterations, lanes, salt, wrapped = as_list(slot, 6)
        params = Argon2Params(as_int(memory, *_MEMORY_KIB), as_int(iterations, 1, 64), as_int(lanes, 1, 64))
        kek = _kek(passphrase, as_bytes(salt, 16), params)
        return aes_key_unwrap(kek, as_bytes(wrapped, 40))
    except InvalidUnwrap:
        return None
    except (Malformed, ValueError) as problem:
        raise VaultDamaged("slot") from problem
