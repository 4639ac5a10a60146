"""A child process that is killed with -9 just before the n-th thing it asks of the disk."""

import os
import signal
from collections.abc import Callable
from itertools import count
from pathlib import Path

_CALLS = ("fsync", "replace", "rename", "unlink", "remove", "mkdir", "rmdir", "open", "chmod")


def run(work: Callable[[], object], at: int) -> bool:
    """Forks, does `work` in the child and kills it before call number `at`; whether it ended before that.

    What SQLite does inside itself is not counted: `test_store_killed` kills that. An error
    in the child is told by its exit code.
    """
    child = os.fork()
    if child == 0:
        _arm(at)
        try:
            work()
        except BaseException:  # noqa: BLE001 - nothing of the test's process may run on in its fork
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.waitstatus_to_exitcode(status) == 0
    return True


def sweep(
    make: Callable[[], Path], work: Callable[[Path], object], look: Callable[[Path, int], object], step: int = 1
) -> int:
    """Kills `work` at every `step`th call in turn, each time on a folder that `make` gives; then `look`s.

    Answers how many calls there are.
    """
    for at in count(1, step):
        folder = make()
        ended = run(lambda folder=folder: work(folder), at)
        look(folder, at)
        if ended:
            return at - 1
    raise AssertionError


def _arm(at: int) -> None:
    calls = count(1)

    def counted(call: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*arguments: object, **named: object) -> object:
            if next(calls) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments, **named)

        return wrapped

    for name in _CALLS:
        setattr(os, name, counted(getattr(os, name)))
