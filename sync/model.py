"""Frozen values of the wire: Header, Commit and what they are made of (docs/format.md).

Parsing checks shape, types and limits and nothing else: who may sign is `sync.control`, what merges is
`sync.merge`, how a body opens is `sync.crypto.envelope`. The raw bytes are always kept beside the values.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sync import codec
from sync.codec import Value, as_bytes, as_int, as_list, as_map
from sync.errors import Malformed, Unknown

VERSION = 1
MAX_COMMIT = 1 << 20
MAX_HEADER = 256 << 10
MAX_BODIES = 256
MAX_BUCKET = 262_144
MAX_DOTS = 1024
ZERO16, ZERO32 = bytes(16), bytes(32)


def digest(tag: str, x: bytes) -> bytes:
    """H(tag, x) = SHA-256(u8 len(tag) ‖ tag ‖ x), 32 bytes; `tag` is one of the closed list of docs/format.md."""
    return hashlib.sha256(bytes([len(tag)]) + tag.encode("ascii") + x).digest()


class Dot(NamedTuple):
    """The name of one revision: its commit's id and its place in it."""

    cid: bytes
    i: int

    @classmethod
    def parse(cls, value: Value) -> "Dot":
        """A dot from `[cid, i]`."""
        cid, i = as_list(value, 2)
        return cls(as_bytes(cid, 32), as_int(i, 0, MAX_BODIES - 1))


class CtlRef(NamedTuple):
    """A place in the control log: its sequence number and the hash of the op that stands there."""

    cseq: int
    ophash: bytes


class Witness(NamedTuple):
    """The log head that an author had last verified; `(0, 0, 32 zero bytes)` before any."""

    gen: int
    seq: int
    chain: bytes


NO_WITNESS = Witness(0, 0, ZERO32)


class PurgeEntry(NamedTuple):
    """One revision that a purge commit names, with the hash of its tombstone."""

    cid: bytes
    i: int
    th: bytes


@dataclass(frozen=True)
class Header:
    """What is signed: who wrote, where in which chain, over which sealed bodies."""

    raw: bytes
    v: int
    org: bytes
    space: bytes
    device: bytes
    inc: bytes
    dseq: int
    dprev: bytes
    ctl: CtlRef
    epoch: int
    salt: bytes
    wit: Witness
    bodies: tuple[tuple[bytes, int], ...]
    purge: tuple[PurgeEntry, ...]
    ext: Mapping[str, Value]

    @classmethod
    def build(
        cls,
        *,
        org: bytes,
        space: bytes,
        device: bytes,
        inc: bytes,
        dseq: int,
        dprev: bytes,
        ctl: CtlRef,
        epoch: int,
        salt: bytes,
        wit: Witness,
        bodies: Sequence[tuple[bytes, int]],
        purge: Sequence[PurgeEntry] = (),
    ) -> "Header":
        """A header of this version from its parts, encoded and parsed again."""
        return cls.parse(
            codec.encode([VERSION, org, space, device, inc, dseq, dprev, ctl, epoch, salt, wit, bodies, purge, {}])
        )

    @classmethod
    def parse(cls, raw: bytes) -> "Header":
        """A header from its canonical bytes.

        Raises Malformed. A higher version keeps the first 12 fields: they are read, the rest is left alone,
        so that an old endpoint can admit and chain it; `understood()` then says no.
        """
        fields = as_list(codec.decode(raw, MAX_HEADER))
        if not fields:
            raise Malformed("empty header")
        v = as_int(fields[0], 1)
        if len(fields) < 12 or (v == VERSION and len(fields) != 14):
            raise Malformed("wrong number of header fields")
        cseq, ophash = as_list(fields[7], 2)
        gen, seq, chain = as_list(fields[10], 3)
        bodies = []
        for item in as_list(fields[11], at_most=MAX_BODIES):
            bhash, bucket = as_list(item, 2)
            bodies.append((as_bytes(bhash, 32), as_int(bucket, 1, MAX_BUCKET)))
        if not bodies:
            raise Malformed("commit without bodies")
        purge: list[PurgeEntry] = []
        ext: dict[str, Value] = {}
        if v == VERSION:
            for item in as_list(fields[12], at_most=MAX_BODIES):
                cid, i, th = as_list(item, 3)
                purge.append(PurgeEntry(as_bytes(cid, 32), as_int(i, 0, MAX_BODIES - 1), as_bytes(th, 32)))
            ext = as_map(fields[13])
        return cls(
            raw=raw,
            v=v,
            org=as_bytes(fields[1], 16),
            space=as_bytes(fields[2], 16),
            device=as_bytes(fields[3], 16),
            inc=as_bytes(fields[4], 8),
            dseq=as_int(fields[5], 1),
            dprev=as_bytes(fields[6], 32),
            ctl=CtlRef(as_int(cseq, 1), as_bytes(ophash, 32)),
            epoch=as_int(fields[8], 1, 2**32 - 1),
            salt=as_bytes(fields[9], 16),
            wit=Witness(as_int(gen), as_int(seq), as_bytes(chain, 32)),
            bodies=tuple(bodies),
            purge=tuple(purge),
            ext=ext,
        )

    @cached_property
    def cid(self) -> bytes:
        """The commit's id, 32 bytes."""
        return digest("rt1/commit", self.raw)

    def understood(self) -> None:
        """Raises Unknown where a newer version wrote this or an extension must be understood."""
        if self.v != VERSION:
            raise Unknown("newer header version")
        if any(key.startswith("!") for key in self.ext):
            raise Unknown("extension that must be understood")


