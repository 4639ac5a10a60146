"""A bundle straight from the endpoint, for a carrier: every log that his machine may fetch, and nothing of it is kept.

What travels stays sealed; each page counts under the endpoint's Head and the chain before it is packed.
"""

from collections.abc import Callable, Iterator

from sync.bundle import (
    EXCHANGE,
    MOST_HEADS,
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
)
from sync.client import calls, headers
from sync.client.transport import Transport
from sync.control import ControlLog
from sync.crypto.keys import DeviceKeys
from sync.model import NO_WITNESS, Witness


class Carrying:
    """Such a bundle in the making: `items` first, to its end, then `signed`."""

    def __init__(
        self,
        transport: Transport,
        control: ControlLog,
        keys: DeviceKeys,
        now_ms: Callable[[], int],
        expires_ms: int,
    ) -> None:
        self._transport, self._control, self._keys = transport, control, keys
        self._now_ms, self._expires_ms = now_ms, expires_ms
        self._given: list[Given] = []
        self.boxes = 0
        """Keys packed for machines that came later."""
        self.keyless: list[bytes] = []
        """No key is missing that this machine could have."""

    @property
    def given(self) -> tuple[Given, ...]:
        """What was packed of each space so far."""
        return tuple(self._given)

    def items(self) -> Iterator[bytes]:
        """Every item, packed; ops first, then space by space. Raises Refused, Unreachable, Malformed."""
        for op, head in self._control.ops:
            yield OpItem(op, head).packed()
        roster = self._control.roster()
        for space in sorted(space for space in roster.spaces if roster.may_fetch(self._keys.device_id, space)):
            yield from self._of(space)

    def signed(self, segments: tuple[SegmentRow, ...]) -> tuple[Manifest, bytes]:
        """The manifest over these segments, and this machine's signature."""
        made_ms, head = max(0, self._now_ms()), self._control.head
        org, me = self._control.org or b"", self._keys.device_id
        manifest = Manifest(org, me, made_ms, self._expires_ms, EXCHANGE, head, self.given, segments)
        return manifest, self._keys.sign(TAG, manifest.raw())

    def _of(self, space: bytes) -> Iterator[bytes]:
        org, roster = self._control.org or b"", self._control.roster()
        start = headers.newest(self._transport, self._control, space)
        yield StartItem(start.raw()).packed()
        for device in roster.devices_entitled(space):
            for box in calls.get_boxes(self._transport, org, space, device):
                self.boxes += 1
                yield BoxItem(box).packed()
        heads: list[Witness] = []
        last = 0
        for page in headers.pages(self._transport, self._control, start, bodies=True):
            for entry in page.entries:
                yield packed_entry(space, start.gen, entry.seq, entry.received_ms, entry.raw)
            last = page.head.seq
            if len(heads) < MOST_HEADS - 1 or last == page.top:
                heads.append(Witness(start.gen, last, page.head.chain))
                yield HeadItem(page.head.raw()).packed()
        for beat in calls.get_beats(self._transport, org, space):
            yield BeatItem(beat).packed()
        self._given.append(Given(space, start.gen, int(last > 0), last, 0, NO_WITNESS, tuple(heads)))
