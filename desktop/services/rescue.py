"""What can be done where a data folder does not open: try again, a backup, what was not sent, being let in anew.

It needs no key. Nothing is deleted: what lies in the folder is kept aside.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from desktop.services.bundle_words import CannotWrite, plainly
from desktop.services.clock import Clock, from_ms
from desktop.services.errors import Damaged, told
from desktop.store import ended, restore, salvage
from desktop.store.backup import Backups, Reason
from desktop.store.errors import StoreDamaged
from desktop.texts import Message, _
from sync import bundle_file
from sync.bundle import RESCUE, TAG, UNSIGNED, Manifest, OpItem, SegmentRow, packed_loose
from sync.control_ops import NO_HEAD
from sync.crypto.keys import DeviceKeys, org_id
from sync.errors import SyncError
from sync.log import op_ref
from sync.model import ZERO16, Commit

Step = Literal["again", "restore", "carry", "enrol"]
ALL: Final[tuple[Step, ...]] = ("again", "restore", "enrol")
READABLE: Final[tuple[Step, ...]] = ("again", "carry", "restore", "enrol")
"""The key file opens, so that something may be left to read."""
STEPS: Final[dict[str, tuple[Step, ...]]] = {
    "vault-missing": ("restore",),
    "vault-lost": ALL,
    "vault-damaged": ALL,
    "vault-too-new": ("again", "restore"),
    "vault-erased": ("enrol",),
    "vault-locked-out": ("enrol",),
    "store-missing": ALL,
    "store-damaged": READABLE,
    "store-foreign": ALL,
    "store-strange": ALL,
    "store-halfway": READABLE,
    "store-too-new": ("again", "restore"),
    "store-failed": ("again", "restore"),
    "disk-full": ("again",),
    "no-room-to-open": ("again",),
    "no-room-for-backup": ("again",),
    "read-only-folder": ("again",),
    "damaged": READABLE,
}
NOTHING_LEFT = Message(_("What was not sent could not be read, and no file was made."))
_MADE_FOR: dict[Reason, Message] = {
    "daily": Message(_("made each day")),
    "asked": Message(_("made when you asked for it")),
    "migration": Message(_("made before an update of the program")),
    "rotation": Message(_("made before somebody's access was taken out of the keys")),
}


@dataclass(frozen=True)
class BackupRow:
    """A backup as a person chooses it."""

    name: str
    made: datetime
    why: Message
    size: int


@dataclass(frozen=True)
class Carried:
    """What was never sent, saved to a file: how many changes, and how many cannot be read any more."""

    changes: int
    lost: int


class Rescue:
    """One data folder that is not open."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock

    @property
    def folder(self) -> Path:
        """The data folder, for whoever is told where things are kept."""
        return self._folder

    @property
    def anything(self) -> bool:
        """Whether there are notes or backups in it, or were: then it is no folder to begin in."""
        return (self._folder / "store.db").exists() or bool(Backups(self._folder).list())

    @told()
    def steps(self, kind: str) -> tuple[Step, ...]:
        """What can be done after an error of that kind, in the order in which it is best tried."""
        found = STEPS.get(kind, ())
        database = self._folder / "store.db"
        can = {
            "restore": bool(Backups(self._folder).list()),
            "carry": database.is_file() and database.stat().st_size > 0,
        }
        return tuple(step for step in found if can.get(step, True))

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
    def carry(self, path: Path, passphrase: str) -> Carried:
        """Saves what was never sent to a new file, which a colleague's pc or the server can read in; slow.

        Raises as `Locked.unlock`, Damaged where nothing can be read, and CannotWrite.
        """
        try:
            found = salvage.salvage(self._folder, passphrase, self._clock.now_ms())
        except StoreDamaged as problem:
            raise Damaged(NOTHING_LEFT) from problem
        commits = [commit for raw in found.commits if (commit := _commit(raw)) is not None]
        org = org_id(found.root_pk) if found.root_pk else next((commit.header.org for commit in commits), None)
        if org is None:
            raise Damaged(NOTHING_LEFT)
        items = [OpItem(op, head).packed() for op, head in found.ops]
        items += [packed_loose(commit.raw()) for commit in commits]
        keys = DeviceKeys.from_private(found.device_keys) if found.device_keys else None
        made_ms = max(0, self._clock.now_ms())
        ctl = op_ref(found.ops[-1][0]) if found.ops else NO_HEAD

        def signed(segments: tuple[SegmentRow, ...]) -> tuple[Manifest, bytes]:
            maker = keys.device_id if keys else ZERO16
            manifest = Manifest(org, maker, made_ms, 0, RESCUE, ctl, (), segments)
            return manifest, keys.sign(TAG, manifest.raw()) if keys else UNSIGNED

        with plainly(CannotWrite):
            bundle_file.save(path, items, signed)
        return Carried(len(commits), found.lost + len(found.commits) - len(commits))

    @told()
    def set_aside(self) -> Path:
        """Empties the folder for a pc that is let in anew; where what lay there is kept."""
        kept = self._folder / restore.set_aside(self._folder, self._clock.now_ms())
        ended.forget(self._folder)
        return kept


def _commit(raw: bytes) -> Commit | None:
    """The commit in these bytes, None where they are none."""
    try:
        return Commit.parse(raw)
    except SyncError:
        return None
