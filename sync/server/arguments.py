"""What the commands of `roedtraad-endpoint` share: where the data is, the clock, and how wrong usage ends."""

import sys
import time
from pathlib import Path
from typing import Annotated, NoReturn

import platformdirs
import typer


def _some_folder(text: str) -> Path:
    if not text:
        # an empty name would be the folder one happens to stand in
        raise ValueError("no folder")
    return Path(text)


Data = Annotated[
    Path,
    typer.Option(
        help="Data folder; made on the first start. The operating system's own place when not given.",
        parser=_some_folder,
        metavar="DIR",
        default_factory=lambda: Path(platformdirs.user_data_dir("roedtraad-endpoint", appauthor=False)),
        show_default=False,
    ),
]

Where = Annotated[
    str | None,
    typer.Option(
        help="PostgreSQL: postgresql://user@host:port/name, or a file with that line (chmod 600), which keeps its"
        " password out of ps. SQLite in the data folder when not given.",
        metavar="URL|FILE",
    ),
]


def now_ms() -> int:
    """The endpoint's clock, Unix ms."""
    return time.time_ns() // 1_000_000


def stop(line: str) -> NoReturn:
    """One line on standard error, and exit status 2: wrong usage, or something about the machine."""
    print(f"roedtraad-endpoint: {line}", file=sys.stderr)
    raise typer.Exit(2)
