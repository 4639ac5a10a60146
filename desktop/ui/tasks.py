"""The only file with threads: writer, reader, one for search, one that looks after the store, and two for the network.

Work is plain blocking Python; its result comes back to the window's thread by one queued signal. A result whose
receiver is gone (locked, closed, superseded) is dropped. It knows no record and no widget.
"""

import logging
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from threading import Event, Thread, current_thread
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal

from desktop import dumps

if TYPE_CHECKING:
    from desktop.services.errors import AppError

T = TypeVar("T")
Job = Callable[[], None]
Failed = Callable[["AppError"], object]
Done = Callable[[T], object]
_log = logging.getLogger(__name__)
AFTER_FAULT_S = 2.0
BETWEEN_WAITS_S = 0.2
# so soon a reading that is to end is told so again: it was between two questions
TOLD_AGAIN_MS = 20
# the key of the one answer that is delivered after a stop
_LAST = "\0last"


class Network(Protocol):
    """What the network worker drives."""

    def step(self) -> float:
        """Does what is due; the seconds until the next."""

    def rest(self, seconds: float) -> bool:
        """Waits so long, or until there is something to do; False when stopped."""

    def wait_for_change(self) -> bool:
        """Blocks until the server has something or nothing came; True if a step is due."""

    def stop(self) -> None:
        """Cancels a wait that is under way."""


