"""Key stores for tests: one in memory, and a real gnome-keyring on a private session bus."""

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
import secretstorage

from desktop.store.vault_keystore import KeyStore


class MemoryBackend:
    """What `keyring` would do, in a dictionary; `broken` makes every call fail."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.broken = False

    def _need(self) -> None:
        if self.broken:
            raise RuntimeError("no daemon")

    def get_password(self, service: str, username: str) -> str | None:
        """The text."""
        self._need()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keeps it."""
        self._need()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forgets it."""
        self._need()
        del self.kept[service, username]


class Forgetful(MemoryBackend):
    """As `keyring`'s null backend: takes everything and gives nothing back."""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Nothing is kept."""


class Silent(MemoryBackend):
    """A key store that waits for somebody to type its password."""

    WAITS_S = 30.0

    def get_password(self, service: str, username: str) -> NoReturn:
        """Never answers in time."""
        time.sleep(self.WAITS_S)
        raise RuntimeError


def in_memory(backend: MemoryBackend | None = None) -> KeyStore:
    """A key store that lasts as long as the test."""
    kept = backend or MemoryBackend()
    return KeyStore(lambda: kept)


@contextlib.contextmanager
def session_bus() -> Iterator[dict[str, str]]:
    """A private bus, and the environment that leads to it and to a home of its own."""
    with tempfile.TemporaryDirectory(prefix="rt-bus-") as name:
        home = Path(name)
        (home / "run").mkdir(mode=0o700)
        (home / "bus.conf").write_text(_BUS.format(home=home), encoding="utf-8")
        bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={home / 'bus.conf'}", "--nofork", "--nopidfile", "--print-address=1"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "HOME": name, "XDG_RUNTIME_DIR": str(home / "run")},
        )
        assert bus.stdout is not None
        try:
            address = bus.stdout.readline().strip()
            assert address, "the bus did not start"
            yield {
                "DBUS_SESSION_BUS_ADDRESS": address,
                "HOME": name,
                "XDG_RUNTIME_DIR": str(home / "run"),
                "XDG_DATA_HOME": str(home / "share"),
                "XDG_CONFIG_HOME": str(home / "config"),
                "XDG_CACHE_HOME": str(home / "cache"),
            }
        finally:
            bus.terminate()
            bus.wait(10)
            bus.stdout.close()


# no service folders: nothing is started because somebody asked for it
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={home}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"""


class Keyring:
    """A running gnome-keyring; `stop` and `start` again as one likes, with the same home."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self._daemon: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it unlocked."""
        self._daemon = subprocess.Popen(
            ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **self.environment},
        )
        assert self._daemon.stdin is not None
        self._daemon.stdin.write(b"\n")  # the newline is the empty password
        self._daemon.stdin.close()
        deadline = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < deadline, "gnome-keyring does not answer"
            time.sleep(0.05)

    def _answers(self) -> bool:
        asked = subprocess.run(
            ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
             "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"],
            capture_output=True, text=True, check=False, env={**os.environ, **self.environment},
        )  # fmt: skip
        return "boolean true" in asked.stdout

    def lock(self) -> None:
        """Closes the collection, as a desktop does when its owner asks."""
        with contextlib.closing(secretstorage.dbus_init()) as bus:
            secretstorage.get_default_collection(bus).lock()

    def stop(self) -> None:
        """Ends it."""
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon.wait(10)
            self._daemon = None


@contextlib.contextmanager
def real_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keyring]:
    """gnome-keyring for this process and its children, unlocked."""
    with session_bus() as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        keyring = Keyring(environment)
        keyring.start()
        try:
            yield keyring
        finally:
            keyring.stop()
