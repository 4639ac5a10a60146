"""Looks through a bundle and changes nothing: what is new, known and missing, from whom, how old, how far proved.

The entries of a log are proved by a Head of the endpoint that the chain over them ends in, exactly as in a pull.
"""

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.bundle import (
    ENDPOINT,
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
)
from sync.bundle_chain import Stretch
from sync.bundle_reading import Bundle, Fault
from sync.client.boxes import check_keybox
from sync.client.sealing import usable
from sync.client.taking import LOG_FORKED
from sync.control import FORKED, ControlLog, Roster
from sync.errors import Refused, SyncError
from sync.heads import Beat, GenStart, Head
from sync.keybox import KeyBox
from sync.model import Header

if TYPE_CHECKING:
    from sync.client.rounds import Round

MAX_BOXES = 4096


@dataclass
class Found:
    """What a bundle holds of one space for this machine."""

    space: bytes
    usable: bool
    stretch: Stretch
    fresh: int = 0
    """Commits that are not here."""
    known: int = 0
    missing: int = 0
    """Commits that come after one that is neither here nor in the bundle."""
    unreadable: int = 0
    from_devices: Counter[bytes] = field(default_factory=Counter)
    """Of the fresh ones: how many each device made."""
    oldest_ms: int = 0
    newest_ms: int = 0
    """When the endpoint received the first and the last of the fresh ones; 0 where it never saw one."""
    boxes: list[KeyBox] = field(default_factory=list)
    """Key boxes for this machine, of epochs whose key is not here."""
    beats: int = 0
    lasts: dict[tuple[bytes, bytes], bytes] = field(default_factory=dict)
    """(device, inc) → cid of its last commit in the bundle so far."""


@dataclass
class Survey:
    """What taking a bundle in would do."""

    manifest: Manifest
    maker: str = ""
    """"device" or "endpoint" where the signature of the maker verifies, else ""."""
    expired: bool = False
    ops: int = 0
    """Control ops that are not here."""
    ops_reason: str = ""
    """Why the ops were not read to their end, "" where they were."""
    spaces: dict[bytes, Found] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    malformed: int = 0
    newer: int = 0
    forked: str = ""
    """The endpoint signed something that contradicts what is here: "log forked" or "control log forked"."""

    @property
    def fresh(self) -> int:
        """Commits for this machine that are not here."""
        return sum(found.fresh for found in self.spaces.values() if found.usable)


