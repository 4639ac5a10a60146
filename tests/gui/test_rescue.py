"""The card of what can be done: it takes one step at a time, by keyboard alone, and hands on what was chosen."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn

import pytest
from helpers import audit
from helpers.fake_services import RIGHT, FakeApp, FakeLocked, moment, trouble
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.services.errors import AppError, StoreTrouble, WrongPassphrase
from desktop.services.rescue import ALL, BackupRow
from desktop.store import errors as store
from desktop.texts import Message
from desktop.ui import accessibility
from desktop.ui.forms.widgets import Button
from desktop.ui.lock import LockScreen
from desktop.ui.window import Window

BACKUPS = (
    BackupRow("000002-x-daily", moment(8, 0), Message("lavet som hver dag"), 12_400_000),
    BackupRow("000001-x-asked", moment(14, 10, 12), Message("lavet da du bad om det"), 900_000),
)
KEPT = Path("mappe") / "aside" / "20261120T081800Z"


class Folder:
    """A folder that does not open until a backup was put back."""

    def __init__(self, locked: FakeLocked) -> None:
        self.asked: list[tuple[str, str]] = []
        self.put_aside = 0
        self.whole = False
        self.locked, self.open = locked, locked.unlock
        self.folder = Path("mappe")
        locked.rescue = SimpleNamespace(
            folder=self.folder,
            steps=lambda kind: ALL if kind == "store-damaged" else (),
            backups=lambda: BACKUPS,
            restore=self.restore,
            set_aside=self.set_aside,
        )
        locked.unlock = self.unlock  # type: ignore[method-assign]

    def unlock(self, passphrase: str, on_writer: object = None) -> FakeApp:
        """Damaged, until it is whole."""
        if passphrase == RIGHT and not self.whole:
            raise StoreTrouble(store.StoreDamaged())
        return self.open(passphrase, on_writer)

    def restore(self, name: str, passphrase: str) -> Path:
        """Notes what is asked."""
        self.asked.append((name, passphrase))
        if passphrase != RIGHT:
            raise WrongPassphrase(store.WrongPassphrase(1, 0.0))
        self.whole = True
        return KEPT

    def set_aside(self) -> Path:
        """Counts."""
        self.put_aside += 1
        return KEPT


@pytest.fixture
def folder(locked: FakeLocked) -> Folder:
    """A damaged folder."""
    return Folder(locked)


@pytest.fixture
def window(folder: Folder, make_window: Callable[..., Window], qtbot: QtBot) -> Window:
    """The window after the right passphrase: the card is there."""
    made = make_window()
    screen(made).unlock.emit(RIGHT)
    qtbot.waitUntil(lambda: screen(made).rescue.isVisible())
    qtbot.waitUntil(lambda: focus_name() == "Prøv igen")
    return made


def screen(window: Window) -> LockScreen:
    """The lock screen."""
    assert window.screen_ is not None
    return window.screen_


def words(window: Window) -> str:
    """What is to be read."""
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def focus_name() -> str:
    """The name of what has the focus."""
    focus = accessibility.focused()
    return "" if focus is None else accessibility.accessible_name(focus)


def press(qtbot: QtBot, window: Window, name: str) -> None:
    """Tabs to a button of the card and presses Enter."""
    for _tab in range(20):
        if focus_name() == name:
            break
        qtbot.keyClick(accessibility.focused() or window, Qt.Key.Key_Tab)
    assert focus_name() == name
    qtbot.keyClick(accessibility.focused(), Qt.Key.Key_Return)
    qtbot.wait(20)


def test_it_says_what_is_wrong_and_asks_for_no_passphrase(window: Window) -> None:
    """The sentence, three steps, and one field less."""
    assert "Notaterne på denne pc er beskadiget" in words(window)
    assert not screen(window).field.isVisible()
    assert [made.accessibleName() for made in screen(window).rescue.findChildren(Button)] == [
        "Prøv igen",
        "Vælg kopi",
        "Se hvordan",
    ]
    assert "Hvis ingen sikkerhedskopi kan bruges" in words(window)
    screen(window).rescue.offer(("again", "enrol"), (), Path("mappe"))
    assert "Hvis ingen sikkerhedskopi kan bruges" not in words(window)


def test_try_again_asks_for_the_passphrase(window: Window, qtbot: QtBot, folder: Folder) -> None:
    """The field is there again, empty and with the focus; whole again, it opens."""
    folder.whole = True
    press(qtbot, window, "Prøv igen")
    assert screen(window).field.isVisible() and not screen(window).rescue.isVisible()
    assert accessibility.focused() is screen(window).passphrase
    with qtbot.waitSignal(window.unlocked):
        qtbot.keyClicks(screen(window).passphrase, RIGHT)
        qtbot.keyClick(screen(window).passphrase, Qt.Key.Key_Return)


def test_a_backup_is_chosen_and_put_back(window: Window, qtbot: QtBot, folder: Folder) -> None:
    """Date, reason and size; back and forth; empty and wrong passphrases are told beside the field; then it opens."""
    press(qtbot, window, "Vælg kopi")
    for part in ("I dag 08.00", "lavet som hver dag · 12,4 MB", "12. november 14.10", "0,9 MB"):
        assert part in words(window)
    press(qtbot, window, "12. november 14.10")
    assert "Læg sikkerhedskopien fra 12. november 14.10 tilbage" in words(window)
    press(qtbot, window, "Tilbage")
    press(qtbot, window, "I dag 08.00")
    card = screen(window).rescue
    assert card.field is not None
    assert accessibility.focused() is card.field.widget
    qtbot.keyClick(card.field.widget, Qt.Key.Key_Return)
    assert card.field.problem_text == "Skriv din adgangssætning."
    qtbot.keyClicks(card.field.widget, "forkert")
    qtbot.keyClick(card.field.widget, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "ikke rigtig" in card.field.problem_text)
    assert accessibility.focused() is card.field.widget
    with qtbot.waitSignal(window.unlocked):
        qtbot.keyClicks(card.field.widget, RIGHT)
        qtbot.keyClick(card.field.widget, Qt.Key.Key_Return)
    assert folder.asked == [("000002-x-daily", "forkert"), ("000002-x-daily", RIGHT)]
    qtbot.waitUntil(lambda: "Sikkerhedskopien er lagt tilbage" in words(window))
    assert str(KEPT) in words(window)


def test_the_old_files_are_put_aside_only_when_pressed(window: Window, qtbot: QtBot, folder: Folder) -> None:
    """The explanation changes nothing; the button does, once, and says where they are."""
    press(qtbot, window, "Se hvordan")
    assert "Fortsæt med invitationen, som på en ny pc" in words(window)
    assert folder.put_aside == 0
    press(qtbot, window, "Læg de gamle filer til side")
    qtbot.waitUntil(lambda: str(KEPT) in words(window))
    assert folder.put_aside == 1
    assert "Læg de gamle filer til side" not in [made.accessibleName() for made in window.findChildren(Button)]


def test_a_step_that_fails_says_why(window: Window, qtbot: QtBot, folder: Folder) -> None:
    """The disk is full while the files are put aside: the sentence stands on the card, which stays."""

    def fails() -> Path:
        raise trouble()

    folder.locked.rescue.set_aside = fails
    press(qtbot, window, "Se hvordan")
    press(qtbot, window, "Læg de gamle filer til side")
    qtbot.waitUntil(lambda: "Noget gik galt" in words(window))
    assert screen(window).rescue.isVisible()


def test_a_disk_that_answers_nothing_is_told_of_once(
    folder: Folder, make_window: Callable[..., Window], qtbot: QtBot
) -> None:
    """What could be done cannot even be found out: the lock screen has said why, and offers nothing it cannot do."""
    asked: list[str] = []

    def gone(kind: str) -> NoReturn:
        asked.append(kind)
        raise StoreTrouble(store.StoreFailed())

    folder.locked.rescue.steps = gone
    window = make_window()
    screen(window).unlock.emit(RIGHT)
    qtbot.waitUntil(lambda: "er beskadiget" in screen(window).field_text() and asked == ["store-damaged"])
    qtbot.wait(50)
    assert screen(window).field.isVisible() and not screen(window).rescue.findChildren(QLabel)


def test_every_stop_has_a_name(window: Window, qtbot: QtBot) -> None:
    """On each page of the card; no button says twice what is to be done."""
    card = screen(window).rescue
    for show in (card._show_steps, card._show_backups, lambda: card._show_confirm(BACKUPS[0]), card._show_enrolment):
        show()
        qtbot.wait(20)
        stops = accessibility.focusable(window)
        assert all(accessibility.accessible_name(widget) for widget in stops) and audit.alike(stops) == []


def test_damage_found_in_the_open_window_leads_here(
    window: Window, qtbot: QtBot, folder: Folder, locked: FakeLocked
) -> None:
    """The message has a button: the window locks, the store is let go of, and the card is there."""
    folder.whole = True
    press(qtbot, window, "Prøv igen")
    with qtbot.waitSignal(window.unlocked):
        screen(window).unlock.emit(RIGHT)
    assert window.desk is not None
    window.desk.failed(AppError())
    assert "Se hvad du kan gøre" not in [made.accessibleName() for made in window.findChildren(Button)]
    window.desk.failed(StoreTrouble(store.StoreDamaged()))
    button = next(made for made in window.findChildren(Button) if made.accessibleName() == "Se hvad du kan gøre")
    button.click()
    qtbot.waitUntil(lambda: window.screen_ is not None and screen(window).rescue.isVisible())
    assert locked.apps[-1].closed
    assert "Notaterne på denne pc er beskadiget" in words(window)
