"""The language of the window and of the commands: the one chosen in the data folder, else the environment's."""

import tomllib
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from desktop import paths
from sync.texts import LANGUAGES, preferred


def language(arguments: Sequence[str]) -> str:
    """The language of a command, by the data folder that its arguments name."""
    return of(_folder(arguments) or paths.default_data())


def of(folder: Path) -> str:
    """The language of whatever is said of a data folder: chosen there, else asked for by LANGUAGE, else Danish."""
    return chosen(folder) or preferred()


def chosen(folder: Path) -> str:
    """The language that was chosen in the settings of a data folder; "" where none was."""
    found = plain(folder).get("language")
    return found if isinstance(found, str) and found in LANGUAGES else ""


def plain(folder: Path) -> dict[str, object]:
    """What the plain file of the folder says; nothing where it is none."""
    try:
        return tomllib.loads(paths.preferences(folder).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _folder(arguments: Sequence[str]) -> Path | None:
    found = None
    for argument, following in zip_longest(arguments, arguments[1:], fillvalue=""):
        name, _equals, value = argument.partition("=")
        if name == "--data":
            found = value or following
    return Path(found) if found else None
