"""A control op and the endpoint's head over it: the signed envelopes of the control log, made and read.

Knows who signed, not whether he might: that is `sync.control_rules`.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from sync import codec
from sync.codec import as_bytes, as_int, as_list, as_text
from sync.control_bodies import Body, Genesis, parse_body
from sync.control_rows import DeviceRow
from sync.crypto.keys import DeviceKeys, SigningKey, verify
from sync.errors import Malformed, Unknown
from sync.model import VERSION, ZERO32, CtlRef, digest

TAG, HEAD_TAG = "rt1/ctl", "rt1/ctlhead"
MAX_OP = 1 << 20
MAX_CTLHEAD = 1024
NO_HEAD = CtlRef(0, ZERO32)

Signer: TypeAlias = DeviceKeys | SigningKey
"""A machine, or the root key (an organisation's id is the id of its root)."""


@dataclass(frozen=True)
class Op:
    """One op as it was signed; `by` is the signing machine's id, or the organisation's id for the root."""

    raw: bytes
    payload: bytes
    org: bytes
    cseq: int
    prev: bytes
    kind: str
    body: Body
    by: bytes
    claimed_ms: int
    sig: bytes
    cosigner: bytes
    cosig: bytes

    @classmethod
    def parse(cls, raw: bytes) -> "Op":
        """An op from its canonical bytes. Raises Malformed, or Unknown for a newer version or kind."""
        payload_raw, sig, cosig = as_list(codec.decode(raw, MAX_OP), 3)
        payload = as_bytes(payload_raw)
        fields = as_list(codec.decode(payload, MAX_OP))
        if not fields:
            raise Malformed("empty control op")
        if as_int(fields[0], 1) != VERSION:
            raise Unknown("newer control op version")
        _, org, cseq, prev, kind, body, by, claimed_ms = as_list(fields, 8)
        second = as_bytes(cosig, at_most=80)
        if second:
            as_bytes(second, 80)
        return cls(
            raw=raw,
            payload=payload,
            org=as_bytes(org, 16),
            cseq=as_int(cseq, 1),
            prev=as_bytes(prev, 32),
            kind=as_text(kind, 32),
            body=parse_body(as_text(kind, 32), body),
            by=as_bytes(by, 16),
            claimed_ms=as_int(claimed_ms),
            sig=as_bytes(sig, 64),
            cosigner=second[:16],
            cosig=second[16:],
        )

    @cached_property
    def ophash(self) -> bytes:
        """The op's hash, 32 bytes; the next op's `prev`."""
        return digest(TAG, self.payload)

    @property
    def ref(self) -> CtlRef:
        """The op's place in the log."""
        return CtlRef(self.cseq, self.ophash)


def signer_id(signer: Signer, org: bytes) -> bytes:
    """What stands in `by`: a machine's id, or the organisation's for the root."""
    return signer.device_id if isinstance(signer, DeviceKeys) else org


def build_op(
    signer: Signer, org: bytes, head: CtlRef, body: Body, claimed_ms: int, cosigner: Signer | None = None
) -> bytes:
    """A signed op that follows `head` (`NO_HEAD` for genesis). `claimed_ms` is the signer's own clock, Unix ms."""
    by = signer_id(signer, org)
    payload = codec.encode([VERSION, org, head.cseq + 1, head.ophash, body.KIND, body.value(), by, claimed_ms])
    cosig = b"" if cosigner is None else signer_id(cosigner, org) + cosigner.sign(TAG, payload)
    return codec.encode([payload, signer.sign(TAG, payload), cosig])


def cosign(op: Op, cosigner: Signer) -> bytes:
    """The op under a second signature. It stays the same op: its hash covers none."""
    return codec.encode([op.payload, op.sig, signer_id(cosigner, op.org) + cosigner.sign(TAG, op.payload)])


def build_genesis(
    root: SigningKey, server_pk: bytes, recovery_kem_pk: bytes, user: bytes, device: DeviceKeys, claimed_ms: int
) -> bytes:
    """The first op of an organisation; `user` (16 bytes) is the first administrator, `device` his machine."""
    row = DeviceRow(user, device.sign_pk, device.kem_pk, ZERO32)
    body = Genesis(root.pk, server_pk, recovery_kem_pk, row)
    return build_op(root, body.org, NO_HEAD, body, claimed_ms)


@dataclass(frozen=True)
class CtlHead:
    """The endpoint's signature over one place of the control log; an op counts only under one."""

    raw: bytes
    org: bytes
    cseq: int
    ophash: bytes
    received_ms: int
    sig: bytes

    @classmethod
    def parse(cls, raw: bytes) -> "CtlHead":
        """A head from its canonical bytes. Raises Malformed, or Unknown for a newer version."""
        fields = as_list(codec.decode(raw, MAX_CTLHEAD))
        if fields and as_int(fields[0], 1) != VERSION:
            raise Unknown("newer control head version")
        _, org, cseq, ophash, received_ms, sig = as_list(fields, 6)
        return cls(
            raw,
            as_bytes(org, 16),
            as_int(cseq, 1),
            as_bytes(ophash, 32),
            as_int(received_ms),
            as_bytes(sig, 64),
        )

    @property
    def ref(self) -> CtlRef:
        """The place it signs."""
        return CtlRef(self.cseq, self.ophash)

    def verify(self, server_pk: bytes) -> bool:
        """Whether the holder of `server_pk` signed it."""
        return verify(server_pk, HEAD_TAG, _head_bytes(self.org, self.ref, self.received_ms), self.sig)


def _head_bytes(org: bytes, ref: CtlRef, received_ms: int) -> bytes:
    return codec.encode([VERSION, org, ref.cseq, ref.ophash, received_ms])


def make_ctlhead(server: SigningKey, org: bytes, ref: CtlRef, received_ms: int) -> bytes:
    """The endpoint's head over the op at `ref`, received at `received_ms` (Unix ms)."""
    sig = server.sign(HEAD_TAG, _head_bytes(org, ref, received_ms))
    return codec.encode([VERSION, org, ref.cseq, ref.ophash, received_ms, sig])
