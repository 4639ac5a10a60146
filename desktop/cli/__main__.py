"""`roedtraad-admin`: the second front end, without Qt. Turns errors into one line and an exit code."""

import signal
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import typer

from desktop import dumps, spoken
from desktop.cli import (
    administrator,
    adopt,
    bundle,
    contacts,
    demo,
    device,
    kit,
    member,
    op,
    organisation,
    purge,
    server,
    space,
    store,
)
from desktop.cli.state import FAILED, OK, USAGE, Data, State, code_of
from desktop.services.errors import AppError
from desktop.texts import Texts, _
from sync import commands

app = typer.Typer(
    name="roedtraad-admin",
    help=_("Rød Tråd: organisation, pc's, access and demo."),
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for group in (
    organisation,
    kit,
    device,
    space,
    member,
    administrator,
    adopt,
    op,
    purge,
    server,
    contacts,
    demo,
    bundle,
    store,
):
    app.add_typer(group.app)


@app.callback()
def options(context: typer.Context, data: Path | None = Data) -> None:
    """Organisation, pc's, access and demo."""
    context.ensure_object(State).data = data


@cache
def _command(language: str) -> Any:
    """What the declarations come to in a language; worked out once."""
    return commands.spoken(app, Texts(language), language)


def run(arguments: Sequence[str], state: State | None = None) -> int:
    """Runs one command; its exit code."""
    state = state or State()
    language = spoken.language(arguments)
    state.texts.speak(language)
    try:
        code = _command(language)(args=list(arguments), prog_name="roedtraad-admin", standalone_mode=False, obj=state)
    except AppError as problem:
        _line(f"{state.texts(problem.title)}. {state.texts(problem.sentence)}")
        return code_of(problem)
    except (typer.Abort, KeyboardInterrupt):
        _line(state.texts(_("Stopped; nothing more was done.")))
        return FAILED
    except typer.TyperException as problem:
        told = commands.wrong(problem, language)
        if told:
            _line(told)
        return USAGE
    return code if isinstance(code, int) else OK


def _line(text: str) -> None:
    print(f"roedtraad-admin: {' '.join(text.split())}", file=sys.stderr)


def main() -> int:
    """The entry point. Told to end it ends as by Ctrl+C, and takes along what it had started."""
    dumps.forbid()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
