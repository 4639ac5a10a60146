"""The command: a whole life in one process, and the folder it lives in."""

import runpy
import socket
import stat
import sys
import threading
import time
from pathlib import Path

import pytest
import typer
from helpers.postgres import PostgresServer

from installer.demo.processes import free_port
from sync.client.transport import HttpTransport, Unreachable
from sync.crypto.keys import DeviceKeys
from sync.server import __main__ as command
from sync.server import folder, serving


def run(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    """The command's exit status."""
    monkeypatch.setattr("sys.argv", ["roedtraad-endpoint", *args])
    with pytest.raises(SystemExit) as ended:
        command.main()
    return int(ended.value.code or 0)


def test_serve_says_it_is_ready_answers_and_ends_with_0(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ready line, hello, orderly end, lock freed; started again it has the same key."""
    servers: list[serving._Server] = []
    plain = serving._Server.__init__

    def remember(self: serving._Server, *args: object) -> None:
        plain(self, *args)  # type: ignore[arg-type]
        servers.append(self)

    monkeypatch.setattr(serving._Server, "__init__", remember)
    keys: list[bytes] = []

    def visit(port: int) -> None:
        transport = HttpTransport(f"http://127.0.0.1:{port}", DeviceKeys.generate())
        for _ in range(1200):
            try:
                keys.append(transport.hello().server_pk)
                break
            except Unreachable:
                time.sleep(0.05)
        transport.close()
        servers[-1].handle_exit(15, None)

    for _ in range(2):
        port = free_port()
        visitor = threading.Thread(target=visit, args=(port,))
        visitor.start()
        assert run(monkeypatch, "serve", "--data", str(tmp_path / "e"), "--port", str(port)) == 0
        visitor.join(20)
        assert capsys.readouterr().out == f"roedtraad-endpoint ready http://127.0.0.1:{port}\n"
    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_a_second_endpoint_on_the_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One writer a folder; the lock is the operating system's, so a killed one leaves none behind."""
    folder.prepare(tmp_path)
    held = folder.lock(tmp_path)
    assert run(monkeypatch, "serve", "--data", str(tmp_path), "--port", "0") == 2
    assert "another endpoint" in capsys.readouterr().err
    held.release()
    folder.lock(tmp_path).release()


@pytest.mark.parametrize(
    ("args", "word"),
    [
        (("serve", "--data", "{tmp}/e", "--nonsense"), "--nonsense"),
        (("serve", "--data", "{tmp}/file/below"), "cannot write"),
        (("serve", "--data", "{tmp}/e", "--host", "192.0.2.1"), "--behind-tls"),
        (("serve", "--data", "{tmp}/e", "--port", "{port}"), "cannot listen"),
        (("admit", "--data", "{tmp}/e", "--org-key", "zz"), "--org-key"),
        (("admit", "--data", "{tmp}/file/below", "--org-key", "00" * 16), "cannot write"),
        (("serve", "--data", "{tmp}/e", "--port", "-1"), "--port"),
    ],
)
def test_wrong_usage_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    args: tuple[str, ...],
    word: str,
) -> None:
    """Exit 2, one line on standard error, nothing on standard output."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        filled = [a.format(tmp=tmp_path, port=taken.getsockname()[1]) for a in args]
        assert run(monkeypatch, *filled) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert word in said.err


def test_admit_twice_and_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Naming an organisation again changes nothing."""
    for _ in range(2):
        assert run(monkeypatch, "admit", "--data", str(tmp_path), "--org-key", "ab" * 16) == 0
    assert capsys.readouterr().out == 2 * f"admitted {'ab' * 16}\n"
    assert run(monkeypatch, "--help") == 0


def test_the_folder_and_what_is_in_it_is_the_owners_alone(tmp_path: Path) -> None:
    """0700, 0600; also where a folder with wider rights was there before."""
    data = tmp_path / "e"
    data.mkdir(mode=0o755)
    folder.prepare(data)
    key = folder.server_key(data)
    folder.database_path(data)
    folder.lock(data).release()
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in data.iterdir()} == {0o600}
    assert folder.server_key(data).pk == key.pk


def test_a_damaged_key_a_folder_in_its_place_and_an_unlockable_folder(tmp_path: Path) -> None:
    """Each is one line for a person, and nothing is replaced."""
    (tmp_path / folder.KEY_FILE).write_bytes(b"short")
    with pytest.raises(folder.Unusable, match="damaged"):
        folder.server_key(tmp_path)
    (tmp_path / folder.DB_FILE).mkdir()
    other = tmp_path / "gone"
    with pytest.raises(folder.Unusable, match="cannot write"):
        folder.database_path(other)
    (tmp_path / "dir").mkdir()
    (tmp_path / "dir" / folder.KEY_FILE).mkdir()
    with pytest.raises(folder.Unusable, match="cannot read"):
        folder.server_key(tmp_path / "dir")
    (tmp_path / "dir" / folder.LOCK_FILE).mkdir()
    with pytest.raises(folder.Unusable, match="cannot lock"):
        folder.lock(tmp_path / "dir")


@pytest.mark.parametrize("gone", [folder.KEY_FILE, folder.DB_FILE])
def test_a_folder_that_lost_its_key_or_database_is_not_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], gone: str
) -> None:
    """What is missing is named; nothing is made in its place."""
    arguments = ("admit", "--data", str(tmp_path), "--org-key", "ab" * 16)
    assert run(monkeypatch, *arguments) == 0
    (tmp_path / gone).unlink()
    assert run(monkeypatch, *arguments) == 2
    assert f"{gone} is gone" in capsys.readouterr().err
    assert not (tmp_path / gone).exists()


