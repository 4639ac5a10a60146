"""Wrong usage and folders that cannot be used: each command says it in one line, ends with 2, and makes nothing."""

import shutil
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from helpers.disks import small_disk
from helpers.stage import PHRASES, Stage, run

WINDOW, ADMIN, ENDPOINT = "desktop", "desktop.cli", "sync.server"
Case = tuple[str, list[str], str]


def ended(cases: list[Case]) -> list[tuple[Case, subprocess.CompletedProcess[str]]]:
    """Runs all, a few at a time; none may say anything on standard output."""

    def one(case: Case) -> tuple[Case, subprocess.CompletedProcess[str]]:
        return case, run(case[0], *case[1])

    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(one, cases))
    assert [case for case, process in made if process.stdout] == []
    return made


def test_wrong_usage_of_each_command_is_one_line_and_exit_2(tmp_path: Path) -> None:
    """Unknown options, no value, no folder, a file for a folder, a port in use; nothing is made."""
    missing, file, new = str(tmp_path / "missing"), tmp_path / "file", str(tmp_path / "new")
    file.write_text("mine")
    taken = socket.create_server(("127.0.0.1", 0))
    port = str(taken.getsockname()[1])
    cases: list[Case] = [
        (WINDOW, ["--nope"], "--nope"),
        (WINDOW, ["--data", ""], "--data"),
        (WINDOW, ["--data", missing], f"Mappen {missing} findes ikke"),
        (WINDOW, ["--data", str(file)], f"{file} er ikke en mappe"),
        (ADMIN, ["--nope"], "--nope"),
        (ADMIN, ["--data", missing, "space", "list", "--passphrase-file", "-"], f"Mappen {missing} findes ikke"),
        (ADMIN, ["--data", str(file), "demo", "create"], str(file)),
        (ADMIN, ["--data", new, "demo", "create", "--port", port], f"port {port}"),
        (ENDPOINT, ["serve", "--nope"], "--nope"),
        (ENDPOINT, ["serve", "--data", ""], "--data"),
        (ENDPOINT, ["admit", "--data", str(file), "--org-key", "ab" * 16], str(file)),
    ]
    with taken:
        for case, process in ended(cases):
            assert process.returncode == 2, (case, process.stderr)
            assert len(process.stderr.splitlines()) == 1, process.stderr
            assert case[2] in process.stderr, case
    assert not Path(missing).exists()
    assert file.read_text() == "mine"


def test_a_disk_that_cannot_be_written_is_one_line_and_exit_2(stage: Stage, tmp_path: Path) -> None:
    """For all three; a folder that is there already is as it was."""
    with small_disk(tmp_path / "disk", "20m") as disk:
        shutil.copytree(stage.folder / "signe", disk.folder / "signe")
        if not disk.protect():
            # Mounting takes a right that few containers give, and mode bits would not do: whoever is root in one writes
            # through them. That it is found out is proved by tests/unit/desktop/test_paths.py, and for the endpoint by
            # tests/unit/sync/server/test_main.py.
            pytest.skip("no disk of one's own can be mounted here")
        phrase = tmp_path / "phrase"
        phrase.write_text(PHRASES["signe"], encoding="utf-8")
        signe, new = str(disk.folder / "signe"), str(disk.folder / "new")
        cases: list[Case] = [
            (WINDOW, ["--data", signe], signe),
            (ADMIN, ["--data", signe, "space", "list", "--passphrase-file", str(phrase)], "datamappen"),
            (ADMIN, ["--data", new, "demo", "create"], new),
            (ENDPOINT, ["serve", "--data", new, "--port", "0"], new),
        ]
        for case, process in ended(cases):
            assert process.returncode == 2, (case, process.stderr)
            assert len(process.stderr.splitlines()) == 1, process.stderr
            assert case[2] in process.stderr, case


def test_a_folder_of_others_keeps_its_rights(tmp_path: Path) -> None:
    """A name that was mistyped does not shut people out of their own things."""
    (tmp_path / "theirs").mkdir(mode=0o755)
    (tmp_path / "theirs" / "letter").write_text("Kære alle")
    assert run(ADMIN, "--data", str(tmp_path / "theirs"), "space", "list", "--passphrase-file", "-").returncode == 1
    assert (tmp_path / "theirs").stat().st_mode & 0o777 == 0o755
    assert [path.name for path in (tmp_path / "theirs").iterdir()] == ["letter"]


def test_a_second_instance_says_so_and_ends_with_3(stage: Stage) -> None:
    """Window and command line; the first goes on undisturbed."""
    signe = stage.unlocked("signe")
    with ThreadPoolExecutor(1) as beside:
        second = beside.submit(run, WINDOW, "--data", str(stage.folder / "signe"))
        admin = stage.admin("signe", "space", "list")
    assert admin.returncode == 3
    assert admin.stderr.startswith("roedtraad-admin: Rød Tråd er allerede åben.")
    window = second.result()
    assert window.returncode == 3
    assert "Rød Tråd er allerede åben." in window.stderr
    assert "Traceback" not in window.stderr
    signe.keys("Ctrl+2")
    signe.wait("Rådgivning")
