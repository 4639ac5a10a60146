"""What the engine tells: events for those who show it, and the state it is in. Frozen values, nothing more."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

StateKind = Literal["idle", "syncing", "offline", "behind", "held", "full", "frozen"]


@dataclass(frozen=True)
class SyncState:
    """Where the engine stands; `reason` is a fixed word, "" where the kind says all."""

    kind: StateKind
    reason: str = ""


@dataclass(frozen=True)
class Idle:
    """Nothing is wanted for so many seconds; a nudge ends it."""

    seconds: float


@dataclass(frozen=True)
class RecordsChanged:
    """Records came from others, or were judged anew."""

    space: bytes
    kinds: frozenset[str]
    recs: frozenset[bytes]


@dataclass(frozen=True)
class OutboxChanged:
    """Own commits were stored, seen by others, or refused."""

    space: bytes


@dataclass(frozen=True)
class ControlChanged:
    """The control log grew to `cseq`."""

    cseq: int


@dataclass(frozen=True)
class KeysChanged:
    """Keys of a space arrived."""

    space: bytes


@dataclass(frozen=True)
class StateChanged:
    """The engine's state is another."""

    state: SyncState


@dataclass(frozen=True)
class SetAside:
    """A commit was quarantined, alone."""

    space: bytes
    cid: bytes
    reason: str


@dataclass(frozen=True)
class Alarm:
    """Something people should hear of that changes no verdict."""

    space: bytes
    reason: str
    device: bytes


Event: TypeAlias = RecordsChanged | OutboxChanged | ControlChanged | KeysChanged | StateChanged | SetAside | Alarm
