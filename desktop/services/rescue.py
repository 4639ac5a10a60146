"""What can be done where a data folder does not open: try again, put a backup back, let the pc be let in anew.

It needs no key. Nothing is deleted: what lies in the folder is kept aside.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from desktop.services.clock import Clock, from_ms
from desktop.services.errors import told
from desktop.store import restore
from desktop.store.backup import Backups, Reason
from desktop.texts import Message, _

Step = Literal["again", "restore", "enrol"]
ALL: Final[tuple[Step, ...]] = ("again", "restore", "enrol")
STEPS: Final[dict[str, tuple[Step, ...]]] = {
    "vault-missing": ("restore",),
    "vault-lost": ALL,
    "vault-damaged": ALL,
    "vault-too-new": ("again", "restore"),
    "store-missing": ALL,
    "store-damaged": ALL,
    "store-foreign": ALL,
    "store-halfway": ALL,
    "store-too-new": ("again", "restore"),
    "store-failed": ("again", "restore"),
    "disk-full": ("again",),
    "no-room-for-backup": ("again",),
    "read-only-folder": ("again",),
    "damaged": ALL,
}
_MADE_FOR: dict[Reason, Message] = {
    "daily": Message(_("made each day")),
    "asked": Message(_("made when you asked for it")),
    "migration": Message(_("made before an update of the program")),
}


@dataclass(frozen=True)
class BackupRow:
    """A backup as a person chooses it."""

    name: str
    made: datetime
    why: Message
    size: int


class Rescue:
    """One data folder that is not open."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock

    @property
    def folder(self) -> Path:
        """The data folder, for whoever is told where things are kept."""
        return self._folder

    @told()
    def steps(self, kind: str) -> tuple[Step, ...]:
        """What can be done after an error of that kind, in the order in which it is best tried."""
        found = STEPS.get(kind, ())
        return tuple(step for step in found if step != "restore" or Backups(self._folder).list())

    @told()
    def backups(self) -> tuple[BackupRow, ...]:
        """The backups that can be put back, the newest first."""
        return tuple(
            BackupRow(backup.name, from_ms(backup.made_ms), _MADE_FOR[backup.reason], backup.size)
            for backup in Backups(self._folder).list()
        )

    @told()
    def restore(self, name: str, passphrase: str) -> Path:
        """Puts a backup back; where what lay there is kept; slow. Raises as `Locked.unlock`, and NoRoom."""
        return self._folder / restore.restore(self._folder, name, passphrase, self._clock.now_ms())

    @told()
    def set_aside(self) -> Path:
        """Empties the folder for a pc that is let in anew; where what lay there is kept."""
        return self._folder / restore.set_aside(self._folder, self._clock.now_ms())
