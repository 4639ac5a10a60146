"""What the control log says so far, each fact with the place of the log that it holds from.

Written by the rules of the ops alone, read through `sync.control_roster`.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from sync.control_rows import RIGHTS, Box, Cut, DeviceRow, Start

K = TypeVar("K")
V = TypeVar("V")

NONE: frozenset[str] = RIGHTS["none"]


class Timeline(Generic[K, V]):
    """Values by key, each with the place of the log it holds from; what was once true can still be asked for."""

    def __init__(self) -> None:
        self._steps: dict[K, tuple[list[int], list[V]]] = {}

    def set(self, cseq: int, key: K, value: V) -> None:
        """From `cseq` on, `key` has `value`."""
        places, values = self._steps.setdefault(key, ([], []))
        places.append(cseq)
        values.append(value)

    def at(self, cseq: int, key: K) -> V | None:
        """The value at `cseq`, or None where there was none yet."""
        steps = self._steps.get(key)
        if steps is None:
            return None
        index = bisect_right(steps[0], cseq)
        return steps[1][index - 1] if index else None

    def values(self, cseq: int, key: K) -> list[V]:
        """Every value that `key` had up to `cseq`."""
        places, values = self._steps.get(key, ([], []))
        return values[: bisect_right(places, cseq)]

    def items(self, cseq: int) -> Iterator[tuple[K, V]]:
        """Every key that had a value at `cseq`."""
        for key in self._steps:
            value = self.at(cseq, key)
            if value is not None:
                yield key, value


@dataclass(frozen=True)
class Device:
    """One machine of one user. `trusted`: entered by genesis, by the root or by two administrators."""

    row: DeviceRow
    device: bytes
    cseq: int
    trusted: bool

    @property
    def user(self) -> bytes:
        """Whose machine it is."""
        return self.row.user

    @property
    def sign_pk(self) -> bytes:
        """What its signatures are checked with."""
        return self.row.sign_pk

    @property
    def kem_pk(self) -> bytes:
        """What boxes for it are sealed to."""
        return self.row.kem_pk

    @property
    def request(self) -> bytes:
        """The hash of the request that was approved."""
        return self.row.request


@dataclass(frozen=True)
class EpochInfo:
    """One generation of a space's key, as its op names it."""

    space: bytes
    epoch: int
    from_epoch: int
    kcommit: bytes
    boxes: Mapping[bytes, Box]
    recovery_box: bytes
    link: bytes
    maker: bytes
    cseq: int


class Vouched(NamedTuple):
    """By which machine, and in which op, a machine was vouched for."""

    by: bytes
    cseq: int


@dataclass(frozen=True)
class Lowering:
    """An op that took rights from a machine in a space: beyond its cuts only `left` remains (rule V)."""

    cseq: int
    left: frozenset[str]
    cuts: Mapping[bytes, Cut]
    handover: bool
    """Whether what was written beyond the cuts may still come, to be handed over: nobody is suspected of anything."""


@dataclass(frozen=True)
class Adoption:
    """A chain of commits that lies within every cut: `to_cid` and its ancestors in the incarnation down to `floor`."""

    cseq: int
    inc: bytes
    floor: int
    to_cid: bytes


@dataclass(frozen=True)
class Revocation:
    """How a machine ended, and who said so: machines, or None for the root."""

    cseq: int
    lost: bool
    first: bytes | None
    second: bytes | None
    cosigned: bool


@dataclass
class Facts:
    """All that the log says so far; only the rules of the ops write here, one op at a time."""

    org: bytes = b""
    root_pk: bytes = b""
    devices: dict[bytes, Device] = field(default_factory=dict)
    machines: dict[bytes, list[bytes]] = field(default_factory=dict)
    spaces: dict[bytes, int] = field(default_factory=dict)
    server_pk: Timeline[None, bytes] = field(default_factory=Timeline)
    starts: Timeline[bytes, Start] = field(default_factory=Timeline)
    recovery_pk: Timeline[None, bytes] = field(default_factory=Timeline)
    dpo: Timeline[None, bytes] = field(default_factory=Timeline)
    revoked: Timeline[bytes, Revocation] = field(default_factory=Timeline)
    admins: Timeline[bytes, int] = field(default_factory=Timeline)
    carriers: Timeline[bytes, int] = field(default_factory=Timeline)
    policy: Timeline[str, int | str | bytes] = field(default_factory=Timeline)
    members: dict[bytes, Timeline[bytes, frozenset[str]]] = field(default_factory=dict)
    vouches: dict[bytes, Timeline[bytes, Vouched | bool]] = field(default_factory=dict)
    epochs: dict[bytes, list[EpochInfo]] = field(default_factory=dict)
    recovered: dict[bytes, Timeline[bytes, int]] = field(default_factory=dict)
    """By space, the machines whose keys came out of the recovery kit, and the op that says so."""
    lowerings: dict[tuple[bytes, bytes], list[Lowering]] = field(default_factory=dict)
    adoptions: dict[tuple[bytes, bytes], list[Adoption]] = field(default_factory=dict)
    """By (space, device), as the lowerings."""
    touched: list[tuple[int, bytes, bytes]] = field(default_factory=list)
    """(op, space, device) of each of both, in the order of the log."""

    def lower(self, space: bytes, device: bytes, lowering: Lowering) -> None:
        """Notes that the op took something from the machine there."""
        self.lowerings.setdefault((space, device), []).append(lowering)
        self.touched.append((lowering.cseq, space, device))

    def adopt(self, space: bytes, device: bytes, adoption: Adoption) -> None:
        """Notes that the op took over a chain of the machine's."""
        self.adoptions.setdefault((space, device), []).append(adoption)
        self.touched.append((adoption.cseq, space, device))
