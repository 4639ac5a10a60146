"""`roedtraad-endpoint backup` and `restore`: from a running one, into either database, and under the clients."""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.endpoint_process import EndpointProcess, run
from helpers.postgres import PostgresServer, sa_url
from helpers.wire import LocalEndpoint, Town

from sync.client.generations import ANEW
from sync.errors import Refused
from sync.server import backup
from sync.server.database import connections, dumping
from sync.server.database import rows as db
from sync.server.database.connections import Database

REC = b"r" * 16


@pytest.fixture
def process(tmp_path: Path, model: tuple[LocalEndpoint, Town, Path]) -> Iterator[EndpointProcess]:
    """A running endpoint that goes on where the model's stopped."""
    local, _town, folder = model
    data = tmp_path / "endpoint"
    data.mkdir()
    shutil.copy(folder / "endpoint.db", data / "endpoint.db")
    (data / "server.key").write_bytes(local.key.private_bytes())
    started = EndpointProcess(data)
    yield started
    if started.process.poll() is None:
        started.stop()


def test_fault_20_a_backup_of_a_running_endpoint_goes_back_under_the_clients(
    process: EndpointProcess, model: tuple[LocalEndpoint, Town, Path], tmp_path: Path
) -> None:
    """Real processes: backup while it serves, more notes, kill -9, restore elsewhere. Nothing is missing."""
    town = model[1].cloned(process.transport)
    town.signe.save(town.space, REC, "before")
    town.sync_all()
    file = tmp_path / "endpoint.backup"
    assert run("backup", str(file), "--data", str(process.data)).returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    town.signe.save(town.space, b"s" * 16, "after")
    town.sync_all()
    assert town.signe.states(town.space) == ["seen", "seen"]
    process.kill()
    data = tmp_path / "restored"
    told = run("restore", str(file), "--data", str(data))
    assert told.returncode == 0, told.stderr
    assert "1 commits of 2 logs" in told.stdout
    restored = EndpointProcess(data)
    for client in town.clients:
        client.transport.close()
        client.transport = restored.transport(client.keys)
    town.sync_all()
    for client in (town.signe, town.palle):
        assert client.texts(town.space) == ["after", "before"]
        assert client.journal.frozen() == ""
        assert (town.space, ANEW, b"") in client.journal.alarms
    town.close()
    assert restored.stop() == 0


def everything(database: Database) -> list[dumping.Rows]:
    """Every row, but for what a new generation changes."""

    def kept(columns: list[str], row: list[object]) -> list[object]:
        return [value for name, value in zip(columns, row, strict=True) if name not in ("gen", "chain")]

    with database.reading() as conn:
        return [
            (name, columns, [kept(columns, row) for row in rows])
            for name, columns, rows in dumping.rows(conn)
            if name not in ("gens", "spaces")
        ]


def test_from_one_database_into_the_other(
    town: Town, endpoint: LocalEndpoint, postgres: PostgresServer, tmp_path: Path
) -> None:
    """The file of one kind of database goes into the other, row for row, and appending goes on behind it."""
    town.signe.save(town.space, REC, "a")
    town.sync_all()
    file = tmp_path / "backup"
    backup.write(endpoint.database, endpoint.key, file, endpoint.clock.now_ms())
    if isinstance(endpoint.database, connections.Postgres):
        other: Database = connections.sqlite(tmp_path / "other.db")
    else:
        other = connections.postgresql(sa_url(postgres, postgres.create()))
    found = backup.opened(file)
    told = found.load(other, found.key, endpoint.clock.now_ms() + 5000)
    assert (told.commits, told.spaces) == (1, 2)
    assert everything(other) == everything(endpoint.database)
    with other.writing() as conn:
        row = db.begin_space(conn, town.org, b"n" * 16, 1, b"c" * 32, b"raw")
        assert row.id > 2
    with pytest.raises(Refused, match="not empty"):
        found.load(other, found.key, 5)
    other.close()
