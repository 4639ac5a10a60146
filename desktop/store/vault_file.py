"""The bytes of the key file: parsed, checked, written whole, by one writer at a time (docs/format.md, "Vault").

It knows no passphrase and opens nothing.
"""

import contextlib
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock

from desktop import paths
from desktop.store.errors import StoreError, VaultDamaged, VaultLost, VaultMissing, VaultTooNew
from desktop.store.files import told_plainly, write_whole
from sync.codec import Value, as_bytes, as_int, as_list, decode, encode
from sync.errors import Malformed

_FAMILY, _MAGIC = b"RTV", b"RTV1"
_LIMIT = 64 << 10
MOST_SLOTS = 16


@dataclass(frozen=True)
class Head:
    """The newest link of the store's chain known to be on the disk: its number and its 32-byte hash."""

    n: int = 0
    chain: bytes = bytes(32)


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


def read(folder: Path) -> Vault:
    """The key file of a data folder. Raises VaultMissing, VaultLost, VaultDamaged, VaultTooNew."""
    path = paths.vault(folder)
    with told_plainly():
        if path.is_dir():
            raise VaultDamaged("not a file")
        raw = path.read_bytes() if path.exists() else None
    if raw is None:
        # A set-up makes the vault before the database: here is one that was used.
        raise VaultLost if (folder / "store.db").exists() else VaultMissing
    return parse(raw)


def parse(raw: bytes) -> Vault:
    """The key file of those bytes. Raises VaultDamaged, VaultTooNew."""
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
            slots=tuple(as_list(slots, at_most=MOST_SLOTS)),
        )
    except Malformed as problem:
        raise VaultDamaged("structure") from problem


def bytes_of(vault: Vault) -> bytes:
    """The bytes of a key file."""
    head = vault.head
    fields: list[Value] = [int(vault.ready), vault.check, vault.salt, vault.tries, vault.tried_ms]
    body = _MAGIC + encode([*fields, head.n, head.chain, list(vault.slots)])
    return body + hashlib.sha256(body).digest()


def write(folder: Path, vault: Vault) -> None:
    """Writes it whole, durably; the caller holds it."""
    write_whole(paths.vault(folder), bytes_of(vault))


def write_slots(folder: Path, vault: Vault, slots: tuple[Value, ...]) -> None:
    """Other slots, here and in the backups of the same key: what is removed opens none of them. The caller holds it.

    A backup whose vault cannot be read or written is passed over; the vault of the folder itself is written or raises.
    """
    write(folder, replace(vault, slots=slots))
    for path in (folder / "backups").glob("*/vault"):
        with contextlib.suppress(StoreError):
            backed = read(path.parent)
            if hmac.compare_digest(backed.check, vault.check):
                write(path.parent, replace(backed, slots=slots))


def kind_of(slot: Value) -> int:
    """Which kind of slot it is; 0 for what is no slot of today."""
    kind = slot[0] if isinstance(slot, list) and slot else 0
    return kind if isinstance(kind, int) else 0


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """One writer of the vault at a time: a second instance may count a wrong try while the first saves a head."""
    with told_plainly():
        lock = FileLock(folder / "vault.lock", mode=0o600, timeout=10)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
