"""Verifies a bundle by what is in it: no key is needed and no journal, only the id of the organisation it names.

The control log in it must begin with the genesis of a root key whose id is the organisation's. Opens no body.
"""

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass, field

from sync.bundle import ENDPOINT, EntryItem, Given, HeadItem, Item, LooseItem, Manifest, OpItem, Segment, StartItem
from sync.bundle_chain import Stretch
from sync.bundle_reading import Bundle, Fault
from sync.codec import Value
from sync.control import ControlLog, Roster
from sync.crypto.keys import verify
from sync.errors import SyncError
from sync.heads import GenStart, Head
from sync.model import Commit


@dataclass
class Checked:
    """What of a bundle verifies. Nothing is wrong where `whole` says so."""

    manifest: Manifest
    signed: bool = False
    """The maker is in the control log, and signed the manifest."""
    ops: int = 0
    ops_reason: str = ""
    """Why the ops were not read to their end, "" where they were."""
    entries: int = 0
    unproved: int = 0
    """Entries that no Head of the endpoint reaches."""
    loose: int = 0
    bad: int = 0
    """Commits that are damaged, or not signed by a machine of the control log."""
    others: int = 0
    """Beats and key boxes, which are judged by whoever uses them."""
    malformed: int = 0
    newer: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether all of it verifies."""
        wrong = self.bad + self.malformed + self.unproved + len(self.faults)
        return self.signed and not self.ops_reason and not wrong


class Verifying:
    """Goes through a bundle once."""

    def __init__(self, bundle: Bundle) -> None:
        self._bundle = bundle
        self._log = ControlLog(bundle.manifest.org)
        self._roster: Roster | None = None
        given = bundle.manifest.given
        self._stretches = {each.space: Stretch(each) for each in given}
        self._entries = Counter[bytes]()
        self._said = Checked(bundle.manifest)

    def steps(self) -> Generator[int, None, Checked]:
        """A segment at a step: its number; at last what was found."""
        said = self._said
        for number, segment in self._bundle.segments():
            if isinstance(segment, Segment):
                said.malformed += segment.malformed
                said.newer += segment.newer
                for item in segment.items:
                    self._item(item)
            else:
                said.faults.append(segment)
            yield number
        said.ops = self._log.head.cseq
        said.signed = self._signed()
        for space, stretch in self._stretches.items():
            proved = stretch.proved()
            reached = proved.seq - stretch.base.seq if proved is not None else 0
            said.unproved += max(0, self._entries[space] - reached)
        return said

    def _item(self, item: Item) -> None:
        try:
            match item:
                case OpItem():
                    self._op(item)
                case EntryItem():
                    self._said.entries += 1
                    self._stretch(item.space).follow(item.gen, item.entry)
                    self._entries[item.space] += 1
                    self._commit(item.entry.commit)
                case LooseItem():
                    self._said.loose += 1
                    self._commit(item.commit)
                case HeadItem():
                    head = Head.parse(item.raw)
                    if head.org == self._bundle.manifest.org and head.verify(self._now().server_pk):
                        self._stretch(head.space).sign(head)
                case StartItem() if type(item) is StartItem:
                    start = GenStart.parse(item.raw)
                    if start.org == self._bundle.manifest.org and start.verify(self._now().server_pk):
                        self._stretch(start.space).begin(start)
                case _:
                    self._said.others += 1
        except SyncError:
            self._said.malformed += 1

    def _stretch(self, space: bytes) -> Stretch:
        if space not in self._stretches:
            self._stretches[space] = Stretch(Given(space))
        return self._stretches[space]

    def _op(self, item: OpItem) -> None:
        if self._said.ops_reason:
            return
        try:
            self._log.add(item.op, item.head)
        except SyncError as error:
            self._said.ops_reason = error.reason
        self._roster = None

    def _now(self) -> Roster:
        if self._roster is None:
            self._roster = self._log.roster()
        return self._roster

    def _commit(self, value: Value) -> None:
        try:
            commit = Commit.from_value(value)
        except SyncError:
            self._said.bad += 1
            return
        device = self._now().device(commit.header.device) if self._log.head.cseq else None
        if device is None or not verify(device.sign_pk, "rt1/commit", commit.header.raw, commit.sig):
            self._said.bad += 1

    def _signed(self) -> bool:
        return self._log.head.cseq > 0 and signed_by_maker(self._bundle, self._now())


def signed_by_maker(bundle: Bundle, roster: Roster) -> bool:
    """Whether the maker that the manifest names is known, and signed it."""
    manifest = bundle.manifest
    if manifest.maker == ENDPOINT:
        return manifest.signed_by(roster.server_pk, bundle.sig)
    device = roster.device(manifest.maker)
    return device is not None and manifest.signed_by(device.sign_pk, bundle.sig)
