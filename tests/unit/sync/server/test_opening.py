"""Folder, database and key must belong together; what `--database` says wrongly is one line without its password."""

import contextlib
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from helpers.postgres import PASSWORD, PostgresServer

from sync.server import __main__ as command
from sync.server import folder
from sync.server.database import address, connections, tables
from sync.server.database import rows as db
from sync.server.opening import opened

ORG = b"o" * 16


@pytest.fixture
def name(postgres: PostgresServer) -> Iterator[str]:
    """An empty database."""
    made = postgres.create()
    yield made
    postgres.drop(made)


def refused(data: Path, where: str | None) -> str:
    """Why the two are not opened together."""
    folder.prepare(data)
    with pytest.raises(folder.Unusable) as ended:
        opened(data, where)
    return ended.value.reason


def key_of(data: Path, where: str | None) -> bytes:
    """The public key of what is opened, and closed again."""
    folder.prepare(data)
    database, key = opened(data, where)
    database.close()
    return key.pk


def test_wrong_usage_is_one_line_without_the_password(postgres: PostgresServer, name: str, tmp_path: Path) -> None:
    """Not an address, not a file, open to others, nobody there, wrong password, no such database."""
    url = postgres.url(name)
    several, open_to_all, elsewhere = tmp_path / "several", tmp_path / "open", tmp_path / "elsewhere"
    several.write_text(f"{url}\n{url}\n")
    several.chmod(0o600)
    open_to_all.write_text(url)
    open_to_all.chmod(0o644)
    elsewhere.mkdir()
    cases = {
        f"mysql://rt:{PASSWORD}@localhost/x": "not an address",
        f"postgresql://rt:{PASSWORD}@localhost:many/x": "not an address",
        str(tmp_path / "nothing"): "nor a file",
        str(elsewhere): "nor a file",
        str(several): "one line",
        str(open_to_all): "chmod 600",
        url.replace(str(postgres.folder), str(elsewhere)): "No such file",
        url.replace(PASSWORD, f"{PASSWORD}x"): "password authentication failed",
        url.replace(name, "nowhere"): "does not exist",
    }
    for where, word in cases.items():
        said = refused(tmp_path / "e", where)
        assert word in said and "\n" not in said
        assert PASSWORD not in said
    assert not (tmp_path / "e" / "server.key").exists()


def test_a_file_of_ones_own_keeps_the_password_out_of_sight(tmp_path: Path) -> None:
    """One line in a file that is closed to others; as an argument everybody sees it."""
    file, url = tmp_path / "line", f"postgresql://rt:{PASSWORD}@localhost/x"
    file.write_text(f"{url}\n", encoding="utf-8")
    file.chmod(0o600)
    found, in_the_open = address.parse(str(file))
    assert (found.password, in_the_open) == (PASSWORD, False)
    assert address.parse(url) == (found, True)


def test_it_is_said_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """serve and admit: one line on standard error, exit 2."""
    for more in (["serve"], ["admit", "--org-key", "ab" * 16]):
        monkeypatch.setattr("sys.argv", ["roedtraad-endpoint", *more, "--data", str(tmp_path), "--database", "x://y"])
        with pytest.raises(SystemExit) as ended:
            command.main()
        assert ended.value.code == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_key_and_database_must_belong_together(postgres: PostgresServer, name: str, tmp_path: Path) -> None:
    """Another key, a lost key, an emptied database, a newer version: each is named, and nothing is made anew."""
    where, data, other = postgres.url(name), tmp_path / "e", tmp_path / "other"
    key = key_of(data, where)
    assert key_of(data, where) == key
    assert "server.key is gone" in refused(other, where)
    (other / "server.key").write_bytes(bytes(32))
    assert "is not the one that this database was served with" in refused(other, where)
    with psycopg.connect(where, autocommit=True) as conn:
        conn.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
        assert "made by a newer version" in refused(data, where)
        for (table,) in conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            assert re.fullmatch("[a-z]+", table)
            conn.execute(f"DROP TABLE {table} CASCADE".encode())
    assert "the database is empty" in refused(data, where)
    assert folder.server_key(data).pk == key


def test_two_first_starts_at_once(postgres: PostgresServer, name: str, tmp_path: Path) -> None:
    """Both on one empty database, from two folders: one makes it, the other is told that its key is missing."""

    def start(data: str) -> bool:
        try:
            key_of(tmp_path / data, postgres.url(name))
        except folder.Unusable as error:
            assert "server.key is gone" in error.reason
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(start, ("a", "b"))) == [False, True]
    assert sum((tmp_path / data / "server.key").exists() for data in ("a", "b")) == 1


def test_another_key_beside_a_sqlite_file_is_refused_too(tmp_path: Path) -> None:
    """A file restored beside the wrong key: its heads would look forged to every client."""
    key_of(tmp_path / "a", None)
    key_of(tmp_path / "b", None)
    (tmp_path / "a" / "server.key").write_bytes((tmp_path / "b" / "server.key").read_bytes())
    assert "is not the one" in refused(tmp_path / "a", None)


def test_a_database_of_the_first_version_is_brought_forward(tmp_path: Path) -> None:
    """Version 1 had no `meta`: what is in it stays, and its key is written down beside it."""
    first = sqlite3.connect(tmp_path / "endpoint.db")
    first.executescript((Path(__file__).parents[3] / "stores" / "endpoint-2" / "endpoint.sql").read_text("utf-8"))
    first.execute("DROP TABLE meta")
    first.execute("INSERT INTO orgs VALUES (?, 1)", (ORG,))
    first.commit()
    first.close()
    (tmp_path / "server.key").write_bytes(bytes(32))
    key = key_of(tmp_path, None)
    again = connections.sqlite(tmp_path / "endpoint.db")
    with again.reading() as conn:
        assert db.admitted(conn, ORG)
        assert db.fact(conn, tables.SCHEMA_FACT) == b"%d" % tables.SCHEMA
        assert db.fact(conn, "server_pk") == key
    again.close()


def test_a_sqlite_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    """It says so, and nothing in it is changed."""
    key_of(tmp_path, None)
    path = tmp_path / "endpoint.db"
    with contextlib.closing(sqlite3.connect(path)) as there, there:
        there.execute("UPDATE meta SET value = ? WHERE name = ?", (b"99", tables.SCHEMA_FACT))
    before = path.read_bytes()
    assert "newer version" in refused(tmp_path, None)
    assert path.read_bytes() == before


def test_a_postgresql_that_refuses_for_another_reason_says_it_without_its_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such as a user who may make no table: the server's first line, and not where it stands."""
    said = f"connection to {PASSWORD} failed: FATAL: permission denied for schema public\nHINT: {PASSWORD}"

    def no_right(_url: object) -> None:
        raise sa.exc.ProgrammingError("CREATE TABLE", {}, psycopg.Error(said))

    monkeypatch.setattr(connections, "postgresql", no_right)
    reason = refused(tmp_path, f"postgresql://rt:{PASSWORD}@localhost/x")
    assert reason == "cannot open the database of --database: permission denied for schema public"
