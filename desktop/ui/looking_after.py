"""Beside the work of an unlocked window: the store is gone through and copied where that is due.

It knows when, and what to say of it; what is done is the service's matter.
"""

from typing import Final

from PySide6.QtCore import QObject, QTimer

from desktop.services.health import Looked
from desktop.texts import _
from desktop.ui.shell import Shell

# so long after the first page: nobody shall wait for it
LOOKS_AFTER_MS: Final = 1_500


class LookingAfter(QObject):
    """Begins by itself, once; what is wrong goes through the one door for errors, and stays."""

    def __init__(self, shell: Shell, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        QTimer.singleShot(LOOKS_AFTER_MS, self, self._ask)

    def _ask(self) -> None:
        health = self._shell.app.health
        self._shell.tasks.read(lambda: health.due, self._begin)

    def _begin(self, due: bool) -> None:
        if due:
            self._shell.tasks.look_after(self._shell.app.health.look_after, self._looked_after)

    def _looked_after(self, looked: Looked) -> None:
        if looked.cut_off and looked.checked:
            words = _("Rød Tråd was cut off last time. Everything on this pc was gone through, and it is whole.")
            self._shell.message(self._shell.texts(words), "ok")
