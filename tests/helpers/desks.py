"""A real, unlocked window on a town's folder, and a person's hands on it."""

import os
from datetime import datetime
from typing import TypeVar

from helpers.town import PHRASES, Town
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.assembly import App
from desktop.locked import Locked
from desktop.texts import Texts
from desktop.ui import accessibility
from desktop.ui.appearance import Look
from desktop.ui.desk import Desk
from desktop.ui.shell import ViewBase
from desktop.ui.tasks import Tasks
from desktop.ui.window import Window

W = TypeVar("W", bound=QWidget)
NEVER = 1e9
"""Minutes: a town's clock goes on by hours at once, and nobody has left his chair."""
COMES = 30_000
"""Milliseconds: what comes is waited for so long, on a machine that is busy too."""
MOMENT = 200
"""Milliseconds: what waits longer is a timeout, not a question."""
MOST_TURNS = 30
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Desks:
    """Unlocks when made; `lock` and `unlock` again as one likes."""

    _counts: Tasks | None = None
    _asked = 0

    def __init__(self, town: Town, who: str, qtbot: QtBot, text_size: int = 100, colour: str = "light") -> None:
        self._town, self._who, self._qtbot = town, who, qtbot
        folder, clock, line = town.folder / who, town.clock, town.line
        self.window = Window(
            lambda: Locked(folder, clock, "da", line.connect), clock, Texts("da"), Look(colour, text_size), NEVER
        )
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        self.unlock()

    @property
    def desk(self) -> Desk:
        """The unlocked desk."""
        assert self.window.desk is not None
        return self.window.desk

    @property
    def app(self) -> App:
        """The services."""
        return self.desk.app

    @property
    def view(self) -> ViewBase:
        """The open page."""
        assert self.desk.view is not None
        return self.desk.view

    def unlock(self) -> None:
        """Types the passphrase."""
        assert self.window.screen_ is not None
        with self._qtbot.waitSignal(self.window.unlocked, timeout=COMES):
            self.window.screen_.unlock.emit(PHRASES[self._who])
        self.settle()

    def lock(self) -> None:
        """Ctrl+L, and waits until the store is closed."""
        self.window.lock()
        self._qtbot.waitUntil(lambda: "Låst" in self.words() and not self.window._closing, timeout=COMES)

    def close(self) -> None:
        """Closes the window."""
        self.window.close()
        self.window.deleteLater()

    def open(self, view: str, **target: object) -> ViewBase:
        """Opens a page and waits until it has read what it shows."""
        self.desk.open(view, **target)
        self.settle()
        return self.view

    def settle(self) -> None:
        """Until nothing is about to be asked, and no answer of a worker made the window ask more."""
        for turn in range(MOST_TURNS):
            self._qtbot.waitUntil(lambda: not self._about_to_ask(), timeout=COMES)
            tasks, back = self._counted(), []  # type: ignore[var-annotated]
            before = self._asked
            tasks.write(lambda: None, lambda _none, back=back: back.append("w"))
            tasks.read(lambda: None, lambda _none, back=back: back.append("r"))
            if tasks._finder is not None:
                tasks._submit(tasks._finder, lambda: None, lambda _none, back=back: back.append("s"), None, None)
            own = 2 + (tasks._finder is not None)
            self._qtbot.waitUntil(lambda back=back, own=own: len(back) == own, timeout=COMES)
            self._qtbot.wait(20)
            if turn and self._asked == before + own:
                return
        raise AssertionError("the window asks without end")

    def turn(self, moment: datetime) -> None:
        """It is that moment, and the window's minute went by."""
        self._town.clock.set(moment)
        self.desk.tick()
        self.settle()

    def _counted(self) -> Tasks:
        """The workers of the desk, everything asked of them counted from the first time on."""
        tasks = self.desk.tasks
        if tasks is not self._counts:
            self._counts, submit = tasks, tasks._submit

            def asked(*work: object) -> None:
                self._asked += 1
                if work:
                    submit(*work)  # type: ignore[arg-type]

            tasks._submit = asked  # type: ignore[method-assign]
            tasks.asked.connect(asked)
        return tasks

    def _about_to_ask(self) -> bool:
        """Whether a part of the window waits a moment, lest it asks at every letter."""
        timers = self.window.findChildren(QTimer)
        return any(timer.isSingleShot() and timer.isActive() and timer.interval() <= MOMENT for timer in timers)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Presses a key where the focus is."""
        self._qtbot.keyClick(accessibility.focused() or self.window, key, modifier)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Types where the focus is."""
        focus = accessibility.focused()
        assert focus is not None
        self._qtbot.keyClicks(focus, text)

    def tab_to(self, name: str, presses: int = 60) -> QWidget:
        """Tabs until the focus is on the widget of that accessible name."""
        for _press in range(presses):
            focus = accessibility.focused()
            if focus is not None and accessibility.accessible_name(focus) == name:
                return focus
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"»{name}« cannot be reached with Tab")

    def words(self) -> str:
        """Every word in a visible label or button of the window."""
        labels = [label.text() for label in self.window.findChildren(QLabel) if label.isVisible()]
        return " ".join(labels)

    def shot(self, name: str) -> None:
        """A picture of the window, where pictures are wanted: in the folder SHOTS."""
        if folder := os.environ.get("SHOTS"):
            self.window.grab().save(f"{folder}/{name}.png")