@dataclass(frozen=True)
class Commit:
    """A signed header and its sealed bodies; a purged body is empty."""

    header: Header
    sig: bytes
    bodies: tuple[bytes, ...]

    @classmethod
    def from_value(cls, value: Value) -> "Commit":
        """A commit from `[header, sig, bodies]`; checks that the bodies are the ones the header names."""
        head, sig, bodies = as_list(value, 3)
        header = Header.parse(as_bytes(head, at_most=MAX_HEADER))
        sealed = tuple(as_bytes(body, at_most=MAX_BUCKET + 16) for body in as_list(bodies, len(header.bodies)))
        if len(header.raw) + sum(map(len, sealed)) > MAX_COMMIT:
            raise Malformed("commit too large")
        for body, (bhash, bucket) in zip(sealed, header.bodies, strict=True):
            if body and (len(body) != bucket + 16 or digest("rt1/bhash", body) != bhash):
                raise Malformed("body is not the one the header names")
        return cls(header, as_bytes(sig, 64), sealed)

    @classmethod
    def parse(cls, raw: bytes) -> "Commit":
        """A commit from its canonical bytes."""
        return cls.from_value(codec.decode(raw, MAX_COMMIT + MAX_HEADER))

    def value(self) -> list[Value]:
        """`[header, sig, bodies]`, ready to be encoded."""
        return [self.header.raw, self.sig, list(self.bodies)]

    def raw(self) -> bytes:
        """The canonical bytes."""
        return codec.encode(self.value())

    @property
    def cid(self) -> bytes:
        """The commit's id, 32 bytes."""
        return self.header.cid


def header_in(raw: bytes) -> Header:
    """The header of a stored commit, whatever became of its bodies: the cid names it alone. Raises Malformed."""
    header, _, _ = as_list(codec.decode(raw, MAX_COMMIT + MAX_HEADER), 3)
    return Header.parse(as_bytes(header))


def without_bodies(raw: bytes) -> bytes:
    """The bytes of a stored commit with every body left empty: who wrote where, and no word of what."""
    header, sig, bodies = as_list(codec.decode(raw, MAX_COMMIT + MAX_HEADER), 3)
    return codec.encode([header, sig, [b""] * len(as_list(bodies))])
