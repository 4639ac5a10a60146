"""A small secret sealed under a key that several hold: a machine's health in its beat, the private keys of the kit."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.crypto.keys import tagged
from sync.errors import Malformed

SALT_LEN = 16
OVERHEAD = SALT_LEN + 16


def _cipher(key: bytes, salt: bytes, tag: str, context: bytes) -> AESGCM:
    info = tagged(tag, context)
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key))


def wrap(key: bytes, tag: str, context: bytes, secret: bytes) -> bytes:
    """salt (16 fresh random bytes) ‖ AES-256-GCM(HKDF(key, salt, tag ‖ context), nonce 0, secret)."""
    salt = os.urandom(SALT_LEN)
    return salt + _cipher(key, salt, tag, context).encrypt(bytes(12), secret, None)


def unwrap(key: bytes, tag: str, context: bytes, wrapped: bytes) -> bytes:
    """What was wrapped. Raises Malformed where it does not open."""
    if len(wrapped) < OVERHEAD:
        raise Malformed("too short to be sealed")
    salt, sealed = wrapped[:SALT_LEN], wrapped[SALT_LEN:]
    try:
        return _cipher(key, salt, tag, context).decrypt(bytes(12), sealed, None)
    except InvalidTag as error:
        raise Malformed("does not open") from error
