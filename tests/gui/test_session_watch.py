"""Screen lock and sleep, told on a real private bus by `dbus-send`, and a sleep that only the clocks tell of."""

import os
import subprocess
from collections.abc import Iterator
from uuid import uuid4

import pytest
from helpers.key_stores import session_bus
from PySide6.QtDBus import QDBusConnection
from pytestqt.qtbot import QtBot

from desktop.ui import session_watch
from desktop.ui.session_watch import SessionWatch

SAVER = ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged")
GNOME = ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged")
SLEEP = ("/org/freedesktop/login1", "org.freedesktop.login1.Manager.PrepareForSleep")
LOCK = ("/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session.Lock")


class Bus:
    """A private bus, a watch on it, and a hand that sends signals."""

    def __init__(self, environment: dict[str, str], bus: QDBusConnection) -> None:
        self._environment = environment
        self.told: list[str] = []
        self.watch = SessionWatch(buses=(bus, bus))
        self.watch.locked.connect(lambda: self.told.append("locked"))
        self.watch.slept.connect(lambda: self.told.append("slept"))

    def send(self, what: tuple[str, str], *arguments: str) -> None:
        """As `dbus-send` sends."""
        subprocess.run(
            ["dbus-send", "--session", "--type=signal", *what, *arguments],
            check=True,
            timeout=10,
            env={**os.environ, **self._environment},
        )


@pytest.fixture
def bus(qtbot: QtBot) -> Iterator[Bus]:
    """The bus; it ends with the test."""
    with session_bus() as environment:
        name = f"rt-{uuid4()}"
        made = Bus(environment, QDBusConnection.connectToBus(environment["DBUS_SESSION_BUS_ADDRESS"], name))
        yield made
        made.watch.deleteLater()
        QDBusConnection.disconnectFromBus(name)


def test_it_hears_every_way_of_locking_and_sleeping(bus: Bus, qtbot: QtBot) -> None:
    """Each signal of a desktop is heard; a screen that is unlocked again locks nothing."""
    assert bus.watch.heard == 5
    bus.send(SAVER, "boolean:false")
    for number, (what, arguments, word) in enumerate(
        (
            (SAVER, ("boolean:true",), "locked"),
            (GNOME, ("boolean:true",), "locked"),
            (LOCK, (), "locked"),
            (SLEEP, ("boolean:true",), "slept"),
            (SLEEP, ("boolean:false",), "slept"),
        ),
        1,
    ):
        bus.send(what, *arguments)
        qtbot.waitUntil(lambda n=number: len(bus.told) == n)
        assert bus.told[-1] == word


@pytest.mark.parametrize("which", [0, 1])
def test_a_clock_that_jumps_was_a_sleep(qtbot: QtBot, which: int) -> None:
    """Where nobody tells of sleep, either clock does. A slow tick is no sleep, nor is a clock that was set back."""
    now = [1000.0, 50.0]
    watch = SessionWatch(buses=(None, None), clocks=(lambda: now[0], lambda: now[1]))
    told: list[str] = []
    watch.slept.connect(lambda: told.append("slept"))
    for step in (5.0, 30.0, -90_000.0, 5.0):
        now[which] += step
        watch.look()
    assert told == []
    now[which] += 70.0
    watch.look()
    watch.look()
    assert told == ["slept"]


def test_without_a_bus_nothing_is_started(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """No session, no system bus: none is asked for, and the clocks are still watched."""
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert session_watch.session_bus() is None
    assert SessionWatch(buses=(None, None)).heard == 0
