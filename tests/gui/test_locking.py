"""Locking and unlocking: what goes, what comes back, and when it happens by itself."""

from collections.abc import Callable
from typing import NoReturn

import pytest
import shiboken6
from helpers.fake_services import NAME, FakeLocked, HandClock
from helpers.fake_window import desk, press, words
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.errors import AppError
from desktop.texts import Texts
from desktop.ui import accessibility
from desktop.ui.window import Window


def test_a_lock_destroys_every_page(unlocked: Window, qtbot: QtBot, locked: FakeLocked) -> None:
    """After Ctrl+L no widget of the desk exists, no name is in the window, network and services are closed."""
    before = [desk(unlocked), *desk(unlocked).findChildren(QWidget)]
    assert NAME in words(unlocked)
    press(qtbot, unlocked, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert unlocked.desk is None
    qtbot.waitUntil(lambda: not any(shiboken6.isValid(widget) for widget in before))
    qtbot.waitUntil(lambda: locked.apps[0].closed)
    assert locked.apps[0].syncing.stopped.is_set()
    assert NAME not in words(unlocked)
    assert accessibility.focused() is unlocked.screen_.passphrase


def test_after_a_lock_the_drafts_are_told_without_their_titles(unlocked: Window, qtbot: QtBot) -> None:
    """The line says when it was locked, how many drafts there are and when the last was kept; nothing else."""
    unlocked.lock()
    qtbot.waitUntil(lambda: "kladde" in unlocked.screen_.note.text())
    assert unlocked.screen_.note.text() == "Låst 08.18. Der er 1 kladde, gemt 08.06."


def test_unlocking_opens_the_page_that_was_open(unlocked: Window, qtbot: QtBot) -> None:
    """The view's name and ids survive a lock, and nothing of what was on it."""
    desk(unlocked).open("settings")
    unlocked.lock()
    with qtbot.waitSignal(unlocked.unlocked):
        unlocked.screen_.unlock.emit("rigtig")
    assert desk(unlocked).view.title() == "Indstillinger"


def test_the_way_back_survives_a_lock(unlocked: Window, qtbot: QtBot) -> None:
    """Esc goes where it would have gone before; the pages under the open one are not built before that."""
    desk(unlocked).open("settings")
    desk(unlocked).open("urgent")
    unlocked.lock()
    with qtbot.waitSignal(unlocked.unlocked):
        unlocked.screen_.unlock.emit("rigtig")
    assert desk(unlocked).view.title() == "Akut"
    assert desk(unlocked)._way.count() == 1
    press(qtbot, unlocked, Qt.Key.Key_Escape)
    assert desk(unlocked).view.title() == "Indstillinger"
    press(qtbot, unlocked, Qt.Key.Key_Escape)
    assert desk(unlocked).view.title() == "I dag"
    press(qtbot, unlocked, Qt.Key.Key_Escape)
    assert desk(unlocked).view.title() == "I dag"


def test_a_passphrase_typed_while_closing_waits(unlocked: Window, qtbot: QtBot) -> None:
    """Unlocking right after a lock is not lost while the old connections close."""
    with qtbot.waitSignal(unlocked.unlocked):
        unlocked.lock()
        unlocked.screen_.unlock.emit("rigtig")
    assert unlocked.desk is not None


def test_a_lock_that_goes_wrong_at_the_end_can_be_opened_again(
    unlocked: Window, qtbot: QtBot, locked: FakeLocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store could not be closed as it should, a full disk say: it is said, and the passphrase opens."""

    def close() -> NoReturn:
        raise OSError(28, "no room")

    monkeypatch.setattr(locked.apps[0], "close", close)
    unlocked.lock()
    qtbot.waitUntil(lambda: Texts("da")(AppError.title) in words(unlocked))
    assert locked.ways.told == ["locked"]
    with qtbot.waitSignal(unlocked.unlocked):
        unlocked.screen_.unlock.emit("rigtig")


def test_a_page_that_cannot_be_kept_holds_up_no_lock_and_no_other_page(
    unlocked: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of one page: it locks, and the drafts of the others are on their way."""
    kept: list[str] = []

    def flush() -> NoReturn:
        raise RuntimeError("a field that is gone")

    first = desk(unlocked).view
    desk(unlocked).open("urgent")
    monkeypatch.setattr(first, "flush", flush)
    monkeypatch.setattr(desk(unlocked).view, "flush", lambda: kept.append("urgent"))
    unlocked.lock()
    assert (unlocked.desk, kept) == (None, ["urgent"])


def test_it_locks_when_nobody_touches_it(make_window: Callable[..., Window], qtbot: QtBot, clock: HandClock) -> None:
    """After the minutes of the setting, counted from the last key; not before."""
    window = make_window()
    with qtbot.waitSignal(window.unlocked):
        window.screen_.unlock.emit("rigtig")
    for touch in (
        lambda: QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab),
        lambda: QTest.mouseMove(window.windowHandle(), QPoint(500, 300)),
        lambda: QTest.mouseClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(600, 700)),
    ):
        clock.pass_(9 * 60)
        window._guard.idle.look()
        assert window.desk is not None
        touch()
        qtbot.wait(20)
    clock.pass_(9 * 60)
    window._guard.idle.look()
    assert window.desk is not None
    clock.pass_(61)
    window._guard.idle.look()
    assert window.desk is None


def test_a_touch_of_a_menu_or_a_dialog_is_a_touch(unlocked: Window, qtbot: QtBot, clock: HandClock) -> None:
    """They are windows of their own: what happens there counts while they are open, and only the window after."""
    menu = QMenu(unlocked)
    menu.addAction("x")
    menu.popup(unlocked.mapToGlobal(QPoint(300, 300)))
    clock.pass_(9 * 60)
    unlocked._guard.idle.look()
    QTest.keyClick(menu, Qt.Key.Key_Down)
    clock.pass_(9 * 60)
    unlocked._guard.idle.look()
    assert unlocked.desk is not None
    menu.close()
    unlocked._guard.idle.look()
    QTest.keyClick(menu, Qt.Key.Key_Down)
    clock.pass_(2 * 60)
    unlocked._guard.idle.look()
    assert unlocked.desk is None


def test_the_idle_limit_can_be_given(make_window: Callable[..., Window], qtbot: QtBot, clock: HandClock) -> None:
    """A demonstration's limit counts instead of the setting, and the timer itself finds out."""
    window = make_window(idle_minutes=0.01)
    with qtbot.waitSignal(window.unlocked):
        window.screen_.unlock.emit("rigtig")
    clock.pass_(1.0)
    qtbot.waitUntil(lambda: window.desk is None)
