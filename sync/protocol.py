"""What client and endpoint say to each other: requests, answers and their limits.

Written out in docs/protocol.md. Knows no socket, no storage, and not what is inside a body.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sync.codec import Value, as_bytes, as_int, as_list, as_text, decode, encode
from sync.errors import Malformed
from sync.heads import MAX_SIGNED, Entry, Head

CONTENT_TYPE = "application/vnd.roedtraad"
CHALLENGE_HEADER = "rt-challenge"
COVERED = ("@method", "@path", "@query", "content-digest", CHALLENGE_HEADER)
SIGNATURE_TAG = "rt1"
CHALLENGE_LIFE_S = 600

MAX_OP = 1 << 20
MAX_PUSH = 4 << 20
MAX_PULL = 1 << 20
"""Bytes of commits in one page of a log; one commit more than that is always given, so that none is stuck."""
MAX_ANSWER = 8 << 20
MAX_SMALL = 64 << 10
MAX_TIME_MS = 250_000_000_000_000
"""The last moment a hello may say it is (the year 9892): requests are signed with it, by calendars that end."""
WAIT_S = 25
BEAT_EVERY_S = 5.0
NO_CONTROL_LOG = "control log is empty"
"""Why nobody is known at an endpoint that lost everything: whoever holds the control log may bring it back."""

STORED, DUP, GAP, CTL_BEHIND, DENIED = "stored", "dup", "gap", "ctl_behind", "denied"
EQUIVOCATION, MALFORMED, PURGED, QUOTA = "equivocation", "malformed", "purged", "quota"
STATUSES = frozenset({STORED, DUP, GAP, CTL_BEHIND, DENIED, EQUIVOCATION, MALFORMED, PURGED, QUOTA})
TAKEN = frozenset({STORED, DUP, PURGED})
PASSING = frozenset({GAP, CTL_BEHIND, QUOTA})
"""Refusals that the next round may not meet any more; another is met again until the control log has grown."""


@dataclass(frozen=True)
class Request:
    """One request as data. `path` is absolute, `query` without the question mark."""

    kind: str
    method: str
    path: str
    query: str = ""
    body: bytes = field(default=b"", repr=False)
    space: bytes = b""
    timeout_s: float = 20.0


@dataclass(frozen=True)
class Answer:
    """What came back. `ours` says that it bears our content type: a captive portal's page does not."""

    status: int
    ours: bool
    body: bytes = field(repr=False)


def org_path(org: bytes, *parts: str) -> str:
    """The path of a route of one organisation."""
    return "/".join(["/v1/o", org.hex(), *parts])


def space_path(org: bytes, space: bytes, *parts: str) -> str:
    """The path of a route of one space."""
    return org_path(org, "s", space.hex(), *parts)


@dataclass(frozen=True)
class Hello:
    """The endpoint's first word; the one answer that needs no signed request and proves nothing."""

    versions: tuple[int, ...]
    limits: tuple[int, ...]
    time_ms: int
    challenge: bytes
    server_pk: bytes

    @classmethod
    def parse(cls, raw: bytes) -> "Hello":
        """From `[[version..], [max push, max op, max pull], time_ms, challenge, server_pk]`."""
        versions, limits, time_ms, challenge, server_pk = as_list(decode(raw, MAX_SMALL), 5)
        return cls(
            tuple(as_int(v, 1) for v in as_list(versions, at_most=64)),
            tuple(as_int(n) for n in as_list(limits, at_most=64)),
            as_int(time_ms, 0, MAX_TIME_MS),
            _challenge(challenge),
            as_bytes(server_pk, 32),
        )

    def raw(self) -> bytes:
        """The canonical bytes."""
        return encode([self.versions, self.limits, self.time_ms, self.challenge, self.server_pk])


def _challenge(value: Value) -> bytes:
    if not as_bytes(value, at_most=64):
        raise Malformed("no challenge")
    return as_bytes(value)


def hello_limits() -> tuple[int, ...]:
    """The limits that hello tells."""
    return MAX_PUSH, MAX_OP, MAX_PULL


@dataclass(frozen=True)
class Problem:
    """The body of every answer that is not 200: a fixed word, and for some of them what to go on from."""

    reason: str
    detail: Value = ""

    @classmethod
    def parse(cls, raw: bytes) -> "Problem":
        """From `[reason, detail]`."""
        reason, detail = as_list(decode(raw, MAX_SMALL), 2)
        return cls(as_text(reason, 64), detail)

    def raw(self) -> bytes:
        """The canonical bytes."""
        return encode([self.reason, self.detail])


@dataclass(frozen=True)
class LogPage:
    """A stretch of a log, the Head signed for its last entry, and how far the log goes."""

    entries: tuple[Entry, ...]
    head: Head
    top: int

    @classmethod
    def parse(cls, raw: bytes) -> "LogPage":
        """From `[[entry..], head: bytes, top]`."""
        entries, head, top = as_list(decode(raw, MAX_ANSWER), 3)
        return cls(
            tuple(Entry.from_value(value) for value in as_list(entries)),
            Head.parse(as_bytes(head, at_most=MAX_SIGNED)),
            as_int(top),
        )


