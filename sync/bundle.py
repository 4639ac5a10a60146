"""A bundle's manifest and the items in its segments: what travels by hand instead of by wire (docs/format.md).

Parses shape and limits and nothing else: who signed what is judged by whoever takes a bundle in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from sync.codec import Value, as_bytes, as_int, as_list, as_text, decode, encode, encode_again
from sync.crypto.keys import verify
from sync.errors import Malformed, SyncError, Unknown
from sync.heads import Entry
from sync.model import NO_WITNESS, VERSION, ZERO16, CtlRef, Witness, digest

TAG = "rt1/bundle"
MAGIC, END = b"RTB1", b"RTBE"
MAX_MANIFEST = MAX_SEGMENT = 4 << 20
MAX_SEGMENTS = MAX_ITEMS = 65_536
MAX_SPACES = MOST_HEADS = 4096
MAX_RAW = 1 << 20
SIG_LEN = 64
UNSIGNED = bytes(SIG_LEN)
ENDPOINT = ZERO16
"""Stands for the endpoint where a bundle names its maker."""
EXCHANGE, PROVISION, RECEIPT, RESCUE, OF_ENDPOINT = "exchange", "provision", "receipt", "rescue", "endpoint"
PURPOSES = frozenset({EXCHANGE, PROVISION, RECEIPT, RESCUE, OF_ENDPOINT})


class SegmentRow(NamedTuple):
    """How long a segment is, and its SHA-256."""

    length: int
    sha256: bytes


@dataclass(frozen=True)
class Given:
    """What a bundle holds of one space, as its maker says."""

    space: bytes
    gen: int = 0
    first: int = 0
    last: int = 0
    loose: int = 0
    """Commits that stand in no log the maker knows."""
    needs: Witness = NO_WITNESS
    """The place of the log that must be there first; `(0, 0, zeros)` for none."""
    heads: tuple[Witness, ...] = ()

    def value(self) -> list[object]:
        """`[space, gen, first, last, loose, needs, [head..]]`."""
        return [self.space, self.gen, self.first, self.last, self.loose, self.needs, list(self.heads)]

    @classmethod
    def from_value(cls, value: Value) -> "Given":
        """From such an array."""
        space, gen, first, last, loose, needs, heads = as_list(value, 7)
        return cls(
            as_bytes(space, 16),
            as_int(gen),
            as_int(first),
            as_int(last),
            as_int(loose),
            _place(needs),
            tuple(_place(head) for head in as_list(heads, at_most=MOST_HEADS)),
        )


def _place(value: Value) -> Witness:
    gen, seq, chain = as_list(value, 3)
    return Witness(as_int(gen), as_int(seq), as_bytes(chain, 32))


@dataclass(frozen=True)
class Manifest:
    """What a bundle says of itself: who made it, when, why, what is in it."""

    org: bytes
    maker: bytes
    made_ms: int
    expires_ms: int
    """0: never."""
    purpose: str
    ctl: CtlRef
    given: tuple[Given, ...]
    segments: tuple[SegmentRow, ...]

    def raw(self) -> bytes:
        """The canonical bytes, which are signed."""
        given = [each.value() for each in self.given]
        ends = [self.made_ms, self.expires_ms, self.purpose, self.ctl]
        return encode([VERSION, self.org, self.maker, *ends, given, list(self.segments)])

    @classmethod
    def parse(cls, raw: bytes) -> "Manifest":
        """From its canonical bytes. Raises Malformed, or Unknown where a newer version wrote it."""
        fields = as_list(decode(raw, MAX_MANIFEST))
        if not fields:
            raise Malformed("empty")
        if as_int(fields[0], 1) != VERSION:
            raise Unknown("newer bundle version")
        _, org, maker, made_ms, expires_ms, purpose, ctl, given, segments = as_list(fields, 9)
        cseq, ophash = as_list(ctl, 2)
        spaces = tuple(Given.from_value(each) for each in as_list(given, at_most=MAX_SPACES))
        if any(before.space >= after.space for before, after in pairwise(spaces)):
            raise Malformed("spaces are not in order")
        rows = []
        for row in as_list(segments, at_most=MAX_SEGMENTS):
            length, sha256 = as_list(row, 2)
            rows.append(SegmentRow(as_int(length, 1, MAX_SEGMENT), as_bytes(sha256, 32)))
        if as_text(purpose, 32) not in PURPOSES:
            raise Unknown("purpose of a newer version")
        return cls(
            as_bytes(org, 16),
            as_bytes(maker, 16),
            as_int(made_ms),
            as_int(expires_ms),
            as_text(purpose),
            CtlRef(as_int(cseq), as_bytes(ophash, 32)),
            spaces,
            tuple(rows),
        )

    @property
    def hash(self) -> bytes:
        """H("rt1/bundle", manifest): how the bundle ends, and what its maker signs."""
        return digest(TAG, self.raw())

    def signed_by(self, pk: bytes, sig: bytes) -> bool:
        """Whether the holder of this key signed it."""
        return verify(pk, TAG, self.raw(), sig)

    def expired(self, now_ms: int) -> bool:
        """Whether its maker meant it for an earlier time."""
        return 0 < self.expires_ms < now_ms


@dataclass(frozen=True)
class OpItem:
    """A control op with the endpoint's head over it."""

    op: bytes
    head: bytes

    def packed(self) -> bytes:
        """The item's canonical bytes."""
        return encode([1, self.op, self.head])


