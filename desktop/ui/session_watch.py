"""Hears that the screen of the pc was locked or that it goes to sleep, and notices a sleep that it was not told of.

On Linux it listens on the session and the system bus; everywhere a clock that jumped tells of sleep. It locks nothing.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import SLOT, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection

# so often the clocks are looked at, and so much longer than that is a sleep and not a busy pc
_TICK_MS = 5_000
_SLEEP_S = 60.0
_SYSTEM_BUS = Path("/run/dbus/system_bus_socket")
# (path, interface, signal, slot); screen savers speak on the session bus, login1 on the system's
_SESSION = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", "_screen(bool)"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", "_screen(bool)"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", "_screen(bool)"),
)
_SYSTEM = (
    ("/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", "_sleep(bool)"),
    # the session's path is one of many: `loginctl lock-session`, and the lock key of some desktops
    ("", "org.freedesktop.login1.Session", "Lock", "_lock()"),
)


class SessionWatch(QObject):
    """`locked`: the screen of the pc was locked. `slept`: it goes to sleep, or has slept."""

    locked = Signal()
    slept = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        buses: "tuple[QDBusConnection | None, QDBusConnection | None] | None" = None,
        clocks: tuple[Callable[[], float], Callable[[], float]] = (time.time, time.monotonic),
    ) -> None:
        super().__init__(parent)
        self._session, self._system = buses or (session_bus(), system_bus())
        self._clocks = clocks
        self._seen = self._now()
        self.heard = 0
        for bus, signals in ((self._session, _SESSION), (self._system, _SYSTEM)):
            for signal in signals if bus is not None else ():
                self._hear(bus, *signal)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def _hear(self, bus: QDBusConnection | None, path: str, interface: str, name: str, slot: str) -> None:
        # No service: whoever plays the screen saver on this bus is believed, for it can only lock.
        if bus is not None:
            self.heard += bus.connect("", path, interface, name, self, SLOT(slot))  # type: ignore[call-overload]  # stub: bytes

    def look(self) -> None:
        """Tells of a sleep when a clock went on by much more than a tick; a paused timer was one."""
        before, self._seen = self._seen, self._now()
        if max(now - then for now, then in zip(self._seen, before, strict=True)) > _SLEEP_S + _TICK_MS / 1000:
            self.slept.emit()

    def _now(self) -> tuple[float, ...]:
        return tuple(clock() for clock in self._clocks)

    @Slot(bool)
    def _screen(self, active: bool) -> None:
        if active:
            self.locked.emit()

    @Slot(bool)
    def _sleep(self, _begins: bool) -> None:
        # also when it ends: the first word may have come too late
        self.slept.emit()

    @Slot()
    def _lock(self) -> None:
        self.locked.emit()


def session_bus() -> QDBusConnection | None:
    """The bus of the desktop, where there is one; none is started for us."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    there = os.environ.get("DBUS_SESSION_BUS_ADDRESS") or (runtime and (Path(runtime) / "bus").exists())
    return _connected(QDBusConnection.sessionBus) if there else None


def system_bus() -> QDBusConnection | None:
    """The bus of the machine, where there is one."""
    there = os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") or _SYSTEM_BUS.exists()
    return _connected(QDBusConnection.systemBus) if there else None


def _connected(bus: Callable[[], QDBusConnection]) -> QDBusConnection | None:
    if sys.platform != "linux":
        return None
    found = bus()
    return found if found.isConnected() else None
