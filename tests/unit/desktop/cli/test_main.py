"""The command line as a person uses it: one line an error, the right exit code, one language."""

import os
import signal
from pathlib import Path

import pytest
from helpers.commands import Desktop, found

from desktop.cli import __main__ as command
from desktop.cli.__main__ import run
from desktop.services.settings import Preferences


def test_passphrases_that_are_wrong_or_weak(desktop: Desktop) -> None:
    """Wrong: exit 1 and says so. Weak, or the demo's: refused before anything is made."""
    found(desktop)
    assert desktop("asta", "member", "list", phrase="forkert") == 1
    assert "Adgangssætningen er ikke rigtig" in desktop.complained
    assert len(desktop.complained.splitlines()) == 1
    desktop("asta", "device", "invite", "--out", desktop.file("i"))
    request = ["device", "request", "--invite", desktop.file("i"), "--out", desktop.file("r")]
    assert desktop("palle", *request, phrase="kort") == 1
    assert "for svag" in desktop.complained
    assert not (desktop.town.folder / "palle" / "vault").exists()


def test_a_store_in_use_is_exit_3(desktop: Desktop) -> None:
    """While the app has the folder open, the command line says so and does nothing."""
    found(desktop)
    app = desktop.town.app("asta")
    assert desktop("asta", "member", "list") == 3
    assert "allerede åben" in desktop.complained
    app.close()
    assert desktop("asta", "member", "list") == 0


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--nope"], "--nope"),
        (["device", "approve"], "--request"),
        (["device", "fly"], "kommando"),
        (["space", "list", "twice"], "twice"),
        (["space", "list", "--data"], "--data"),
        (["space", "list", "--data", ""], "--data"),
        (["demo", "create", "--port", "99999999"], "--port"),
        (["demo", "create", "--data", "/dev/null/x"], "/dev/null/x"),
        (["demo", "create", "--today", "i-morgen"], "i-morgen"),
        (["space", "list", "--passphrase-file", "/no/such/file"], "/no/such/file"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(desktop: Desktop, arguments: list[str], part: str, tmp_path: Path) -> None:
    """In Danish, naming what was wrong; no traceback."""
    (tmp_path / "new").mkdir()
    where = [] if "--data" in arguments else ["--data", str(tmp_path / "new")]
    assert run([*where, *arguments], desktop.state) == 2
    _said, complained = desktop.capture.readouterr()
    (line,) = complained.splitlines()
    assert line.startswith("roedtraad-admin: ") and part in line


def test_no_command_shows_the_help(desktop: Desktop) -> None:
    """In Danish, exit 2 as for any wrong usage."""
    assert run([], desktop.state) == 2
    said, _complained = desktop.capture.readouterr()
    assert "Den syntetiske kommune" in said


def test_the_language_of_the_settings_is_that_of_the_command(desktop: Desktop, tmp_path: Path) -> None:
    """Help, what was wrong with the arguments and what was refused; the folder may be named before or after."""
    Preferences(tmp_path).set("language", "en")
    where = ["--data", str(tmp_path)]
    assert run([*where, "device", "--help"], desktop.state) == 0
    assert run(["device", "approve", f"--data={tmp_path}"], desktop.state) == 2
    assert run(["space", "list", *where, "--passphrase-file", "gone"], desktop.state) == 2
    said, complained = desktop.capture.readouterr()
    assert "Commands:" in said and "Enters a pc after its six words were heard" in said
    wrong, refused = complained.splitlines()
    assert wrong == "roedtraad-admin: Wrong use: --request is missing. Add --help to see how."
    assert "gone is not there. Is the USB stick in" in refused


def test_help_has_no_word_of_the_parsers_own(desktop: Desktop) -> None:
    """Every command's help in Danish: usage, headings, values, what must be given."""
    for arguments in ([], ["device", "revoke"], ["demo", "create"], ["contacts", "import"], ["purge", "find"]):
        assert run([*arguments, "--help"], desktop.state) == 0
        said, _complained = desktop.capture.readouterr()
        assert said.startswith("Brug: roedtraad-admin")
        for english in ("Usage", "Options", "OPTIONS", "Show", "default", "required", "<str", "<int", "FILE", "DIR"):
            assert english not in said, said


def test_a_folder_without_a_pc_is_said(desktop: Desktop) -> None:
    """Not set up yet: exit 1. No such folder: exit 2, and none is made."""
    assert desktop("nobody", "space", "list") == 2
    assert desktop.complained.count("\n") == 1
    assert not (desktop.town.folder / "nobody").exists()
    (desktop.town.folder / "nobody").mkdir()
    assert desktop("nobody", "space", "list") == 1
    assert desktop.complained.count("\n") == 1


def test_a_typed_passphrase_is_typed_twice(desktop: Desktop, tmp_path: Path) -> None:
    """At the prompt a new passphrase must be the same both times."""
    found(desktop)
    desktop("asta", "device", "invite", "--out", desktop.file("i"))
    typed = iter(["fire cykler i regnvejr", "fire cykler i solskin", *["fire cykler i regnvejr"] * 2])
    state = desktop.state
    state.ask_secret = lambda prompt: next(typed)
    arguments = ["--data", str(tmp_path / "p"), "device", "request", "--invite", desktop.file("i")]
    assert run([*arguments, "--out", desktop.file("r")], state) == 2
    assert run([*arguments, "--out", desktop.file("r")], state) == 0


def test_files_that_cannot_be_read_or_written(desktop: Desktop) -> None:
    """Exit 2, one line that names the file; what stood there stands."""
    found(desktop)
    approve = ["device", "approve", "--name", "Palle", "--role", "health_nurse", "--words", "x", "--out", "w"]
    assert desktop("asta", *approve, "--request", desktop.file("gone")) == 2
    assert desktop.file("gone") in desktop.complained
    assert desktop("asta", "device", "invite", "--out", desktop.file("no/such/folder")) == 2
    Path(desktop.file("mine")).write_text("brev", encoding="utf-8")
    assert desktop("asta", "device", "invite", "--out", desktop.file("mine")) == 2
    assert Path(desktop.file("mine")).read_text(encoding="utf-8") == "brev"
    assert desktop.complained.count("\n") == 1


def test_told_to_end_it_ends_as_by_ctrl_c(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the server that `demo create` had started would go on by itself when the wizard's demo is stopped."""
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(command.dumps, "forbid", lambda: None)
    monkeypatch.setattr(command, "run", lambda _arguments: os.kill(os.getpid(), signal.SIGTERM) or 0)
    try:
        with pytest.raises(KeyboardInterrupt):
            command.main()
    finally:
        signal.signal(signal.SIGTERM, before)
