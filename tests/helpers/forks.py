"""`--forks auto`: the tests are shared out among processes that are forked from the one which collected them.

Importing and collecting some four thousand tests takes a processor twenty seconds where nothing is compiled yet. With
xdist (`-n`) every process does that for itself; here it is done once. Loaded by `tests/conftest.py`.
"""

import atexit
import os
import shutil
import signal
import sys
import tempfile
import traceback
import warnings
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from pathlib import Path
from typing import Any, NoReturn

import pytest

SHARES = 8
"""The first blocks are so much smaller than a process's equal share; the last are one test each."""
MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # noqa: S108 - where the system has memory as a disk


def processes(said: str) -> int:
    """How many; »auto« is half as many again as there are processors, for a quarter of the tests' time is waiting."""
    here = len(os.sched_getaffinity(0))
    return here + here // 2 if said == "auto" else int(said)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--forks auto` or `--forks 3`."""
    parser.addoption("--forks", type=processes, default=0, help="share the tests out among so many forked processes")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Of xdist's `-n auto` there are as many."""
    return processes("auto")


def pytest_configure(config: pytest.Config) -> None:
    """Where it is asked for."""
    if config.getoption("forks"):
        into_memory()
        config.pluginmanager.register(_Forks())


def into_memory() -> None:
    """Temporary folders lie in memory where it has room, but for those of somebody who chose a place for them.

    A killed process leaves there what it leaves on a disk. What a power cut leaves is reckoned by the tests that are
    about it, from what was written and flushed in which order (`tests/faults/test_every_write.py`).
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return
    if shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


class _Forks:
    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """In place of pytest's own loop, where there is something to run."""
        if session.testsfailed or session.config.option.collectonly or not session.items:
            return None
        _Parent(session, session.config.getoption("forks")).run()
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        return True


@dataclass
class _Child:
    pid: int
    line: Connection
    left: deque[int] = field(default_factory=deque)
    """What it was given and has not begun."""
    running: int | None = None
    done: bool = False


class _Parent:
    """Gives the children blocks of tests that stand side by side, and tells pytest what they report."""

    def __init__(self, session: pytest.Session, most: int) -> None:
        self._session, self._most = session, most
        self._left = deque(range(len(session.items)))
        self._children: dict[Connection, _Child] = {}
        self._folder: Path = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        self._made = 0

    def run(self) -> None:
        """Until every test is reported."""
        for _number in range(self._most):
            self._fork()
        try:
            while self._children:
                for line in wait(list(self._children)):
                    self._hear(self._children[line])  # type: ignore[index]
        finally:
            for child in self._children.values():
                os.kill(child.pid, signal.SIGTERM)
                os.waitpid(child.pid, 0)

    def _fork(self) -> None:
        ours, theirs = Pipe()
        self._made += 1
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            ours.close()
            for other in self._children:
                other.close()
            _live(self._session, theirs, self._folder / f"fork-{self._made}")
        theirs.close()
        self._children[ours] = _Child(pid, ours)

    def _hear(self, child: _Child) -> None:
        try:
            what, told = child.line.recv()
        except (EOFError, ConnectionResetError):
            self._bury(child)
            return
        hook = self._session.config.hook
        if what == "more":
            block = self._block()
            child.left.extend(block)
            child.line.send(block)
        elif what == "begun":
            child.running = child.left.popleft()
        elif what == "report":
            report = hook.pytest_report_from_serializable(config=self._session.config, data=told)
            hook.pytest_runtest_logreport(report=report)
        elif what == "warning":
            message, when, nodeid, location = told
            warning = warnings.WarningMessage(*message)
            hook.pytest_warning_recorded.call_historic(
                kwargs={"warning_message": warning, "when": when, "nodeid": nodeid, "location": location}
            )
        elif what == "done":
            child.done = True

    def _block(self) -> list[int]:
        if self._session.shouldfail:
            return []
        size = max(1, len(self._left) // (SHARES * self._most))
        return [self._left.popleft() for _one in range(min(size, len(self._left)))]

    def _bury(self, child: _Child) -> None:
        del self._children[child.line]
        child.line.close()
        status = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
        if child.done:
            return
        if child.running is None:
            raise RuntimeError(f"a process that was to run tests ended with {status} before it began one")
        item = self._session.items[child.running]
        words = f"the process that ran this test ended with {status}"
        report = pytest.TestReport(item.nodeid, item.location, {}, "failed", words, "call")
        self._session.config.hook.pytest_runtest_logreport(report=report)
        self._left.extendleft(reversed(child.left))
        self._fork()


def _live(session: pytest.Session, line: Connection, folder: Path) -> NoReturn:
    """A child: its own endings, folder and captured output; then what it is given."""
    status = 1
    try:
        _own_endings()
        folder.mkdir(mode=0o700)
        session.config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]
        capture = session.config.pluginmanager.getplugin("capturemanager")
        capture.stop_global_capturing()  # what was captured lies in one file with the parent's
        capture.start_global_capturing()
        capture.suspend_global_capture()
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            session.config.pluginmanager.getplugin("terminalreporter")._tw._file = nowhere
            telling = _Telling(session.config, line)
            session.config.pluginmanager.register(telling)
            telling.heard = True
            _play(session, line)
            warnings.simplefilter("ignore", ResourceWarning)  # folders that last as long as the process end with it
            atexit._run_exitfuncs()
        line.send(("done", None))
        status = 0
    except KeyboardInterrupt:
        pass
    except BaseException:  # noqa: BLE001 - whatever it is, only the parent goes on from here
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(status)


def _own_endings() -> None:
    """What the parent opened is the parent's to end."""
    atexit._clear()
    for each in list(weakref.finalize._registry):  # type: ignore[attr-defined]
        each.atexit = False
    weakref.finalize._registered_with_atexit = False  # type: ignore[attr-defined]


def _play(session: pytest.Session, line: Connection) -> None:
    def more() -> Iterable[int]:
        line.send(("more", None))
        given: list[int] = line.recv()
        return given

    queue = deque(more())
    while queue:
        item = session.items[queue.popleft()]
        # what outlives a test is told by the one that follows; only after the very last is there none
        queue.extend(() if queue else more())
        line.send(("begun", None))
        following = session.items[queue[0]] if queue else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


class _Telling:
    """Tells the parent what pytest hears in a child."""

    def __init__(self, config: pytest.Config, line: Connection) -> None:
        self._config, self._line = config, line
        self.heard = False
        """Not before it is true: who is registered is first told all warnings that the parent knows already."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The outcome of a setup, a test or a teardown."""
        make: Callable[..., Any] = self._config.hook.pytest_report_to_serializable
        self._line.send(("report", make(config=self._config, report=report)))

    def pytest_warning_recorded(
        self, warning_message: warnings.WarningMessage, when: str, nodeid: str, location: tuple[str, int, str] | None
    ) -> None:
        """A warning that was no error."""
        if self.heard:
            plain = (str(warning_message.message), warning_message.category, warning_message.filename)
            self._line.send(("warning", ((*plain, warning_message.lineno), when, nodeid, location)))
