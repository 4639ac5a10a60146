"""A child process stopped at everything it asks of the disk: killed just before the n-th, or cut off from power there.

Linux ptrace by ctypes (ptrace(2), PTRACE_GET_SYSCALL_INFO), so that what SQLite and SQLCipher do in C counts too. Two
disks are left behind: what a kill leaves (all that was written), and what a power cut leaves (all that was synced).
"""

import ctypes
import os
import platform
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from struct import unpack_from

import pytest

_TRACEME, _SYSCALL, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_TRACESYSGOOD, _EXITKILL = 0x1, 0x100000
_ENTRY, _EXIT = 1, 2
# What changes a disk, by the kernel's numbers: write, pwrite64, writev, ftruncate, rename.., unlink.., mkdir, fsync ...
_NUMBERS = {
    "x86_64": ({1, 18, 20, 77, 82, 83, 87, 258, 263, 264, 296, 316, 328}, {74, 75}),
    "aarch64": ({64, 68, 66, 46, 34, 35, 38, 70, 276, 287}, {82, 83}),
}
_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.restype = ctypes.c_long
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


@dataclass(frozen=True)
class Left:
    """What was left: `killed` and `unpowered` are folders, `ended` whether the work came to its end."""

    killed: Path
    unpowered: Path
    ended: bool
    calls: int


def _ptrace(request: int, pid: int, at: int = 0, data: object = None) -> int:
    result = int(_libc.ptrace(request, pid, at, data))
    if result < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    return result


def run(work: Callable[[], object], folder: Path, at: int) -> Left:
    """Does `work` in a child that dies before call number `at` (from 1); `folder` is all the disk there is to it."""
    if platform.machine() not in _NUMBERS:
        pytest.fail(f"no system call numbers for {platform.machine()}")
    synced = folder.with_name(folder.name + "-synced")
    shutil.copytree(folder, synced)
    child = os.fork()
    if child == 0:
        _child(work)
    os.waitpid(child, 0)
    _ptrace(_SETOPTIONS, child, 0, _TRACESYSGOOD | _EXITKILL)
    calls, ended = _follow(child, folder, synced, at)
    return Left(folder, synced, ended, calls)


def _child(work: Callable[[], object]) -> None:
    _libc.ptrace(_TRACEME, 0, None, None)
    os.kill(os.getpid(), signal.SIGSTOP)
    try:
        work()
    except BaseException:  # noqa: BLE001 - nothing of the test's process may run on in its fork
        os._exit(3)
    os._exit(0)


def _follow(child: int, folder: Path, synced: Path, at: int) -> tuple[int, bool]:
    writes, syncs = _NUMBERS[platform.machine()]
    calls, syncing = 0, b""
    info = ctypes.create_string_buffer(96)
    pass_on = 0
    while True:
        _ptrace(_SYSCALL, child, 0, pass_on)
        _, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            assert os.waitstatus_to_exitcode(status) == 0, "the work failed before it was killed"
            return calls, True
        assert os.WIFSTOPPED(status), "the child died of something else"
        pass_on = 0
        if os.WSTOPSIG(status) != signal.SIGTRAP | 0x80:
            pass_on = os.WSTOPSIG(status)
            continue
        _ptrace(_GET_SYSCALL_INFO, child, len(info), info)
        if info.raw[0] == _ENTRY:
            number, handle = unpack_from("<QQ", info.raw, 24)
            syncing = b""
            if number in writes or number in syncs:
                calls += 1
                if calls == at:
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
                    return calls, False
                if number in syncs:
                    syncing = bytes(Path(f"/proc/{child}/fd/{handle}").readlink())
        elif info.raw[0] == _EXIT and syncing:
            _synced(Path(os.fsdecode(syncing)), folder, synced)
            syncing = b""


def _synced(path: Path, folder: Path, synced: Path) -> None:
    """This file is on the disk as it is now; of a folder, which files there are."""
    if path == folder or folder not in path.parents:
        return
    target = synced / path.relative_to(folder)
    if path.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def sweep(
    make: Callable[[], Path],
    work: Callable[[Path], object],
    look: Callable[[Path, bool], object],
    step: int = 1,
    first: int = 1,
) -> int:
    """Cuts `work` off at every `step`th call, each time on a folder that `make` gives; then `look`s at both disks.

    `look` is told whether the work came to its end: then what it promised must be there. Answers how many calls
    there are.
    """
    at = first
    while True:
        folder = make()
        left = run(lambda folder=folder: work(folder), folder, at)
        look(left.killed, left.ended)
        look(left.unpowered, left.ended)
        if left.ended:
            return left.calls
        at += step
