"""Between the card on the lock screen and the data folder: does on the reader what is chosen there.

It shows nothing.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.texts import Message, _
from desktop.ui.lock import LockScreen
from desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from desktop.locked import Locked
    from desktop.services.rescue import BackupRow, Rescue, Step

RESTORED = _("The backup was put back. What you have sent since is on its way. The old files are kept in {folder}.")


class Rescuing(QObject):
    """Lives as long as its lock screen. `locked` and `tasks` are asked for when they are needed: they come and go."""

    def __init__(
        self,
        screen: LockScreen,
        locked: "Callable[[], Locked | None]",
        tasks: Callable[[], Tasks],
        again: Callable[[], object],
        restored: Callable[[Path, str], object],
    ) -> None:
        super().__init__(screen)
        self._screen = screen
        self._card, self._locked, self._tasks, self._restored = screen.rescue, locked, tasks, restored
        self._card.again.connect(again)
        self._card.restore.connect(self._restore)
        self._card.carry.connect(self._carry)
        self._card.aside.connect(self._set_aside)

    def offer(self, kind: str, title: Message, sentence: Message) -> None:
        """Shows what can be done after an error of that kind, if anything can, and then what it was above it."""
        rescue = self._rescue()
        if rescue is None:
            return

        def shown(found: "tuple[tuple[Step, ...], tuple[BackupRow, ...]]") -> None:
            self._card.offer(*found, rescue.folder)
            if found[0]:
                self._screen.give_way(title, sentence)

        # a disk that cannot be asked what is on it has been told of already: nothing more is offered
        self._tasks().read(
            lambda: (rescue.steps(kind), rescue.backups()), shown, lambda _error: self._card.hide(), key="rescue"
        )

    def _restore(self, name: str, passphrase: str) -> None:
        rescue = self._rescue()
        if rescue is not None:
            self._tasks().read(
                lambda: rescue.restore(name, passphrase),
                lambda kept: self._restored(kept, passphrase),
                self._card.refused,
            )

    def _carry(self, file: str, passphrase: str) -> None:
        rescue = self._rescue()
        if rescue is not None:
            self._tasks().read(
                lambda: rescue.carry(Path(file), passphrase),
                lambda found: self._card.carried(file, found.changes, found.lost),
                self._card.refused,
            )

    def _set_aside(self) -> None:
        rescue = self._rescue()
        if rescue is not None:
            self._tasks().read(rescue.set_aside, self._card.put_aside, self._card.refused)

    def _rescue(self) -> "Rescue | None":
        locked = self._locked()
        return None if locked is None else locked.rescue
