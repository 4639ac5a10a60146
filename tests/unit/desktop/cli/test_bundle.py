"""`roedtraad-admin bundle`: the same facts for people and for programs, and the right exit code."""

import json
from pathlib import Path

import pytest
from helpers.notes import note
from helpers.town import PHRASES, Town

from desktop.cli.__main__ import run


@pytest.fixture
def town(town: Town) -> Town:
    """A town of one's own, without a connection."""
    town.line.up = False
    return town


class Hand:
    """Runs commands and keeps what they said."""

    def __init__(self, town: Town, capture: pytest.CaptureFixture[str]) -> None:
        self.town, self._capture = town, capture
        self.said = self.complained = ""

    def __call__(self, who: str, *arguments: str, answer: str | None = "nej") -> int:
        """One command on one person's folder, or on none; with no answer nobody is at the keyboard."""

        def ask(_asked: str) -> str:
            if answer is None:
                raise EOFError
            return answer

        state = self.town.state
        state.ask = ask
        more: list[str] = []
        if who:
            file = self.town.folder / f"{who}.phrase"
            file.write_text(PHRASES[who] + "\n", encoding="utf-8")
            more = ["--data", str(self.town.folder / who), "--passphrase-file", str(file)]
        code = run(["bundle", *arguments, *more], state)
        self.said, self.complained = self._capture.readouterr()
        return code

    @property
    def answer(self) -> dict[str, object]:
        """What was printed as JSON."""
        return dict(json.loads(self.said))


@pytest.fixture
def hand(town: Town, capsys: pytest.CaptureFixture[str]) -> Hand:
    """The command line."""
    return Hand(town, capsys)


@pytest.fixture
def file(town: Town, hand: Hand) -> str:
    """Signe's bundle, with a note that was not sent."""
    app = town.app("signe")
    note(app, text="på vej")
    app.close()
    path = str(town.folder / "fil")
    assert hand("signe", "export", path, "--json") == 0
    assert hand.answer["keyless"] == []
    assert "%" in hand.complained
    return path


def test_looking_needs_neither_key_nor_folder(hand: Hand, file: str) -> None:
    """inspect and verify say the same for people and programs; a damaged one is exit 1."""
    assert hand("", "inspect", file) == 0
    assert "alt hvad en pc havde" in hand.said
    assert "andre: 1" in hand.said
    assert hand("", "inspect", file, "--json") == 0
    assert (hand.answer["purpose"], hand.answer["sealed"]) == ("exchange", False)
    assert hand("", "verify", file) == 0
    assert "Det hele passer" in hand.said
    raw = Path(file).read_bytes()
    Path(file).write_bytes(raw[:-300])
    assert hand("", "verify", file, "--json") == 1
    assert hand.answer["faults"]
    assert hand("", "verify", file) == 1
    assert "mangler" in hand.said
    for nothing in ("inspect", "verify"):
        assert hand("", nothing, file + "x") == 1
        assert "er der ikke. Sidder USB-nøglen i" in hand.complained


def test_reading_in_asks_first(hand: Hand, town: Town, file: str) -> None:
    """Nobody there to ask: wrong use. Shown, not taken; looked at; taken after a yes; a second time nothing is new."""
    assert hand("palle", "import", file, answer=None) == 2
    assert "der er ingen ved tastaturet" in hand.complained, "a script must not take it for read in"
    assert hand("palle", "import", file) == 0
    assert "1 ny ændring" in hand.said
    assert "Signe Prøvested: 1" in hand.said
    assert "Intet er ændret" in hand.said
    assert hand("palle", "import", file, "--look", "--json") == 0
    assert (hand.answer["new"], hand.answer["taken"]) == (1, False)
    assert hand("palle", "import", file, answer="ja") == 0
    assert "Den er indlæst" in hand.said
    assert hand("palle", "import", file, "--yes", "--json") == 0
    assert (hand.answer["new"], hand.answer["taken"], hand.answer["maker"]) == (0, True, "Signe Prøvested")
    app = town.app("palle")
    assert [str(row.values["text"]) for row in app.records.all("consultation")] == ["på vej"]
    app.close()


def test_a_closed_file_says_for_how_many(hand: Hand, town: Town) -> None:
    """Its pc's ids for programs; a pc that is not known is wrong use; a missing key names who can give it."""
    app = town.app("palle")
    device = app.machine.keys.device_id.hex()
    app.close()
    path = str(town.folder / "lukket")
    assert hand("signe", "export", path, "--for", device) == 0
    assert hand("", "inspect", path) == 0
    assert "1 pc kan åbne den" in hand.said
    assert hand("", "inspect", path, "--json") == 0
    assert hand.answer["devices"] == [device]
    assert hand("", "verify", path) == 1
    assert hand("palle", "import", path, "--look") == 0
    assert hand("signe", "export", path + "2", "--for", "0" * 32) == 2
    assert hand("signe", "export", path + "2", "--for", "x") == 2
    assert "Ingen pc hedder x her." in hand.complained
    for n, name in enumerate((device[:8], "Palle Pseudonym")):
        assert hand("signe", "export", f"{path}-{n}", "--for", name) == 0
        assert hand("", "inspect", f"{path}-{n}", "--json") == 0
        assert hand.answer["devices"] == [device]
    assert hand("signe", "export", path) == 1
    assert "allerede en fil" in hand.complained


def test_what_a_damaged_folder_had_is_rescued(hand: Hand, town: Town, file: str) -> None:
    """From a whole one too: the unsent note is in it, and a colleague's pc finds it known."""
    path = str(town.folder / "reddet")
    assert hand("signe", "rescue", path, "--json") == 0
    assert (hand.answer["changes"], hand.answer["lost"]) == (1, 0)
    assert hand("", "inspect", path) == 0
    assert "reddet fra en beskadiget pc" in hand.said
    assert hand("palle", "import", file, "--yes") == 0
    assert hand("palle", "import", path, "--look", "--json") == 0
    assert hand.answer["new"] == 0
