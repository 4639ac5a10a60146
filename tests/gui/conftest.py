"""Offscreen widgets in the light theme; a window of the fake services, locked or unlocked."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable, Iterator

import pytest
from helpers.fake_services import FakeLocked, HandClock
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.texts import Texts
from desktop.ui import theme
from desktop.ui.appearance import Look
from desktop.ui.window import Window

LIGHT = Look("light", 100)
# said by the offscreen platform itself, of every window
_PLATFORM = "This plugin does not support"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the offscreen platform says of itself is no fault of a widget."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore(_PLATFORM))


@pytest.fixture(autouse=True)
def light(qapp: QApplication) -> theme.Theme:
    """Every test begins light and at 100 %. A sheet is given anew only where it is another: it paints every widget."""
    look = theme.Theme()
    if theme.current() != look or not qapp.styleSheet():
        theme.apply(qapp, look)
    return look


@pytest.fixture
def clock() -> HandClock:
    """A clock that stands still until it is moved."""
    return HandClock()


@pytest.fixture
def locked(clock: HandClock) -> FakeLocked:
    """The fake data folder."""
    return FakeLocked(clock)


@pytest.fixture
def make_window(qtbot: QtBot, clock: HandClock, locked: FakeLocked) -> Iterator[Callable[..., Window]]:
    """Makes a shown, locked window; it is closed after the test."""
    made: list[Window] = []

    def make(look: Look = LIGHT, wait: bool = True, **more: object) -> Window:
        window = Window(lambda: locked, clock, Texts("da"), look, **more)  # type: ignore[arg-type]
        made.append(window)
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        if wait:
            qtbot.waitUntil(lambda: locked.looked_at > 0)
        return window

    yield make
    for window in made:
        window.close()
        window.deleteLater()


@pytest.fixture
def unlocked(make_window: Callable[..., Window], qtbot: QtBot) -> Window:
    """A window that was opened with the right passphrase."""
    window = make_window()
    with qtbot.waitSignal(window.unlocked):
        window.screen_.unlock.emit("rigtig")
    return window
