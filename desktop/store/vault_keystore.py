"""The operating system's key store: one secret under a name that says nothing. Chosen by class, proved by a round trip.

Never `keyring.get_keyring()`: that may pick a file in plain or a store that forgets. It knows no vault.
"""

import logging
import secrets
import sys
from collections.abc import Callable
from importlib import import_module
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol, TypeVar, cast

from desktop.store.vault_errors import NoKeyStore

SERVICE = "roedtraad"
# The one each system brings; nothing that writes a file of its own.
BACKENDS = {
    "linux": ("keyring.backends.SecretService", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
}
# A key store that is open answers at once; one that wants a password of its own is not waited for.
PATIENCE_S = 4.0
_SECRET_BYTES = 32
_DEFAULT = "/org/freedesktop/secrets/aliases/default"
_log = logging.getLogger(__name__)
T = TypeVar("T")


class Backend(Protocol):
    """What is used of a class of `keyring`."""

    def get_password(self, service: str, username: str) -> str | None:
        """The text kept there."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps a text."""

    def delete_password(self, service: str, username: str) -> None:
        """Forgets it."""


class KeyStore:
    """Secrets of 32 bytes by entry. Every call comes back within `PATIENCE_S`, whatever the key store does."""

    def __init__(self, backend: Callable[[], Backend] | None = None, patience_s: float = PATIENCE_S) -> None:
        self._backend, self._patience_s = backend or of_this_system, patience_s

    def usable(self) -> bool:
        """Whether a secret that is put in comes out again, and is gone when dropped."""
        entry, secret = f"probe-{secrets.token_hex(8)}", secrets.token_bytes(_SECRET_BYTES)
        try:
            self.put(entry, secret)
        except NoKeyStore:
            return False
        return self.drop(entry) and self.get(entry) is None

    def put(self, entry: str, secret: bytes) -> None:
        """Keeps the secret and reads it back. Raises NoKeyStore."""

        def work() -> bool:
            backend = self._backend()
            backend.set_password(SERVICE, entry, secret.hex())
            return backend.get_password(SERVICE, entry) == secret.hex()

        if self._within(work) is not True:
            self.drop(entry)
            raise NoKeyStore

    def get(self, entry: str) -> bytes | None:
        """The secret; None where the key store is closed or gone, has no such entry or something else in it."""
        text = self._within(lambda: self._backend().get_password(SERVICE, entry))
        try:
            secret = bytes.fromhex(text or "")
        except ValueError:
            return None
        return secret if len(secret) == _SECRET_BYTES else None

    def drop(self, entry: str) -> bool:
        """Forgets it; whether the key store did."""

        def work() -> bool:
            self._backend().delete_password(SERVICE, entry)
            return True

        return self._within(work) is True

    def _within(self, work: Callable[[], T]) -> T | None:
        answers: SimpleQueue[T] = SimpleQueue()

        def ask() -> None:
            try:
                answers.put(work())
            except Exception as problem:  # noqa: BLE001 - each backend has errors of its own; all mean: not to be had
                _log.info("key store: %s", type(problem).__name__)
                answers.put(cast(T, None))

        Thread(target=ask, name="key store", daemon=True).start()
        try:
            return answers.get(timeout=self._patience_s)
        except Empty:
            return None


def of_this_system(platform: str = sys.platform) -> Backend:
    """The key store of the system. Raises NoKeyStore on one that brings none."""
    if platform not in BACKENDS:
        raise NoKeyStore
    module, name = BACKENDS[platform]
    made = cast(Backend, getattr(import_module(module), name)())
    if platform == "linux":
        _refuse_prompts(made)
    return made


def _refuse_prompts(backend: Backend) -> None:
    """A closed collection counts as gone: nobody shall type a password into a window that opened by itself."""
    import secretstorage

    def collection() -> object:
        bus = secretstorage.dbus_init()
        try:
            # not get_default_collection(): where there is none, that one asks the person to make it
            found = secretstorage.Collection(bus, _DEFAULT)
            if found.is_locked():
                raise NoKeyStore("closed")
        except BaseException:
            bus.close()
            raise
        return found

    backend.get_preferred_collection = collection  # type: ignore[attr-defined]
