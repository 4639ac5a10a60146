"""The command line, in process, on the folders of a small town."""

from collections.abc import Callable

import pytest
from helpers.town import PHRASES, Town

from desktop.cli.__main__ import run

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
