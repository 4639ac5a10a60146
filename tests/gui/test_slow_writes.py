"""What is said while saving takes long: nothing, then quietly, then aloud; and that all of it goes again."""

from collections.abc import Iterator
from threading import Event as Flag

import pytest
from helpers.fake_services import HandClock
from pytestqt.qtbot import QtBot

from desktop.texts import Texts
from desktop.ui.messages import Messages
from desktop.ui.slow_writes import SlowWrites
from desktop.ui.tasks import Tasks


class Rig:
    """A writer that is held, what the top bar says, and the messages under the page."""

    def __init__(self, qtbot: QtBot) -> None:
        self.tasks = Tasks(lambda error: pytest.fail(error.kind))
        self.bar: list[str] = []
        self.clock = HandClock()
        self.messages = Messages(Texts())
        qtbot.addWidget(self.messages)
        self.messages.show()
        self.slow = SlowWrites(self.tasks, self.messages, Texts(), self.bar.append, self.clock.monotonic)
        self.held = Flag()

    def wait(self, seconds: float) -> None:
        """Time goes by, and the timer comes to it."""
        self.clock.pass_(seconds)
        self.slow._look()

    def said(self) -> str:
        """What stands under the page."""
        return self.messages.shown.words.text() if self.messages.shown is not None else ""


@pytest.fixture
def rig(qapp: object, qtbot: QtBot) -> Iterator[Rig]:
    """Stopped after the test."""
    made = Rig(qtbot)
    yield made
    made.held.set()
    made.tasks.stop()


def test_a_quick_write_says_nothing(rig: Rig, qtbot: QtBot) -> None:
    """Before half a second nobody is told, and the timer rests afterwards."""
    seen: list[None] = []
    rig.tasks.write(lambda: None, seen.append)
    rig.wait(0.4)
    qtbot.waitUntil(lambda: not rig.slow._begun and bool(seen))
    assert set(rig.bar) == {""}
    assert not rig.slow._timer.isActive()
    assert rig.said() == ""


def test_half_a_second_is_said_quietly_and_two_aloud(rig: Rig, qtbot: QtBot) -> None:
    """In the top bar first; from two seconds on with the time so far, and it goes when all is written."""
    rig.tasks.write(lambda: rig.held.wait(10))
    rig.wait(0.6)
    assert (rig.bar[-1], rig.said()) == ("Gemmer …", "")
    rig.wait(1.5)
    assert "end det plejer: 2 sek." in rig.said()
    assert "kan ikke stoppes halvvejs" in rig.said()
    rig.wait(3)
    assert "5 sek." in rig.said()
    rig.held.set()
    qtbot.waitUntil(lambda: rig.bar[-1] == "")
    assert rig.said() == ""


def test_the_oldest_that_waits_is_what_counts(rig: Rig, qtbot: QtBot) -> None:
    """A save behind another one waits from when it was asked for, not from its turn."""
    gate = Flag()
    rig.tasks.write(lambda: gate.wait(10))
    rig.clock.pass_(0.3)
    rig.tasks.write(lambda: rig.held.wait(10))
    gate.set()
    qtbot.waitUntil(lambda: len(rig.slow._begun) == 1)
    rig.wait(0.4)
    assert rig.said() == ""
    assert "Gemmer …" not in rig.bar
    rig.wait(1.7)
    assert "2 sek." in rig.said()


def test_what_was_closed_or_said_since_is_left_alone(rig: Rig, qtbot: QtBot) -> None:
    """A message that somebody closed does not come back, and another one is not taken away."""
    rig.tasks.write(lambda: rig.held.wait(10))
    rig.wait(2.5)
    rig.messages.close_message()
    rig.wait(1)
    assert rig.said() == ""
    rig.messages.show_message("Gemt på denne pc", "ok")
    rig.wait(1)
    rig.held.set()
    qtbot.waitUntil(lambda: rig.bar[-1] == "")
    assert rig.said() == "Gemt på denne pc"


def test_a_write_that_fails_is_over_too(rig: Rig, qtbot: QtBot) -> None:
    """The error has its own door; nothing says that it is still being saved."""
    failed: list[object] = []

    def fail() -> None:
        raise OSError

    rig.tasks.write(fail, failed=failed.append)
    qtbot.waitUntil(lambda: bool(failed) and not rig.slow._begun)
    assert not rig.slow._timer.isActive()


def test_what_is_told_elsewhere_is_not_said_here(rig: Rig) -> None:
    """A page that is opened on the writer says itself that it takes long."""
    rig.tasks.write(lambda: rig.held.wait(10), told=True)
    rig.wait(5)
    assert rig.said() == ""
    assert rig.bar == []
