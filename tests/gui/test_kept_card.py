"""The card about what is kept on this pc: what it says, and that both can be done now."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from helpers.fake_services import RIGHT, FakeLocked, moment
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.services.errors import Damaged
from desktop.services.health import Kept, Looked
from desktop.ui.forms.widgets import Button
from desktop.ui.kept_card import KeptCard
from desktop.ui.window import Window


class Health:
    """Notes what is asked; damaged when told."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.damaged = False
        self.now = Kept(None, 0, None, 0)
        self.namespace = SimpleNamespace(
            due=False,
            look_after=lambda: Looked(False, False, False),
            kept=lambda: self.now,
            check=self.check,
            backup=self.backup,
            stop=lambda: None,
        )

    def check(self) -> None:
        """Whole, or damaged."""
        self.done.append("check")
        if self.damaged:
            raise Damaged
        self.now = Kept(moment(8, 18), self.now.backups, self.now.newest, self.now.size)

    def backup(self) -> None:
        """One more."""
        self.done.append("backup")
        self.now = Kept(self.now.checked, self.now.backups + 1, moment(8, 18), self.now.size + 12_400_000)


@pytest.fixture
def health() -> Health:
    """Nothing was done yet."""
    return Health()


@pytest.fixture
def window(make_window: Callable[..., Window], locked: FakeLocked, health: Health, qtbot: QtBot) -> Window:
    """The settings page, open."""
    locked.health = health.namespace
    made = make_window()
    assert made.screen_ is not None
    with qtbot.waitSignal(made.unlocked):
        made.screen_.unlock.emit(RIGHT)
    assert made.desk is not None
    made.desk.open("settings")
    qtbot.waitUntil(lambda: "endnu" in words(made))
    return made


def words(window: Window) -> str:
    """What the card says."""
    (card,) = window.findChildren(KeptCard)
    return " ".join(label.text() for label in card.findChildren(QLabel))


def said(window: Window) -> str:
    """What the whole window says."""
    return " ".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def ready(window: Window, name: str) -> list[Button]:
    """The buttons of the card that are called so and can be pressed: one, or none while it is at work."""
    (card,) = window.findChildren(KeptCard)
    return [
        made
        for made in card.findChildren(Button)
        if made.isVisible() and made.isEnabled() and made.accessibleName() == name
    ]


def press(qtbot: QtBot, window: Window, name: str) -> None:
    """Presses it, once it is there."""
    qtbot.waitUntil(lambda: len(ready(window, name)) == 1)
    ready(window, name)[0].click()


def test_both_are_done_when_asked_for(window: Window, health: Health, qtbot: QtBot) -> None:
    """Neither yet; gone through; one backup, then two: dates, number and size in words."""
    assert "Det er ikke gennemgået endnu" in words(window) and "Der er ingen endnu" in words(window)
    press(qtbot, window, "Gennemgå nu")
    qtbot.waitUntil(lambda: "Gennemgået i dag 08.18: Alt er helt." in words(window))
    assert "Alt på denne pc er gennemgået" in said(window)
    press(qtbot, window, "Lav en nu")
    qtbot.waitUntil(lambda: "1 sikkerhedskopi fra i dag 08.18, 12,4 MB" in words(window))
    assert "Sikkerhedskopien er lavet." in said(window)
    press(qtbot, window, "Lav en nu")
    qtbot.waitUntil(lambda: "2 sikkerhedskopier, den nyeste fra i dag 08.18, 24,8 MB" in words(window))
    assert health.done == ["check", "backup", "backup"]


def test_damage_is_said_with_the_way_out(window: Window, health: Health, qtbot: QtBot) -> None:
    """The sentence stays, with its button, and the card does not say that all is whole."""
    health.damaged = True
    press(qtbot, window, "Gennemgå nu")
    qtbot.waitUntil(lambda: "er beskadiget" in said(window))
    assert [
        made.accessibleName() for made in window.findChildren(Button) if made.accessibleName() == "Se hvad du kan gøre"
    ]
    qtbot.waitUntil(lambda: len(ready(window, "Gennemgå nu")) == 1)
    assert "Det er ikke gennemgået endnu" in words(window)
