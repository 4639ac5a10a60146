"""The workers: order, threads, whose answer is delivered and whose is not."""

from collections.abc import Iterator
from threading import Event as Flag
from threading import current_thread

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.services.errors import AppError
from desktop.ui.tasks import Tasks


class Rig:
    """Tasks and what failed."""

    def __init__(self) -> None:
        self.failures: list[AppError] = []
        self.tasks = Tasks(self.failures.append)


@pytest.fixture
def rig(qapp: object) -> Iterator[Rig]:
    """Stopped after the test."""
    made = Rig()
    yield made
    made.tasks.stop()


def test_work_is_elsewhere_and_answers_come_home(rig: Rig, qtbot: QtBot) -> None:
    """Reading and writing have a thread each; the answer is delivered on the window's."""
    seen: list[tuple[str, str]] = []

    def here(worker: str) -> None:
        seen.append((worker, current_thread().name))

    rig.tasks.read(lambda: current_thread().name, here)
    rig.tasks.write(lambda: current_thread().name, here)
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert sorted(seen) == [("reader", "MainThread"), ("writer", "MainThread")]


def test_a_newer_read_makes_an_older_unwanted(rig: Rig, qtbot: QtBot) -> None:
    """Of reads with one key only the newest is answered; others keep their answers."""
    gate, seen = Flag(), list[str]()
    rig.tasks.read(lambda: gate.wait(5), lambda _: seen.append("old"), key="list")
    rig.tasks.read(lambda: None, lambda _: seen.append("new"), key="list")
    rig.tasks.read(lambda: None, lambda _: seen.append("other"))
    gate.set()
    qtbot.waitUntil(lambda: "other" in seen)
    assert seen == ["new", "other"]


def test_an_answer_for_a_widget_that_is_gone_is_dropped(rig: Rig, qtbot: QtBot) -> None:
    """Neither a method of a deleted widget nor a function that holds one is called."""
    gone, seen = QLabel(), list[str]()
    gate = Flag()
    rig.tasks.read(lambda: gate.wait(5) and "x", gone.setText)
    rig.tasks.read(lambda: "x", lambda words: gone.setText(words))
    rig.tasks.read(lambda: "end", seen.append)
    gone.deleteLater()
    qtbot.wait(10)
    gate.set()
    qtbot.waitUntil(lambda: seen == ["end"])
    assert rig.failures == []


def test_a_read_that_was_given_up_is_neither_begun_nor_told(rig: Rig, qtbot: QtBot) -> None:
    """The one under way is told to end until it does; those behind it are not begun; other keys are let be."""
    seen: list[str] = []
    gate, told = Flag(), list[int]()

    def interrupt(thread: int) -> None:
        told.append(thread)
        if len(told) == 2:
            gate.set()

    rig.tasks.interrupt = interrupt
    rig.tasks.read(lambda: seen.append("begun") or gate.wait(5), lambda _: seen.append("shown"), key="page")
    rig.tasks.read(lambda: seen.append("other"), lambda _: seen.append("other shown"), key="else")
    qtbot.waitUntil(lambda: seen == ["begun"])
    rig.tasks.give_up("else")
    rig.tasks.give_up("page")
    rig.tasks.read(lambda: None, lambda _: seen.append("end"))
    qtbot.waitUntil(lambda: seen[-1] == "end")
    assert seen == ["begun", "end"]
    assert set(told) == {rig.tasks._reader.thread.ident}


def test_a_read_that_a_newer_one_waits_for_ends_too(rig: Rig, qtbot: QtBot) -> None:
    """A list that was asked for again while it was read: giving it up ends the reading, not only what waits behind."""
    seen: list[str] = []
    begun, gate = Flag(), Flag()

    def load() -> bool:
        begun.set()
        return gate.wait(5)

    rig.tasks.interrupt = lambda _thread: gate.set()
    rig.tasks.read(load, lambda _: seen.append("shown"), key="list")
    begun.wait(5)
    rig.tasks.read(lambda: seen.append("begun"), lambda _: seen.append("shown"), key="list")
    rig.tasks.give_up("list")
    assert gate.is_set()
    rig.tasks.read(lambda: None, lambda _: seen.append("end"))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["end"]


def test_on_writer_waits_and_hands_errors_on(rig: Rig) -> None:
    """The caller gets the answer or the error; from the writer itself it is called at once."""
    assert rig.tasks.on_writer(lambda: current_thread().name) == "writer"
    assert rig.tasks.on_writer(lambda: rig.tasks.on_writer(lambda: 7)) == 7
    with pytest.raises(AppError):
        rig.tasks.on_writer(_refuse)


def _refuse() -> None:
    raise AppError


def test_stop_finishes_the_writes_and_delivers_nothing(qapp: object, qtbot: QtBot) -> None:
    """What was asked to be written is written before `stop` returns; no answer reaches a window that is gone."""
    rig = Rig()
    gate, written, told = Flag(), list[int](), list[object]()
    rig.tasks.write(lambda: gate.wait(5))
    for number in range(20):
        rig.tasks.write(lambda n=number: written.append(n), told.append)
    gate.set()
    rig.tasks.stop()
    qtbot.wait(10)
    assert written == list(range(20))
    assert told == []


def test_close_answers_last(qapp: object, qtbot: QtBot) -> None:
    """`close` does not hold the window up; its own answer comes when all threads have ended."""
    rig = Rig()
    order: list[str] = []
    rig.tasks.write(lambda: order.append("write"))
    rig.tasks.close(lambda: order.append("close"), lambda _: order.append("told"), lambda _: order.append("wrong"))
    qtbot.waitUntil(lambda: "told" in order)
    assert order == ["write", "close", "told"]


def test_what_goes_wrong_while_closing_is_told_too(qapp: object, qtbot: QtBot) -> None:
    """Whoever waits for the end hears of it whatever happened, or he would wait for ever."""
    rig = Rig()
    told: list[object] = []
    rig.tasks.close(_refuse, lambda _: told.append("done"), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert [type(error) for error in told] == [AppError]


class _Network:
    """Steps once a rest; the wait fails as a server that is not understood would."""

    def __init__(self) -> None:
        self.ended, self.steps, self.waits = Flag(), 0, 0

    def step(self) -> float:
        self.steps += 1
        raise OSError("words of a server")

    def rest(self, seconds: float) -> bool:
        return not self.ended.wait(0.01)

    def wait_for_change(self) -> bool:
        self.waits += 1
        self.ended.wait(5)
        return False

    def stop(self) -> None:
        self.ended.set()


def test_the_network_outlives_a_fault_and_ends_when_told(
    qtbot: QtBot, qapp: object, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault is logged by kind and place, never by its words; `stop` ends a wait that is under way."""
    rig, network = Rig(), _Network()
    rig.tasks.network_loop(network)
    qtbot.waitUntil(lambda: network.steps > 0 and network.waits > 0)
    rig.tasks.stop()
    assert "OSError" in caplog.text
    assert "words of a server" not in caplog.text
