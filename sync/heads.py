"""The log of a space and what is signed about it: entries, the chain over them, generations, heads and beats.

Bytes in docs/protocol.md. Knows no socket, no storage, and not what is inside a commit.
"""

from dataclasses import dataclass
from functools import cached_property

from sync.codec import Value, as_bytes, as_int, as_list, decode, encode, encode_again
from sync.crypto.keys import DeviceKeys, SigningKey, verify
from sync.errors import Malformed, Unknown
from sync.model import VERSION, CtlRef, Witness, digest

MAX_SIGNED = 64 << 10
MAX_LASTS = 256


def _version(fields: list[Value], count: int) -> None:
    if not fields:
        raise Malformed("empty")
    if as_int(fields[0], 1) != VERSION:
        raise Unknown("newer version")
    if len(fields) != count:
        raise Malformed("wrong element count")


@dataclass(frozen=True)
class GenStart:
    """The beginning of a generation of a space's log; `prev` is the head that the one before ended with."""

    org: bytes
    space: bytes
    gen: int
    prev: Witness
    time_ms: int
    sig: bytes = b""

    @classmethod
    def parse(cls, raw: bytes) -> "GenStart":
        """From its canonical bytes; the signature is checked by `verify`."""
        fields = as_list(decode(raw, MAX_SIGNED))
        _version(fields, 7)
        gen, seq, chain = as_list(fields[4], 3)
        return cls(
            as_bytes(fields[1], 16),
            as_bytes(fields[2], 16),
            as_int(fields[3], 1),
            Witness(as_int(gen), as_int(seq), as_bytes(chain, 32)),
            as_int(fields[5]),
            as_bytes(fields[6], 64),
        )

    def unsigned(self) -> bytes:
        """What is signed, and what chain_0 is the hash of."""
        return encode([VERSION, self.org, self.space, self.gen, self.prev, self.time_ms])

    @property
    def chain(self) -> bytes:
        """chain_0 of this generation."""
        return digest("rt1/gen", self.unsigned())

    def signed(self, server: SigningKey) -> "GenStart":
        """The same under the endpoint's signature."""
        sig = server.sign("rt1/gen", self.unsigned())
        return GenStart(self.org, self.space, self.gen, self.prev, self.time_ms, sig)

    def verify(self, server_pk: bytes) -> bool:
        """Whether this endpoint signed it."""
        return verify(server_pk, "rt1/gen", self.unsigned(), self.sig)

    def raw(self) -> bytes:
        """The canonical bytes, signature included."""
        return encode([VERSION, self.org, self.space, self.gen, self.prev, self.time_ms, self.sig])


def next_chain(chain: bytes, cid: bytes, received_ms: int) -> bytes:
    """chain_n = H("rt1/chain", chain_{n−1} ‖ cid_n ‖ u64be received_n)."""
    return digest("rt1/chain", chain + cid + received_ms.to_bytes(8, "big"))


@dataclass(frozen=True)
class Head:
    """Where the endpoint says, under its signature, that a log stands."""

    org: bytes
    space: bytes
    gen: int
    seq: int
    chain: bytes
    time_ms: int
    sig: bytes = b""

    @classmethod
    def parse(cls, raw: bytes) -> "Head":
        """From its canonical bytes; the signature is checked by `verify`."""
        fields = as_list(decode(raw, MAX_SIGNED))
        _version(fields, 8)
        return cls(
            as_bytes(fields[1], 16),
            as_bytes(fields[2], 16),
            as_int(fields[3], 1),
            as_int(fields[4]),
            as_bytes(fields[5], 32),
            as_int(fields[6]),
            as_bytes(fields[7], 64),
        )

    def unsigned(self) -> bytes:
        """What is signed."""
        return encode([VERSION, self.org, self.space, self.gen, self.seq, self.chain, self.time_ms])

    def signed(self, server: SigningKey) -> "Head":
        """The same under the endpoint's signature."""
        sig = server.sign("rt1/head", self.unsigned())
        return Head(self.org, self.space, self.gen, self.seq, self.chain, self.time_ms, sig)

    def verify(self, server_pk: bytes) -> bool:
        """Whether this endpoint signed it."""
        return verify(server_pk, "rt1/head", self.unsigned(), self.sig)

    def raw(self) -> bytes:
        """The canonical bytes, signature included."""
        return encode([VERSION, self.org, self.space, self.gen, self.seq, self.chain, self.time_ms, self.sig])


@dataclass(frozen=True)
class Entry:
    """A place in a space's log. The commit stays as it came, so that a damaged one harms nobody but itself."""

    seq: int
    received_ms: int
    cid: bytes
    commit: Value

    @classmethod
    def from_value(cls, value: Value) -> "Entry":
        """From `[seq, received_ms, [header, sig, bodies]]`: the header need not be readable to be chained."""
        seq, received_ms, commit = as_list(value, 3)
        header = as_bytes(as_list(commit, 3)[0])
        return cls(as_int(seq, 1), as_int(received_ms), digest("rt1/commit", header), commit)

    @cached_property
    def raw(self) -> bytes:
        """The commit's canonical bytes."""
        return encode_again(self.commit)


@dataclass(frozen=True)
class Beat:
    """What a device says of itself in a space: how far it has read and written. The newest `n` wins."""

    org: bytes
    space: bytes
    device: bytes
    n: int
    lasts: tuple[tuple[bytes, int, bytes], ...]
    """(inc, dseq, cid) of its last commit in each incarnation."""
    wit: Witness
    ctl: CtlRef
    purged: int
    """Every purge that took effect at or before this seq of its witness has been carried out there."""
    health: bytes
    """Sealed under the organisation space; empty where nothing is said."""
    claimed_ms: int
    sig: bytes = b""

    @classmethod
    def parse(cls, raw: bytes) -> "Beat":
        """From its canonical bytes; the signature is checked by `verify`."""
        fields = as_list(decode(raw, MAX_SIGNED))
        _version(fields, 12)
        lasts = []
        for row in as_list(fields[5], at_most=MAX_LASTS):
            inc, dseq, cid = as_list(row, 3)
            lasts.append((as_bytes(inc, 8), as_int(dseq, 1), as_bytes(cid, 32)))
        gen, seq, chain = as_list(fields[6], 3)
        cseq, ophash = as_list(fields[7], 2)
        return cls(
            as_bytes(fields[1], 16),
            as_bytes(fields[2], 16),
            as_bytes(fields[3], 16),
            as_int(fields[4], 1),
            tuple(lasts),
            Witness(as_int(gen), as_int(seq), as_bytes(chain, 32)),
            CtlRef(as_int(cseq, 1), as_bytes(ophash, 32)),
            as_int(fields[8]),
            as_bytes(fields[9], at_most=4096),
            as_int(fields[10], -(2**53), 2**53),
            as_bytes(fields[11], 64),
        )

    def _fields(self) -> list[object]:
        return [
            VERSION,
            self.org,
            self.space,
            self.device,
            self.n,
            self.lasts,
            self.wit,
            self.ctl,
            self.purged,
            self.health,
            self.claimed_ms,
        ]

    def signed(self, keys: DeviceKeys) -> bytes:
        """The canonical bytes under the device's signature."""
        return encode([*self._fields(), keys.sign("rt1/beat", encode(self._fields()))])

    def verify(self, sign_pk: bytes) -> bool:
        """Whether the device with this key signed it."""
        return verify(sign_pk, "rt1/beat", encode(self._fields()), self.sig)
