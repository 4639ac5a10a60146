"""What was approved becomes final by itself: looked at once, then when it is due, and again after a failure."""

from types import SimpleNamespace

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.services.errors import AppError
from desktop.services.events import Events, RecordsChanged
from desktop.ui import approvals
from desktop.ui.approvals import Approvals
from desktop.ui.bridge import Bridge
from desktop.ui.tasks import Tasks


class Marks:
    """Marks that are due at once, and a disk that is full the first time."""

    def __init__(self) -> None:
        self.left, self.tried, self.looked = 0, 0, 0

    def due_in(self) -> float | None:
        """At once, while there is one."""
        self.looked += 1
        return 0.0 if self.left else None

    def carry_out(self) -> int:
        """Fails once."""
        self.tried += 1
        if self.tried == 1:
            raise AppError
        self.left = 0
        return 1


def test_a_mark_is_carried_out_when_due_and_again_where_it_failed(qtbot: QtBot, monkeypatch: object) -> None:
    """Without marks it sleeps; a note that is marked wakes it, a change of another kind does not."""
    monkeypatch.setattr(approvals, "AGAIN_MS", 1)  # type: ignore[attr-defined]
    events, marks, owner = Events(), Marks(), QObject()
    tasks, bridge = Tasks(lambda _error: None, owner), Bridge(events, owner)
    made = Approvals(SimpleNamespace(approving=marks), tasks, bridge, owner)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: marks.looked == 1)
    assert not made._timer.isActive()
    events.emit(RecordsChanged(frozenset({"institution"}), frozenset()))
    marks.left = 1
    events.emit(RecordsChanged(frozenset({"consultation"}), frozenset()))
    qtbot.waitUntil(lambda: marks.left == 0)
    qtbot.waitUntil(lambda: marks.looked == 3)
    assert marks.tried == 2
    tasks.stop()
    bridge.close()
