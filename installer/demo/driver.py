"""The real app, obeying JSON lines on standard input; for the demo and for looking at screens.

It builds the window exactly as `roedtraad` does, and adds only hands (QTest) and eyes (the accessibility tree).
Not in the wheel: the product has no such door. One line in, one line out:

    {"do": "type", "text": "…"}             types into whatever has the focus
    {"do": "keys", "keys": "Ctrl+N"}        presses one combination (several, parted by a space, one after the other)
    {"do": "wait", "text": "…", "within": 30, "gone": false}   until a visible text holds it (or no longer does)
    {"do": "see"}                           all visible texts
    {"do": "focus"}                         the accessible name of what has the focus
    {"do": "grab", "file": "…"}             a picture of the window
    {"do": "resize", "width": 1366, "height": 768}
    {"do": "clock", "now": "2026-11-20T08:18:20", "most": 9}   it is that moment, and at most so many seconds go by
    {"do": "quit"}
"""

import argparse
import json
import queue
import sys
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import build
from installer.demo.pace import PacedClock


def visible_texts(root: QWidget) -> list[str]:
    """Every name, value and description that the accessibility tree shows for `root`."""
    found: list[str] = []
    _walk(QAccessible.queryAccessibleInterface(root), found, 0)
    return found


def _walk(node: QAccessibleInterface | None, found: list[str], depth: int) -> None:
    if node is None or not node.isValid() or depth > 40 or node.state().invisible:
        return
    found.extend(
        text
        for kind in (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
        if (text := node.text(kind))
    )
    for i in range(min(node.childCount(), 300)):
        _walk(node.child(i), found, depth + 1)


def _let_run(milliseconds: int) -> None:
    """Lets the window and its workers go on; QTest's own wait would hold the interpreter's lock meanwhile."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Hands:
    """Does what a line says, on the window that is open, or on the dialog above it."""

    def __init__(self, window: QWidget, clock: PacedClock) -> None:
        self._window, self._clock = window, clock

    def _shown(self) -> QWidget:
        return QApplication.activeModalWidget() or self._window

    def _target(self) -> QWidget:
        if QApplication.activeWindow() is None:  # a dialog has closed, and there is no desktop that looks after it
            self._shown().activateWindow()
            QApplication.processEvents()
        return QApplication.focusWidget() or self._shown()

    def type(self, text: str) -> dict[str, Any]:
        """Types text, one key at a time."""
        for letter in text:
            if ord(letter) < 256:
                QTest.keyClicks(self._target(), letter)
            else:  # QTest knows no key for a dash or a typographic quote; the letter itself is enough
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QApplication.sendEvent(self._target(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
        return {}

    def keys(self, keys: str) -> dict[str, Any]:
        """Presses combinations such as `Ctrl+N` or `Tab Tab Space`."""
        for name in keys.split():
            combination = QKeySequence(name)[0]
            modifiers = combination.keyboardModifiers()
            QTest.keyClick(self._target(), combination.key(), modifiers)
            QApplication.processEvents()
        return {}

    def see(self) -> dict[str, Any]:
        """All visible texts."""
        return {"texts": visible_texts(self._shown())}

    def wait(self, text: str, within: float = 30.0, gone: bool = False) -> dict[str, Any]:
        """Waits until a visible text holds `text`, or none does; says how long it took."""
        start = time.monotonic()
        while True:
            if any(text in seen for seen in visible_texts(self._shown())) != gone:
                return {"seconds": round(time.monotonic() - start, 2)}
            if time.monotonic() - start > within:
                return {"failed": f"»{text}« {'still there' if gone else 'not seen'} after {within:g} s"}
            _let_run(50)

    def grab(self, file: str) -> dict[str, Any]:
        """A picture of the window as a PNG file."""
        _let_run(60)
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        return {} if self._shown().grab().save(file) else {"failed": "picture not written"}

    def resize(self, width: int, height: int) -> dict[str, Any]:
        """Gives the window a size in pixels."""
        self._window.resize(width, height)
        _let_run(60)
        return {}

    def clock(self, now: str, most: float = 9.0) -> dict[str, Any]:
        """Sets the clock."""
        self._clock.set(datetime.fromisoformat(now), most)
        return {}

    def focus(self) -> dict[str, Any]:
        """The accessible name of what has the focus."""
        node = QAccessible.queryAccessibleInterface(self._target())
        return {"name": node.text(QAccessible.Text.Name) if node else ""}


@dataclass
class Order:
    """One line while it is carried out: what it does, and the dialog that was open before."""

    do: str
    above: QWidget | None
    answered: bool = False

    def answer(self, said: dict[str, Any]) -> None:
        """Says how it went; once."""
        if not self.answered:
            self.answered = True
            print(json.dumps({"done": self.do} | said, ensure_ascii=False), flush=True)


class Orders:
    """Carries out one order at a time.

    A key that opens a dialog comes back when the dialog has closed: it is answered as soon as the dialog stands.
    """

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._now: Order | None = None

    @property
    def busy(self) -> bool:
        """Whether the last order is still to be answered."""
        now = self._now
        if now is None or now.answered:
            return False
        if now.do in ("keys", "type") and QApplication.activeModalWidget() not in (None, now.above):
            now.answer({})
        return not now.answered

    def begin(self, order: dict[str, Any]) -> None:
        """From the event loop, not from the timer that reads: it does not go on before its own call is over."""
        self._now = now = Order(order.pop("do"), QApplication.activeModalWidget())
        QTimer.singleShot(0, lambda: now.answer(getattr(self._hands, now.do)(**order)))


def main() -> int:
    """Runs the app until the input ends or says quit."""
    parser = argparse.ArgumentParser(description="The app, driven by JSON lines.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--now", type=datetime.fromisoformat, default=None)
    parser.add_argument("--idle", type=float, default=None, help="minutes until the lock")
    arguments = parser.parse_args()

    clock = PacedClock(arguments.now)
    qt, window = build(arguments.data, clock, arguments.idle)
    QAccessible.setActive(True)  # else lists do not tell the tree when their rows change
    window.resize(1366, 768)
    window.show()
    hands = Hands(window, clock)
    lines: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        lines.put('{"do": "quit"}')

    threading.Thread(target=read, daemon=True).start()

    orders = Orders(hands)

    def obey() -> None:
        if orders.busy or lines.empty():
            return
        order = json.loads(lines.get())
        if order["do"] != "quit":
            orders.begin(order)
            return
        timer.stop()
        window.close()
        qt.quit()

    timer = QTimer()
    timer.timeout.connect(obey)
    timer.start(10)
    print(json.dumps({"done": "ready"}), flush=True)
    return qt.exec()


if __name__ == "__main__":
    sys.exit(main())
