"""The file of a backup: whole or refused, never written over, and put back whole or not at all."""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from helpers.postgres import PostgresServer
from helpers.wire import LocalEndpoint

from sync.crypto.keys import SigningKey
from sync.errors import Refused
from sync.server import backup, folder, opening
from sync.server.__main__ import main
from sync.server.database import connections, dumping, rows, tables
from sync.server.database.errors import Gone

ORG = b"o" * 16
NOW = 1_795_250_000_000


@pytest.fixture
def served(tmp_path: Path) -> Iterator[LocalEndpoint]:
    """An endpoint that knows an organisation's name."""
    made = LocalEndpoint(tmp_path)
    made.admit(ORG)
    yield made
    made.close()


def written(served: LocalEndpoint, tmp_path: Path) -> Path:
    """A backup of it."""
    file = tmp_path / "backup"
    backup.write(served.database, served.key, file, NOW)
    return file


def test_it_is_read_to_its_end_before_anything_is_put_back(served: LocalEndpoint, tmp_path: Path) -> None:
    """Cut anywhere, one bit flipped anywhere, something behind it: refused, with a sentence."""
    whole = written(served, tmp_path).read_bytes()
    spoilt = tmp_path / "spoilt"
    for at in range(len(whole)):
        flipped = bytearray(whole)
        flipped[at] ^= 1 << at % 8
        for bad in (whole[:at], bytes(flipped)):
            spoilt.write_bytes(bad)
            with pytest.raises(Refused, match="backup"):
                backup.opened(spoilt)
    spoilt.write_bytes(whole + b"x")
    with pytest.raises(Refused):
        backup.opened(spoilt)
    assert backup.opened(tmp_path / "backup").key.pk == served.key.pk


def test_nothing_is_left_half_written(served: LocalEndpoint, tmp_path: Path) -> None:
    """Under its name only when it was read back; a leftover of a killed one is no obstacle."""
    (tmp_path / "backup.part").write_bytes(b"half")
    file = written(served, tmp_path)
    assert not (tmp_path / "backup.part").exists()
    with pytest.raises(Refused, match="is there already"):
        backup.write(served.database, served.key, file, NOW)


@pytest.mark.parametrize(
    "head",
    [{"schema": tables.SCHEMA + 1, "made_ms": 1, "server_key": bytes(32)}, {"made_ms": 1}, [1], {"schema": "3"}],
)
def test_another_version_or_no_backup_at_all(tmp_path: Path, head: object) -> None:
    """A first frame that says something else is refused."""
    frame = msgspec.msgpack.encode(head)
    body = backup.MAGIC + len(frame).to_bytes(4, "big") + frame + bytes(4)
    file = tmp_path / "backup"
    file.write_bytes(body + hashlib.sha256(body).digest())
    with pytest.raises(Refused, match="backup"):
        backup.opened(file)


@pytest.mark.parametrize("part", [b"\xc1", msgspec.msgpack.encode(["nothing", ["a"], [[1]]])])
def test_rows_that_this_version_does_not_know_are_refused_whole(
    served: LocalEndpoint, tmp_path: Path, part: bytes
) -> None:
    """A table of another version, or bytes that are none: nothing of it is in the database afterwards."""
    head = msgspec.msgpack.encode({"schema": tables.SCHEMA, "made_ms": 1, "server_key": bytes(32)})
    org = msgspec.msgpack.encode(["orgs", ["org", "admitted_ms", "quota"], [[b"p" * 16, 1, 0]]])
    body = backup.MAGIC
    for frame in (head, org, part, b""):
        body += len(frame).to_bytes(4, "big") + frame
    file = tmp_path / "backup"
    file.write_bytes(body + hashlib.sha256(body).digest())
    empty = LocalEndpoint(_folder(tmp_path))
    with pytest.raises(Refused, match="damaged"):
        backup.opened(file).load(empty.database, served.key, NOW)
    with empty.database.reading() as conn:
        assert dumping.empty(conn)
    empty.close()


def _folder(tmp_path: Path) -> Path:
    made = tmp_path / "empty"
    made.mkdir()
    return made


