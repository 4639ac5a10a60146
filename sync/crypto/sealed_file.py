"""The sealed form of a bundle: a stream in chunks under a key that only the named devices can open.

A chunk that does not open reads as zeros, so that damage stays where it is. Knows nothing of what is inside.
"""

import os
from collections.abc import Iterable
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.codec import as_bytes, as_int, as_list, decode, encode
from sync.crypto.keys import SUITE, DeviceKeys, seal_to, tagged
from sync.errors import Malformed, Refused, Unknown
from sync.model import VERSION

TAG = "rt1/bundle"
MAGIC = b"RTS1"
CHUNK = 64 << 10
TAG_LEN = 16
MAX_HEAD = 4 << 20
MAX_RECIPIENTS = 2048
FOR_DEVICE = 1


class Source(Protocol):
    """A file."""

    def read(self, n: int, /) -> bytes:
        """The next `n` bytes, fewer only at the end."""


class Target(Protocol):
    """A file."""

    def write(self, data: bytes, /) -> int:
        """Writes on."""


def _info(org: bytes, device: bytes) -> bytes:
    return tagged(TAG, encode([VERSION, org, device, SUITE]))


def _cipher(file_key: bytes, head: bytes) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=bytes(16), info=tagged(TAG, head)).derive(file_key))


def _nonce(index: int, *, last: bool) -> bytes:
    return index.to_bytes(11, "big") + bytes([last])


def seal(out: Target, source: Source, org: bytes, recipients: Iterable[tuple[bytes, bytes]]) -> None:
    """Writes what `source` gives, sealed to these (device, receiving key) pairs."""
    file_key = os.urandom(32)
    boxes = [
        [FOR_DEVICE, device, SUITE, seal_to(kem_pk, _info(org, device), file_key)] for device, kem_pk in recipients
    ]
    if not 0 < len(boxes) <= MAX_RECIPIENTS:
        raise Refused("no recipient, or too many")
    head = encode([VERSION, org, boxes])
    out.write(MAGIC + len(head).to_bytes(4, "big") + head)
    cipher = _cipher(file_key, head)
    index, chunk = 0, source.read(CHUNK)
    while chunk:
        following = source.read(CHUNK)
        out.write(cipher.encrypt(_nonce(index, last=not following), chunk, None))
        index, chunk = index + 1, following


class Head:
    """What can be seen of a sealed bundle without a key: whose it is, and for which devices."""

    def __init__(self, source: Source) -> None:
        """Reads it, after the first four bytes. Raises Malformed or Unknown."""
        length = int.from_bytes(source.read(4), "big")
        if not 0 < length <= MAX_HEAD:
            raise Malformed("head is damaged")
        self.raw = source.read(length)
        if len(self.raw) < length:
            raise Malformed("head is cut off")
        fields = as_list(decode(self.raw, MAX_HEAD))
        if fields and as_int(fields[0], 1) != VERSION:
            raise Unknown("newer sealed form")
        _, org, stanzas = as_list(fields, 3)
        self.org = as_bytes(org, 16)
        self.boxes: dict[bytes, bytes] = {}
        for stanza in as_list(stanzas, at_most=MAX_RECIPIENTS):
            if as_int(as_list(stanza)[0] if stanza else 0) != FOR_DEVICE:
                continue
            _kind, device, suite, box = as_list(stanza, 4)
            if as_int(suite, 1) == SUITE:
                self.boxes[as_bytes(device, 16)] = as_bytes(box, at_most=8192)


class Opened:
    """The bytes inside a sealed bundle, as a file that can be read once."""

    def __init__(self, source: Source, keys: DeviceKeys) -> None:
        """Opens the device's box. Raises Refused where there is none for it, Malformed where it does not open."""
        head = Head(source)
        box = head.boxes.get(keys.device_id)
        if box is None:
            raise Refused("sealed for other devices")
        self._cipher = _cipher(keys.open_box(_info(head.org, keys.device_id), box), head.raw)
        self._source = source
        self._index = 0
        self._ended = False
        self._rest = b""
        self.damaged = 0
        """Chunks that did not open so far."""

    def read(self, n: int, /) -> bytes:
        """The next `n` bytes, fewer only at the end."""
        while len(self._rest) < n and not self._ended:
            self._rest += self._chunk()
        found, self._rest = self._rest[:n], self._rest[n:]
        return found

    def _chunk(self) -> bytes:
        sealed = self._source.read(CHUNK + TAG_LEN)
        if len(sealed) <= TAG_LEN:
            self._ended = True
            return b""
        for last in (False, True):
            try:
                plain = self._cipher.decrypt(_nonce(self._index, last=last), sealed, None)
            except InvalidTag:
                continue
            self._index += 1
            self._ended = last
            return plain
        self._index += 1
        self.damaged += 1
        return bytes(len(sealed) - TAG_LEN)