def test_a_database_that_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Garbage, a folder in its place, a damaged key beside it: one line each, exit 2."""
    arguments = ("admit", "--data", str(tmp_path), "--org-key", "ab" * 16)
    assert run(monkeypatch, *arguments) == 0
    key, database = tmp_path / folder.KEY_FILE, tmp_path / folder.DB_FILE
    whole = key.read_bytes()
    key.write_bytes(b"short")
    assert run(monkeypatch, *arguments) == 2
    assert "damaged" in capsys.readouterr().err
    key.write_bytes(whole)
    for left in tmp_path.glob("endpoint.db*"):
        left.unlink()
    database.write_bytes(b"garbage" * 1000)
    assert run(monkeypatch, *arguments) == 2
    assert "cannot open the database" in capsys.readouterr().err
    database.unlink()
    database.mkdir()
    (database / "x").touch()
    assert run(monkeypatch, *arguments) == 2
    assert "is a folder" in capsys.readouterr().err


def test_no_name_is_no_folder_and_others_folders_are_left_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A slip of the finger neither serves from the folder one stands in nor shuts others out of theirs."""
    assert run(monkeypatch, "admit", "--data", "", "--org-key", "ab" * 16) == 2
    assert "--data" in capsys.readouterr().err
    tmp_path.chmod(0o755)
    (tmp_path / "letter").write_text("x")
    folder.prepare(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


def test_what_cannot_be_served_ends_with_a_line_and_the_folder_is_free_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Found out when the port is bound already: exit status 2, the reason, no lock left; broken off by hand it is 1."""

    def unusable(*_served: object) -> None:
        raise folder.Unusable("cannot erase what is due: endpoint is full")

    monkeypatch.setattr(serving, "serve", unusable)
    assert run(monkeypatch, "serve", "--data", str(tmp_path), "--port", "0") == 2
    assert capsys.readouterr().err == "roedtraad-endpoint: cannot erase what is due: endpoint is full\n"
    folder.lock(tmp_path).release()

    def broken_off(*_served: object) -> None:
        raise typer.Abort

    monkeypatch.setattr(serving, "serve", broken_off)
    assert run(monkeypatch, "serve", "--data", str(tmp_path), "--port", "0") == 1
    folder.lock(tmp_path).release()


def test_a_password_in_the_open_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], postgres: PostgresServer
) -> None:
    """It serves all the same; beside a database of others the folder is not locked."""

    def served(*_served: object) -> None:
        folder.lock(tmp_path).release()

    monkeypatch.setattr(serving, "serve", served)
    where = ["--database", postgres.url(postgres.create())]
    assert run(monkeypatch, "serve", "--data", str(tmp_path), "--port", "0", *where) == 0
    assert "can read the password in --database (ps)" in capsys.readouterr().err


def test_others_beside_a_database_are_heard_while_it_serves_and_no_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres: PostgresServer
) -> None:
    """Also where serving is broken off: no thread is left that listens."""
    told: list[str] = []

    class Ear:
        def __init__(self, _base: object) -> None:
            self.announce = None

        def open(self, _heard: object) -> None:
            told.append("hears")

        def close(self) -> None:
            told.append("ended")

    def broken_off(*_sockets: object, **_named: object) -> None:
        told.append("serves")
        raise typer.Abort

    monkeypatch.setattr(serving, "Ear", Ear)
    monkeypatch.setattr(serving._Server, "run", broken_off)
    where = ["--database", postgres.url(postgres.create())]
    assert run(monkeypatch, "serve", "--data", str(tmp_path), "--port", "0", *where) == 1
    assert told == ["hears", "serves", "ended"]


def test_python_m_is_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m sync.server`, as the demo and the tests start it."""
    monkeypatch.setattr("sys.argv", ["roedtraad-endpoint", "serve", "--help"])
    monkeypatch.delitem(sys.modules, "sync.server.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("sync.server", run_name="__main__")
    assert ended.value.code == 0 and "--behind-tls" in capsys.readouterr().out


@pytest.mark.usefixtures("danish")
def test_it_speaks_danish_unless_another_language_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Help, wrong use, what was refused and what was done; LANGUAGE=en is English."""
    arguments = ("admit", "--data", str(tmp_path), "--org-key")
    assert run(monkeypatch) == 2
    assert "Kommandoer:" in capsys.readouterr().out
    assert run(monkeypatch, "serve", "--help") == 0
    assert "Adressen der lyttes på." in capsys.readouterr().out
    assert run(monkeypatch, *arguments[:-1]) == 2
    assert capsys.readouterr().err.startswith("roedtraad-endpoint: Forkert brug: --org-key mangler.")
    assert run(monkeypatch, *arguments, "zz") == 2
    assert capsys.readouterr().err == "roedtraad-endpoint: --org-key er ikke 32 hexadecimale cifre\n"
    assert run(monkeypatch, *arguments, "ab" * 16) == 0
    assert capsys.readouterr().out == f"{'ab' * 16} er lukket ind\n"
    monkeypatch.setenv("LANGUAGE", "en")
    assert run(monkeypatch, "serve", "--help") == 0
    assert "Address to listen on." in capsys.readouterr().out
