"""The unlocked window: one app, what tells of its events, and the desk that is built anew when its looks change.

It comes with an unlock and goes with a lock; it is imported when something opens.
"""

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLayout, QWidget

from desktop.assembly import App
from desktop.texts import Texts
from desktop.ui.approvals import Approvals
from desktop.ui.bridge import Bridge
from desktop.ui.desk import Desk
from desktop.ui.messages import Messages
from desktop.ui.tasks import Tasks
from desktop.ui.undoing import Back
from desktop.ui.way import Resume, Way

if TYPE_CHECKING:
    from desktop.locked import Locked
    from desktop.services.drafts import DraftRow


class Opened(QObject):
    """`lock`, `rescue` and `setting_changed` are the desk's; `ended`: the control log ended this pc."""

    lock = Signal()
    rescue = Signal(object)
    setting_changed = Signal(str, object)
    ended = Signal()

    def __init__(self, app: App, tasks: Tasks, texts: Texts, layout: QLayout, resume: Resume, parent: QObject) -> None:
        super().__init__(parent)
        self.app, self._tasks, self._texts, self._layout = app, tasks, texts, layout
        tasks.interrupt = app.interrupt
        app.put_off(lambda work: tasks.write(work, told=True))
        self._bridge = Bridge(app.events, self)
        self._backs: list[Back] = []
        self._bridge.machine_ended.connect(self.ended)
        self._approvals = Approvals(app, tasks, self._bridge, self)
        self.desk = self._shown(resume)

    def _shown(self, resume: Resume) -> Desk:
        desk = Desk(self.app, self._tasks, self._bridge, self._texts, self._backs)
        desk.lock.connect(self.lock)
        desk.setting_changed.connect(self.setting_changed)
        desk.rescue.connect(self.rescue)
        self._layout.addWidget(desk)
        desk.show()
        desk.start(resume)
        return desk

    def rebuild(self, dress: Callable[[], object]) -> None:
        """Builds the desk anew after `dress` changed how it looks or speaks; the person stays where he was.

        Not before every save that was asked for has been told of: its page is one of those that go.
        """
        self._tasks.write(lambda: None, lambda _none: self._rebuild(dress), told=True)

    def _rebuild(self, dress: Callable[[], object]) -> None:
        if any(way.busy for way in self.desk.findChildren(Way)):
            self.rebuild(dress)
            return
        self.desk.flush()
        resume = self.desk.resume()
        dress()
        before = self.desk.findChildren(Messages)
        take_away(self._layout, self.desk)
        self.desk = self._shown(resume)
        for now, then in zip(self.desk.findChildren(Messages), before, strict=True):
            now.go_on(then)
        self.desk.focus_named(resume.focus_name)

    def leave(self) -> Resume:
        """Stops what goes on beside the work and takes every page away; what is typed is on its way to the store."""
        self.app.health.stop()
        self.desk.flush()
        resume = self.desk.resume()
        take_away(self._layout, self.desk)
        self._bridge.close()
        self.deleteLater()
        return resume

    def put_away(self, locked: "Locked | None") -> "Callable[[], tuple[DraftRow, ...]]":
        """What the closing thread does when nothing else goes on any more; it gives the drafts that are kept."""
        app = self.app

        def finish() -> "tuple[DraftRow, ...]":
            try:
                with closing(app):
                    return app.drafts.at_lock()
            finally:
                if locked is not None:
                    locked.ways.locked()

        return finish


def take_away(layout: QLayout, made: QWidget) -> None:
    """Takes a widget out of the window; it dies when Qt is done with it."""
    layout.removeWidget(made)
    made.hide()
    made.deleteLater()
