"""The key file of a data folder: the store's random key, wrapped under a passphrase (docs/format.md, "Local store").

It also counts wrong tries and keeps the newest head of the store's chain. It never opens the database.
"""

import contextlib
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from filelock import FileLock

from desktop import paths
from desktop.store.errors import (
    DiskFull,
    MustWait,
    ReadOnlyFolder,
    StoreForeign,
    VaultDamaged,
    VaultExists,
    VaultLost,
    VaultMissing,
    VaultTooNew,
    WrongPassphrase,
)
from desktop.store.files import make_folder, told_plainly, write_whole
from sync.codec import Value, as_bytes, as_int, as_list, decode, encode
from sync.errors import Malformed

_FAMILY, _MAGIC = b"RTV", b"RTV1"
_LIMIT = 64 << 10
_PASSPHRASE_SLOT = 1
_CHECK = b"roedtraad store key"
_FREE_TRIES = 3
_LONGEST_WAIT = 60.0
_MEMORY_KIB = (8, 4 << 20)


@dataclass(frozen=True)
class Argon2Params:
    """The cost of one try at the passphrase (RFC 9106); tests use 8 MiB and one pass."""

    memory_kib: int = 64 << 10
    iterations: int = 3
    lanes: int = 4


@dataclass(frozen=True)
class Keys:
    """What unlocking gives: the 32-byte key of the database. Never printed."""

    store: bytes = field(repr=False)


@dataclass(frozen=True)
class Head:
    """The newest link of the store's chain known to be on the disk: its number and its 32-byte hash."""

    n: int = 0
    chain: bytes = bytes(32)


@dataclass(frozen=True)
class Status:
    """What can be known without a key: whether the folder is set up, wrong tries, seconds to wait."""

    exists: bool
    tries: int
    wait: float


@dataclass(frozen=True)
class Vault:
    """The parsed key file. `salt` is the first 16 bytes of the database, empty until it was made."""

    ready: bool
    check: bytes
    salt: bytes
    tries: int
    tried_ms: int
    head: Head
    slots: tuple[Value, ...]


def create(folder: Path, passphrase: str, params: Argon2Params | None = None) -> Keys:
    """Makes the folder and a vault with a fresh key. It counts as set up when `finish()` was called.

    Raises VaultExists where a finished vault lies, VaultLost where a database lies without one; the vault of an
    interrupted set-up is replaced.
    """
    make_folder(folder)
    with _held(folder):
        with contextlib.suppress(VaultMissing):
            if _read(folder).ready:
                raise VaultExists
        key = secrets.token_bytes(32)
        _write(folder, Vault(False, _check_of(key), b"", 0, 0, Head(), (_slot(key, passphrase, params),)))
    return Keys(key)


def finish(folder: Path, salt: bytes, head: Head) -> None:
    """Marks the folder as set up: the database exists and begins with `salt`."""
    with _held(folder):
        _write(folder, replace(_read(folder), ready=True, salt=salt, head=head))


def status(folder: Path, now_ms: int) -> Status:
    """What the lock screen shows before a passphrase is typed. Raises VaultLost, VaultDamaged, VaultTooNew."""
    try:
        vault = _read(folder)
    except VaultMissing:
        return Status(False, 0, 0.0)
    return Status(vault.ready, vault.tries, wait(folder, now_ms))


def wait(folder: Path, now_ms: int) -> float:
    """Seconds until the next try is accepted, 0.0 for now; never more than a minute, whatever the clock does."""
    vault = _read(folder)
    pause = _pause(vault.tries)
    if not pause:
        return 0.0
    if now_ms < vault.tried_ms:
        # The clock was set back: the wait starts over once, instead of lasting until the clock is there again.
        with _held(folder):
            vault = replace(_read(folder), tried_ms=now_ms)
            _write(folder, vault)
    return max(0.0, pause - (now_ms - vault.tried_ms) / 1000)


