"""Which pc's share a space with this one, and when each was last in contact, as far as this pc can know.

Its own last contact is the end of what it knows: a pc that has been away itself calls nobody else silent.
"""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from desktop.domain.collation import da_key
from desktop.services.clock import from_ms
from desktop.services.errors import told
from desktop.services.machine import Machine
from desktop.services.session import Names
from desktop.services.sync_status import SILENT_DAYS
from desktop.services.syncing import Syncing
from desktop.store.records import Records
from sync.heads import Beat


@dataclass(frozen=True)
class PcRow:
    """A pc of a colleague, or one's own. `days`: whole days between its last contact and this pc's own last one."""

    who: str
    label: str
    here: bool
    last: datetime | None
    days: int
    silent: bool
    version: str = ""


class Pcs:
    """The pc's of the district."""

    def __init__(self, machine: Machine, records: Records, names: Names, syncing: Syncing) -> None:
        self._machine, self._records, self._names, self._syncing = machine, records, names, syncing

    @told()
    def rows(self) -> tuple[PcRow, ...]:
        """This one first, then those that were in contact last, those never heard from at the end; (R)."""
        if not self._machine.control.ops:
            return ()
        roster, me = self._machine.control.roster(), self._machine.keys.device_id
        spaces = [space for space in self._machine.spaces() if space != roster.org]
        devices = {device for space in spaces for device in roster.devices_entitled(space)} | {me}
        heard = self._heard(spaces)
        labels = {row.rec: str(row.values.get("label", "")) for row in self._records.all("machine")}
        found = [
            self._row(device, roster.user_of(device), labels.get(device, ""), heard.get(device)) for device in devices
        ]
        return tuple(sorted(found, key=_order))

    def _heard(self, spaces: list[bytes]) -> dict[bytes, int]:
        """What each pc's newest beat says, by its own clock, which may be wrong."""
        heard: dict[bytes, int] = {}
        for space in spaces:
            for device, raw in self._machine.journal.beats(space).items():
                heard[device] = max(heard.get(device, 0), Beat.parse(raw).claimed_ms)
        return heard

    def _row(self, device: bytes, user: bytes | None, label: str, claimed: int | None) -> PcRow:
        here, known = device == self._machine.keys.device_id, self._syncing.last_contact()
        who = self._names.user(user or b"")
        if here:
            return PcRow(who, label, True, known, 0, False, program_version())
        if claimed is None or known is None:
            return PcRow(who, label, False, None, 0, False)
        last = min(from_ms(claimed), known)  # nobody can have been heard of after the last time one could hear
        days = (known.date() - last.date()).days
        return PcRow(who, label, False, last, days, days >= SILENT_DAYS)


def program_version() -> str:
    """The version of this program, "" where it is not installed."""
    try:
        return version("roedtraad")
    except PackageNotFoundError:
        return ""


def _order(row: PcRow) -> tuple[bool, float, tuple[str, str], str]:
    return not row.here, -(row.last.timestamp() if row.last else 0.0), da_key(row.who), row.label