class _Worker:
    """One thread that does jobs in order until it is told to end."""

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self.thread = Thread(target=self._run, name=name, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

    def put(self, job: Job) -> None:
        self._jobs.put(job)

    def end(self) -> None:
        """Does what is already asked for, then ends."""
        self._jobs.put(None)
        if current_thread() is not self.thread:
            self.thread.join()


class Tasks(QObject):
    """The workers of one unlocked app. `failed` is told of every error that a caller does not take itself."""

    #: A write was asked for, and one is done; in the same order.
    asked = Signal()
    written = Signal()
    _arrived = Signal(object)

    def __init__(self, failed: Failed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._failed = failed
        self._stopped = False
        self._newest: dict[str, int] = {}
        self._under_way: dict[str, int] = {}
        self.interrupt: Callable[[int], object] = lambda _thread: None
        """Ends what a thread reads now; whoever knows the store says how."""
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._writer = _Worker("writer")
        self._reader = _Worker("reader")
        self._finder: _Worker | None = None
        self._keeper: _Worker | None = None
        self._network: _NetworkLoop | None = None

    def read(self, work: Callable[[], T], done: Done[T], failed: Failed | None = None, key: str | None = None) -> None:
        """Runs `work` on the reader; a newer read with the same `key` makes this one's answer unwanted."""
        self._submit(self._reader, work, done, failed, key)

    def give_up(self, key: str) -> None:
        """Nobody waits for the reads with this `key` any more: none is begun, and the one under way ends."""
        last = self._newest.get(key, 0)
        self._newest[key] = last + 1
        self._end_reading(key, last)

    def _end_reading(self, key: str, last: int) -> None:
        """Also where a newer one with that key waits behind it, up to the `last` that nobody wants."""
        thread = self._reader.thread.ident
        if thread is not None and 0 < self._under_way.get(key, 0) <= last:
            self.interrupt(thread)
            QTimer.singleShot(TOLD_AGAIN_MS, self, partial(self._end_reading, key, last))

    def search(self, work: Callable[[], T], done: Done[T], failed: Failed | None = None) -> None:
        """Runs `work` beside the reader, so that no list waits for it; a newer one makes its answer unwanted."""
        if self._finder is None:
            self._finder = _Worker("search")
        self._submit(self._finder, work, done, failed, "search")

    def write(
        self, work: Callable[[], T], done: Done[T] | None = None, failed: Failed | None = None, told: bool = False
    ) -> None:
        """Runs `work` on the writer. It is never dropped: what was asked for is done before `stop` returns.

        `told`: nobody waits, or whoever asks says itself when it takes long; of any other `asked` and `written` tell.
        """
        if told:
            self._submit(self._writer, work, done, failed, None)
            return

        def job() -> None:
            self._work(work, done, failed, None, 0)
            self.written.emit()

        self.asked.emit()
        self._writer.put(job)

    def look_after(self, work: Callable[[], T], done: Done[T], failed: Failed | None = None) -> None:
        """Runs what takes seconds and no list may wait for: a check of every page, a backup."""
        if self._keeper is None:
            self._keeper = _Worker("keeper")
        self._submit(self._keeper, work, done, failed, None)

    def on_writer(self, work: Callable[[], T]) -> T:
        """Runs `work` on the writer and waits for it; for unlocking, whose connections belong to that thread."""
        if current_thread() is self._writer.thread:
            return work()
        ready = Event()
        results: list[T] = []
        errors: list[Exception] = []

        def job() -> None:
            try:
                results.append(work())
            except Exception as error:  # noqa: BLE001 - raised again in the caller's thread
                errors.append(error)
            finally:
                ready.set()

        self._writer.put(job)
        ready.wait()
        if errors:
            raise errors[0]
        return results[0]

    def network_loop(self, network: Network) -> None:
        """Starts the network worker and the long poll beside it."""
        self._network = _NetworkLoop(network)

    def stop(self) -> None:
        """Finishes the writes that were asked for, ends every thread, drops every answer. Blocks."""
        self._stopped = True
        # in this order: the network worker and a reader may be waiting for the writer
        if self._keeper is not None:
            self._keeper.end()
            self._keeper = None
        if self._network is not None:
            self._network.stop()
            self._network = None
        if self._finder is not None:
            self._finder.end()
            self._finder = None
        self._reader.end()
        self._writer.end()

    def close(self, work: Callable[[], T], done: Done[T], failed: Failed) -> Callable[[], None]:
        """As `stop`, but without holding the window up, then `work` for `done`; gives back a way to wait for it."""
        self._stopped = True

        def finish() -> None:
            self.stop()
            answer: tuple[Callable[[Any], object], Any]
            try:
                answer = done, work()
            except Exception as error:  # noqa: BLE001 - every error reaches the one door in the window
                answer = failed, _for_people(error)
            self._arrived.emit((*answer, _LAST, 0))

        closing = Thread(target=finish, name="closing", daemon=True)
        closing.start()
        return closing.join

    def _submit(
        self, worker: _Worker, work: Callable[[], T], done: Done[T] | None, failed: Failed | None, key: str | None
    ) -> None:
        number = 0
        if key is not None:
            number = self._newest[key] = self._newest.get(key, 0) + 1
        worker.put(partial(self._work, work, done, failed, key, number))

    def _work(
        self, work: Callable[[], T], done: Done[T] | None, failed: Failed | None, key: str | None, number: int
    ) -> None:
        if key is not None and self._newest.get(key) != number:
            return  # a newer question waits behind this one, and nobody wants the answer
        if key is not None:
            self._under_way[key] = number
        try:
            result = work()
        except Exception as error:  # noqa: BLE001 - every error reaches the one door in the window
            self._arrived.emit((failed or self._failed, _for_people(error), key, number))
            return
        finally:
            if key is not None:
                del self._under_way[key]
        if done is not None:
            self._arrived.emit((done, result, key, number))

    def _deliver(self, answer: tuple[Callable[[Any], object], Any, str | None, int]) -> None:
        receiver, value, key, number = answer
        wanted = key is _LAST or (not self._stopped and (key is None or self._newest.get(key) == number))
        if wanted and _lives(receiver):
            receiver(value)


class _NetworkLoop:
    """Two threads: one does steps when they are due, one waits for the server to have something."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._stopping = Event()
        self._threads = [
            Thread(target=self._steps, name="network", daemon=True),
            Thread(target=self._waits, name="long poll", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _steps(self) -> None:
        while self._network.rest(self._guarded(self._network.step, AFTER_FAULT_S)):
            pass

    def _waits(self) -> None:
        while not self._stopping.is_set():
            self._guarded(self._network.wait_for_change, False)
            # a server that answers every wait at once must not be asked without end
            self._stopping.wait(BETWEEN_WAITS_S)

    def _guarded(self, work: Callable[[], T], otherwise: T) -> T:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - the loop outlives a fault; its kind is logged, never its content
            if not self._stopping.is_set():
                _for_people(error)
                self._stopping.wait(AFTER_FAULT_S)
            return otherwise

    def stop(self) -> None:
        """Cancels what is under way and waits for both threads."""
        self._stopping.set()
        self._network.stop()
        for thread in self._threads:
            thread.join()


def _for_people(error: Exception) -> "AppError":
    """The error as one with a sentence; of any other its kind and place go to the log, never what it says."""
    from desktop.services.errors import AppError  # not at the top: it would be loaded before the lock screen

    if isinstance(error, AppError):
        return error
    _log.error(dumps.where(error))
    return AppError()


def _lives(receiver: Callable[..., object]) -> bool:
    """Whether the widget that a callback belongs to still exists; True when it belongs to none."""
    if isinstance(receiver, partial):
        return _lives(receiver.func)
    owners = [getattr(receiver, "__self__", None)]
    owners += [_content(cell) for cell in getattr(receiver, "__closure__", None) or ()]
    return all(shiboken6.isValid(owner) for owner in owners if isinstance(owner, QObject))


def _content(cell: Any) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # the name is not bound (yet)
        return None
