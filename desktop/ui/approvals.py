"""Beside the work of an unlocked window: what was approved becomes final when its ten minutes are over.

It knows when to ask; what is approved, and how, is the service's matter.
"""

from typing import Final

from PySide6.QtCore import QObject, QTimer

from desktop.assembly import App
from desktop.domain.registry import kinds
from desktop.services.errors import AppError
from desktop.services.events import RecordsChanged
from desktop.ui.bridge import Bridge
from desktop.ui.tasks import Tasks

#: After a finalise that could not be written, a full disk say, it is tried again.
AGAIN_MS: Final = 60_000


class Approvals(QObject):
    """Looks once at the unlock, and sleeps until the next mark is due; without marks it does nothing."""

    def __init__(self, app: App, tasks: Tasks, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._approving, self._tasks = app.approving, tasks
        self._kinds = frozenset(kind.name for kind in kinds().values() if kind.amendable)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._carry_out)
        bridge.records_changed.connect(self._records_changed)
        self._look()

    def _records_changed(self, changed: RecordsChanged) -> None:
        if changed.kinds & self._kinds:
            self._look()

    def _look(self) -> None:
        self._tasks.read(self._approving.due_in, self._due, key="approvals")

    def _due(self, seconds: float | None) -> None:
        if seconds is None:
            self._timer.stop()
        else:
            self._timer.start(round(seconds * 1000) + 1)

    def _carry_out(self) -> None:
        self._tasks.write(self._approving.carry_out, lambda _made: self._look(), self._failed)

    def _failed(self, _error: Exception | AppError) -> None:
        self._timer.start(AGAIN_MS)
