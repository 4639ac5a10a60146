"""The store's key wrapped for one process under a PIN; nothing of it is ever written.

What is in memory while the window is locked is this: a wrapped key, a salt, and a secret that dies with the process.
"""

import secrets

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from desktop.store.vault import Argon2Params, Keys


class PinBox:
    """A key that a PIN opens. It counts no tries; who holds it does."""

    def __init__(self, keys: Keys, pin: str, params: Argon2Params | None = None) -> None:
        self._params = params or Argon2Params()
        self._salt, self._secret = secrets.token_bytes(16), secrets.token_bytes(32)
        self._wrapped = aes_key_wrap(self._kek(pin), keys.store)

    def open(self, pin: str) -> Keys | None:
        """The keys; None for a wrong PIN. Slow by intent."""
        try:
            return Keys(aes_key_unwrap(self._kek(pin), self._wrapped))
        except InvalidUnwrap:
            return None

    def _kek(self, pin: str) -> bytes:
        params = self._params
        return Argon2id(
            salt=self._salt,
            length=32,
            iterations=params.iterations,
            lanes=params.lanes,
            memory_cost=params.memory_kib,
            secret=self._secret,
        ).derive(pin.encode())
