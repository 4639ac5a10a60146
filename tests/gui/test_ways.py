"""The other ways in on services that obey: key store at the start, PIN, words, sleep, a due passphrase."""

from collections.abc import Callable

from helpers import audit
from helpers.fake_services import RIGHT, FakeApp, FakeLocked, HandClock
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.services.errors import StoreTrouble
from desktop.store.vault_errors import KeyStoreGone
from desktop.ui import accessibility
from desktop.ui.lock import LockScreen
from desktop.ui.window import Window

PIN = "481516"


def screen(window: Window) -> LockScreen:
    """The lock screen of a locked window."""
    assert window.screen_ is not None
    return window.screen_


def press_enter(qtbot: QtBot, window: Window, words: str) -> None:
    """Types and presses Enter."""
    field = screen(window).passphrase
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_the_key_store_opens_by_itself_at_the_start(
    make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked
) -> None:
    """Nothing is typed; and after a lock it does not open again."""
    locked.key_store = locked._app
    window = make_window(wait=False)
    qtbot.waitUntil(lambda: window.desk is not None)
    window.lock()
    qtbot.waitUntil(lambda: "locked" in locked.ways.told)
    qtbot.wait(50)
    assert window.desk is None


def test_a_key_store_that_is_gone_is_one_sentence(
    make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked
) -> None:
    """It stands under the field, not as its fault; what was typed is kept, and the passphrase opens."""

    def gone() -> FakeApp:
        raise StoreTrouble(KeyStoreGone())

    locked.key_store = gone
    window = make_window(wait=False)
    qtbot.keyClicks(screen(window).passphrase, RIGHT[:3])
    qtbot.waitUntil(lambda: "skriv din adgangssætning" in screen(window).note.text())
    assert screen(window).field.problem_text == ""
    assert screen(window).passphrase.text() == RIGHT[:3]
    with qtbot.waitSignal(window.unlocked):
        press_enter(qtbot, window, RIGHT[3:])


def test_a_passphrase_that_was_faster_is_what_is_tried(
    make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked
) -> None:
    """Typed while all is loaded: the key store is not asked."""

    def never() -> FakeApp:
        raise AssertionError("the key store was asked")

    locked.key_store = never
    window = make_window(wait=False)
    with qtbot.waitSignal(window.unlocked):
        press_enter(qtbot, window, RIGHT)


def test_the_pin_is_asked_for_while_there_is_one(unlocked: Window, qtbot: QtBot, locked: FakeLocked) -> None:
    """An empty one is told so; a wrong one is counted down; the last asks for the passphrase; every stop has a name."""
    locked.ways.pin = PIN
    unlocked.lock()
    assert accessibility.accessible_name(screen(unlocked).passphrase) == "Din PIN"
    qtbot.waitUntil(lambda: not unlocked._closing)
    press_enter(qtbot, unlocked, "")
    assert screen(unlocked).field.problem_text == "Skriv din PIN."
    names = [accessibility.accessible_name(stop) for stop in audit.tab_stops(unlocked)]
    assert names == ["Din PIN", "Lås op", "Akutte telefonnumre", "Brug adgangssætning"]
    for left in (2, 1):
        press_enter(qtbot, unlocked, "000009")
        qtbot.waitUntil(lambda n=left: screen(unlocked).field.problem_text.endswith(f": {n}."))
    press_enter(qtbot, unlocked, "000009")
    qtbot.waitUntil(lambda: accessibility.accessible_name(screen(unlocked).passphrase) == "Din adgangssætning")
    with qtbot.waitSignal(unlocked.unlocked):
        press_enter(qtbot, unlocked, RIGHT)


def test_a_pin_typed_while_closing_waits(unlocked: Window, qtbot: QtBot, locked: FakeLocked) -> None:
    """Right after a lock, while the old connections close, it is not lost."""
    locked.ways.pin = PIN
    with qtbot.waitSignal(unlocked.unlocked):
        unlocked.lock()
        press_enter(qtbot, unlocked, PIN)


