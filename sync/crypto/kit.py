"""The recovery kit: the root and recovery keys, sealed under a secret that is only ever kept in two halves.

Nothing here knows paper or files; how the halves are written down is `sync.client.pages` (docs/format.md, "Kit").
"""

import os
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.crypto.keys import KemKey, SigningKey, org_id, tagged
from sync.crypto.wrapping import OVERHEAD, unwrap, wrap
from sync.errors import Malformed
from sync.model import digest

TAG = "rt1/kit"
SEALED_LEN = OVERHEAD + 64


@dataclass(frozen=True)
class Kit:
    """The seeds of root and recovery key, 32 bytes each: kept by people, offline, and never on a pc in daily use."""

    root_seed: bytes = field(repr=False)
    recovery_seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, root_seed: bytes | None = None) -> "Kit":
        """A new kit; of the organisation that `root_seed` made, where it is given."""
        return cls(os.urandom(32) if root_seed is None else root_seed, os.urandom(32))

    @property
    def root(self) -> SigningKey:
        """The key that founded the organisation."""
        return SigningKey(self.root_seed)

    @property
    def recovery(self) -> KemKey:
        """The key that the recovery boxes open to."""
        info = tagged(TAG, b"recovery")
        return KemKey(HKDF(algorithm=SHA256(), length=96, salt=bytes(16), info=info).derive(self.recovery_seed))

    @property
    def org(self) -> bytes:
        """The id of the organisation it belongs to."""
        return org_id(self.root.pk)


@dataclass(frozen=True)
class Half:
    """One page: half of the secret, and the sealed keys, which stand on both. Alone it says nothing."""

    letter: str
    share: bytes = field(repr=False)
    sealed: bytes

    @property
    def number(self) -> str:
        """What tells pages of two kits apart: eight hexadecimal digits of the sealed keys' hash."""
        return digest(TAG, self.sealed)[:4].hex()


def halves(kit: Kit) -> tuple[Half, Half]:
    """Pages A and B under a fresh secret S, which is kept nowhere: A is random, B is S xor A."""
    secret, a = os.urandom(32), os.urandom(32)
    sealed = wrap(secret, TAG, b"", kit.root_seed + kit.recovery_seed)
    return Half("A", a, sealed), Half("B", _xor(a, secret), sealed)


def joined(a: Half, b: Half) -> Kit:
    """The kit of both pages. Raises Malformed where they do not belong together, or are the same one twice."""
    if {a.letter, b.letter} != {"A", "B"}:
        raise Malformed("the same page twice")
    if a.sealed != b.sealed:
        raise Malformed("pages of two kits")
    opened = unwrap(_xor(a.share, b.share), TAG, b"", a.sealed)
    if len(opened) != 64:
        raise Malformed("kit of another version")
    return Kit(opened[:32], opened[32:])


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))
