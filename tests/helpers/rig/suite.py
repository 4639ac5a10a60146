"""A fake suite for simulations: keyed hashes in place of signatures, boxes and seals, so that a seed takes no time.

It keeps shape and promise: same lengths, nothing opens under another key, a flipped bit is noticed. It is patched in
below `sync.crypto`, so everything above it is the real code. Nobody in a simulation forges a signature: he could.
"""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256, shake_256
from types import SimpleNamespace

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag

from sync.crypto import envelope, keys

_BOX_HEAD = 1168 - 32 - 16


def _hash(what: bytes, *parts: bytes, length: int = 32) -> bytes:
    return shake_256(what + b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest(length)


class _Public:
    """Stands for Ed25519PublicKey."""

    def __init__(self, pk: bytes) -> None:
        self._pk = pk

    @classmethod
    def from_public_bytes(cls, pk: bytes) -> "_Public":
        return cls(pk)

    def verify(self, sig: bytes, data: bytes) -> None:
        if not hmac.compare_digest(_hash(b"sig", self._pk, data, length=64), sig):
            raise InvalidSignature


class _Private:
    """Stands for Ed25519PrivateKey."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._pk = _hash(b"pk", seed)[:31] + b"\x01"  # canonical, and none of the small points

    @classmethod
    def from_private_bytes(cls, seed: bytes) -> "_Private":
        return cls(seed)

    def public_key(self) -> SimpleNamespace:
        return SimpleNamespace(public_bytes_raw=lambda: self._pk)

    def private_bytes_raw(self) -> bytes:
        return self._seed

    def sign(self, data: bytes) -> bytes:
        return _hash(b"sig", self._pk, data, length=64)


class _Aead:
    """Stands for AESGCM: a keystream and a tag, both from the key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def _stream(self, nonce: bytes, data: bytes) -> bytes:
        stream = _hash(b"stream", self._key, nonce, length=len(data))
        return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(data), "big")

    def encrypt(self, nonce: bytes, data: bytes, aad: bytes | None) -> bytes:
        sealed = self._stream(nonce, data)
        return sealed + _hash(b"tag", self._key, nonce, sealed, aad or b"", length=16)

    def decrypt(self, nonce: bytes, data: bytes, aad: bytes | None) -> bytes:
        sealed, tag = data[:-16], data[-16:]
        if not hmac.compare_digest(_hash(b"tag", self._key, nonce, sealed, aad or b"", length=16), tag):
            raise InvalidTag
        return self._stream(nonce, sealed)


class _Hkdf:
    """Stands for HKDF."""

    def __init__(self, *, algorithm: object, length: int, salt: bytes, info: bytes) -> None:
        self._length, self._salt, self._info = length, salt, info

    def derive(self, key: bytes) -> bytes:
        return _hash(b"hkdf", key, self._salt, self._info, length=self._length)


class _Kem:
    """Stands for the receiving half: both parts come from one seed, and a box is made under the public part."""

    def __init__(self, pk: bytes) -> None:
        self.pk = pk

    @classmethod
    def from_seed_bytes(cls, seed: bytes) -> "_Kem":
        return cls(_hash(b"mlkem", seed, length=1184))

    @classmethod
    def from_private_bytes(cls, seed: bytes) -> "_Kem":
        return cls(_hash(b"x25519", seed))

    @classmethod
    def from_public_bytes(cls, pk: bytes) -> "_Kem":
        return cls(pk)

    def public_key(self) -> SimpleNamespace:
        return SimpleNamespace(public_bytes_raw=lambda: self.pk)


def _both(one: _Kem, other: _Kem) -> bytes:
    return one.pk + other.pk


class _Hpke:
    """Stands for the HPKE suite."""

    def encrypt(self, secret: bytes, public: bytes, info: bytes) -> bytes:
        ephemeral = _hash(b"eph", keys.os.urandom(32), length=_BOX_HEAD + 32 - len(secret))
        key = _Aead(_hash(b"box", public, info, ephemeral))
        return ephemeral + key.encrypt(bytes(12), secret, None)

    def decrypt(self, box: bytes, public: bytes, info: bytes) -> bytes:
        if len(box) < _BOX_HEAD + 16:
            raise ValueError("too short")
        head, sealed = box[:_BOX_HEAD], box[_BOX_HEAD:]
        return _Aead(_hash(b"box", public, info, head)).decrypt(bytes(12), sealed, None)


@contextmanager
def fake_suite() -> Iterator[None]:
    """Everything signed and sealed inside is of the fake suite, and nothing made outside verifies."""
    with pytest.MonkeyPatch.context() as patch:
        for name, fake in (
            ("Ed25519PrivateKey", _Private),
            ("Ed25519PublicKey", _Public),
            ("MLKEM768PrivateKey", _Kem),
            ("MLKEM768PublicKey", _Kem),
            ("X25519PrivateKey", _Kem),
            ("X25519PublicKey", _Kem),
            ("hpke", SimpleNamespace(MLKEM768X25519PrivateKey=_both, MLKEM768X25519PublicKey=_both)),
            ("_HPKE", _Hpke()),
            ("AESGCM", _Aead),
            ("HKDF", _Hkdf),
        ):
            patch.setattr(keys, name, fake)
        patch.setattr(envelope, "AESGCM", _Aead)
        patch.setattr(envelope, "HKDF", _Hkdf)
        keys._public_key.cache_clear()
        yield
    keys._public_key.cache_clear()


def fingerprint(data: bytes) -> str:
    """Eight letters for what a simulation came to: the same seed gives the same."""
    return sha256(data).hexdigest()[:8]
