"""The command line as a person uses it: files carried by hand, one line an error, the right exit code."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from helpers.town import PHRASES, URL, Town

from desktop.cli.__main__ import run
from desktop.cli.state import State
from desktop.services.settings import Preferences
from sync.client.names import words


@dataclass
class Desktop:
    """A place to run commands at: an endpoint, a folder for files, and what was printed."""

    town: Town
    capture: pytest.CaptureFixture[str]
    said: str = ""
    complained: str = ""
    codes: list[int] = field(default_factory=list)

    @property
    def state(self) -> State:
        """The seams."""
        return self.town.state

    def __call__(self, who: str, *arguments: str, phrase: str = "") -> int:
        """Runs a command on one person's folder with the passphrase in a file."""
        file = self.town.folder / f"{who}.phrase"
        file.write_text((phrase or PHRASES.get(who, "en lang sætning for alle")) + "\n", encoding="utf-8")
        data = ["--data", str(self.town.folder / who)]
        code = run([*data, *arguments, "--passphrase-file", str(file)], self.state)
        self.said, self.complained = self.capture.readouterr()
        return code

    def file(self, name: str) -> str:
        """The path of a file that is carried by hand."""
        return str(self.town.folder / name)

    @property
    def answer(self) -> dict[str, str]:
        """What was printed as JSON."""
        return dict(json.loads(self.said))


@pytest.fixture
def desktop(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Desktop]:
    """An endpoint that serves nobody yet."""
    town = Town(tmp_path)
    yield Desktop(town, capsys)
    town.close()


def pages(desktop: Desktop, prefix: str = "") -> list[str]:
    """The options that name both pages of the kit."""
    return [part for x in "ab" for part in (f"--page-{x}", desktop.file(f"{prefix}page-{x}"))]


def found(desktop: Desktop) -> str:
    """Asta's organisation; its id."""
    arguments = ["organisation", "found", "--name", "Asta Afprøver", "--url", URL, *pages(desktop)]
    assert desktop("asta", *arguments) == 1
    org = Path(desktop.file("page-b")).read_text(encoding="utf-8").split("org ")[1].split()[0]
    assert f"roedtraad-endpoint admit --org-key {org}" in desktop.complained
    desktop.town.endpoint.admit(bytes.fromhex(org))
    assert desktop("asta", *arguments, "--json") == 0
    assert desktop.answer["org"] == org
    return org


def test_an_organisation_from_nothing_to_two_colleagues(desktop: Desktop) -> None:
    """Found, invite, request, approve, open, vouch, welcome: every step its own command on its own folder."""
    found(desktop)
    assert desktop("asta", "space", "new", "--json") == 0
    space = desktop.answer["space"]
    said: dict[str, str] = {}
    for who, name, role in (
        ("palle", "Palle Pseudonym", "ppr_psychologist"),
        ("signe", "Signe Prøvested", "district_social_worker"),
    ):
        assert desktop("asta", "device", "invite", "--out", desktop.file(f"{who}.invite")) == 0
        invite, request = desktop.file(f"{who}.invite"), desktop.file(f"{who}.request")
        assert desktop(who, "device", "request", "--invite", invite, "--out", request, "--json") == 0
        said[who] = desktop.answer["words"]
        approve = ["device", "approve", "--request", request, "--name", name, "--role", role, "--space", space]
        assert desktop("asta", *approve, "--out", desktop.file(f"{who}.first"), "--words", said[who]) == 0
    assert desktop("palle", "device", "welcome", "--welcome", desktop.file("palle.first")) == 0
    assert desktop("palle", "space", "open", "--space", space, "--name", "Deles i Midt", "--short", "Midt") == 0

    vouch = ["device", "vouch", "--request", desktop.file("signe.request"), "--out", desktop.file("signe.welcome")]
    six = " ".join(words()[:6])
    assert desktop("palle", *vouch, "--words", six) == 1
    assert "Kontrolordene passer ikke" in desktop.complained
    assert not Path(desktop.file("signe.welcome")).exists()
    assert desktop("palle", *vouch, "--words", said["signe"], "--json") == 0
    back = desktop.answer["words"]
    welcome = ["device", "welcome", "--welcome", desktop.file("signe.welcome")]
    assert desktop("signe", *welcome, "--words", six) == 1
    assert desktop("signe", "space", "list") == 1
    assert desktop("signe", *welcome, "--words", back) == 0

    assert desktop("signe", "space", "list", "--json") == 0
    assert json.loads(desktop.said) == [{"space": space, "name": "Deles i Midt", "members": 2}]
    assert desktop("signe", "space", "list") == 0
    assert desktop.said == f"{space[:8]}  2 i fællesskabet  Deles i Midt\n"
    signe = desktop.town.app("signe")
    desktop.town.sync(signe)
    assert (signe.me.name, [one.name for one in signe.spaces.all()]) == ("Signe Prøvested", ["Deles i Midt"])
    signe.close()
    assert desktop("asta", "member", "list") == 0
    assert desktop.said.splitlines() == [
        "Asta Afprøver, Administrator, 1 pc",
        "Palle Pseudonym, PPR-psykolog, 1 pc",
        "Signe Prøvested, Socialrådgiver, 1 pc",
    ]
    assert desktop("asta", "member", "set", "--member", "signe", "--space", space, "--role", "finalise") == 0
    assert desktop("asta", "member", "set", "--member", "signe", "--space", space, "--role", "king") == 2
    assert desktop("asta", "member", "set", "--member", "signe", "--space", "xyz", "--role", "read") == 2