def test_it_is_put_back_whole_or_not_at_all(served: LocalEndpoint, tmp_path: Path) -> None:
    """Into an empty folder. What a killed restore left is no obstacle; another key, or a database, is."""
    found = backup.opened(written(served, tmp_path))
    data = _folder(tmp_path)
    (data / "endpoint.db.part").write_bytes(b"half a database")
    folder.keep_key(data, found.key)
    with pytest.raises(ZeroDivisionError):
        opening.filled(data, None, found.key, lambda base: 1 // 0)
    assert not (data / folder.DB_FILE).exists()
    told = opening.filled(data, None, found.key, lambda base: found.load(base, found.key, NOW))
    assert told.made_ms == NOW
    base, key = opening.opened(data, None)
    base.close()
    assert key.pk == served.key.pk
    with pytest.raises(folder.Unusable, match="a database"):
        opening.filled(data, None, found.key, lambda base: found.load(base, found.key, NOW))
    (data / folder.DB_FILE).unlink()
    with pytest.raises(folder.Unusable, match="is another"):
        opening.filled(data, None, SigningKey.generate(), lambda base: None)


def test_wrong_usage_is_one_line_and_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No such file, a file that is none, a folder for a file: said, and nothing is made."""
    data = tmp_path / "data"
    (tmp_path / "none").write_bytes(b"nothing")
    for wrong in (
        ["restore", str(tmp_path / "gone"), "--data", str(data)],
        ["restore", str(tmp_path / "none"), "--data", str(data)],
        ["backup", str(tmp_path / "no" / "folder"), "--data", str(data)],
    ):
        monkeypatch.setattr(sys, "argv", ["roedtraad-endpoint", *wrong])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr().err
        assert (ended.value.code, told.count("\n")) == (2, 1), told
        assert told.startswith("roedtraad-endpoint: ")


def _command(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    monkeypatch.setattr(sys, "argv", ["roedtraad-endpoint", *args])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_a_folder_that_cannot_be_used_and_a_database_that_is_gone_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is written, and where reading breaks off in the middle: no file is left."""
    data, file = tmp_path / "data", tmp_path / "backup"
    data.mkdir()
    (data / "server.key").write_bytes(b"too short")
    (data / "endpoint.db").write_bytes(b"")
    assert _command(monkeypatch, "backup", str(file), "--data", str(data)) == 2
    assert capsys.readouterr().err.startswith("roedtraad-endpoint: ")

    def gone(*_asked: object) -> None:
        raise Gone("endpoint has no database")

    monkeypatch.setattr(backup, "write", gone)
    assert _command(monkeypatch, "backup", str(file), "--data", str(tmp_path / "other")) == 2
    assert capsys.readouterr().err == "roedtraad-endpoint: endpoint has no database\n"
    assert not file.exists()


def test_out_and_back_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """How much it was, and of which day; of a key that is as before nothing is said."""
    file = str(tmp_path / "backup")
    assert _command(monkeypatch, "backup", file, "--data", str(tmp_path / "data")) == 0
    assert capsys.readouterr().out == f"wrote {file}: 0 commits of 0 logs\n"
    assert _command(monkeypatch, "restore", file, "--data", str(tmp_path / "other")) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"put back {file} of ") and "key" not in told
    assert folder.server_key(tmp_path / "other").pk == folder.server_key(tmp_path / "data").pk


def test_what_is_not_empty_is_not_written_over(served: LocalEndpoint, tmp_path: Path) -> None:
    """The database it came from, too."""
    found = backup.opened(written(served, tmp_path))
    with pytest.raises(Refused, match="not empty"):
        found.load(served.database, served.key, NOW)


def test_put_back_with_a_new_key_into_a_file_and_into_postgresql(
    served: LocalEndpoint,
    tmp_path: Path,
    postgres: PostgresServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The key it speaks with from now on is told, and lies in the folder; the database takes the old one's rows."""
    file = str(written(served, tmp_path))
    for where in ([], ["--database", postgres.url(postgres.create())]):
        data = tmp_path / f"data{len(where)}"
        assert _command(monkeypatch, "restore", file, "--data", str(data), "--new-key", *where) == 0
        told = capsys.readouterr().out
        pk = folder.server_key(data).pk
        assert pk != served.key.pk
        assert f"server key {pk.hex()}" in told
        database, _key = opening.opened(data, where[1] if where else None)
        with database.reading() as conn:
            assert rows.admitted(conn, ORG)
        database.close()


def test_a_large_table_is_written_in_parts(
    served: LocalEndpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However little goes into one, what is read back is the same."""
    served.admit(b"p" * 16)
    whole = backup.opened(written(served, tmp_path))
    monkeypatch.setattr(dumping, "CHUNK", 1)
    file = tmp_path / "parts"
    backup.write(served.database, served.key, file, NOW)
    assert file.read_bytes() != (tmp_path / "backup").read_bytes()
    assert backup.opened(file).key.pk == whole.key.pk
    into = connections.sqlite(tmp_path / "into.db")
    backup.opened(file).load(into, served.key, NOW)
    with into.reading() as conn:
        assert rows.admitted(conn, ORG)
    into.close()
