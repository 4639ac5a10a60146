"""Bundles at the endpoint: packs what it keeps, and takes in what a bundle brings, as if it had been pushed.

Knows the database and the control log; files and their form are `sync.bundle_file`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from sync.bundle import (
    ENDPOINT,
    MOST_HEADS,
    OF_ENDPOINT,
    TAG,
    BeatItem,
    BoxItem,
    EntryItem,
    Given,
    HeadItem,
    Item,
    LooseItem,
    Manifest,
    OpItem,
    Segment,
    SegmentRow,
    StartItem,
    packed_entry,
)
from sync.bundle_reading import Bundle, Fault
from sync.bundle_verifying import signed_by_maker
from sync.codec import Value, encode
from sync.control import ControlLog
from sync.crypto.keys import SigningKey
from sync.errors import Refused, SyncError
from sync.heads import Beat, Head
from sync.keybox import KeyBox
from sync.model import NO_WITNESS, Header, Witness
from sync.protocol import DUP, MAX_PULL, STORED, TAKEN, PushResult
from sync.server import admission
from sync.server.database import rows as db
from sync.server.endpoint import Caller, Endpoint

Progress = Callable[[int, int], None]


@dataclass
class Brought:
    """What a bundle brought, or would bring; reasons are fixed words."""

    manifest: Manifest
    signed: bool = False
    expired: bool = False
    ops: int = 0
    fresh: int = 0
    known: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """Commits that may not enter, by reason."""
    beats: int = 0
    boxes: int = 0
    faults: list[Fault] = field(default_factory=list)
    malformed: int = 0
    newer: int = 0


class Packing:
    """A bundle of one organisation in the making: `items` first, to its end, then `signed`."""

    def __init__(self, endpoint: Endpoint, server: SigningKey, org: bytes, expires_ms: int) -> None:
        """Raises Missing for an organisation that is not served here."""
        self._endpoint, self._server, self._org, self._expires_ms = endpoint, server, org, expires_ms
        self._control = endpoint.control(org)
        self._given: list[Given] = []

    def items(self) -> Iterator[bytes]:
        """Every item, packed; ops first, then space by space."""
        for op, head in self._control.ops:
            yield OpItem(op, head).packed()
        for space in sorted(self._control.roster().spaces):
            yield from self._of(space)

    def signed(self, segments: tuple[SegmentRow, ...]) -> tuple[Manifest, bytes]:
        """The manifest over these segments, under the endpoint's signature."""
        made_ms, ctl = self._endpoint.now_ms(), self._control.head
        given = tuple(self._given)
        manifest = Manifest(self._org, ENDPOINT, made_ms, self._expires_ms, OF_ENDPOINT, ctl, given, segments)
        return manifest, self._server.sign(TAG, manifest.raw())

    def _of(self, space: bytes) -> Iterator[bytes]:
        devices = [device.device for device in self._control.roster().devices]
        with self._endpoint.database.reading() as conn:
            row = db.space_row(conn, self._org, space)
            if row is None:
                return
            start = db.gen_start(conn, row.id, row.gen) or b""
            boxes = [box for device in devices for box in db.get_boxes(conn, row.id, device)]
            beats = db.get_beats(conn, row.id)
        yield StartItem(start).packed()
        for box in boxes:
            yield BoxItem(box).packed()
        heads: list[Witness] = []
        last = 0
        while last < row.seq:
            with self._endpoint.database.reading() as conn:
                page = [entry for entry in db.page(conn, row.id, last, MAX_PULL) if entry.seq <= row.seq]
                now = db.space_row(conn, self._org, space)
            if not page or now is None or now.gen != row.gen:
                raise Refused("log changed under the export")
            for entry in page:
                yield packed_entry(space, row.gen, entry.seq, entry.received_ms, entry.raw)
            last = page[-1].seq
            if last == row.seq or len(heads) < MOST_HEADS - 1:
                head = Head(self._org, space, row.gen, last, page[-1].chain, self._endpoint.now_ms())
                heads.append(Witness(row.gen, last, page[-1].chain))
                yield HeadItem(head.signed(self._server).raw()).packed()
        for beat in beats:
            yield BeatItem(beat).packed()
        first = 1 if row.seq else 0
        self._given.append(Given(space, row.gen, first, row.seq, 0, NO_WITNESS, tuple(heads)))


class _OnlyLookedError(Exception):
    """Rolls back what was done to see whether it would be."""


