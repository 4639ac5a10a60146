"""The command line, in process, on the folders of a small town."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.town import PHRASES, URL, Town

from desktop.cli.__main__ import run
from desktop.cli.state import State

Command = Callable[..., tuple[int, str, str]]


class Played:
    """Runs a command on one person's folder: exit code, what was said, and complained."""

    def __init__(self, town: Town, capture: pytest.CaptureFixture[str]) -> None:
        self._town, self._capture = town, capture

    def __call__(self, who: str, *arguments: str, answer: str | None = None) -> tuple[int, str, str]:
        """`answer` is what it is told whenever it asks; with none, nobody is at the keyboard."""
        phrase = self._town.folder / "phrase"
        phrase.write_text(PHRASES[who] + "\n", encoding="utf-8")
        state = self._town.state
        if answer is not None:
            state.ask = lambda _question: answer
        data = ["--data", str(self._town.folder / who)]
        code = run([*data, *arguments, "--passphrase-file", str(phrase)], state)
        return code, *self._capture.readouterr()


@dataclass
class Desktop:
    """A place to run commands at: an endpoint, a folder for files, and what was printed."""

    town: Town
    capture: pytest.CaptureFixture[str]
    said: str = ""
    complained: str = ""

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
