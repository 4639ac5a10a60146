"""Seals revisions into the bodies of a commit and opens them again (docs/format.md, "Body").

Knows keys and bytes; whether a commit counts is the control log's matter, what it means is the merge's.
"""

import os
from collections.abc import Sequence

import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sync.codec import encode
from sync.crypto.keys import DeviceKeys, tagged
from sync.errors import Held, Malformed, Refused
from sync.model import (
    MAX_BODIES,
    MAX_BUCKET,
    MAX_COMMIT,
    VERSION,
    Commit,
    CtlRef,
    Header,
    PurgeEntry,
    Witness,
    digest,
)

RAW, ZSTD = 0, 1
_PREFIX = 5


def bucket(n: int) -> int:
    """The padded length for a content of `n` bytes: steps of 256 up to 4,096, then Padmé (at most 12 % more)."""
    length = _PREFIX + n
    if length <= 4096:
        return max(256, -(-length // 256) * 256)
    e = length.bit_length() - 1
    step = 1 << (e - e.bit_length())
    padded = -(-length // step) * step
    if padded > MAX_BUCKET:
        raise Malformed("content too large for one body")
    return padded


def pad(content: bytes) -> bytes:
    """u8 alg ‖ u32be n ‖ n bytes ‖ zeros up to the bucket; compressed only where that gives a smaller bucket."""
    alg, stored = RAW, content
    if _PREFIX + len(content) > 256:
        frame = zstandard.ZstdCompressor(level=3, write_content_size=True).compress(content)
        if bucket(len(frame)) < bucket(len(content)):
            alg, stored = ZSTD, frame
    plain = bytes([alg]) + len(stored).to_bytes(4, "big") + stored
    return plain + bytes(bucket(len(stored)) - len(plain))


def unpad(plain: bytes) -> bytes:
    """The content of a padded plaintext. Raises Malformed for anything `pad` could not have written."""
    if len(plain) < _PREFIX:
        raise Malformed("body too short")
    alg, n = plain[0], int.from_bytes(plain[1:_PREFIX], "big")
    if n > len(plain) - _PREFIX or bucket(n) != len(plain):
        raise Malformed("length does not fit the bucket")
    stored, padding = plain[_PREFIX : _PREFIX + n], plain[_PREFIX + n :]
    if padding.count(0) != len(padding):
        raise Malformed("padding is not zero")
    if alg == RAW:
        return stored
    if alg != ZSTD:
        raise Malformed("unknown compression")
    return _decompress(stored)


def _decompress(frame: bytes) -> bytes:
    """Exactly one zstd frame. One call into a buffer of the declared size: a bomb cannot take more memory than that."""
    try:
        size = zstandard.frame_content_size(frame)
        if not 0 <= size <= MAX_BUCKET:
            raise Malformed("content size not declared, or too large")
        if len(frame) >= size:
            raise Malformed("compressed although it is not shorter")
        content = zstandard.ZstdDecompressor().decompress(frame, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise Malformed("not one whole compressed frame of the declared size") from error
    return content


def context(header: Header) -> bytes:
    """What a body is bound to: encode([v, org, space, device, inc, dseq, epoch, salt])."""
    return encode(
        [
            header.v,
            header.org,
            header.space,
            header.device,
            header.inc,
            header.dseq,
            header.epoch,
            header.salt,
        ]
    )


def _body_key(epoch_key: bytes, salt: bytes, ctx: bytes) -> AESGCM:
    info = tagged("rt1/body", ctx)
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(epoch_key))


def seal_commit(
    keys: DeviceKeys,
    *,
    org: bytes,
    space: bytes,
    inc: bytes,
    dseq: int,
    dprev: bytes,
    ctl: CtlRef,
    epoch: int,
    epoch_key: bytes,
    wit: Witness,
    revisions: Sequence[bytes],
    purge: Sequence[PurgeEntry] = (),
    salt: bytes | None = None,
) -> Commit:
    """One signed commit over 1..256 sealed revisions (raw bytes). `salt` is fresh but in vectors.

    Raises Refused when the revisions do not fit one commit (1 MiB).
    """
    if not 1 <= len(revisions) <= MAX_BODIES:
        raise Refused("a commit holds 1 to 256 revisions")
    salt = os.urandom(16) if salt is None else salt
    ctx = encode([VERSION, org, space, keys.device_id, inc, dseq, epoch, salt])
    key = _body_key(epoch_key, salt, ctx)
    bodies = []
    for i, revision in enumerate(revisions):
        bodies.append(key.encrypt(i.to_bytes(12, "big"), pad(revision), ctx + i.to_bytes(2, "big")))
    header = Header.build(
        org=org,
        space=space,
        device=keys.device_id,
        inc=inc,
        dseq=dseq,
        dprev=dprev,
        ctl=ctl,
        epoch=epoch,
        salt=salt,
        wit=wit,
        bodies=[(digest("rt1/bhash", body), len(body) - 16) for body in bodies],
        purge=purge,
    )
    if len(header.raw) + sum(map(len, bodies)) > MAX_COMMIT:
        raise Refused("commit too large")
    return Commit(header, keys.sign("rt1/commit", header.raw), tuple(bodies))


def open_body(commit: Commit, i: int, epoch_key: bytes) -> bytes:
    """The raw revision in body `i`; raises as `open_bodies` does."""
    return open_bodies(commit, epoch_key, only=i)[0]


def open_bodies(commit: Commit, epoch_key: bytes, only: int | None = None) -> list[bytes]:
    """The raw revisions of all bodies (or of one).

    Raises Malformed where one does not open or is not what `pad` writes, Held where a body is not there: it may
    have been purged, or the endpoint may be withholding it.
    """
    ctx = context(commit.header)
    key = _body_key(epoch_key, commit.header.salt, ctx)
    opened = []
    for i in range(len(commit.bodies)) if only is None else [only]:
        if not commit.bodies[i]:
            raise Held("body is not here")
        try:
            plain = key.decrypt(i.to_bytes(12, "big"), commit.bodies[i], ctx + i.to_bytes(2, "big"))
        except InvalidTag as error:
            raise Malformed("body does not open") from error
        opened.append(unpad(plain))
    return opened