def unlock(folder: Path, passphrase: str, now_ms: int) -> Keys:
    """The keys, for the right passphrase. Slow by intent (Argon2id).

    Raises MustWait (not tried), WrongPassphrase (counted), VaultMissing, VaultLost, VaultDamaged, VaultTooNew.
    """
    left = wait(folder, now_ms)
    vault = _read(folder)
    if not vault.ready:
        raise VaultMissing
    if left > 0:
        raise MustWait(vault.tries, left)
    for slot in vault.slots:
        key = _open(slot, passphrase)
        if key is not None and hmac.compare_digest(_check_of(key), vault.check):
            if vault.tries:
                with _held(folder):
                    _write(folder, replace(_read(folder), tries=0, tried_ms=0))
            return Keys(key)
    vault = replace(_read(folder), tries=vault.tries + 1, tried_ms=now_ms)
    # On a full or read-only disk it cannot be counted; what the person needs to hear is the same.
    with contextlib.suppress(DiskFull, ReadOnlyFolder), _held(folder):
        _write(folder, replace(_read(folder), tries=vault.tries, tried_ms=now_ms))
    raise WrongPassphrase(vault.tries, _pause(vault.tries))


def read(folder: Path, keys: Keys) -> Vault:
    """The vault, if `keys` are its own. Raises StoreForeign otherwise: this is how a wrong key is told from damage."""
    vault = _read(folder)
    if not hmac.compare_digest(_check_of(keys.store), vault.check):
        raise StoreForeign("key check")
    return vault


def keep_head(folder: Path, head: Head) -> None:
    """Notes the newest link of the store's chain, durably."""
    with _held(folder):
        vault = _read(folder)
        if head.n > vault.head.n:
            _write(folder, replace(vault, head=head))


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
    if not isinstance(slot, list) or not slot or slot[0] != _PASSPHRASE_SLOT:
        return None
    try:
        _, memory, iterations, lanes, salt, wrapped = as_list(slot, 6)
        params = Argon2Params(as_int(memory, *_MEMORY_KIB), as_int(iterations, 1, 64), as_int(lanes, 1, 64))
        kek = _kek(passphrase, as_bytes(salt, 16), params)
        return aes_key_unwrap(kek, as_bytes(wrapped, 40))
    except InvalidUnwrap:
        return None
    except (Malformed, ValueError) as problem:
        raise VaultDamaged("slot") from problem


def _read(folder: Path) -> Vault:
    path = paths.vault(folder)
    with told_plainly():
        if path.is_dir():
            raise VaultDamaged("not a file")
        raw = path.read_bytes() if path.exists() else None
    if raw is None:
        # A set-up makes the vault before the database: here is one that was used.
        raise VaultLost if (folder / "store.db").exists() else VaultMissing
    body, checksum = raw[: -hashlib.sha256().digest_size], raw[-hashlib.sha256().digest_size :]
    if raw[:3] == _FAMILY and raw[3:4].isdigit() and raw[:4] != _MAGIC:
        raise VaultTooNew
    if raw[:4] != _MAGIC or hashlib.sha256(body).digest() != checksum:
        raise VaultDamaged("checksum")
    try:
        ready, check, salt, tries, tried_ms, n, chain, slots = as_list(decode(body[4:], _LIMIT), 8)
        return Vault(
            ready=bool(as_int(ready, 0, 1)),
            check=as_bytes(check, 32),
            salt=as_bytes(salt, at_most=16),
            tries=as_int(tries),
            tried_ms=as_int(tried_ms, -(2**53), 2**53),
            head=Head(as_int(n), as_bytes(chain, 32)),
            slots=tuple(as_list(slots, at_most=16)),
        )
    except Malformed as problem:
        raise VaultDamaged("structure") from problem


def _write(folder: Path, vault: Vault) -> None:
    head = vault.head
    fields: list[Value] = [int(vault.ready), vault.check, vault.salt, vault.tries, vault.tried_ms]
    body = _MAGIC + encode([*fields, head.n, head.chain, list(vault.slots)])
    write_whole(paths.vault(folder), body + hashlib.sha256(body).digest())


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """One writer of the vault at a time: a second instance may count a wrong try while the first saves a head."""
    with told_plainly():
        lock = FileLock(folder / "vault.lock", mode=0o600, timeout=10)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
