"""Our commands as real processes, forked from one that has loaded their modules (`helpers.nursery`).

Each has its own number, memory and end, and is killed like any other; only the second of imports is shared. That the
commands start by themselves is proved by `tests/unit/test_wheel.py` and `tests/e2e`.
"""

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

from helpers.nursery import NUMBER


def environment(module: str = "") -> dict[str, str]:
    """What they find around them. Compiled modules are kept: else the first start takes three seconds longer.

    The endpoint speaks English to the tests, as its reasons do.
    """
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"QT_QPA_PLATFORM": "offscreen"} | ({"LANGUAGE": "en"} if module == "sync.server" else {})


@cache
def _nursery() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    root = Path(__file__).parents[2]
    around = environment()
    paths = os.pathsep.join([str(root), str(root / "tests"), around.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    process = subprocess.Popen(
        [sys.executable, "-m", "helpers.nursery"],
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        env=around | {"PYTHONPATH": paths},
        cwd=root,
    )
    theirs.close()

    def ended() -> None:
        ours.close()
        process.wait(10)

    atexit.register(ended)
    return ours


_first = threading.Lock()


class Forked:
    """`python -m module arguments`, running: what the tests use of `subprocess.Popen`. Its pipes are UTF-8 text."""

    def __init__(
        self,
        module: str,
        arguments: Sequence[str],
        *,
        stdin: int | None = subprocess.PIPE,
        stdout: int | IO[bytes] | IO[str] = subprocess.PIPE,
        stderr: int | IO[bytes] | IO[str] = subprocess.PIPE,
    ) -> None:
        self.returncode: int | None = None
        self._waiting = threading.Lock()
        given, self.stdin = self._inward() if stdin == subprocess.PIPE else (os.open(os.devnull, os.O_RDONLY), None)
        out, self.stdout = self._outward(stdout)
        err, self.stderr = self._outward(stderr)
        self._told, theirs = socket.socketpair()
        order = {
            "module": module,
            "arguments": list(arguments),
            "environment": environment(module),
            "folder": str(Path.cwd()),
        }
        with _first:
            line = _nursery()
        socket.send_fds(line, [json.dumps(order).encode()], [given, out, err, theirs.fileno()])
        for descriptor in (given, out, err):
            os.close(descriptor)
        theirs.close()
        self.pid = self._number(60)

    @staticmethod
    def _inward() -> tuple[int, IO[str]]:
        ours, theirs = os.pipe()
        return ours, os.fdopen(theirs, "w", encoding="utf-8")

    @staticmethod
    def _outward(to: int | IO[bytes] | IO[str]) -> tuple[int, IO[str] | None]:
        if to == subprocess.PIPE:
            ours, theirs = os.pipe()
            return theirs, os.fdopen(ours, encoding="utf-8")
        if isinstance(to, int):
            return os.open(os.devnull, os.O_WRONLY), None
        return os.dup(to.fileno()), None

    def _number(self, within: float | None) -> int:
        self._told.settimeout(within)
        raw = self._told.recv(NUMBER, socket.MSG_WAITALL)
        assert len(raw) == NUMBER, "the process that the others are forked from has ended"
        return int.from_bytes(raw, "big")

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        with self._waiting, suppress(BlockingIOError):
            if self.returncode is None:
                self._end(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """How it ended. Raises subprocess.TimeoutExpired."""
        with self._waiting:
            if self.returncode is None:
                try:
                    self._end(timeout)
                except TimeoutError:
                    raise subprocess.TimeoutExpired(str(self.pid), timeout or 0) from None
        assert self.returncode is not None
        return self.returncode

    def _end(self, within: float | None) -> None:
        self.returncode = os.waitstatus_to_exitcode(self._number(within))
        self._told.close()

    def send_signal(self, number: signal.Signals) -> None:
        """A signal, while it runs."""
        if self.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """SIGTERM."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9."""
        self.send_signal(signal.SIGKILL)

    def communicate(self, said: str | None = None, timeout: float | None = None) -> tuple[str, str]:
        """Says something, reads all it says, and waits for its end. Raises subprocess.TimeoutExpired."""
        heard = {"stdout": "", "stderr": ""}

        def read(name: str, stream: IO[str]) -> None:
            heard[name] = stream.read()

        streams = {"stdout": self.stdout, "stderr": self.stderr}
        open_ones = [(name, stream) for name, stream in streams.items() if stream is not None and not stream.closed]
        reading = [threading.Thread(target=read, args=one, daemon=True) for one in open_ones]
        for thread in reading:
            thread.start()
        if self.stdin is not None and not self.stdin.closed:
            with suppress(BrokenPipeError):
                if said:
                    self.stdin.write(said)
                self.stdin.close()
        self.wait(timeout)
        for thread in reading:
            thread.join()
        for _name, stream in open_ones:
            stream.close()
        return heard["stdout"], heard["stderr"]


def run(module: str, *arguments: str, said: str = "", within: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs a command of ours to its end."""
    process = Forked(module, arguments)
    try:
        out, err = process.communicate(said, within)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    assert process.returncode is not None
    return subprocess.CompletedProcess([module, *arguments], process.returncode, out, err)


def driven(arguments: list[str], log: IO[str]) -> Forked:
    """An app that obeys its driver (`installer.demo.processes.DrivenApp`)."""
    return Forked("installer.demo.driver", arguments, stderr=log)
