"""The client's storage seam: what the engine needs of a store (`sync.memory` is one for tests and simulations).

Heads, beats and generation starts pass through as raw bytes (`sync.protocol` reads them). Knows no SQL, no socket,
and judges nothing: verdicts come in ready made.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar

from sync.codec import as_bytes, as_int, as_list, decode
from sync.errors import SyncError
from sync.log_keys import KeyJournal
from sync.log_places import PlaceJournal
from sync.log_purges import PurgeJournal
from sync.model import Commit, CtlRef, PurgeEntry, Witness, digest
from sync.revision import Revision

MAX_OP = 1 << 20
DAMAGED = "damaged: "
"""How the reason begins where a commit did not come whole: neither cid nor chain covers signature and bodies."""

VerdictKind = Literal["ok", "held", "quarantine", "unknown"]
Standing = Literal["", "cut", "must", "purged"]
"""What revisions of a commit are good for: "" they count; "cut" the commit is set aside by a cut alone, and they stand
in signed text that names them; "must" only a newer version understands them, and the groups they set are read-only;
"purged", which a journal says of one revision, a tombstone is read instead."""
Place = tuple[bytes, bytes, int]
"""(device, inc, dseq): where a commit stands among those of its machine."""
T = TypeVar("T")
OutState = Literal["local", "stored", "seen"]


class JournalFull(SyncError):
    """The disk took no more; nothing of the transaction was written."""


@dataclass(frozen=True)
class Cursor:
    """The last entry of a space's log that is stored here; `seq` 0 with `chain` = chain_0 right after a GenStart."""

    gen: int
    seq: int
    chain: bytes

    @property
    def witness(self) -> Witness:
        """What a commit or beat made now bears witness of."""
        return Witness(self.gen, self.seq, self.chain)


@dataclass(frozen=True)
class WriteState:
    """What the next own commit of a space is built on; read in the transaction that also stores it."""

    inc: bytes
    dseq: int
    """The number the next commit gets: 1 for the first of this incarnation."""
    dprev: bytes
    ctl: CtlRef
    witness: Witness
    epoch: int
    key: bytes = field(repr=False)


@dataclass(frozen=True)
class Judged:
    """A commit and what it came to. `revisions` count where `standing` is "", which is where the verdict is "ok"."""

    cid: bytes
    raw: bytes
    """The commit's bytes as received (they may be damaged where the verdict is "quarantine")."""
    commit: Commit | None
    """None where not even the header could be read."""
    seq: int
    """Its place in the log; 0 where it came by another way and has none yet."""
    received_ms: int
    chain: bytes
    """The log's chain up to and including this entry."""
    verdict: VerdictKind
    reason: str
    user: bytes
    """The user of the device at the cited ctl; empty where there are no revisions."""
    revisions: tuple[Revision, ...]
    standing: Standing = ""
    purges: tuple[PurgeEntry, ...] = ()
    """What `purger` names with it, whatever its verdict."""
    purger: bytes = b""
    tombs: tuple[tuple[int, bytes], ...] = ()
    """(i, th): the bodies that are read as erased."""


@dataclass(frozen=True)
class Batch:
    """A verified stretch of a space's log, applied whole or not at all."""

    space: bytes
    gen_start: bytes
    """Raw GenStart that the cursor's generation begins with, "" when it is already stored."""
    entries: tuple[Judged, ...]
    cursor: Cursor
    head: bytes
    """Raw server-signed Head that ends exactly at `cursor`, "" in the middle of a page."""


@dataclass(frozen=True)
class Stored:
    """A commit as it is kept, to be judged again when a key or an op arrives; `seq` 0 where it stands in no log."""

    cid: bytes
    raw: bytes
    seq: int
    received_ms: int
    chain: bytes
    verdict: VerdictKind
    reason: str
    standing: Standing = ""
    """What the revisions kept of it are good for, where it is pending; "" where none are kept."""


@dataclass(frozen=True)
class Changed:
    """What a transaction changed for those who show it."""

    kinds: frozenset[str] = frozenset()
    recs: frozenset[bytes] = frozenset()

    def __or__(self, other: "Changed") -> "Changed":
        return Changed(self.kinds | other.kinds, self.recs | other.recs)


