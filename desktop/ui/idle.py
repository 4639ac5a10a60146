"""Says when nobody has touched the window for so many minutes; sleep of the machine counts as time."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.services.clock import Clock

_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}
_WATCHED = "roedtraad-watched"
_LOOKS_MS = 5_000
_DUE_MINUTES = 1.0


class IdleTimer(QObject):
    """Watches what the person does in a window. `minutes` may be a fraction, for tests and demonstrations.

    While `due` says that the passphrase is, one quiet minute is enough. It looks at the native window, which hears a
    touch once: a filter on the application is called for every event of every widget, two thousand times while one
    form is built. Menus and dialogs are native windows of their own, so that all are watched while one is open.
    """

    expired = Signal()

    def __init__(
        self,
        clock: Clock,
        app: QObject,
        minutes: float,
        window: QWidget,
        due: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(window)
        self._due, self._window = due, window
        self._clock, self._app = clock, app
        self._all = False
        self._minutes = minutes
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._touched = 0.0
        self._touched_ms = clock.now_ms()

    def set_minutes(self, minutes: float) -> None:
        """Another limit; it counts from the last touch."""
        self._minutes = minutes
        self._timer.setInterval(self._interval())

    def start(self) -> None:
        """Counts from now."""
        self._touch()
        self._watch()
        self._timer.start(self._interval())

    def stop(self) -> None:
        """Counts no more."""
        self._timer.stop()

    def look(self) -> None:
        """Tells `expired` when the time has passed by either clock: the monotonic one may stand still in sleep."""
        self._watch()
        limit = min(self._minutes, _DUE_MINUTES) * 60 if self._due() else self._minutes * 60
        passed = self._clock.monotonic() - self._touched
        by_wall = (self._clock.now_ms() - self._touched_ms) / 1000
        if max(passed, by_wall) >= limit:
            self.stop()
            self.expired.emit()

    def _watch(self) -> None:
        above = QApplication.activePopupWidget() is not None or QApplication.activeModalWidget() is not None
        if above != self._all:
            self._all = above
            (self._app.installEventFilter if above else self._app.removeEventFilter)(self)
        window = self._window.windowHandle()
        # noted on the native window, which may be made anew; never taken off it, for that crashes while it closes
        if window is not None and not window.property(_WATCHED):
            window.setProperty(_WATCHED, True)
            window.installEventFilter(self)

    def _interval(self) -> int:
        return max(50, min(_LOOKS_MS, round(self._minutes * 60_000 / 4)))

    def _touch(self) -> None:
        self._touched = self._clock.monotonic()
        self._touched_ms = self._clock.now_ms()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes a touch; never keeps an event."""
        if event.type() in _TOUCHES:
            self._touch()
        return False