def test_the_screen_of_the_pc_and_its_sleep_lock(unlocked: Window, qtbot: QtBot, locked: FakeLocked) -> None:
    """After the screen's lock the PIN opens; after sleep, also while it is locked, only the passphrase."""
    locked.ways.pin = PIN
    assert unlocked._guard.watch is not None
    unlocked._guard.watch.locked.emit()
    assert unlocked.desk is None
    assert accessibility.accessible_name(screen(unlocked).passphrase) == "Din PIN"
    unlocked._guard.watch.slept.emit()
    assert accessibility.accessible_name(screen(unlocked).passphrase) == "Din adgangssætning"
    assert locked.ways.pin == ""
    qtbot.waitUntil(lambda: not unlocked._closing)
    with qtbot.waitSignal(unlocked.unlocked):
        press_enter(qtbot, unlocked, RIGHT)
    locked.ways.pin = PIN
    unlocked._guard.watch.slept.emit()
    assert unlocked.desk is None
    assert accessibility.accessible_name(screen(unlocked).passphrase) == "Din adgangssætning"


def test_a_due_passphrase_locks_after_one_quiet_minute(unlocked: Window, locked: FakeLocked, clock: HandClock) -> None:
    """Not in the middle of a sentence, and not after the ten minutes of the setting."""
    clock.pass_(61)
    unlocked._guard.idle.look()
    assert unlocked.desk is not None
    locked.apps[0].access.fresh = False
    unlocked._guard.idle._touch()
    clock.pass_(59)
    unlocked._guard.idle.look()
    assert unlocked.desk is not None
    clock.pass_(2)
    unlocked._guard.idle.look()
    assert unlocked.desk is None


def test_the_words_open_with_a_new_passphrase(
    make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked
) -> None:
    """Wrong words and a weak passphrase are told beside their field and nothing typed is gone; Back forgets it all."""
    locked.ways.words = True
    window = make_window()
    qtbot.waitUntil(lambda: window._door.ways.words_link.isVisible())
    window._door.ways.words_link.click()
    card = screen(window).recovery
    qtbot.waitUntil(lambda: accessibility.focused() is card.area)
    for words, new, field, told in (
        ("andre ord", "en helt ny lang sætning", card.words, "åbner ikke denne pc"),
        ("alle ordene", "kort", card.new, "for svag"),
    ):
        card.area.setPlainText(words)
        for secret in (card.new, card.again):
            secret.widget.setText(new)
        card.open.click()
        qtbot.waitUntil(lambda field=field, told=told: told in field.problem_text)
        assert card.area.value() == words
    card.leave()
    assert card.area.value() == ""
    assert accessibility.focused() is screen(window).passphrase
    window._door.ways.words_link.click()
    card.area.setPlainText("alle ordene")
    for secret in (card.new, card.again):
        secret.widget.setText("en helt ny lang sætning")
    with qtbot.waitSignal(window.unlocked):
        qtbot.keyClick(card.again.widget, Qt.Key.Key_Return)


def test_a_sleep_that_nobody_told_of_is_found_before_a_pin_is_tried(
    unlocked: Window, qtbot: QtBot, locked: FakeLocked
) -> None:
    """The lid was closed over a locked window, no bus said so: the PIN typed at once opens nothing any more."""
    locked.ways.pin = PIN
    now = [1000.0]
    assert unlocked._guard.watch is not None
    unlocked._guard.watch._clocks = (lambda: now[0], lambda: 0.0)
    unlocked._guard.watch._seen = (now[0], 0.0)
    unlocked.lock()
    qtbot.waitUntil(lambda: not unlocked._closing)
    now[0] += 600
    press_enter(qtbot, unlocked, PIN)
    qtbot.waitUntil(lambda: accessibility.accessible_name(screen(unlocked).passphrase) == "Din adgangssætning")
    qtbot.waitUntil(lambda: locked.ways.told[-2:] == ["slept", "wrong pin"])
    assert unlocked.desk is None
