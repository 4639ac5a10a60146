"""The unlocked window: keys, focus, what a save says, errors, looks, and how it closes."""

from collections.abc import Callable
from threading import Event, Timer
from types import SimpleNamespace

import pytest
from helpers import audit
from helpers.fake_services import FakeLocked
from helpers.fake_window import desk, press, words
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.errors import AppError, Damaged
from desktop.services.health import Kept
from desktop.services.sync_status import SyncStatus
from desktop.services.values import Saved
from desktop.texts import Message
from desktop.ui import accessibility, theme
from desktop.ui.appearance import Look
from desktop.ui.forms.buttons import Button
from desktop.ui.window import Window


def test_every_stop_has_a_name_and_mnemonics_are_unique(unlocked: Window) -> None:
    """On each page of the shell: nothing nameless for a screen reader, no letter claimed twice."""
    for view in ("today", "settings", "urgent"):
        desk(unlocked).open(view)
        assert audit.nameless(unlocked) + audit.misheard(unlocked) == []
        assert {k: v for k, v in audit.mnemonics(unlocked).items() if len(v) > 1} == {}


def test_tab_goes_bar_navigation_page(unlocked: Window, qtbot: QtBot) -> None:
    """Search, sync state, Urgent, Discreet, Lock; then one stop for the navigation; then the page."""
    desk(unlocked).open("settings")
    names = [accessibility.accessible_name(stop) for stop in audit.tab_stops(desk(unlocked))]
    assert names[0] == "Søg efter barn, sted, person eller handling"
    assert [name.split(":")[0] for name in names[1:5]] == ["Synkronisering", "Akut", "Diskret", "Lås"]
    assert names[5:7] == ["Indstillinger", "Lys"]


def test_the_navigation_is_one_stop_moved_in_with_arrows(unlocked: Window, qtbot: QtBot) -> None:
    """Down moves, Enter opens; the thread is at the chosen place."""
    navigation = desk(unlocked)._navigation
    navigation.places[0].setFocus()
    press(qtbot, unlocked, Qt.Key.Key_End)
    assert accessibility.focused() is navigation.places[-1]
    press(qtbot, unlocked, Qt.Key.Key_Return)
    assert desk(unlocked).view.title() == "Indstillinger"
    assert [place.action.id for place in navigation.places if place.isChecked()] == ["settings"]


def test_focus_returns_where_it_was(unlocked: Window, qtbot: QtBot) -> None:
    """F9 opens the urgent page from anywhere; Esc goes back to the same widget."""
    desk(unlocked).open("settings")
    chip = desk(unlocked).view.text_size.chip("100")
    chip.setFocus()
    press(qtbot, unlocked, Qt.Key.Key_F9)
    assert desk(unlocked).view.title() == "Akut"
    press(qtbot, unlocked, Qt.Key.Key_Escape)
    assert accessibility.focused() is chip


