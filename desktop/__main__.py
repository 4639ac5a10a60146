"""`roedtraad`: the window of Rød Tråd on one data folder."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from desktop import paths, spoken
from desktop.texts import Texts, _

# without any of these Qt ends the process itself, with a page of its own words
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def main() -> int:
    """Exit codes: 0 ok, 1 failed, 2 wrong usage or environment, 3 already open."""
    texts = Texts(spoken.language(sys.argv[1:]))
    parser = _parser(texts)
    parser.add_argument("--data", metavar=texts(_("DIR")), help=texts(_("Data folder.")))
    try:
        arguments, unknown = parser.parse_known_args()
    except argparse.ArgumentError:
        arguments, unknown = argparse.Namespace(data=""), []
    if arguments.data == "":
        return _refuse(texts(_("--data needs a folder. Nothing was started.")))
    if unknown:
        return _refuse(texts(_("Unknown option: {option}. Nothing was started."), option=unknown[0]))
    if sys.platform == "linux" and not any(os.environ.get(name) for name in _SCREENS):
        return _refuse(texts(_("There is no screen to open a window on. Nothing was started.")))
    data = Path(arguments.data) if arguments.data else paths.default_data()
    try:
        if arguments.data and not data.exists():
            return _refuse(texts(_("There is no folder {folder}. Nothing was made."), folder=data))
        if data.exists() and not data.is_dir():
            return _refuse(texts(_("{folder} is not a folder. Nothing was changed."), folder=data))
        if paths.vault(data).exists():
            paths.probe(paths.prepare(data))
    except OSError:
        return _refuse(texts(_("The folder {folder} cannot be written to. Nothing was changed."), folder=data))
    from desktop.app import run

    return run(data)


def _parser(texts: Texts) -> argparse.ArgumentParser:
    """A parser whose help is in one language: argparse's own headings are English."""

    class Help(argparse.HelpFormatter):
        def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
            super().add_usage(usage, actions, groups, f"{texts(_('Use'))}: " if prefix is None else prefix)

    parser = argparse.ArgumentParser(
        prog="roedtraad",
        description=texts(_("Rød Tråd, the window.")),
        formatter_class=Help,
        add_help=False,
        allow_abbrev=False,
        exit_on_error=False,
    )
    parser._optionals.title = texts(_("Options"))  # the public way makes a second group
    parser.add_argument("-h", "--help", action="help", help=texts(_("Shows this help and ends.")))
    return parser


def _refuse(line: str) -> int:
    print(line, file=sys.stderr)  # noqa: T201 - the one line of a refused start
    return 2


if __name__ == "__main__":
    sys.exit(main())
