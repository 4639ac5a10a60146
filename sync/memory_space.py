"""What a Journal in memory holds of one space; open to tests."""

from dataclasses import dataclass, field

from sync.log import Cursor, Judged, OutState, Standing, VerdictKind
from sync.model import Commit, Dot
from sync.purging import Naming
from sync.revision import Revision


@dataclass(frozen=True)
class Known:
    """One revision as the merge wants it (tests and simulations); its `standing` says what it is good for."""

    cid: bytes
    i: int
    revision: Revision
    user: bytes
    device: bytes
    received_ms: int | None
    standing: Standing = ""


@dataclass(frozen=True)
class Own:
    """A commit of the journal's own machine: how far it is, why it was refused, and whether it counts here."""

    commit: Commit
    state: OutState = "local"
    reason: str = ""
    verdict: VerdictKind = "ok"


@dataclass
class SpaceLog:
    """One space."""

    cursor: Cursor | None = None
    head: bytes = b""
    starts: dict[int, bytes] = field(default_factory=dict)
    entries: dict[bytes, Judged] = field(default_factory=dict)
    chains: dict[tuple[int, int], bytes] = field(default_factory=dict)
    places: dict[tuple[int, int], tuple[bytes, int]] = field(default_factory=dict)
    """(gen, seq) → the commit there, and when the endpoint says it came."""
    own: dict[bytes, Own] = field(default_factory=dict)
    seqs: dict[bytes, int] = field(default_factory=dict)
    listed: set[bytes] = field(default_factory=set)
    times: dict[bytes, int] = field(default_factory=dict)
    links: dict[bytes, bytes] = field(default_factory=dict)
    revisions: dict[tuple[bytes, int], Known] = field(default_factory=dict)
    """Those that count."""
    passive: dict[tuple[bytes, int], Known] = field(default_factory=dict)
    """Those of commits that do not count, and are of use all the same."""
    beats: dict[bytes, bytes] = field(default_factory=dict)
    beat: int = 0
    judged: int = 0
    named: dict[Naming, None] = field(default_factory=dict)
    tombs: dict[Dot, tuple[bytes, bool]] = field(default_factory=dict)
    """What is read as erased: as which tombstone, and whether the bytes are gone."""
    names: dict[bytes, bytes] = field(default_factory=dict)