def test_a_save_can_be_undone_with_a_key(unlocked: Window, qtbot: QtBot, locked: FakeLocked) -> None:
    """The message has a button and Ctrl+Z, both once."""
    desk(unlocked).saved(Saved(b"r" * 16, b"token"))
    assert "Gemt på denne pc" in words(unlocked)
    press(qtbot, unlocked, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: locked.apps[0].undone == [b"token"])
    qtbot.waitUntil(lambda: "Det er fortrudt" in words(unlocked))
    press(qtbot, unlocked, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert locked.apps[0].undone == [b"token"]


def test_the_words_of_a_save_go_with_the_page_and_undo_stays(
    unlocked: Window, qtbot: QtBot, locked: FakeLocked
) -> None:
    """They leave at the next page; Ctrl+Z still takes the save back."""
    desk(unlocked).saved(Saved(b"r" * 16, b"token"))
    desk(unlocked).open("settings")
    assert desk(unlocked)._messages.shown is None
    press(qtbot, unlocked, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: locked.apps[0].undone == [b"token"])


def test_the_words_of_a_save_leave_by_themselves(unlocked: Window, qtbot: QtBot) -> None:
    """After twelve seconds; not while the focus is on their button."""
    messages = desk(unlocked)._messages
    assert messages._timer.interval() == 12_000
    desk(unlocked).saved(Saved(b"r" * 16, b"token"))
    assert messages.shown is not None
    messages.shown.findChildren(Button)[0].setFocus()
    messages._timer.timeout.emit()
    assert messages.shown is not None
    desk(unlocked).view.setFocus()
    desk(unlocked)._navigation.setFocus()
    messages._timer.timeout.emit()
    assert messages.shown is None


def test_what_cannot_be_undone_offers_no_undo(unlocked: Window, qtbot: QtBot, locked: FakeLocked) -> None:
    """An addition stands for good: no button, and Ctrl+Z does not reach behind it to the save before."""
    desk(unlocked).saved(Saved(b"r" * 16, b"token"))
    desk(unlocked).saved(Saved(b"s" * 16, b""))
    shown = desk(unlocked)._messages.shown
    assert shown is not None
    assert [made.accessibleName() for made in shown.findChildren(Button)] == ["Luk"]
    press(qtbot, unlocked, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.wait(20)
    assert locked.apps[0].undone == []


def test_a_fault_outlives_the_page(unlocked: Window, qtbot: QtBot) -> None:
    """What a person must act on stays when he goes on to another page."""
    desk(unlocked).failed(AppError(Message("Disken er fuld.")))
    desk(unlocked).open("settings")
    assert "Disken er fuld." in words(desk(unlocked))


def test_a_store_that_was_cut_off_is_looked_after(
    make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash the check runs beside the work; what it finds is said in words and stays."""

    def damaged() -> None:
        raise Damaged

    monkeypatch.setattr("desktop.ui.looking_after.LOOKS_AFTER_MS", 1)
    locked.health = SimpleNamespace(
        due=True, look_after=damaged, kept=lambda: Kept(None, 0, None, 0), stop=lambda: None
    )
    window = make_window()
    with qtbot.waitSignal(window.unlocked):
        window.screen_.unlock.emit("rigtig")
    qtbot.waitUntil(lambda: "er beskadiget" in words(desk(window)))
    desk(window).open("settings")
    assert "Det der er sendt, er i sikkerhed" in words(desk(window))


def test_errors_have_one_door(unlocked: Window, qtbot: QtBot) -> None:
    """What a task fails with stands in the messages area, and stays until it is closed."""

    def fail() -> None:
        raise AppError(Message("Disken er fuld."))

    unlocked._tasks.write(fail)
    qtbot.waitUntil(lambda: "Disken er fuld." in words(desk(unlocked)))
    press(qtbot, unlocked, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: desk(unlocked)._messages.shown is None)


def test_discreet_view_is_a_key_and_a_setting(unlocked: Window, qtbot: QtBot, locked: FakeLocked) -> None:
    """F8 turns it off and on; pages are told, and the setting is kept."""
    assert desk(unlocked).discreet
    press(qtbot, unlocked, Qt.Key.Key_F8)
    assert not desk(unlocked).discreet
    qtbot.waitUntil(lambda: locked.settings.values["discreet"] is False)


def test_the_sync_state_follows_the_service(unlocked: Window, qtbot: QtBot, locked: FakeLocked) -> None:
    """A status that comes from another thread stands in the bar in full for a screen reader."""
    from desktop.services.events import SyncChanged

    status = SyncStatus("online", 0, 2, Message("Alt er sendt · 2 skal afklares"))
    locked.apps[0].events.emit(SyncChanged(status))
    bar = desk(unlocked)._bar.sync
    qtbot.waitUntil(lambda: "Alt er sendt" in bar.accessibleName())
    assert bar.property("tone") == "warn"


@pytest.mark.parametrize("size", [125, 150, 175, 200])
def test_text_size_rebuilds_the_page_with_the_focus_kept(unlocked: Window, qtbot: QtBot, size: int) -> None:
    """The type grows at once, the same choice keeps the focus, and nothing is wider than the window."""
    desk(unlocked).open("settings")
    old = desk(unlocked)
    chip = old.view.text_size.chip(str(size))
    chip.setFocus()
    chip.click()
    qtbot.waitUntil(lambda: unlocked.desk is not None and unlocked.desk is not old)
    assert theme.current().scale == pytest.approx(size / 100)
    assert accessibility.accessible_name(accessibility.focused()) == f"{size} %"
    assert unlocked.minimumSizeHint().width() <= 1366
    folded = size > 136
    assert desk(unlocked)._navigation.isVisible() is not folded
    assert desk(unlocked)._bar.menu.isVisible() is folded


def test_dark_is_a_choice(unlocked: Window, qtbot: QtBot) -> None:
    """The palette turns dark at once."""
    desk(unlocked).set_setting("colour", "dark")
    qtbot.waitUntil(lambda: theme.current().dark)


class _Strays(QObject):
    """Notes every window that appears and is not the one of the app."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Looks at what is shown."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_no_widget_is_ever_a_window_of_its_own(
    make_window: Callable[..., Window], qtbot: QtBot, qapp: QApplication
) -> None:
    """A label that is shown before it has a parent flashes up as a window and takes the focus away."""
    strays = _Strays()
    qapp.installEventFilter(strays)
    window = make_window()
    with qtbot.waitSignal(window.unlocked):
        window.screen_.unlock.emit("rigtig")
    for view in ("settings", "urgent", "today"):
        desk(window).open(view)
        qtbot.wait(10)
    window.lock()
    qapp.removeEventFilter(strays)
    assert set(strays.seen) == {"Window"}


def test_a_text_size_that_a_lock_overtakes_is_there_afterwards(unlocked: Window, qtbot: QtBot) -> None:
    """The pages wait for the writer before they are built anew; the lock screen and what opens after it have it."""
    slow = Event()
    unlocked._tasks.write(lambda: slow.wait(10), told=True)
    press(qtbot, unlocked, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    unlocked.lock()
    assert theme.current().scale == 1.25
    slow.set()
    qtbot.waitUntil(lambda: not unlocked._closing)


def test_a_window_closed_in_the_middle_of_a_lock_waits_for_it(
    unlocked: Window, qtbot: QtBot, locked: FakeLocked
) -> None:
    """What was asked of the store before the lock is done and the store closed before the window is gone."""
    slow, done = Event(), []
    unlocked._tasks.write(lambda: done.append(slow.wait(10)))
    unlocked.lock()
    Timer(0.2, slow.set).start()
    unlocked.close()
    assert (done, locked.apps[0].closed) == ([True], True)


def test_closing_closes_everything(make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked) -> None:
    """The window's own button keeps drafts, stops the threads and closes the services, unasked; it is no lock."""
    window = make_window(Look("dark", 150))
    with qtbot.waitSignal(window.unlocked):
        window.screen_.unlock.emit("rigtig")
    window.close()
    assert locked.apps[0].closed
    assert locked.apps[0].syncing.stopped.is_set()
    assert locked.ways.told == [], "the key ring opens at the next start"


def test_words_in_memory_alone_hold_the_window_once(unlocked: Window, qtbot: QtBot, locked: FakeLocked) -> None:
    """It locks instead of closing and says what closing would cost, also when the lock is over; then it closes."""
    locked.unwritten = True
    assert not unlocked.close()
    assert locked.apps[0].closed
    assert "locked" in locked.ways.told
    for _time in range(2):
        assert unlocked.isVisible()
        assert "Lukker du én gang til, går det tabt." in unlocked.screen_.note.text()
        qtbot.waitUntil(lambda: not unlocked._closing)
    with qtbot.waitSignal(unlocked.unlocked):
        unlocked.screen_.unlock.emit("rigtig")
    assert not unlocked.close()
    assert unlocked.close()


def test_a_locked_window_with_words_in_memory_alone_is_held_too(
    unlocked: Window, qtbot: QtBot, locked: FakeLocked
) -> None:
    """After a lock that could not write; where they are written by now it closes at once."""
    locked.unwritten = True
    unlocked.lock()
    assert not unlocked.close()
    locked.unwritten = False
    assert unlocked.close()