class Surveyor:
    """Goes through the segments once. It knows the journal, and writes nothing."""

    def __init__(self, round_: "Round", bundle: Bundle) -> None:
        """Raises Refused for a bundle of another organisation."""
        self._round, self._bundle = round_, bundle
        manifest = bundle.manifest
        if manifest.org != round_.org:
            raise Refused("another organisation")
        self.survey = Survey(manifest, expired=manifest.expired(round_.clock.now_ms()))
        self._given = {given.space: given for given in manifest.given}
        self._log = ControlLog.load(round_.org, round_.journal.control_ops())
        self._roster: Roster | None = None

    def steps(self) -> Generator[int, None, Survey]:
        """Reads a segment at a step: its number; the survey at last."""
        for number, segment in self._bundle.segments():
            if isinstance(segment, Segment):
                self._read(segment)
            else:
                self.survey.faults.append(segment)
            yield number
        self.survey.maker = self._maker()
        for found in self.survey.spaces.values():
            self._compare(found)
        return self.survey

    def _read(self, segment: Segment) -> None:
        self.survey.malformed += segment.malformed
        self.survey.newer += segment.newer
        fresh: dict[bytes, list[tuple[bytes, bytes, int]]] = {}
        for item in segment.items:
            try:
                self._item(item, fresh)
            except SyncError:
                self.survey.malformed += 1
        for space, commits in fresh.items():
            self._count(self._found(space), commits)

    def _item(self, item: Item, fresh: dict[bytes, list[tuple[bytes, bytes, int]]]) -> None:
        match item:
            case OpItem():
                self._op(item)
            case EntryItem():
                found = self._found(item.space)
                found.stretch.follow(item.gen, item.entry)
                fresh.setdefault(item.space, []).append((item.entry.cid, item.header, item.entry.received_ms))
            case LooseItem():
                fresh.setdefault(Header.parse(item.header).space, []).append((item.cid, item.header, 0))
            case HeadItem():
                self._head(Head.parse(item.raw))
            case BoxItem():
                self._box(KeyBox.parse(item.raw))
            case BeatItem():
                self._found(Beat.parse(item.raw).space).beats += 1
            case _:
                self._start(GenStart.parse(item.raw))

    # -- the control log

    def _op(self, item: OpItem) -> None:
        if self.survey.ops_reason:
            return
        try:
            if self._log.add(item.op, item.head).cseq > self._round.control.head.cseq:
                self.survey.ops += 1
        except SyncError as error:
            self.survey.ops_reason = error.reason
            if error.reason == FORKED:
                self.survey.forked = FORKED
        self._roster = None

    def _now(self) -> Roster:
        if self._roster is None:
            self._roster = self._log.roster()
        return self._roster

    def _maker(self) -> str:
        if not self._log.head.cseq:
            return ""
        manifest, sig = self.survey.manifest, self._bundle.sig
        if manifest.maker == ENDPOINT:
            return "endpoint" if manifest.signed_by(self._now().server_pk, sig) else ""
        device = self._now().device(manifest.maker)
        return "device" if device is not None and manifest.signed_by(device.sign_pk, sig) else ""

    # -- the logs

    def _found(self, space: bytes) -> Found:
        if space not in self.survey.spaces:
            roster, me = self._now(), self._round.keys.device_id
            mine = self._log.head.cseq > 0 and usable(roster, me, space, self._round.journal.confirmed())
            cursor = self._round.journal.cursor(space)
            stretch = Stretch(self._given.get(space, Given(space)), () if cursor is None else (cursor.witness,))
            self.survey.spaces[space] = Found(space, mine, stretch)
        return self.survey.spaces[space]

    def _start(self, start: GenStart) -> None:
        found = self._found(start.space)
        if start.org == self._round.org and start.verify(self._now().server_pk):
            found.stretch.begin(start)

    def _head(self, head: Head) -> None:
        found = self._found(head.space)
        if head.org == self._round.org and head.verify(self._now().server_pk):
            found.stretch.sign(head)

    def _box(self, box: KeyBox) -> None:
        found = self._found(box.space)
        if box.device != self._round.keys.device_id or len(found.boxes) >= MAX_BOXES:
            return
        check_keybox(self._now(), box)
        if box.epoch not in self._round.journal.epochs(box.space):
            found.boxes.append(box)

    def _compare(self, found: Found) -> None:
        """Whether the endpoint signed another log for others than for this machine."""
        journal = self._round.journal
        for head in found.stretch.heads.values():
            here = journal.chain_at(found.space, head.gen, head.seq)
            if here is not None and here != head.chain:
                self.survey.forked = LOG_FORKED
        cursor = journal.cursor(found.space)
        if cursor is not None and found.stretch.proved() is not None:
            theirs = found.stretch.passed.get((cursor.gen, cursor.seq), cursor.chain)
            if theirs != cursor.chain:
                self.survey.forked = LOG_FORKED

    # -- the commits

    def _count(self, found: Found, commits: list[tuple[bytes, bytes, int]]) -> None:
        here = self._round.journal.settled(found.space, [cid for cid, _header, _ms in commits])
        for cid, raw, received_ms in commits:
            try:
                header = Header.parse(raw)
            except SyncError:
                found.unreadable += 1
                continue
            chain = header.device, header.inc
            if cid in here:
                found.known += 1
            else:
                found.fresh += 1
                found.from_devices[header.device] += 1
                if received_ms:
                    found.newest_ms = max(found.newest_ms, received_ms)
                    found.oldest_ms = min(found.oldest_ms or received_ms, received_ms)
                before = found.lasts.get(chain)
                if header.dseq > 1 and header.dprev != before and not self._here(found.space, header.dprev):
                    found.missing += 1
            found.lasts[chain] = cid

    def _here(self, space: bytes, cid: bytes) -> bool:
        return self._round.journal.commit(space, cid) is not None