class Taking:
    """Takes one bundle in, or with `look` only says what it would bring."""

    def __init__(self, endpoint: Endpoint, bundle: Bundle, *, look: bool = False) -> None:
        """Raises Missing for an organisation that is not served here."""
        self._endpoint, self._bundle, self._look = endpoint, bundle, look
        self._org = bundle.manifest.org
        self._before = endpoint.control(self._org)
        expired = bundle.manifest.expired(endpoint.now_ms())
        self.brought = Brought(bundle.manifest, expired=expired)

    def all(self, progress: Progress = lambda done, of: None) -> Brought:
        """Every segment, one transaction for each run of one device."""
        of = len(self._bundle.manifest.segments)
        for number, segment in self._bundle.segments():
            if isinstance(segment, Segment):
                self._segment(segment)
            else:
                self.brought.faults.append(segment)
            if number:
                progress(number, of)
        self.brought.signed = signed_by_maker(self._bundle, self._log().roster())
        return self.brought

    def _segment(self, segment: Segment) -> None:
        self.brought.malformed += segment.malformed
        self.brought.newer += segment.newer
        self._ops([[item.op, item.head] for item in segment.items if isinstance(item, OpItem)])
        commits: dict[bytes, list[Value]] = {}
        for item in segment.items:
            try:
                self._item(item, commits)
            except SyncError as error:
                self.brought.refused[error.reason] += 1
        for space, values in commits.items():
            self._commits(space, [admission.read(value) for value in values])

    def _item(self, item: Item, commits: dict[bytes, list[Value]]) -> None:
        if isinstance(item, EntryItem):
            commits.setdefault(item.space, []).append(item.entry.commit)
        elif isinstance(item, LooseItem):
            commits.setdefault(Header.parse(item.header).space, []).append(item.commit)
        elif isinstance(item, BeatItem):
            self._beat(item.raw)
        elif isinstance(item, BoxItem):
            self._box(item.raw)
        elif isinstance(item, HeadItem) and not self._look:
            self._head(item.raw)

    def _ops(self, pairs: Sequence[list[bytes]]) -> None:
        """Ops with the heads they had: each is verified as a client would."""
        if not pairs:
            return
        try:
            if self._look:
                log = ControlLog.load(self._org, self._before.ops)
                for op, head in pairs:
                    log.add(op, head)
                self.brought.ops += log.head.cseq - self._before.head.cseq
                self._before = log
            else:
                before = self._endpoint.control(self._org).head.cseq
                self._endpoint.generations.refill(self._org, encode(pairs))
                self.brought.ops += self._endpoint.control(self._org).head.cseq - before
        except SyncError as error:
            self.brought.refused[error.reason] += len(pairs)

    def _head(self, raw: bytes) -> None:
        """A Head of this endpoint over more than it holds says that it was put back from a backup."""
        head = Head.parse(raw)
        try:
            self._endpoint.generations.lost(self._org, head.space, raw)
        except Refused:
            return  # nothing is lost, or it is another endpoint's log: the commits are taken by themselves

    def _commits(self, space: bytes, items: list[admission.Item]) -> None:
        results: list[PushResult] = []
        for run in admission.runs(items):
            work = partial(self._known if self._look else self._append, space, run)
            results += self._endpoint.database.write(work)
        for result in results:
            if result.status == STORED:
                self.brought.fresh += 1
            elif result.status in TAKEN:
                self.brought.known += 1
            else:
                self.brought.refused[result.reason or result.status] += 1
        self._endpoint.bell.ring(self._org)

    def _append(self, space: bytes, run: Sequence[admission.Item], conn: db.Connection) -> list[PushResult]:
        return self._endpoint.append(Caller(self._org, b"", space), run, conn, refill=True)

    def _known(self, space: bytes, run: Sequence[admission.Item], conn: db.Connection) -> list[PushResult]:
        row = db.space_row(conn, self._org, space)
        cids = [item.commit.cid for item in run if isinstance(item, admission.Candidate)]
        known = {} if row is None else db.known_seqs(conn, row.id, cids)
        bad = [item for item in run if isinstance(item, PushResult)]
        return bad + [PushResult(DUP if cid in known else STORED) for cid in cids]

    def _beat(self, raw: bytes) -> None:
        beat = Beat.parse(raw)
        device = self._log().roster().device(beat.device)
        if beat.org != self._org or device is None or not beat.verify(device.sign_pk):
            raise Refused("bad beat")
        if self._put(beat.space, lambda conn, row: db.put_beat(conn, row.id, beat.device, beat.n, raw)):
            self.brought.beats += 1

    def _box(self, raw: bytes) -> None:
        box, roster = KeyBox.parse(raw), self._log().roster()
        maker = roster.device(box.by)
        signed = maker is not None and box.signed_by(maker.sign_pk)
        entitled = roster.vouched(box.device, box.space) and roster.rights(box.by, box.space)
        if box.org != self._org or not signed or not entitled or roster.epoch(box.space, box.epoch) is None:
            raise Refused("bad key box")
        if self._put(box.space, lambda conn, row: _keep(conn, row, box.device, box.epoch, box.by, raw)):
            self.brought.boxes += 1

    def _put(self, space: bytes, put: Callable[[db.Connection, db.SpaceRow], bool]) -> bool:
        """Whether it was new here, and kept; with `look`, whether it would be."""

        def work(conn: db.Connection) -> bool:
            row = db.space_row(conn, self._org, space, lock=True)
            if row is None:
                return self._look and self._log().roster().has_space(space)
            new = put(conn, row)
            if new and self._look:
                raise _OnlyLookedError
            return new

        try:
            return self._endpoint.database.write(work)
        except _OnlyLookedError:
            return True

    def _log(self) -> ControlLog:
        return self._before if self._look else self._endpoint.control(self._org)


def _keep(conn: db.Connection, row: db.SpaceRow, device: bytes, epoch: int, maker: bytes, raw: bytes) -> bool:
    if raw in db.get_boxes(conn, row.id, device):
        return False
    db.put_box(conn, row.id, device, epoch, maker, raw)
    return True