def test_words_are_asked_for_when_not_given(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are typed at a prompt; nobody at the keyboard is wrong usage, not a traceback."""
    found(desktop)
    assert desktop("asta", "device", "invite", "--out", desktop.file("i")) == 0
    assert desktop("palle", "device", "request", "--invite", desktop.file("i"), "--out", desktop.file("r")) == 0
    said = desktop.said.splitlines()[1]
    approve = ["device", "approve", "--request", desktop.file("r"), "--name", "Palle", "--role", "health_nurse"]
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert desktop("asta", *approve, "--out", desktop.file("w")) == 2
    monkeypatch.setattr("sys.stdin", io.StringIO(said + "\n"))
    assert desktop("asta", *approve, "--out", desktop.file("w")) == 0


def test_the_same_request_can_be_written_again(desktop: Desktop) -> None:
    """The file was lost: the same words come, and a file that is there is not written over."""
    found(desktop)
    desktop("asta", "device", "invite", "--out", desktop.file("i"))
    request = ["device", "request", "--invite", desktop.file("i"), "--json"]
    assert desktop("palle", *request, "--out", desktop.file("r")) == 0
    said = desktop.answer["words"]
    assert desktop("palle", *request, "--out", desktop.file("r")) == 2
    assert desktop("palle", *request, "--out", desktop.file("again")) == 0
    assert desktop.answer["words"] == said
    assert Path(desktop.file("again")).read_bytes() == Path(desktop.file("r")).read_bytes()


def test_a_file_of_another_kind_is_called_what_it_was_meant_to_be(desktop: Desktop) -> None:
    """In the language of the sentence."""
    Path(desktop.file("i")).write_bytes(b"%PDF-1.7")
    assert desktop("palle", "device", "request", "--invite", desktop.file("i"), "--out", desktop.file("r")) == 1
    assert "Invitationen er ikke den rigtige slags fil" in desktop.complained


def test_a_new_colleague_needs_a_role(desktop: Desktop) -> None:
    """A known role, that is."""
    found(desktop)
    desktop("asta", "device", "invite", "--out", desktop.file("i"))
    desktop("palle", "device", "request", "--invite", desktop.file("i"), "--out", desktop.file("r"), "--json")
    said = desktop.answer["words"]
    approve = ["device", "approve", "--request", desktop.file("r"), "--name", "Palle", "--words", said]
    assert desktop("asta", *approve, "--out", desktop.file("w")) == 1
    assert desktop("asta", *approve, "--out", desktop.file("w"), "--role", "king") == 1


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


def test_a_pc_that_is_in_asks_no_more(desktop: Desktop) -> None:
    """A request from a folder that belongs to the organisation already is refused, and so is a second founding."""
    found(desktop)
    desktop("asta", "device", "invite", "--out", desktop.file("i"))
    assert desktop("asta", "device", "request", "--invite", desktop.file("i"), "--out", desktop.file("r")) == 1
    assert "allerede" in desktop.complained and not Path(desktop.file("r")).exists()
    again = ["organisation", "found", "--name", "Asta", "--url", URL, *pages(desktop, "new-")]
    assert desktop("asta", *again) == 1
    assert not Path(desktop.file("new-page-a")).exists()


def test_lists_for_people_and_for_programs(desktop: Desktop) -> None:
    """The same rows as lines and as JSON."""
    found(desktop)
    desktop("asta", "space", "new", "--json")
    space = desktop.answer["space"]
    assert desktop("asta", "space", "list") == 0
    assert desktop.said.split() == [space[:8], "0", "i", "fællesskabet"]
    assert desktop("asta", "member", "list", "--json") == 0
    (row,) = json.loads(desktop.said)
    assert (row["name"], row["role"], row["machines"], len(row["user"])) == ("Asta Afprøver", "admin", 1, 32)


def test_the_key_ring_is_allowed_with_the_kit_and_forbidden_without(desktop: Desktop) -> None:
    """Allowing without the kit, or with another file, is refused in one line; both decisions stand in the log."""
    found(desktop)
    command = ["organisation", "key-ring"]
    assert desktop("asta", *command, "--allow") == 1
    assert "rodnøgle" in desktop.complained
    Path(desktop.file("other")).write_text("en anden fil", encoding="utf-8")
    other = ["--page-a", desktop.file("other"), "--page-b", desktop.file("page-b")]
    assert desktop("asta", *command, "--allow", *other) == 1
    for way, setting in (("--allow", 1), ("--ask", 0)):
        assert desktop("asta", *command, way, *pages(desktop)) == 0
        with desktop.town.office("asta") as asta:
            assert asta.machine.control.roster().policy["key_store_opens"] == setting
