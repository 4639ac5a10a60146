"""Real endpoint processes before a real PostgreSQL: how `--database` is given, and where its password is not."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.endpoint_process import EndpointProcess
from helpers.postgres import PASSWORD, PostgresServer
from helpers.wire import Town

from sync.client.watch import Watch
from sync.crypto.keys import SigningKey

REC = b"r" * 16


@pytest.fixture
def name(postgres: PostgresServer) -> Iterator[str]:
    """An empty database."""
    made = postgres.create()
    yield made
    postgres.drop(made)


def address_file(folder: Path, url: str) -> Path:
    """The file that keeps the password out of the arguments."""
    path = folder / "database"
    path.write_text(url + "\n", encoding="utf-8")
    path.chmod(0o600)
    return path


def test_two_processes_serve_one_organisation(postgres: PostgresServer, name: str, tmp_path: Path) -> None:
    """One folder, one database: a note goes in at one and a wait at the other hears it; kill -9 of one loses nothing.

    The password stands in a file, and nowhere else: not in arguments, not in what is printed or logged.
    """
    data, where = tmp_path / "endpoint", address_file(tmp_path, postgres.url(name))
    more = ["--database", str(where)]
    first = EndpointProcess(data, name="-1", more=more)
    second = EndpointProcess(data, name="-2", more=more, alone=True)
    processes = [first, second]
    town = Town(lambda keys: first.transport(keys), _key(first), first.admit)
    town.sync_all()
    waiter = second.transport(town.palle.keys)
    watch = Watch(town.org)
    watch.answer(waiter.send(watch.request()))
    heard: list[frozenset[bytes]] = []
    waiting = threading.Thread(target=lambda: heard.append(watch.answer(waiter.send(watch.request()))))
    waiting.start()
    town.signe.save(town.space, REC, "x")
    town.signe.sync()
    waiting.join(15)
    assert heard and town.space in heard[0]
    first.kill()
    town.palle.transport.close()
    town.palle.transport = second.transport(town.palle.keys)
    town.palle.sync()
    assert town.palle.texts(town.space) == ["x"]
    arguments = b"".join(Path(f"/proc/{p.process.pid}/cmdline").read_bytes() for p in (second,))
    assert b"--database" in arguments and PASSWORD.encode() not in arguments
    assert second.stop() == 0
    waiter.close()
    town.close()
    for process in processes:
        assert PASSWORD not in process.log.read_text(encoding="utf-8")
    assert {path.name for path in data.iterdir()} <= {"server.key", "endpoint.mark"}


def _key(process: EndpointProcess) -> bytes:
    return SigningKey((process.data / "server.key").read_bytes()).pk


def test_a_password_in_the_arguments_is_warned_of(postgres: PostgresServer, name: str, tmp_path: Path) -> None:
    """It works, and says in one line what is wrong with it, without saying the password."""
    process = EndpointProcess(tmp_path / "endpoint", more=["--database", postgres.url(name)])
    assert process.stop() == 0
    (line,) = process.log.read_text(encoding="utf-8").splitlines()
    assert "--database" in line and "file" in line
    assert PASSWORD not in line
