"""What a machine packs into a bundle: the control log, the logs it holds, what stands in no log yet, keys and beats.

Only signed and sealed things go in; nothing is read that is not sent over the wire too. Knows no file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.bundle import (
    EXCHANGE,
    RECEIPT,
    TAG,
    BeatItem,
    BoxItem,
    Given,
    HeadItem,
    Manifest,
    OpItem,
    SegmentRow,
    StartItem,
    packed_entry,
    packed_loose,
)
from sync.client import beating, keyring
from sync.client.rotation import withheld
from sync.client.sealing import missing_boxes
from sync.errors import SyncError
from sync.heads import Head
from sync.log_places import FIRST
from sync.model import NO_WITNESS, Commit, Header, Witness

if TYPE_CHECKING:
    from sync.client.rounds import Round

PLACES = 1000
"""Places of a log looked up at a time."""


@dataclass(frozen=True)
class Wish:
    """What is wanted. `after` says what the receiver has of each space already."""

    purpose: str = EXCHANGE
    expires_ms: int = 0
    devices: tuple[bytes, ...] = ()
    """For whom keys are packed; everybody who lacks one where none is named."""
    after: Mapping[bytes, int] = field(default_factory=dict)


class Packing:
    """One bundle in the making: `items` first, to its end, then `signed`."""

    def __init__(self, round_: "Round", wish: Wish) -> None:
        self._round, self._wish = round_, wish
        self._roster = round_.control.roster()
        self._given: list[Given] = []
        self.boxes = 0
        """Keys packed for machines that came later."""
        self.keyless: list[bytes] = []
        """Spaces where a machine of the wish is entitled to a key that this one does not have."""

    @property
    def given(self) -> tuple[Given, ...]:
        """What was packed of each space so far."""
        return tuple(self._given)

    def items(self) -> Iterator[bytes]:
        """Every item, packed; ops first, then space by space."""
        for op, head in self._round.control.ops:
            yield OpItem(op, head).packed()
        for space in sorted(self._round.spaces()):
            yield from self._of(space)

    def signed(self, segments: tuple[SegmentRow, ...]) -> tuple[Manifest, bytes]:
        """The manifest over these segments, and this machine's signature."""
        keys, wish = self._round.keys, self._wish
        made_ms = max(0, self._round.clock.now_ms())
        ctl = self._round.control.head
        manifest = Manifest(
            self._round.org, keys.device_id, made_ms, wish.expires_ms, wish.purpose, ctl, self.given, segments
        )
        return manifest, keys.sign(TAG, manifest.raw())

    def _of(self, space: bytes) -> Iterator[bytes]:
        journal, whole = self._round.journal, self._wish.purpose != RECEIPT
        cursor = journal.cursor(space)
        gen, heads = 0, []
        if cursor is not None:
            gen = cursor.gen
            yield StartItem(journal.start(space)).packed()
            head = _head(journal.head(space), gen)
            if head is not None:
                heads.append(Witness(head.gen, head.seq, head.chain))
                yield HeadItem(head.raw()).packed()
        if whole:
            for box in self._boxes(space):
                yield BoxItem(box).packed()
        first = last = loose = 0
        needs = NO_WITNESS
        if cursor is not None and whole:
            after = self._wish.after.get(space, 0)
            chain = journal.chain_at(space, gen, after) if 0 < after <= cursor.seq else None
            if chain is not None:
                needs = Witness(gen, after, chain)
            last = needs.seq
            while page := journal.places(space, gen, last, PLACES):
                for place in page:
                    raw = journal.commit(space, place.cid) or b""
                    yield packed_entry(space, gen, place.seq, place.received_ms, raw)
                    last = place.seq
            first = needs.seq + 1 if last > needs.seq else 0
        for raw in self._loose(space):
            loose += 1
            yield packed_loose(raw)
        for beat in (*self._beats(space), beating.made(self._round, space)):
            yield BeatItem(beat).packed()
        self._given.append(Given(space, gen, first, last if first else 0, loose, needs, tuple(heads)))

    def _beats(self, space: bytes) -> list[bytes]:
        me = self._round.keys.device_id
        return [raw for device, raw in self._round.journal.beats(space).items() if device != me]

    def _loose(self, space: bytes) -> Iterator[bytes]:
        """Commits in no log: own ones up to the first that must wait for a new key, then those of others."""
        journal, me = self._round.journal, self._round.keys.device_id
        waits = withheld(self._round.control, space)
        for stored in journal.commits_of(space, me):
            if stored.seq:
                continue
            header = _header(stored.raw)
            if header is None or waits(header):
                break
            yield stored.raw
        if self._wish.purpose == RECEIPT:
            return
        after = FIRST
        while page := journal.unplaced(space, after):
            after = page[-1].key
            for one in page:
                header = _header(one.raw)
                if one.key.device != me and header is not None and not waits(header):
                    yield one.raw

    def _boxes(self, space: bytes) -> list[bytes]:
        """Keys of the space for machines that came after its newest epoch: those of the wish, or all of them.

        Also where a box lies at the endpoint already: the receiver may have no way to it.
        """
        came = [device for device in missing_boxes(self._roster, space) if device != self._round.keys.device_id]
        boxes = keyring.boxes_of(self._round, space, self._wish.devices or came) if came else []
        lacking = set(came) & set(self._wish.devices)
        if lacking and not boxes:
            self.keyless.append(space)
        self.boxes += len(boxes)
        return boxes


def _head(raw: bytes, gen: int) -> Head | None:
    head = Head.parse(raw) if raw else None
    return head if head is not None and head.gen == gen else None


def _header(raw: bytes) -> Header | None:
    """None for a commit that cannot be read: it is of use to nobody."""
    try:
        return Commit.parse(raw).header
    except SyncError:
        return None
