"""The three objects that a machine is enrolled with: Invite, Request, Welcome (docs/format.md, "Enrolment").

They are handed over by people or as files; the endpoint may carry the last two and can change nothing in them.
"""

import os
from dataclasses import dataclass, field

from sync import codec
from sync.codec import Value, as_bytes, as_int, as_list, as_text
from sync.control import ControlLog
from sync.control_ops import MAX_CTLHEAD, MAX_OP
from sync.control_rows import DeviceRow
from sync.crypto.keys import (
    SUITE,
    DeviceKeys,
    check_kem_pk,
    check_sign_pk,
    device_id,
    equal,
    org_id,
    seal_to,
    tagged,
    verify,
)
from sync.errors import Malformed, Refused, Unknown
from sync.model import VERSION, digest

TAG = "rt1/enrol"
MAX_INVITE = 4096
MAX_REQUEST = 4096
MAX_WELCOME = 64 << 20
MAX_ITEMS = 1 << 20


def _fields(raw: bytes, limit: int, count: int) -> list[Value]:
    fields = as_list(codec.decode(raw, limit))
    if fields and as_int(fields[0], 1) != VERSION:
        raise Unknown("newer enrolment version")
    return as_list(fields, count)


@dataclass(frozen=True)
class Invite:
    """What a person hands to the newcomer: whose organisation, where the endpoint is, and one approval's token."""

    raw: bytes = field(repr=False)
    org: bytes
    root_pk: bytes
    url: str
    ca: bytes
    token: bytes = field(repr=False)
    expires_ms: int

    @classmethod
    def new(cls, root_pk: bytes, url: str, expires_ms: int, ca: bytes = b"") -> "Invite":
        """An invite with a fresh token. `ca`: SHA-256 of the endpoint's certificate authority, or empty."""
        token = os.urandom(16)
        return cls.parse(codec.encode([VERSION, org_id(root_pk), root_pk, url, ca, token, expires_ms]))

    @classmethod
    def parse(cls, raw: bytes) -> "Invite":
        """An invite from its canonical bytes. Raises Malformed or Unknown."""
        _, org, root_pk, url, ca, token, expires_ms = _fields(raw, MAX_INVITE, 7)
        pk = check_sign_pk(as_bytes(root_pk, 32))
        if as_bytes(org, 16) != org_id(pk):
            raise Malformed("organisation of another root")
        if as_bytes(ca, at_most=32):
            as_bytes(ca, 32)
        return cls(
            raw,
            as_bytes(org, 16),
            pk,
            as_text(url, 1024),
            as_bytes(ca),
            as_bytes(token, 16),
            as_int(expires_ms),
        )

    @property
    def hash(self) -> bytes:
        """H("rt1/invite", invite), 32 bytes."""
        return digest("rt1/invite", self.raw)


@dataclass(frozen=True)
class Request:
    """A machine's wish to be let in: its public keys, signed, under one invite. It names no person."""

    raw: bytes = field(repr=False)
    invite_hash: bytes
    token: bytes = field(repr=False)
    sign_pk: bytes
    kem_pk: bytes
    nonce: bytes

    @classmethod
    def make(cls, invite: Invite, keys: DeviceKeys) -> "Request":
        """A request of this machine under `invite`."""
        fields: list[object] = [VERSION, invite.hash, invite.token, keys.sign_pk, keys.kem_pk, os.urandom(16)]
        return cls.parse(codec.encode([*fields, keys.sign(TAG, codec.encode(fields))]))

    @classmethod
    def parse(cls, raw: bytes) -> "Request":
        """A request from its canonical bytes. Raises Malformed, also for a signature not by its own key."""
        fields = _fields(raw, MAX_REQUEST, 7)
        _, invite_hash, token, sign_pk, kem_pk, nonce, sig = fields
        request = cls(
            raw,
            as_bytes(invite_hash, 32),
            as_bytes(token, 16),
            check_sign_pk(as_bytes(sign_pk, 32)),
            check_kem_pk(as_bytes(kem_pk)),
            as_bytes(nonce, 16),
        )
        if not verify(request.sign_pk, TAG, codec.encode(fields[:6]), as_bytes(sig, 64)):
            raise Malformed("request is not signed by its own key")
        return request

    @property
    def hash(self) -> bytes:
        """H("rt1/enrol", request), 32 bytes: what device_add and the vouch name."""
        return digest(TAG, self.raw)

    @property
    def device(self) -> bytes:
        """The machine's id, computed from the keys in the request."""
        return device_id(self.sign_pk, self.kem_pk)

    def check(self, invite: Invite, now_ms: int) -> None:
        """Raises Refused where the request is not under this invite, or the invite has run out."""
        if self.invite_hash != invite.hash or not equal(self.token, invite.token):
            raise Refused("request under another invite")
        if now_ms > invite.expires_ms:
            raise Refused("invite has run out")

    def row(self, user: bytes) -> DeviceRow:
        """The row that device_add enters for `user` (16 bytes)."""
        return DeviceRow(user, self.sign_pk, self.kem_pk, self.hash)


