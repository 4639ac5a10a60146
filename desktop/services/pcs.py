"""Which pc's share a space with this one, when each was last in contact, and what it has not heard of, as far as known.

Its own last contact is the end of what it knows: a pc that has been away itself calls nobody else silent.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.domain.collation import da_key
from desktop.services.clock import from_ms
from desktop.services.errors import told
from desktop.services.machine import Machine
from desktop.services.program import program_version
from desktop.services.session import Names, pcs_called
from desktop.services.spaces import Spaces
from desktop.services.sync_status import SILENT_DAYS
from desktop.services.syncing import Syncing
from desktop.store.records import Records
from desktop.texts import _
from sync.client.health import Said, said_in
from sync.control import Roster
from sync.heads import Beat

ALONE = _("One pc alone has the key: {spaces}. If that pc breaks, only the recovery pages open it. Let one more pc in.")
UNHEARD = _("has not heard yet that {name} lost access")


@dataclass(frozen=True)
class PcRow:
    """A pc of a colleague, or one's own. `days`: whole days between its last contact and this pc's own last one.

    `unheard`: who lost access to what this pc writes in, without its having heard of it; "" where it has. `user`: whose
    it is, where his name has come.
    """

    who: str
    label: str
    here: bool
    last: datetime | None
    days: int
    silent: bool
    version: str = ""
    unheard: str = ""
    device: bytes = b""
    user: bytes = b""


@dataclass(frozen=True)
class _Heard:
    """What a pc's newest beat says: its moment, and the control log it had.

    The moment is by its own clock, which may be wrong: it is no earlier than what the pc had read there, by the
    server's clock.
    """

    ms: int
    cseq: int


class Pcs:
    """The pc's of the district; for an administrator, of the municipality."""

    def __init__(self, machine: Machine, records: Records, names: Names, syncing: Syncing, spaces: Spaces) -> None:
        self._machine, self._records, self._names, self._syncing = machine, records, names, syncing
        self._shared = spaces

    @told()
    def rows(self) -> tuple[PcRow, ...]:
        """This one first, then those that were in contact last, those never heard from at the end; (R)."""
        if not self._machine.control.ops:
            return ()
        roster, me = self._machine.control.roster(), self._machine.keys.device_id
        entitled = {space: roster.devices_entitled(space) for space in self._spaces(roster)}
        devices = {device for found in entitled.values() for device in found} | {me}
        if roster.is_admin(self._machine.identity.user):
            devices |= {device.device for device in roster.devices}
        heard, removals = self._heard(), {space: roster.removal(space) for space in entitled}
        labels, named = pcs_called(self._records), self._names.users()
        found = []
        for device in devices:
            said = heard.get(device)
            entered = roster.device(device)
            knows = max(said.cseq if said else 0, entered.cseq if entered else 0)
            lost = max((removals[space] for space in entitled if device in entitled[space]), default=(0, b""))
            user = roster.user_of(device) or b""
            row = replace(self._row(device, user, labels.get(device, ""), said), user=user if user in named else b"")
            if not row.here and knows < lost[0]:
                row = replace(row, unheard=self._names.user(roster.user_of(lost[1]) or b""))
            found.append(row)
        return tuple(sorted(found, key=_order))

    @told()
    def alone(self) -> tuple[str, ...]:
        """The spaces whose key stands on one pc alone, by name; (R). That pc is one disk away from the recovery kit.

        Those that are not read here have no name here: they are counted, with whose pc's it is.
        """
        if not self._machine.control.ops:
            return ()
        roster = self._machine.control.roster()
        holders = {s: roster.devices_entitled(s) for s in self._spaces(roster) if roster.epoch(s)}
        found = {s: roster.user_of(held[0]) or b"" for s, held in holders.items() if len(held) == 1}
        names = self._shared.names()
        called = sorted((f"»{names[space]}«" for space in found if space in names), key=da_key)
        unread = [self._names.user(user) for space, user in found.items() if space not in names]
        return (*called, *([self._shared.unread(unread)] if unread else []))

    @told()
    def health(self) -> dict[bytes, Said]:
        """What each pc said of itself when it was last heard: for administrators alone; (R)."""
        machine = self._machine
        if not machine.control.ops or not machine.control.roster().is_admin(machine.identity.user):
            return {}
        beats = machine.journal.beats(machine.identity.org)
        return {device: said_in(machine.journal, Beat.parse(raw)) for device, raw in beats.items()}

    def _spaces(self, roster: Roster) -> list[bytes]:
        """Those that this pc reads; for an administrator, who reads none, all of them."""
        everywhere = roster.is_admin(self._machine.identity.user)
        spaces = roster.spaces if everywhere else self._machine.spaces()
        return [space for space in spaces if space != roster.org]

    def _heard(self) -> dict[bytes, _Heard]:
        """The newest of each pc, over every space that is heard here."""
        heard: dict[bytes, _Heard] = {}
        for space in self._machine.spaces():
            for device, raw in self._machine.journal.beats(space).items():
                beat, before = Beat.parse(raw), heard.get(device, _Heard(0, 0))
                read = self._machine.journal.received_at(space, beat.wit.gen, beat.wit.seq) or 0
                heard[device] = _Heard(max(before.ms, beat.claimed_ms, read), max(before.cseq, beat.ctl.cseq))
        return heard

    def _row(self, device: bytes, user: bytes, label: str, said: _Heard | None) -> PcRow:
        here, known = device == self._machine.keys.device_id, self._syncing.last_contact()
        who = self._names.user(user)
        if here:
            return PcRow(who, label, True, known, 0, False, program_version(), device=device)
        if said is None or known is None:
            return PcRow(who, label, False, None, 0, False, device=device)
        # nobody can have been heard of after the last time one could hear
        last = min(from_ms(said.ms), known)
        days = (known.date() - last.date()).days
        return PcRow(who, label, False, last, days, days >= SILENT_DAYS, device=device)


def _order(row: PcRow) -> tuple[bool, float, tuple[str, str], str]:
    return not row.here, -(row.last.timestamp() if row.last else 0.0), da_key(row.who), row.label