@dataclass(frozen=True)
class EntryItem:
    """A place in the log of a space."""

    space: bytes
    gen: int
    entry: Entry

    @property
    def header(self) -> bytes:
        """The header's bytes."""
        return as_bytes(as_list(self.entry.commit)[0])

    def packed(self) -> bytes:
        """The item's canonical bytes."""
        return packed_entry(self.space, self.gen, self.entry.seq, self.entry.received_ms, self.entry.raw)


@dataclass(frozen=True)
class LooseItem:
    """A commit that stands in no log its bearer knows, as it came."""

    cid: bytes
    commit: Value

    @property
    def raw(self) -> bytes:
        """The commit's canonical bytes."""
        return encode_again(self.commit)

    @property
    def header(self) -> bytes:
        """The header's bytes."""
        return as_bytes(as_list(self.commit)[0])

    def packed(self) -> bytes:
        """The item's canonical bytes."""
        return packed_loose(self.raw)


@dataclass(frozen=True)
class StartItem:
    """A GenStart, raw."""

    raw: bytes
    NUMBER = 2

    def packed(self) -> bytes:
        """The item's canonical bytes."""
        return encode([self.NUMBER, self.raw])


class HeadItem(StartItem):
    """A Head, raw."""

    NUMBER = 5


class BoxItem(StartItem):
    """A KeyBox, raw."""

    NUMBER = 6


class BeatItem(StartItem):
    """A Beat, raw."""

    NUMBER = 7


Item: TypeAlias = OpItem | EntryItem | LooseItem | StartItem | HeadItem | BoxItem | BeatItem
_RAWS: dict[Value, type[StartItem]] = {kind.NUMBER: kind for kind in (StartItem, HeadItem, BoxItem, BeatItem)}


@dataclass(frozen=True)
class Segment:
    """The items of one segment that could be read, and how many could not."""

    items: tuple[Item, ...]
    malformed: int = 0
    newer: int = 0


def packed_entry(space: bytes, gen: int, seq: int, received_ms: int, commit_raw: bytes) -> bytes:
    """The bytes of an EntryItem; what is stored of a commit is canonical and goes out as it is."""
    return b"\x96" + b"\x03" + encode(space) + encode(gen) + encode(seq) + encode(received_ms) + commit_raw


def packed_loose(commit_raw: bytes) -> bytes:
    """The bytes of a LooseItem."""
    return b"\x92" + b"\x04" + commit_raw


def item_of(value: Value) -> Item | None:
    """An item; None for one of a newer version. Raises Malformed."""
    fields = as_list(value)
    if not fields:
        raise Malformed("empty item")
    number = as_int(fields[0], 1)
    if number in _RAWS:
        return _RAWS[number](as_bytes(as_list(fields, 2)[1], at_most=MAX_RAW))
    if number == 1:
        _, op, head = as_list(fields, 3)
        return OpItem(as_bytes(op, at_most=MAX_RAW), as_bytes(head, at_most=MAX_RAW))
    if number == 3:
        _, space, gen, *entry = as_list(fields, 6)
        return EntryItem(as_bytes(space, 16), as_int(gen, 1), Entry.from_value(entry))
    if number == 4:
        commit = as_list(fields, 2)[1]
        header = as_bytes(as_list(commit, 3)[0])
        return LooseItem(digest("rt1/commit", header), commit)
    return None


def parse_segment(raw: bytes) -> Segment:
    """The items of a segment, each judged by itself. Raises Malformed where the whole cannot be read."""
    items: list[Item] = []
    malformed = newer = 0
    for value in as_list(decode(raw, MAX_SEGMENT), at_most=MAX_ITEMS):
        try:
            item = item_of(value)
        except SyncError:
            malformed += 1
            continue
        if item is None:
            newer += 1
        else:
            items.append(item)
    return Segment(tuple(items), malformed, newer)


def segment_of(packed: Sequence[bytes]) -> bytes:
    """The bytes of a segment from the bytes of its items."""
    count = len(packed)
    head = bytes([0x90 | count]) if count < 16 else b"\xdc" + count.to_bytes(2, "big")
    return head + b"".join(packed)