class Journal(KeyJournal, PurgeJournal, PlaceJournal, Protocol):
    """Each method is one transaction, durable on return. Raises JournalFull where the disk takes no more."""

    # -- the control log ------------------------------------------------------------------------------------------
    def control_length(self) -> int:
        """How many ops are stored."""

    def control_ops(self, after: int = 0) -> list[tuple[bytes, bytes]]:
        """(raw ControlOp, raw CtlHead) for cseq `after`+1 and on."""

    def append_control(self, ops: Sequence[tuple[bytes, bytes]], after: int) -> None:
        """Adds verified ops behind cseq `after`; those already stored are skipped. ValueError where it is a gap."""

    # -- confirmations --------------------------------------------------------------------------------------------
    def confirm(self, device: bytes) -> None:
        """The user typed the six words back of a machine that vouched for this one."""

    def confirmed(self) -> frozenset[bytes]:
        """The machines so confirmed: only in spaces they vouched for this one is anything read, written or sealed."""

    # -- own commits ----------------------------------------------------------------------------------------------
    def write_state(self, space: bytes) -> WriteState:
        """What the next own commit is built on: the newest good epoch. Raises Held("no key")."""

    def save_local(self, commit: Commit, revisions: Sequence[Revision]) -> Changed:
        """Keeps a commit just made here; `write_state` was read in the same `whole`."""

    def whole(self, act: Callable[[], T]) -> T:
        """Everything that `act` does with this journal is one transaction."""

    def incarnation(self) -> bytes:
        """The incarnation that own commits are made under."""

    def begin_incarnation(self) -> None:
        """Own commits from now on are told apart from all before: their numbers begin anew, and those of beats jump."""

    def unsent(self, space: bytes) -> list[Commit]:
        """Own commits in state "local", all of them, in the order they were made."""

    def drop_unsent(self, space: bytes, cids: Sequence[bytes]) -> Changed:
        """These own "local" commits go, and what they wrote: they are about to be signed anew."""

    def rename(self, space: bytes, names: Mapping[bytes, bytes]) -> None:
        """Remembers under which cid an own commit was signed anew."""

    def renamed(self, space: bytes, cids: Iterable[bytes]) -> dict[bytes, bytes]:
        """Of these cids, those that were signed anew, and what they are called now."""

    def displaced(self, space: bytes) -> list[bytes]:
        """Own "local" commits at whose (inc, dseq) another own commit stands: this store is older than its machine."""

    def outbox(
        self, space: bytes, at_most: int = 500, max_bytes: int = 1 << 20, without: Collection[bytes] = ()
    ) -> list[Commit]:
        """Own commits in state "local", in the order they were made; at least one if there is any.

        Those of the incarnations `without` are left out.
        """

    def waits(self, space: bytes, cids: Collection[bytes]) -> frozenset[bytes]:
        """Those of `cids` that are own commits in state "local"."""

    def outbox_count(self, space: bytes) -> int:
        """How many own commits are in state "local"."""

    def unsent_kinds(self, made_before_ms: int) -> Mapping[str, int]:
        """How many changes the own commits in state "local" of before then hold, by kind; all spaces."""

    def mark_stored(self, space: bytes, seqs: Mapping[bytes, int]) -> None:
        """cid → seq the endpoint gave. "local" becomes "stored"; a refusal noted before is cleared."""

    def mark_refused(self, space: bytes, cid: bytes, reason: str) -> None:
        """The endpoint would not take an own commit. It stays "local", with the reason beside it."""

    def mark_seen(self, space: bytes, seq: int) -> int:
        """Own "stored" commits that were pulled at or before this seq become "seen"; answers how many did."""

    def missing(self, space: bytes) -> list[bytes]:
        """Own "stored" commits that were never pulled: after a whole pull, the log does not hold them."""

    def mark_local(self, space: bytes, cids: Sequence[bytes]) -> None:
        """These own "stored" commits are "local" again, without a seq."""

    # -- the log of a space ---------------------------------------------------------------------------------------
    def cursor(self, space: bytes) -> Cursor | None:
        """Where the log stands here; None before its first GenStart."""

    def head(self, space: bytes) -> bytes:
        """The newest server-signed Head that was stored with a batch, "" before."""

    def chain_at(self, space: bytes, gen: int, seq: int) -> bytes | None:
        """The chain of this log at `seq` (0 = its GenStart); None where nothing is known of it."""

    def settled(self, space: bytes, cids: Sequence[bytes]) -> frozenset[bytes]:
        """Those of `cids` that are stored here, own ones too, whole and not quarantined: they are not judged twice."""

    def commit(self, space: bytes, cid: bytes) -> bytes | None:
        """The raw bytes of a stored commit, own or pulled."""

    def apply(self, batch: Batch) -> Changed:
        """Entries, opened revisions, views, verdicts and the cursor, in one transaction.

        A cid that is already stored gives only its seq, received_ms and chain (own commits: state "stored" if
        "local"), but an entry with a better verdict replaces a quarantined or damaged one of the same cid.
        """

    def take(self, space: bytes, entries: Sequence[Judged]) -> Changed:
        """Keeps judged commits that came by another way than the log; no cursor moves.

        What is known stays as it is, but for a better verdict in place of a quarantined or damaged one.
        """

    def pending(self, space: bytes) -> list[Stored]:
        """Commits with verdict "held" or "unknown", in log order; and those beyond a cut that no key opened yet."""

    def commits_of(self, space: bytes, device: bytes) -> Iterable[Stored]:
        """Every stored commit of a machine, own ones too, whatever its verdict, in the order it made them."""

    def every(self, space: bytes) -> Iterable[Stored]:
        """Every stored commit of the space, in the order they came."""

    def at_places(self, space: bytes, places: Collection[Place]) -> dict[Place, frozenset[bytes]]:
        """For those of `places` (device, inc, dseq) where commits are stored: their cids."""

    def judged(self, space: bytes) -> int:
        """The cseq of the control log by which all stored commits of the space were judged; 0 before."""

    def mark_judged(self, space: bytes, cseq: int) -> None:
        """Every stored commit of the space is judged by the control log up to `cseq` now."""

    def damaged(self, space: bytes) -> list[Stored]:
        """Commits that did not come whole: their reason begins with DAMAGED."""

    def unhidden(self, space: bytes) -> list[Stored]:
        """Commits that are not yet read as the purges in effect say."""

    def settle(self, space: bytes, entries: Sequence[Judged]) -> Changed:
        """Stores new verdicts, in whatever direction: what counts no more leaves the views, what counts comes in."""

    # -- beats ----------------------------------------------------------------------------------------------------
    def beats(self, space: bytes) -> dict[bytes, bytes]:
        """device → its newest raw beat."""

    def put_beats(self, space: bytes, beats: Mapping[bytes, bytes]) -> None:
        """Replaces the beats of these devices."""

    def next_beat(self, space: bytes) -> int:
        """A number higher than any given before, 1 first."""

    def lasts(self, space: bytes) -> list[tuple[bytes, int, bytes]]:
        """(inc, dseq, cid) of the last own commit in each incarnation, sorted by inc."""

    # -- alarms ---------------------------------------------------------------------------------------------------
    def freeze(self, reason: str, mine: bytes, theirs: bytes) -> None:
        """The endpoint was caught lying: keeps the two signed proofs. From now on `frozen()` answers the reason."""

    def frozen(self) -> str:
        """The reason, "" while the endpoint is trusted."""

    def alarm(self, space: bytes, reason: str, device: bytes) -> None:
        """Something that is shown but changes no verdict: a gap, an equivocation, a witness off the chain."""


def op_ref(op_raw: bytes) -> CtlRef:
    """The (cseq, ophash) of a stored, verified op: how headers cite it."""
    payload = as_bytes(as_list(decode(op_raw, MAX_OP), 3)[0])
    return CtlRef(as_int(as_list(decode(payload, MAX_OP))[2], 1), digest("rt1/ctl", payload))
