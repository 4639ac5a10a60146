"""The rows that control ops are made of: machines, boxes, cuts, starts; and what a role allows."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from sync.codec import Value, as_bytes, as_int, as_list
from sync.crypto.keys import check_kem_pk, check_sign_pk, device_id
from sync.errors import Malformed

MAX_ROWS = 65_536

RIGHTS: dict[str, frozenset[str]] = {
    "none": frozenset(),
    "read": frozenset("r"),
    "write": frozenset("rw"),
    "finalise": frozenset("rwf"),
    "archivist": frozenset("rwfp"),
}


class Cut(NamedTuple):
    """The last commit that counts of one device in one space and incarnation."""

    space: bytes
    device: bytes
    inc: bytes
    dseq: int
    cid: bytes


class Box(NamedTuple):
    """An epoch key sealed to one device."""

    device: bytes
    suite: int
    box: bytes


class Start(NamedTuple):
    """The first trusted generation of a space's log under a new server key; `chain` is its chain_0."""

    space: bytes
    gen: int
    chain: bytes


def in_order(keys: Sequence[object]) -> None:
    """Refuses rows that are not strictly ascending: one meaning, one encoding."""
    if any(not a < b for a, b in pairwise(keys)):  # type: ignore[operator]
        raise Malformed("rows are not in order")


def parse_cuts(value: Value) -> tuple[Cut, ...]:
    """Cuts from `[[space, device, inc, dseq, cid]..]`, in order of space, device and incarnation."""
    rows = []
    for row in as_list(value, at_most=MAX_ROWS):
        space, device, inc, dseq, cid = as_list(row, 5)
        rows.append(
            Cut(as_bytes(space, 16), as_bytes(device, 16), as_bytes(inc, 8), as_int(dseq, 1), as_bytes(cid, 32))
        )
    in_order([row[:3] for row in rows])
    return tuple(rows)


def parse_spaces(value: Value) -> tuple[bytes, ...]:
    """One or more spaces, in order."""
    spaces = tuple(as_bytes(space, 16) for space in as_list(value, at_most=MAX_ROWS))
    if not spaces:
        raise Malformed("no space named")
    in_order(spaces)
    return spaces


def arrays(rows: Sequence[tuple[object, ...]]) -> list[Value]:
    """Rows as arrays, ready to be encoded."""
    return [list(row) for row in rows]  # type: ignore[arg-type]  # NamedTuples of bytes and integers


@dataclass(frozen=True)
class Flat:
    """What is encoded as the array of its fields: their order is the format's."""

    def value(self) -> list[Value]:
        """The array, ready to be encoded."""
        return [_plain(getattr(self, each.name)) for each in fields(self)]


def _plain(value: Any) -> Value:
    return [list(row) if isinstance(row, tuple) else row for row in value] if isinstance(value, tuple) else value


@dataclass(frozen=True)
class DeviceRow(Flat):
    """One machine of one user: its public keys, and the hash of the request that they came with."""

    user: bytes
    sign_pk: bytes
    kem_pk: bytes
    request: bytes

    @classmethod
    def parse(cls, value: Value) -> "DeviceRow":
        """A row from `[user, sign_pk, kem_pk, request]`."""
        user, sign_pk, kem_pk, request = as_list(value, 4)
        return cls(
            as_bytes(user, 16),
            check_sign_pk(as_bytes(sign_pk, 32)),
            check_kem_pk(as_bytes(kem_pk)),
            as_bytes(request, 32),
        )

    @cached_property
    def device(self) -> bytes:
        """The device's id, computed from its keys."""
        return device_id(self.sign_pk, self.kem_pk)
