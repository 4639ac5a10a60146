"""A real `roedtraad-endpoint` process on a free port."""

import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from helpers.forked import Forked, environment
from helpers.forked import run as run_module

from sync.client.transport import HttpTransport
from sync.crypto.keys import DeviceKeys

MODULE = "sync.server"


def run(*args: str) -> subprocess.CompletedProcess[str]:
    """Runs the command to its end."""
    return run_module(MODULE, *args)


class EndpointProcess:
    """Started in the constructor, ready when it returns."""

    def __init__(
        self, data: Path, port: int = 0, *, name: str = "", more: Sequence[str] = (), alone: bool = False
    ) -> None:
        """`more` are further arguments; `name` tells the logs of several on one folder apart.

        `alone` starts it as a command, so that its arguments are what the system shows of it.
        """
        self.data = data
        self.alone = alone
        self.more = list(more)
        self.log = data.with_name(f"{data.name}{name}.log")
        self._start(port)

    def _start(self, port: int) -> None:
        arguments = ["serve", "--data", str(self.data), "--port", str(port), *self.more]
        with self.log.open("ab") as log:
            if self.alone:
                self.process = self._command(arguments, log)
            else:
                self.process = Forked(MODULE, arguments, stdin=None, stderr=log)
        watchdog = threading.Timer(60, self.process.kill)
        watchdog.start()
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        watchdog.cancel()
        assert line.startswith("roedtraad-endpoint ready "), line
        self.url = line.split()[-1]

    @staticmethod
    def _command(arguments: list[str], log: IO[bytes]) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", MODULE, *arguments],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment(MODULE),
        )

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.url.rsplit(":", 1)[1])

    def admit(self, org: bytes) -> None:
        """`roedtraad-endpoint admit`."""
        assert run("admit", "--data", str(self.data), "--org-key", org.hex(), *self.more).returncode == 0

    def transport(self, keys: DeviceKeys) -> HttpTransport:
        """A way in for one device."""
        return HttpTransport(self.url, keys)

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait(10)
        self._close()

    def restart(self) -> None:
        """Starts again on the same folder and port."""
        self._start(self.port)

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(15)
        self._close()
        return status

    def close(self) -> None:
        """Ends it as one in this process is ended."""
        self.stop()

    def _close(self) -> None:
        assert self.process.stdout is not None
        self.process.stdout.close()
