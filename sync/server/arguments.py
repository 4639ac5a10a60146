"""What the commands of `roedtraad-endpoint` share: where the data is, the clock, and how wrong usage ends."""

import sys
import time
from pathlib import Path
from typing import Annotated, NoReturn

import platformdirs
import typer

from sync.errors import SyncError
from sync.server import words
from sync.texts import Message, _


def _some_folder(text: str) -> Path:
    if not text:
        # an empty name would be the folder one happens to stand in
        raise ValueError("no folder")
    return Path(text)


Data = Annotated[
    Path,
    typer.Option(
        help=_("Data folder; made on the first start. The operating system's own place when not given."),
        parser=_some_folder,
        metavar="DIR",
        default_factory=lambda: Path(platformdirs.user_data_dir("roedtraad-endpoint", appauthor=False)),
        show_default=False,
    ),
]

Where = Annotated[
    str | None,
    typer.Option(
        help=_(
            "PostgreSQL: postgresql://user@host:port/name, or a file with that line (chmod 600), which keeps its"
            " password out of ps. SQLite in the data folder when not given."
        ),
        metavar="URL|FILE",
    ),
]


def now_ms() -> int:
    """The endpoint's clock, Unix ms."""
    return time.time_ns() // 1_000_000


def say(msgid: str, **values: object) -> None:
    """A line on standard output."""
    print(words.texts()(msgid, **values))


def stop(told: Message | SyncError) -> NoReturn:
    """One line on standard error, and exit status 2: wrong usage, or something about the machine."""
    complain(words.reason(told) if isinstance(told, SyncError) else told)
    raise typer.Exit(2)


def complain(told: Message) -> None:
    """One line on standard error."""
    print(f"roedtraad-endpoint: {words.texts()(told)}", file=sys.stderr)