@dataclass(frozen=True)
class Welcome:
    """What the newcomer begins with: the control log, key boxes, and where the spaces' logs stand."""

    request_hash: bytes
    ops: tuple[tuple[bytes, bytes], ...]
    keyboxes: tuple[bytes, ...] = ()
    heads: tuple[bytes, ...] = ()
    genstarts: tuple[bytes, ...] = ()

    def raw(self) -> bytes:
        """The canonical bytes."""
        return codec.encode([VERSION, self.request_hash, list(self.ops), self.keyboxes, self.heads, self.genstarts])

    @classmethod
    def parse(cls, raw: bytes) -> "Welcome":
        """A welcome from its canonical bytes; what it holds is not judged here. Raises Malformed or Unknown."""
        _, request_hash, pairs, keyboxes, heads, genstarts = _fields(raw, MAX_WELCOME, 6)
        ops = []
        for pair in as_list(pairs, at_most=MAX_ITEMS):
            op, head = as_list(pair, 2)
            ops.append((as_bytes(op, at_most=MAX_OP), as_bytes(head, at_most=MAX_CTLHEAD)))
        return cls(as_bytes(request_hash, 32), tuple(ops), *map(_items, (keyboxes, heads, genstarts)))

    def seal(self, org: bytes, request: Request) -> bytes:
        """The welcome, sealed to the machine of `request` as a whole: `[v, device, suite, box]`."""
        if self.request_hash != request.hash:
            raise Refused("welcome for another request")
        info = _welcome_info(org, request)
        return codec.encode([VERSION, request.device, SUITE, seal_to(request.kem_pk, info, self.raw())])


def _items(value: Value) -> tuple[bytes, ...]:
    return tuple(as_bytes(item, at_most=MAX_OP) for item in as_list(value, at_most=MAX_ITEMS))


def _welcome_info(org: bytes, request: Request) -> bytes:
    return tagged(TAG, codec.encode([VERSION, org, request.hash, request.device, SUITE]))


def open_welcome(sealed: bytes, invite: Invite, request: Request, keys: DeviceKeys) -> tuple[Welcome, ControlLog]:
    """The welcome and its verified control log, if both are for exactly this machine and this invite.

    Raises Malformed where it does not open or a byte is wrong, Refused where its root is not the invite's or
    its device_add does not name exactly these keys under this request.
    """
    _, device, suite, box = _fields(sealed, MAX_WELCOME + 4096, 4)
    if as_bytes(device, 16) != keys.device_id or request.device != keys.device_id:
        raise Refused("welcome for another machine")
    if as_int(suite, 1) != SUITE:
        raise Unknown("suite of another version")
    welcome = Welcome.parse(keys.open_box(_welcome_info(invite.org, request), as_bytes(box)))
    if welcome.request_hash != request.hash:
        raise Refused("welcome for another request")
    log = ControlLog(invite.org)
    for op, head in welcome.ops:
        log.add(op, head)
    roster = log.roster()
    if roster.root_pk != invite.root_pk:
        raise Refused("control log of another root")
    entered = roster.device(keys.device_id)
    if entered is None or roster.revoked(keys.device_id) or entered.request != request.hash:
        raise Refused("control log does not name this machine")
    return welcome, log