def log_page(entries: Sequence[tuple[int, int, bytes]], head: Head, top: int) -> bytes:
    """The bytes of a LogPage from (seq, received_ms, raw commit); what is stored is canonical and goes out as it is."""
    rows = b"".join(b"\x93" + encode(seq) + encode(received_ms) + raw for seq, received_ms, raw in entries)
    return b"\x93" + _array_head(len(entries)) + rows + encode(head.raw()) + encode(top)


def _array_head(count: int) -> bytes:
    if count < 16:
        return bytes([0x90 | count])
    return b"\xdc" + count.to_bytes(2, "big") if count < 1 << 16 else b"\xdd" + count.to_bytes(4, "big")


@dataclass(frozen=True)
class PushResult:
    """What became of one pushed commit; `seq` where it is in the log, else 0."""

    status: str
    seq: int = 0
    reason: str = ""


def _status(value: Value) -> str:
    if (status := as_text(value, 32)) not in STATUSES:
        raise Malformed("no such status")
    return status


@dataclass(frozen=True)
class PushAnswer:
    """One result per commit, in the order pushed, and the Head after them."""

    results: tuple[PushResult, ...]
    head: Head

    @classmethod
    def parse(cls, raw: bytes) -> "PushAnswer":
        """From `[[[status, seq, reason]..], head: bytes]`."""
        rows, head = as_list(decode(raw, MAX_ANSWER), 2)
        results = []
        for row in as_list(rows):
            status, seq, reason = as_list(row, 3)
            results.append(PushResult(_status(status), as_int(seq), as_text(reason, 64)))
        return cls(tuple(results), Head.parse(as_bytes(head, at_most=MAX_SIGNED)))

    def raw(self) -> bytes:
        """The canonical bytes."""
        return encode([[[r.status, r.seq, r.reason] for r in self.results], self.head.raw()])


@dataclass(frozen=True)
class CtlPage:
    """Control ops with their CtlHeads (both raw), and the CtlHead of the newest op there is."""

    ops: tuple[tuple[bytes, bytes], ...]
    head: bytes

    @classmethod
    def parse(cls, raw: bytes) -> "CtlPage":
        """From `[[[op: bytes, ctlhead: bytes]..], ctlhead: bytes]`."""
        rows, head = as_list(decode(raw, MAX_ANSWER), 2)
        ops = []
        for row in as_list(rows):
            op, op_head = as_list(row, 2)
            ops.append((as_bytes(op, at_most=MAX_OP), as_bytes(op_head, at_most=MAX_SMALL)))
        return cls(tuple(ops), as_bytes(head, at_most=MAX_SIGNED))

    def raw(self) -> bytes:
        """The canonical bytes."""
        return encode([[list(pair) for pair in self.ops], self.head])


def parse_raws(raw: bytes) -> tuple[bytes, ...]:
    """An array of byte strings: ops to post, beats, key boxes."""
    return tuple(as_bytes(item, at_most=MAX_OP) for item in as_list(decode(raw, MAX_ANSWER), at_most=65_536))


def refills(ops: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
    """The bodies that bring ops back with the heads they had, `[[op: bytes, CtlHead: bytes]..]`, each within a post."""
    bodies: list[bytes] = []
    while ops:
        size = picked = 0
        for op, head in ops:
            size += len(op) + len(head) + 16
            if picked and size > MAX_PUSH - 64:
                break
            picked += 1
        bodies.append(encode([list(pair) for pair in ops[:picked]]))
        ops = ops[picked:]
    return bodies


def parse_refill(raw: bytes) -> list[tuple[bytes, bytes]]:
    """What such a body brings."""
    pairs = []
    for row in as_list(decode(raw, MAX_PUSH)):
        op, head = as_list(row, 2)
        pairs.append((as_bytes(op, at_most=MAX_OP), as_bytes(head, at_most=MAX_SMALL)))
    return pairs


def parse_wait(raw: bytes) -> tuple[bytes, frozenset[bytes]]:
    """`[token, [id..]]`: the token for the next wait, and the ids that changed since the one sent."""
    token, ids = as_list(decode(raw, MAX_ANSWER), 2)
    return as_bytes(token, at_most=MAX_SMALL), frozenset(as_bytes(i, 16) for i in as_list(ids))


def push_body(commits: Sequence[list[Value]]) -> bytes:
    """The body of a push."""
    return encode(list(commits))


def push_raws(commits: Sequence[bytes]) -> bytes:
    """The same from commits that are canonical bytes already."""
    return _array_head(len(commits)) + b"".join(commits)


def parse_push(raw: bytes) -> list[Value]:
    """The commits of a push as untyped values, each judged on its own."""
    return as_list(decode(raw, MAX_PUSH), at_most=MAX_PUSH // 256)
