"""The first-run wizard in a window of its own, and hands that go through it by keys alone."""

from helpers.town import CHEAP, Town
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.exceptions import TimeoutError as QtTimeout
from pytestqt.qtbot import QtBot

from desktop.locked import Locked
from desktop.services.first_run import FirstRun
from desktop.texts import Texts
from desktop.ui import accessibility
from desktop.ui.appearance import Look
from desktop.ui.first_run_card import FirstRunCard
from desktop.ui.window import Window


class Newcomer:
    """A window on an empty folder, and hands."""

    def __init__(self, town: Town, qtbot: QtBot, text_size: int = 100, colour: str = "light") -> None:
        self.folder, self._qtbot = town.folder / "mona", qtbot
        self.locked = Locked(self.folder, town.clock, "da", town.line.connect, params=CHEAP)
        self.window = Window(lambda: self.locked, town.clock, Texts("da"), Look(colour, text_size))
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        self.see("Velkommen til Rød Tråd")

    @property
    def card(self) -> FirstRunCard:
        """The wizard's card."""
        assert self.window.screen_ is not None
        return self.window.screen_.first_run

    @property
    def wizard(self) -> FirstRun:
        """Its machine."""
        return self.locked.first_run

    def words(self) -> str:
        """Every visible word."""
        return " ".join(label.text() for label in self.window.findChildren(QLabel) if label.isVisible())

    def see(self, words: str) -> None:
        """Waits until it is said, and something can be pressed."""
        try:
            self._qtbot.waitUntil(lambda: words in self.words(), timeout=10_000)
        except QtTimeout as late:
            raise AssertionError(f"»{words}« is not in: {self.words()}") from late
        self._qtbot.waitUntil(lambda: all(made.isEnabled() for made in self.card.buttons), timeout=10_000)

    def focus(self) -> tuple[str, str]:
        """What has the focus, and what stands beside it."""
        here = accessibility.focused()
        return (accessibility.accessible_name(here), here.accessibleDescription()) if here is not None else ("", "")

    def key(self, key: Qt.Key) -> None:
        """Presses a key where the focus is."""
        self._qtbot.keyClick(accessibility.focused() or self.window, key)

    def to(self, name: str, of: str = "") -> None:
        """Tabs to the widget of that name."""
        for _press in range(20):
            focus = accessibility.focused()
            named = focus is not None and accessibility.accessible_name(focus) == name
            if named and of in focus.accessibleDescription():  # type: ignore[union-attr]
                return
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"»{name}« cannot be reached with Tab")

    def press(self, name: str, of: str = "") -> None:
        """Tabs to a button and presses Enter."""
        self.to(name, of)
        self.key(Qt.Key.Key_Return)

    def fill(self, **typed: str) -> None:
        """Types into the fields, Tab from each to the next."""
        for name, words in typed.items():
            field = self.card.fields[name].widget
            assert isinstance(field, QLineEdit)
            self.to(accessibility.accessible_name(field))
            field.clear()
            self._qtbot.keyClicks(field, words)
