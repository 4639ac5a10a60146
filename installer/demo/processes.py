"""Starts and ends the real processes of the demo: the endpoint, and apps that obey their driver."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

OURS = (20_000, 32_000)
"""Below those that Linux, Windows and macOS choose from themselves."""
Start = Callable[[list[str], IO[str]], "subprocess.Popen[str]"]
"""Starts the driver with arguments; what it says of itself goes into a log."""


class Failed(Exception):
    """A step did not hold; the text says which, in plain words."""


def free_port(wanted: int = 0) -> int:
    """A port of the loopback that nothing listens on now, and that no system gives to anybody who asks for any port."""
    while True:
        port, wanted = wanted or random.randrange(*OURS), 0  # noqa: S311 - nothing is secret
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Endpoint:
    """The municipality's endpoint, a process of its own."""

    def __init__(self, data: Path, port: int, log: Path) -> None:
        self._data, self._port, self._log = data, port, log
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Starts it and waits until it says that it is ready."""
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sync.server", "serve", "--data", str(self._data), "--port", str(self._port)],
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.startswith("roedtraad-endpoint ready"):
            self.stop()
            raise Failed(f"the endpoint did not start; {self._log} says why")

    def stop(self) -> None:
        """Ends it kindly, by its id; after 6 s it is killed."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.communicate(timeout=6)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def as_command(arguments: list[str], log: IO[str]) -> "subprocess.Popen[str]":
    """The driver, as a command of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "installer.demo.driver", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
        encoding="utf-8",
        env=os.environ | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"), "LANGUAGE": "da"},
    )


class DrivenApp:
    """One app process behind `installer.demo.driver`."""

    def __init__(self, who: str, data: Path, log: Path, now: str | None = None, start: Start = as_command) -> None:
        self.who, self.data, self._log, self._now, self._begin = who, data, log, now, start
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Starts the app and waits for its first line."""
        arguments = ["--data", str(self.data), *(["--now", self._now] if self._now else [])]
        with self._log.open("a", encoding="utf-8") as log:
            self._process = self._begin(arguments, log)
        self._read()

    def _read(self) -> dict[str, Any]:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise Failed(f"{self.who}'s app ended; {self._log} says why")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def do(self, order: str, **arguments: Any) -> dict[str, Any]:
        """One order and its answer. Raises Failed with the driver's words."""
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"do": order} | arguments, ensure_ascii=False) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise Failed(f"{self.who}'s app ended; {self._log} says why") from None
        answer = self._read()
        if "failed" in answer:
            raise Failed(f"{self.who}: {answer['failed']}")
        return answer

    def type(self, text: str) -> None:
        """Types into what has the focus."""
        self.do("type", text=text)

    def keys(self, keys: str) -> None:
        """Presses key combinations, parted by spaces."""
        self.do("keys", keys=keys)

    def wait(self, text: str, within: float = 30.0, gone: bool = False) -> float:
        """Waits for a visible text (or until it is gone); the seconds it took."""
        return float(self.do("wait", text=text, within=within, gone=gone)["seconds"])

    def texts(self) -> list[str]:
        """All visible texts."""
        return list(self.do("see")["texts"])

    def focused(self) -> str:
        """The accessible name of what has the focus."""
        return str(self.do("focus")["name"])

    def grab(self, file: Path) -> None:
        """A picture of the window."""
        self.do("grab", file=str(file))

    @property
    def pid(self) -> int:
        """The process' id, while it runs."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """kill -9, as a pulled battery would."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._process = None

    def stop(self) -> None:
        """Closes the window, and waits for the process."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.communicate('{"do": "quit"}\n', timeout=6)
        except (BrokenPipeError, subprocess.TimeoutExpired):
            process.kill()
            process.communicate()
