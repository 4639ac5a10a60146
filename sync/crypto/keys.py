"""Keys of devices, roots and endpoints: sign, verify, and seal an epoch key to a device (docs/format.md, "Keys").

With `sealed_file` all of `sync.crypto` that the endpoint reaches; neither opens a record.
"""

import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.codec import encode
from sync.errors import Malformed
from sync.model import VERSION, digest

H = digest
SUITE = 1
KEM_PK_LEN = 1184 + 32
BOX_LEN = 1168
_MLKEM_PK_LEN = 1184
_P = 2**255 - 19
# y of the eight points whose order divides 8; a signature by the neutral one verifies over any message (RFC 8032, 8.4)
_SMALL_Y = frozenset(
    {
        0,
        1,
        _P - 1,
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
    }
)
_HPKE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def check_sign_pk(pk: bytes) -> bytes:
    """`pk`, if it is a canonical Ed25519 public key of large order, else Malformed. Called wherever a key enters."""
    if len(pk) != 32:
        raise Malformed("signing key of wrong length")
    y = int.from_bytes(pk, "little") & (2**255 - 1)
    if y >= _P or y in _SMALL_Y:
        raise Malformed("signing key that anybody could sign for")
    return pk


def check_kem_pk(pk: bytes) -> bytes:
    """`pk`, if it has the length of ML-KEM-768 ‖ X25519 (1,216 bytes), else Malformed."""
    if len(pk) != KEM_PK_LEN:
        raise Malformed("receiving key of wrong length")
    return pk


def org_id(root_pk: bytes) -> bytes:
    """The organisation's id, 16 bytes."""
    return digest("rt1/org", root_pk)[:16]


def device_id(sign_pk: bytes, kem_pk: bytes) -> bytes:
    """The device's id, 16 bytes."""
    return digest("rt1/device", sign_pk + kem_pk)[:16]


def equal(a: bytes, b: bytes) -> bool:
    """Compares secrets or hashes in constant time."""
    return hmac.compare_digest(a, b)


def verify(pk: bytes, tag: str, b: bytes, sig: bytes) -> bool:
    """Whether `sig` is the signature under `tag` of exactly these bytes."""
    try:
        _public_key(pk).verify(sig, digest(tag, b))
    except (InvalidSignature, ValueError):
        return False
    return True


def verify_plain(pk: bytes, b: bytes, sig: bytes) -> bool:
    """Whether `sig` is the signature of exactly these bytes, which have a tag of their own in them (RFC 9421)."""
    try:
        _public_key(pk).verify(sig, b)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=256)
def _public_key(pk: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(pk)


class SigningKey:
    """An Ed25519 key: a root's, an endpoint's, or a device's signing half."""

    def __init__(self, seed: bytes) -> None:
        self._sk = Ed25519PrivateKey.from_private_bytes(seed)
        self.pk = self._sk.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> "SigningKey":
        """A new key from the operating system's randomness."""
        return cls(os.urandom(32))

    def private_bytes(self) -> bytes:
        """The seed, 32 bytes; for the one place that holds keys."""
        return self._sk.private_bytes_raw()

    def sign_plain(self, b: bytes) -> bytes:
        """The signature of bytes that have a tag of their own in them (RFC 9421), 64 bytes."""
        return self._sk.sign(b)

    def sign(self, tag: str, b: bytes) -> bytes:
        """Sign(tag, b), 64 bytes."""
        return self._sk.sign(digest(tag, b))

    def __repr__(self) -> str:
        return f"<SigningKey {self.pk.hex()[:8]}…>"


class KemKey:
    """The receiving half: ML-KEM-768 and X25519 together, so that a box stays shut if either is broken."""

    def __init__(self, private: bytes) -> None:
        if len(private) != 96:
            raise Malformed("receiving key of wrong length")
        self._private = private
        mlkem = MLKEM768PrivateKey.from_seed_bytes(private[:64])
        x25519 = X25519PrivateKey.from_private_bytes(private[64:])
        self._sk = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)
        self.pk = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> "KemKey":
        """A new key from the operating system's randomness."""
        return cls(os.urandom(96))

    def private_bytes(self) -> bytes:
        """ML-KEM seed (64) ‖ X25519 (32)."""
        return self._private

    def open(self, info: bytes, box: bytes) -> bytes:
        """What was sealed to this key under `info`. Raises Malformed where it does not open."""
        try:
            return bytes(_HPKE.decrypt(box, self._sk, info))
        except (InvalidTag, ValueError) as error:
            raise Malformed("box does not open") from error

    def __repr__(self) -> str:
        return "<KemKey>"


