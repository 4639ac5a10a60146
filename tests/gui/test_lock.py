"""The lock screen: what it says of a wrong passphrase, how it waits, and the telephone list."""

from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag

import pytest
from helpers import audit
from helpers.fake_services import RIGHT, FakeLocked, HandClock
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop import dumps
from desktop.app import build
from desktop.ui import accessibility, telephone
from desktop.ui.lock import LockScreen
from desktop.ui.window import Window


def screen(window: Window) -> LockScreen:
    """The lock screen of a locked window."""
    assert window.screen_ is not None
    return window.screen_


def type_passphrase(qtbot: QtBot, window: Window, words: str) -> None:
    """Types and presses Enter."""
    field = screen(window).passphrase
    qtbot.keyClicks(field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_the_first_screen_says_nothing_of_anybody(make_window: Callable[..., Window]) -> None:
    """At start there is no line about drafts and no name; the focus is in the passphrase."""
    window = make_window()
    assert not screen(window).note.isVisible()
    assert accessibility.focused() is screen(window).passphrase
    assert window.windowTitle() == "Rød Tråd"


def test_a_wrong_passphrase_is_counted_and_nothing_is_kept(
    make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked
) -> None:
    """It says so with the number of the try, empties the field and keeps the focus there."""
    window = make_window()
    type_passphrase(qtbot, window, "forkert")
    qtbot.waitUntil(lambda: "nr. 1" in screen(window).field_text())
    assert screen(window).passphrase.text() == ""
    assert screen(window).open.isEnabled()
    type_passphrase(qtbot, window, "forkert")
    qtbot.waitUntil(lambda: "nr. 2" in screen(window).field_text())
    assert accessibility.focused() is screen(window).passphrase


def test_the_wait_is_shown_and_counted_down(make_window: Callable[..., Window], qtbot: QtBot, clock: HandClock) -> None:
    """From the fourth wrong try the button waits, says how long, and opens again by itself; nobody is locked out."""
    window = make_window()
    for number in range(1, 5):
        type_passphrase(qtbot, window, "forkert")
        qtbot.waitUntil(lambda n=number: f"nr. {n}." in screen(window).field_text())
    assert "om 2 sek." in screen(window).field_text()
    assert not screen(window).open.isEnabled()
    type_passphrase(qtbot, window, RIGHT)
    assert window.desk is None
    clock.pass_(1.0)
    qtbot.waitUntil(lambda: "om 1 sek." in screen(window).field.problem_text)
    clock.pass_(1.5)
    qtbot.waitUntil(lambda: screen(window).open.isEnabled())
    screen(window).passphrase.clear()
    with qtbot.waitSignal(window.unlocked):
        type_passphrase(qtbot, window, RIGHT)


def test_what_is_typed_before_all_is_loaded_is_kept(
    make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked
) -> None:
    """Keys and Enter in the first moments, while services and pages are still imported: it opens by itself."""
    opened = Flag()

    def slowly() -> FakeLocked:
        opened.wait(10)
        return locked

    window = make_window(wait=False)
    window._load = slowly
    type_passphrase(qtbot, window, RIGHT)
    assert screen(window).passphrase.text() == RIGHT
    with qtbot.waitSignal(window.unlocked):
        opened.set()
    assert locked.tries == 0


def test_an_empty_passphrase_is_not_tried(make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked) -> None:
    """Enter in an empty field says what is missing and costs no try."""
    window = make_window()
    qtbot.keyClick(screen(window).passphrase, Qt.Key.Key_Return)
    assert screen(window).field.problem_text == "Skriv din adgangssætning."
    assert locked.tries == 0


def test_an_unforeseen_fault_is_told_without_its_words(
    make_window: Callable[..., Window], qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault that nobody planned becomes the general sentence; what it says of itself reaches neither eye nor log."""
    window = make_window()
    type_passphrase(qtbot, window, "itu")
    qtbot.waitUntil(lambda: bool(screen(window).field_text()))
    assert "secret" not in screen(window).field_text()
    assert "ZeroDivisionError" in caplog.text
    assert "secret" not in caplog.text


def test_the_telephone_list_needs_no_key(
    make_window: Callable[..., Window], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F9 shows the numbers, and has them said; Tab comes to each; F9 or Esc hides them."""
    said: list[str] = []
    monkeypatch.setattr(telephone, "announce", lambda _widget, words: said.append(words))
    window = make_window()
    qtbot.keyClick(screen(window).passphrase, Qt.Key.Key_F9)
    assert screen(window).list.isVisible()
    assert said[0].startswith("Alarm 112, Fare for liv eller helbred lige nu. Modtagelsen")
    names = [accessibility.accessible_name(stop) for stop in audit.tab_stops(window)]
    assert sum(name != "" and name in said[0] for name in names) == said[0].count(".")
    shown = " ".join(label.text() for label in screen(window).list.findChildren(type(screen(window).note)))
    assert "112" in shown
    qtbot.keyClick(screen(window).passphrase, Qt.Key.Key_Escape)
    assert not screen(window).list.isVisible()


def test_a_folder_with_nothing_in_it(make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked) -> None:
    """There is a sentence instead of a field, and the telephone list still opens."""
    locked.exists = False
    window = make_window()
    qtbot.waitUntil(lambda: not screen(window).field.isVisible())
    assert "Spørg administratoren" in screen(window).note.text()
    qtbot.keyClick(window, Qt.Key.Key_F9)
    assert screen(window).list.isVisible()


def test_a_new_folder_shows_no_field_before_the_wizard(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first paint asks for no passphrase that nobody has; where a key file lies it does, at once."""
    monkeypatch.setattr(dumps, "forbid", lambda _heard: None)  # its hooks are the process', not the window's
    _qt, window = build(tmp_path)
    seen: list[bool] = []
    shown = screen(window)
    window.show()
    window.activateWindow()
    assert window.focusWidget() is shown.urgent

    def wizard() -> bool:
        seen.append(shown.field.isVisible() or shown.open.isVisible())
        return shown.first_run.isVisible()

    qtbot.waitUntil(wizard, timeout=10_000)
    assert not any(seen)
    window.close()
    (tmp_path / "vault").write_bytes(b"x")
    _qt, window = build(tmp_path)
    window.show()
    assert screen(window).field.isVisible()
    window.close()


def test_a_folder_that_came_back_while_it_was_looked_at(make_window: Callable[..., Window], qtbot: QtBot) -> None:
    """Where an exchange of files was broken off the key file is put back, and the passphrase asked for."""
    window = make_window(wait=False)
    screen(window).not_known_yet()
    qtbot.waitUntil(lambda: screen(window).field.isVisible())
    assert accessibility.focused() is screen(window).passphrase
    assert not screen(window).note.isVisible()


def test_a_folder_that_is_open_elsewhere(make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked) -> None:
    """The window says so, and tells the program around it."""
    locked.in_use = True
    window = make_window(wait=False)
    with qtbot.waitSignal(window.already_open):
        pass
    assert "allerede åben" in screen(window).note.text()


def test_every_stop_has_a_name(make_window: Callable[..., Window]) -> None:
    """A screen reader can name all three: field, unlock, telephone list."""
    window = make_window()
    assert audit.nameless(window) + audit.misheard(window) == []
    names = [accessibility.accessible_name(stop) for stop in audit.tab_stops(window)]
    assert names[:3] == ["Din adgangssætning", "Lås op", "Akutte telefonnumre"]


def test_what_is_read_again_after_an_update_is_said(
    make_window: Callable[..., Window], qtbot: QtBot, locked: FakeLocked
) -> None:
    """A version that knows more of the records reads them all once; the person sees how far it is."""
    window, go_on = make_window(), Flag()
    opening = locked.unlock

    def slowly(*args: object) -> object:
        locked.said(1_500, 6_000)
        go_on.wait(10)
        return opening(*args)  # type: ignore[arg-type]

    locked.unlock = slowly  # type: ignore[assignment,method-assign]
    type_passphrase(qtbot, window, RIGHT)
    qtbot.waitUntil(lambda: screen(window).note.text().endswith("25 %"))
    go_on.set()
    qtbot.waitUntil(lambda: window.desk is not None)
