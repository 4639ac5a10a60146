"""`server trust|proofs`: the municipality's server under a new key, from the command line to every pc."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.stores import CHEAP
from helpers.town import PHRASES, Town
from helpers.wire import LocalEndpoint

from desktop.cli.__main__ import run
from desktop.cli.pages import write_pages
from sync.control import FORKED
from sync.crypto.keys import SigningKey
from sync.server import backup


@pytest.fixture
def town(town: Town) -> Town:
    """A town of one's own, with the two pages of its kit in its folder."""
    assert town.kit is not None
    write_pages(town.state, town.kit, town.folder / "page-a", town.folder / "page-b")
    return town


def command(town: Town, who: str, *arguments: str) -> int:
    """One command on somebody's folder."""
    state = town.state
    state.params = CHEAP
    file = town.folder / f"{who}.phrase"
    file.write_text(PHRASES[who], encoding="utf-8")
    return run(["--data", str(town.folder / who), *arguments, "--passphrase-file", str(file)], state)


def pages(town: Town) -> list[str]:
    """The options that name the two pages."""
    return ["--page-a", str(town.folder / "page-a"), "--page-b", str(town.folder / "page-b")]


@pytest.fixture
def moved(town: Town) -> Iterator[LocalEndpoint]:
    """The server was restored with a new key: it answers on the same line."""
    assert isinstance(town.endpoint, LocalEndpoint)
    now_ms = town.endpoint.clock.now_ms() + 60_000
    backup.write(town.endpoint.database, town.endpoint.key, town.folder / "backup", now_ms)
    (town.folder / "restored").mkdir()
    made = LocalEndpoint(town.folder / "restored")
    made.clock.ms = now_ms
    backup.opened(town.folder / "backup").load(made.database, made.key, now_ms)
    town.line.endpoint = made
    yield made
    made.close()


def test_the_kit_names_the_key_and_every_pc_goes_on(
    town: Town, moved: LocalEndpoint, capsys: pytest.CaptureFixture[str]
) -> None:
    """Until then nobody believes the server; afterwards everybody, without a click. A frozen pc, too."""
    with town.office("signe") as signe:
        signe.machine.journal.freeze(FORKED, b"mine", b"theirs")
        key = moved.key.pk.hex()
        assert command(town, "asta", "server", "trust", "--key", key, *pages(town)) == 0
        assert "Der stoles på kommunens server" in capsys.readouterr().out
        roster = signe.desk.refresh()
        assert roster.server_pk == moved.key.pk
        assert signe.machine.journal.frozen() == ""
        signe.desk.sync()
        start = roster.start(town.space)
        cursor = signe.machine.journal.cursor(town.space)
        assert start is not None
        assert cursor is not None
        assert cursor.gen == start.gen > 1


def test_two_administrators_sign_a_file(
    town: Town, moved: LocalEndpoint, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The first makes it, and nothing is changed yet."""
    out = tmp_path / "server.op"
    assert command(town, "asta", "server", "trust", "--key", moved.key.pk.hex(), "--cosign", str(out)) == 0
    assert out.exists()
    assert str(out) in capsys.readouterr().out
    with town.office("asta") as asta:
        assert asta.desk.refresh().server_pk != moved.key.pk


def test_what_is_not_named(town: Town, moved: LocalEndpoint, capsys: pytest.CaptureFixture[str]) -> None:
    """No key at all, another key than the server has, logs that go on under the former one."""
    assert command(town, "asta", "server", "trust", "--key", "nøgle", *pages(town)) == 2
    other = SigningKey.generate()
    assert command(town, "asta", "server", "trust", "--key", other.pk.hex(), *pages(town)) == 1
    assert "en anden nøgle" in capsys.readouterr().err
    assert isinstance(town.endpoint, LocalEndpoint)
    stale = LocalEndpoint(town.folder / "endpoint", key=other)
    town.line.endpoint = stale
    assert command(town, "asta", "server", "trust", "--key", other.pk.hex(), *pages(town)) == 1
    assert "tidligere nøgle" in capsys.readouterr().err
    stale.close()


def test_an_emptied_server_gets_the_control_log_back_first(town: Town, tmp_path: Path) -> None:
    """Nothing of the municipality is there: the administrator's pc brings the ops, and then names the key."""
    with town.office("asta") as asta:
        asta.desk.sync()
        org, ops = asta.machine.identity.org, asta.machine.control.head.cseq
    (tmp_path / "empty").mkdir()
    empty = LocalEndpoint(tmp_path / "empty")
    empty.clock.ms = town.endpoint.clock.ms + 60_000  # type: ignore[union-attr]
    empty.admit(org)
    town.line.endpoint = empty
    assert command(town, "asta", "server", "trust", "--key", empty.key.pk.hex(), *pages(town)) == 0
    assert empty.endpoint.control(org).head.cseq == ops + 1
    empty.close()


def test_the_proofs(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """Both statements in hexadecimal, in words and as JSON; nothing where nothing was."""
    assert command(town, "signe", "server", "proofs") == 0
    assert "aldrig modsagt" in capsys.readouterr().out
    with town.office("signe") as signe:
        signe.machine.journal.freeze("log forked", b"\x01", b"\x02")
    assert command(town, "signe", "server", "proofs") == 0
    assert "log forked: det ene udsagn 01, det andet 02" in capsys.readouterr().out
    assert command(town, "signe", "server", "proofs", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"frozen": True, "proofs": [{"reason": "log forked", "mine": "01", "theirs": "02"}]}
