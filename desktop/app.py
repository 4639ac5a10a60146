"""Builds the window on a data folder. What is heavy is imported by `load`, after the lock screen is painted."""

import gc
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop import dumps, paths, spoken
from desktop.services.clock import Clock
from desktop.texts import Texts
from desktop.ui.appearance import Look
from desktop.ui.language import follow
from desktop.ui.locked_words import ALREADY_OPEN
from desktop.ui.placing import place
from desktop.ui.window import Window

if TYPE_CHECKING:
    from desktop.locked import Locked

OK, FAILED, USAGE, IN_USE = 0, 1, 2, 3
# Windows knows of no end of a terminal
ENDS = [number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
# how long the sentence »is already open« stands before the second window goes
SAYS_MS = 5_000


def look_of(data: Path) -> tuple[Look, str]:
    """Colour and text size from the plain file of the folder, the defaults when it says nothing; and the language."""
    found = spoken.plain(data)
    colour, size = found.get("colour"), found.get("text_size")
    look = Look(
        colour if colour in ("auto", "light", "dark") else "auto",
        size if isinstance(size, int) and 100 <= size <= 200 else 100,
    )
    return look, spoken.of(data)


def application() -> QApplication:
    """The one QApplication."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("roedtraad")
    qt.setApplicationDisplayName("Rød Tråd")
    qt.setDesktopFileName("roedtraad")
    return qt


def build(data: Path, clock: Clock | None = None, idle_minutes: float | None = None) -> tuple[QApplication, Window]:
    """The application and its window, locked; `clock` is another than that of the pc."""
    qt = application()
    clock = clock or Clock()
    look, language = look_of(data)
    follow(qt, language)

    def load() -> "Locked":
        # Here, on a worker: what unlocking needs takes its time to import. Nothing of it is Qt.
        from desktop.locked import Locked

        # Modules are never garbage. A full collection that walks them again stops every thread for 140 to 260 ms
        # (docs/speed.md); kept apart they leave 15 to 28.
        gc.freeze()
        return Locked(data, clock, language)

    window = Window(load, clock, Texts(language), look, idle_minutes)
    if window.screen_ is not None and not paths.vault(data).exists():
        window.screen_.not_known_yet()
    dumps.forbid(window.fault.emit)
    return qt, window


def run(data: Path) -> int:
    """Shows the window until it is closed; the exit code of the process."""
    qt, window = build(data)
    texts = window.texts
    code = OK

    def already_open() -> None:
        nonlocal code
        code = IN_USE
        print(". ".join(texts(part) for part in ALREADY_OPEN), file=sys.stderr, flush=True)  # noqa: T201 - the one line of a refused start
        QTimer.singleShot(SAYS_MS, window.close)

    window.already_open.connect(already_open)
    # Ctrl+C in the terminal, and the end of the terminal, close the window as its button does: not at once, for a
    # signal may arrive while a page is being painted. The timer lets Python see the signal.
    for number in ENDS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` wants it
            signal.signal(number, lambda _number, _frame: QTimer.singleShot(0, window.close))
    # the pc ends the session: it may end this process as soon as the answer is given
    qt.commitDataRequest.connect(lambda _manager: window.lock_and_wait())
    pulse = QTimer()
    pulse.start(200)
    pulse.timeout.connect(lambda: None)
    kept = spoken.plain(data).get("window")
    place(window, kept if isinstance(kept, str) else "")
    window.show()
    qt.exec()
    return code
