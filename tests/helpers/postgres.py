"""A PostgreSQL server of one's own: started on a temporary folder, reached by a socket in it, gone afterwards."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from urllib.parse import quote

import psycopg
import sqlalchemy as sa

from sync.server.database.address import parse

USER, PASSWORD = "rt", "Kodeord-i-minen-4711"
ACCOUNTS = ("postgres", "nobody")
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "autovacuum": "off",
    "deadlock_timeout": "100ms",
    "logging_collector": "off",
    # SCRAM stretches the password anew for each connection: eight of the nine ms that one costs the endpoint
    "password_encryption": "md5",
}


def program(name: str) -> str:
    """Where a program of PostgreSQL lies; Debian puts them beside the path. Fails where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    assert path, f"{name} is missing: these tests need PostgreSQL (installer/system_packages.sh installs it)"
    return path


def account() -> dict[str, object]:
    """Who runs it: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    found = next((names[name] for name in ACCOUNTS if name in names), None)
    assert found is not None, f"none of the accounts {ACCOUNTS} is here: PostgreSQL does not run as root"
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


class PostgresServer:
    """Started in the constructor, ready when it returns. `url` takes the name of a database."""

    def __init__(self, **settings: str) -> None:
        # Not under pytest's own folder: that is closed to the account that the server runs as.
        self.folder = Path(tempfile.mkdtemp(prefix="rt-pg-"))
        self._who = account()
        if self._who:
            os.chown(self.folder, int(str(self._who["user"])), int(str(self._who["group"])))
        self._names = itertools.count(1)
        self._settings = {**SETTINGS, "unix_socket_directories": str(self.folder), **settings}
        self.log = self.folder / "log"
        password = self.folder / "password"
        password.write_text(PASSWORD, encoding="ascii")
        password.chmod(0o644)
        self._run("initdb", "-D", str(self.data), "-U", USER, "--pwfile", str(password), "-A", "md5",
                  "-N", "-E", "UTF8", "--no-locale", "--wal-segsize", "1")  # fmt: skip
        password.unlink()
        self.start()

    @property
    def data(self) -> Path:
        """The cluster's folder."""
        return self.folder / "data"

    def url(self, database: str) -> str:
        """The address of one of its databases, with the password."""
        return f"postgresql://{USER}:{PASSWORD}@/{database}?host={quote(str(self.folder))}"

    def _run(self, name: str, *args: str) -> None:
        # fsync is off everywhere here: what is tested is the endpoint, not the disk of this machine
        subprocess.run([program(name), *args], check=True, capture_output=True, cwd="/", **self._who)  # type: ignore[call-overload]

    def start(self, largest_file: int = 0) -> None:
        """Starts it; ready when it returns. No file grows beyond `largest_file`: to it that is a full disk."""
        command = ["prlimit", f"--fsize={largest_file}"] if largest_file else []
        command += [program("postgres"), "-D", str(self.data)]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **self._who)  # type: ignore[call-overload]
        patience = threading.Event()
        for _ in range(600):
            try:
                self.admin().close()
            except psycopg.OperationalError:
                assert self.process.poll() is None, self.log.read_text(errors="replace")[-2000:]
                patience.wait(0.05)
            else:
                return
        raise AssertionError("PostgreSQL does not answer")

    def admin(self, database: str = "postgres") -> psycopg.Connection:
        """A connection of one's own, each statement a transaction."""
        return psycopg.connect(self.url(database), autocommit=True)

    def create(self, template: str = "template0") -> str:
        """A new database, a copy of another that nobody is connected to; its name."""
        name = f"t{next(self._names)}"
        with self.admin() as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Removes a database, whoever is connected to it."""
        with self.admin() as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Ends it: SIGINT is quick and orderly, SIGQUIT is a crash."""
        self.process.send_signal(how)
        self.process.wait(30)

    def close(self) -> None:
        """Ends it and removes everything."""
        if self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder)


def sa_url(server: PostgresServer, database: str) -> sa.URL:
    """The address as the endpoint reads it."""
    return parse(server.url(database))[0]