class DeviceKeys:
    """The two key pairs of one user on one pc."""

    def __init__(self, signing: SigningKey, kem: KemKey) -> None:
        self.signing = signing
        self.kem = kem
        self.sign_pk = signing.pk
        self.kem_pk = kem.pk
        self.device_id = device_id(signing.pk, kem.pk)

    @classmethod
    def generate(cls) -> "DeviceKeys":
        """New keys from the operating system's randomness."""
        return cls(SigningKey.generate(), KemKey.generate())

    @classmethod
    def from_private(cls, private: bytes) -> "DeviceKeys":
        """Keys from the 128 bytes that `private_bytes` gave."""
        if len(private) != 128:
            raise Malformed("device key of wrong length")
        return cls(SigningKey(private[:32]), KemKey(private[32:]))

    def private_bytes(self) -> bytes:
        """Signing seed (32) ‖ ML-KEM seed (64) ‖ X25519 (32); for the one place that holds keys."""
        return self.signing.private_bytes() + self.kem.private_bytes()

    def sign(self, tag: str, b: bytes) -> bytes:
        """Sign(tag, b), 64 bytes."""
        return self.signing.sign(tag, b)

    def open_box(self, info: bytes, box: bytes) -> bytes:
        """What was sealed to this device under `info`. Raises Malformed where it does not open."""
        return self.kem.open(info, box)

    def __repr__(self) -> str:
        return f"<DeviceKeys {self.device_id.hex()[:8]}…>"


class RootVoice(DeviceKeys):
    """The root speaking to an endpoint itself, where no machine is left that could: its id is the organisation's."""

    def __init__(self, root: SigningKey) -> None:
        super().__init__(root, KemKey.generate())
        self.device_id = org_id(root.pk)


def seal_to(kem_pk: bytes, info: bytes, secret: bytes) -> bytes:
    """HPKE base mode, one message: `secret` for the holder of `kem_pk` (1,216 bytes), bound to `info`.

    A 32-byte secret gives a box of 1,168 bytes. Raises Malformed for a key that cannot be used.
    """
    check_kem_pk(kem_pk)
    try:
        public = hpke.MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(kem_pk[:_MLKEM_PK_LEN]),
            X25519PublicKey.from_public_bytes(kem_pk[_MLKEM_PK_LEN:]),
        )
        return bytes(_HPKE.encrypt(secret, public, info))
    except ValueError as error:
        raise Malformed("receiving key cannot be used") from error


def tagged(tag: str, x: bytes) -> bytes:
    """u8 len(tag) ‖ tag ‖ x: how every context string begins."""
    return bytes([len(tag)]) + tag.encode("ascii") + x


def kcommit(key: bytes, space: bytes, epoch: int) -> bytes:
    """What an epoch key must hash to, 32 bytes: the truth about a key, whoever hands it over."""
    return digest("rt1/key", key + space + epoch.to_bytes(4, "big"))


def box_info(org: bytes, space: bytes, epoch: int, device: bytes, suite: int, commitment: bytes) -> bytes:
    """The context that a box with an epoch key is bound to."""
    return tagged("rt1/box", encode([VERSION, org, space, epoch, device, suite, commitment]))


def _link_key(new_key: bytes, org: bytes, space: bytes, epoch: int) -> AESGCM:
    info = tagged("rt1/link", encode([org, space, epoch]))
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=bytes(16), info=info).derive(new_key))


def make_link(new_key: bytes, previous_key: bytes, org: bytes, space: bytes, epoch: int) -> bytes:
    """The previous epoch key, sealed under the key of `epoch`: who has the new one reads the past too (48 bytes)."""
    return _link_key(new_key, org, space, epoch).encrypt(bytes(12), previous_key, None)


def open_link(new_key: bytes, link: bytes, org: bytes, space: bytes, epoch: int) -> bytes:
    """The previous epoch key. Raises Malformed where the link does not open."""
    try:
        return _link_key(new_key, org, space, epoch).decrypt(bytes(12), link, None)
    except InvalidTag as error:
        raise Malformed("link does not open") from error
