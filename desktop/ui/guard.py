"""When the window locks without being asked: nobody touched it, the screen of the pc was locked, or the pc slept.

It locks nothing itself.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.services.clock import Clock
from desktop.ui import theme
from desktop.ui.idle import IdleTimer

if TYPE_CHECKING:
    from desktop.ui.session_watch import SessionWatch


class Guard(QObject):
    """`lock`: it is time. `slept`: the pc slept, so that only the passphrase opens.

    `minutes` stands for what the person chose, for tests and demonstrations; `due` says that the passphrase is.
    """

    lock = Signal()
    slept = Signal()

    def __init__(self, clock: Clock, minutes: float | None, window: QWidget, due: Callable[[], bool]) -> None:
        super().__init__(window)
        self._minutes = minutes
        self.watch: SessionWatch | None = None
        self.idle = IdleTimer(clock, theme.application(), minutes or 10, window, due)
        self.idle.expired.connect(self.lock)

    def listen(self) -> None:
        """Hears of the pc's screen and its sleep from now on."""
        from desktop.ui.session_watch import SessionWatch  # not at the top: the lock screen is painted first

        if self.watch is None:
            self.watch = SessionWatch(self)
            self.watch.locked.connect(self.lock)
            self.watch.slept.connect(self.slept)

    def look_for_sleep(self) -> None:
        """A sleep that nobody told of is found before a PIN is offered or tried, not seconds later."""
        if self.watch is not None:
            self.watch.look()

    def set_minutes(self, minutes: object) -> None:
        """The minutes that the person chose."""
        if self._minutes is None and isinstance(minutes, int):
            self.idle.set_minutes(minutes)
