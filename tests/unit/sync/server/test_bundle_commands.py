"""`roedtraad-endpoint bundle export|import` in this process: what is said, and the exit status."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.carried import by_hand, packed
from helpers.wire import LocalEndpoint, Town, town_on

from sync.bundle import BeatItem
from sync.client.packing import Wish
from sync.codec import encode
from sync.server.__main__ import run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Town, bytes]]:
    """A data folder, its town, and a bundle with a commit that is not in it."""
    folder = tmp_path_factory.mktemp("data")
    local = LocalEndpoint(folder)
    (folder / "server.key").write_bytes(local.key.private_bytes())
    (folder / "server.key").chmod(0o600)
    town = town_on(local)
    town.sync_all()
    town.signe.save(town.space, b"r" * 16, "x")
    raw = packed(town.signe)
    town.close()
    local.close()
    yield folder, town, raw


def said(capture: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command."""
    capture.readouterr()
    status = run(list(arguments))
    printed = capture.readouterr()
    return status, printed.out, printed.err


def test_out_and_in(made: tuple[Path, Town, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Looked at, taken in, known; exported as a whole, never over a file; a damaged one is exit 1 and named."""
    data, town, raw = made
    file, out = tmp_path / "ind", tmp_path / "ud"
    file.write_bytes(raw)
    where = ["--data", str(data)]
    status, printed, progress = said(capsys, "bundle", "import", str(file), *where, "--look")
    assert status == 0
    assert "would take 1 commit and" in printed
    assert "part 1 of" in progress
    status, printed, _ = said(capsys, "bundle", "import", str(file), *where, "--json")
    assert (status, json.loads(printed)["new"]) == (0, 1)
    status, printed, _ = said(capsys, "bundle", "import", str(file), *where)
    assert (status, printed.startswith("took 0 commits")) == (0, True)

    org = ["--org", town.org.hex()]
    status, printed, _ = said(capsys, "bundle", "export", str(out), *where, *org, "--json")
    assert status == 0
    assert json.loads(printed)["ops"] == town.log.head.cseq
    assert said(capsys, "bundle", "export", str(out), *where, *org)[0] == 2
    status, printed, _ = said(capsys, "bundle", "export", str(out) + "2", *where, *org, "--days", "0")
    assert (status, printed.startswith("wrote ")) == (0, True)

    file.write_bytes(raw[:-400])
    status, printed, _ = said(capsys, "bundle", "import", str(file), *where)
    assert status == 1
    assert "cut off" in printed


def test_wrong_use_is_one_line(
    made: tuple[Path, Town, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No id, another organisation, no bundle, no file, a folder that cannot be used."""
    data, _town, raw = made
    where = ["--data", str(data)]
    (tmp_path / "liste").write_bytes(b"maelk")
    foreign = tmp_path / "fremmed"
    foreign.write_bytes(raw)
    other = tmp_path / "anden"
    for arguments in (
        ["export", str(tmp_path / "a"), *where, "--org", "x"],
        ["export", str(tmp_path / "a"), *where, "--org", "00" * 16],
        ["import", str(tmp_path / "liste"), *where],
        ["import", str(tmp_path / "findes ikke"), *where],
        ["import", str(foreign), "--data", str(other)],
        ["import", str(foreign), "--data", str(tmp_path / "liste" / "under")],
    ):
        status, _printed, complained = said(capsys, "bundle", *arguments)
        assert status == 2, arguments
        assert len(complained.strip().splitlines()) == 1
    assert not (tmp_path / "a").exists()


def test_every_line_about_what_was_not_taken(
    made: tuple[Path, Town, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An unknown maker, an expiry, refusals by reason, what cannot be read and what is newer."""
    data, town, _raw = made
    stranger = town.client()
    file = tmp_path / "x"
    stranger.journal.append_control(town.log.ops, 0)
    file.write_bytes(by_hand(stranger, [BeatItem(b"none").packed(), encode([0]), encode([99])]))
    status, printed, _ = said(capsys, "bundle", "import", str(file), "--data", str(data))
    assert status == 1
    for words in ("maker", "not taken: 1 ×", "1 thing in it cannot be read", "1 thing in it is of a newer version"):
        assert words in printed
    stranger.transport.close()
    town.signe.clock.ms = 1000
    file.write_bytes(packed(town.signe, Wish(expires_ms=2000)))
    status, printed, _ = said(capsys, "bundle", "import", str(file), "--data", str(data), "--look")
    assert (status, "older than its maker wanted" in printed) == (0, True)
