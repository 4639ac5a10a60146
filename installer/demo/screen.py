"""What a screen is: its name, whose it is, and how a person comes to it by keys."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from installer.demo.journey import App


class Pc(App, Protocol):
    """An app whose folder is known: what its person was sent lies there too."""

    @property
    def data(self) -> Path:
        """The folder."""


@dataclass(frozen=True)
class Screen:
    """One screen: its name is its file's; `come` goes there, and waits until it stands. `view` is what is shown.

    `who` is a person of the municipality, one on the way into it (`newcomers`), or a folder that is nobody's.
    `height` is that of the window at 100 %, so that a long form is seen whole.
    """

    name: str
    come: Callable[[Pc], object]
    view: str = ""
    who: str = "signe"
    locked: bool = False
    height: int = 768
