"""The real window in a process of its own, timed from inside: what a person waits for, and what holds the window up.

`benchmarks.feel` starts it; it prints one line of JSON. A wait ends when what was asked for is there and painted.
`blocked` is the longest stretch in which the window answered nothing, `frame` what one step of scrolling took.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from benchmarks.memory import resident_mb
from desktop.app import build
from desktop.ui.desk import Desk
from desktop.ui.forms.binding import write
from desktop.ui.forms.live_page import LivePage
from desktop.ui.tables import ListView
from desktop.ui.views.quick_note import View as QuickNote
from desktop.ui.window import Window

PATIENCE_S = 60.0
STEP_PX = 120
"""One notch of a mouse wheel is three lines, about so many pixels."""
NOTE = "Lærer undres over uro efter frikvarter; aftalt at observere onsdag"


class Painted(QObject):
    """Counts the paints of a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Looks on."""
        self.count += event.type() == QEvent.Type.Paint
        return False


@dataclass
class Times:
    """Milliseconds by the name of what was waited for; `worked` is what the processor did for it, all threads."""

    waited: dict[str, list[float]] = field(default_factory=dict)
    worked: dict[str, list[float]] = field(default_factory=dict)
    blocked: dict[str, float] = field(default_factory=dict)
    frames: dict[str, list[float]] = field(default_factory=dict)

    def told(self) -> dict[str, object]:
        """Medians of waits, the longest block of each, and frames: how many, the slow end, those over 33 ms."""
        return {
            "waited": {name: round(statistics.median(values), 1) for name, values in self.waited.items()},
            "worked": {name: round(statistics.median(values), 1) for name, values in self.worked.items()},
            "blocked": {name: round(value, 1) for name, value in self.blocked.items()},
            "frames": {
                name: {
                    "frames": len(values),
                    "median": round(statistics.median(values), 1),
                    "p99": round(sorted(values)[int(len(values) * 0.99)], 1),
                    "longest": round(max(values), 1),
                    "over_33": sum(value > 33 for value in values),
                }
                for name, values in self.frames.items()
            },
        }


class Person:
    """Somebody who uses the window, with a stop watch."""

    def __init__(self, qt: QApplication, window: Window) -> None:
        self.qt, self.window, self.times = qt, window, Times()

    @property
    def desk(self) -> Desk:
        """The unlocked window."""
        assert self.window.desk is not None
        return self.window.desk

    def target(self) -> QWidget:
        """What has the keys."""
        return QApplication.focusWidget() or self.window

    def rest(self, seconds: float) -> None:
        """Lets everything that goes on by itself end."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self.qt.processEvents()
            time.sleep(0.002)

    def wait(self, there: Callable[[], bool]) -> float:
        """Until it is there; the longest stretch without an answer of the window, in ms."""
        longest, until = 0.0, time.perf_counter() + PATIENCE_S
        while True:
            start = time.perf_counter()
            self.qt.processEvents()
            longest = max(longest, (time.perf_counter() - start) * 1000)
            if there():
                return longest
            if start > until:
                raise TimeoutError(str(there))
            time.sleep(0.0002)

    def _until_painted(self) -> float:
        """Until all that changed is on the screen: one more pixel is asked for, and comes with the rest."""
        corner = self.window.childAt(0, 0) or self.window
        painted, start = Painted(corner), time.perf_counter()
        corner.update(0, 0, 1, 1)
        self.wait(lambda: painted.count > 0)
        corner.removeEventFilter(painted)
        return (time.perf_counter() - start) * 1000

    @contextmanager
    def timed(self, name: str, there: Callable[[], bool]) -> Iterator[None]:
        """What is done in the block, until it is there and was painted, under this name."""
        start, worked = time.perf_counter(), time.process_time()
        yield
        block = max((time.perf_counter() - start) * 1000, self.wait(there))
        block = max(block, self._until_painted())
        self.times.waited.setdefault(name, []).append((time.perf_counter() - start) * 1000)
        self.times.worked.setdefault(name, []).append((time.process_time() - worked) * 1000)
        self.times.blocked[name] = max(block, self.times.blocked.get(name, 0.0))

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Presses one."""
        QTest.keyClick(self.target(), key, modifier)

    def unlock(self, passphrase: str) -> None:
        """Types it and waits for I dag."""
        box = self.window.findChild(QLineEdit)
        assert box is not None
        box.setFocus()
        QTest.keyClicks(box, passphrase)

        def usable() -> bool:
            return self.window.desk is not None and self.shown()

        with self.timed("unlock", usable):
            self.key(Qt.Key.Key_Return)

    def shown(self) -> bool:
        """Whether the open page has read what it shows."""
        view = self.desk.view
        if isinstance(view, LivePage):
            return view._shown is not None
        lists = view.findChildren(ListView) if view is not None else []
        return not lists or any(made.rows.rows for made in lists)

    def open(self, name: str, view: str, **target: object) -> None:
        """Opens a page and waits until it shows what was read."""
        with self.timed(f"open {name}", self.shown):
            self.desk.open(view, **target)
        self.rest(0.1)

    def list(self) -> ListView:
        """The list of the open page."""
        assert self.desk.view is not None
        found = self.desk.view.findChild(ListView)
        assert found is not None
        return found

    def scroll(self, name: str, steps: int) -> None:
        """Turns the wheel, notch by notch, as the list grows; each notch is a frame."""
        bar, painted = self.list().verticalScrollBar(), Painted(self.list().viewport())
        frames = self.times.frames.setdefault(name, [])
        for _step in range(steps):
            start, before = time.perf_counter(), bar.value()
            bar.setValue(before + STEP_PX)
            self.qt.processEvents()  # paints what was moved, and takes in a page that came
            if bar.value() > before:
                frames.append((time.perf_counter() - start) * 1000)
            time.sleep(0.004)
        if not frames or painted.count < len(frames) // 2:
            raise RuntimeError("nothing was painted")

    def write_note(self) -> None:
        """Ctrl+N, fills in, Ctrl+S from the list of consultations, until its first row is the note."""
        found = self.list()
        before = found.rows.rows[0].key

        def takes_keys() -> bool:
            view = self.desk.view
            focus = QApplication.focusWidget()
            return (
                isinstance(view, QuickNote)
                and view._note is not None
                and focus is not None
                and view.isAncestorOf(focus)
            )

        with self.timed("new note", takes_keys):
            self.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        view = self.desk.view
        assert isinstance(view, QuickNote)
        assert view._note is not None
        note = view._note
        note.place.setCurrentIndex(3)
        write(note.form, "sparring")
        write(note.subject, "group")
        write(note.label, "3.b")
        note.text.setFocus()
        QTest.keyClicks(note.text, NOTE)
        self.rest(1.2)

        def listed() -> bool:
            return found.isVisible() and bool(found.rows.rows) and found.rows.rows[0].key != before

        with self.timed("save", listed):
            self.key(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        self.rest(0.2)

    def search(self, words: str) -> None:
        """Ctrl+K and letter by letter, each until its first results are shown."""
        self.key(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        palette = self.desk._palette
        self.wait(palette.line.hasFocus)
        for place, letter in enumerate(words, 1):
            typed = words[:place]
            if place < 2:
                QTest.keyClicks(palette.line, letter)
                continue

            def answered(typed: str = typed) -> bool:
                return palette._answer is not None and palette._answer.text == typed

            with self.timed("search", answered):
                QTest.keyClicks(palette.line, letter)
        palette.close_()
        self.rest(0.1)


def main() -> int:
    """Plays the day and prints its times."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passphrase-file", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only-unlock", action="store_true")
    arguments = parser.parse_args()
    qt, window = build(arguments.data)
    window.resize(1366, 768)
    window.show()
    person = Person(qt, window)
    person.rest(2.0)  # somebody types a passphrase for longer than what is imported meanwhile takes
    person.unlock(arguments.passphrase_file.read_text(encoding="utf-8").strip())
    at_unlock = resident_mb()
    if not arguments.only_unlock:
        play(person, arguments.rounds)
    told = person.times.told() | {"memory": {"unlocked": at_unlock, "at the end": resident_mb()}}
    print(json.dumps(told))
    sys.stdout.flush()
    window.close()
    person.rest(0.5)
    return 0


def play(person: Person, rounds: int) -> None:
    """Every page, a few notes, searches, and every list to the end of a long arm."""
    contacts = person.desk.app.contacts
    busy = max(
        contacts.institutions(), key=lambda row: person.desk.app.records.count("consultation", {"institution": row.rec})
    )
    for _round in range(rounds):
        person.open("today", "today")
        person.open("consultations", "consultations")
        person.open("contacts", "contacts")
        person.open("a busy place", "place", rec=busy.rec)
        person.open("sync", "sync")
        person.open("settings", "settings")
        person.open("consultations", "consultations")
        talk = person.list().rows.rows[5].key
        person.open("a consultation", "reading", rec=talk)
        person.open("consultations", "consultations")
        person.write_note()
    for words in ("uro i frikvarter", "fiktivby", "trivsel"):
        person.search(words)
    person.open("consultations", "consultations")
    person.scroll("consultations", 1_500)
    person.open("consultations", "consultations", place=busy.rec, place_name=busy.name)
    person.scroll("consultations of a place", 600)
    person.open("contacts", "contacts")
    person.scroll("places", 200)
    person.open("contacts", "contacts", show="people")
    person.scroll("people", 600)


if __name__ == "__main__":
    sys.exit(main())
