"""`roedtraad-admin`: the second front end, without Qt. Turns errors into one line and an exit code."""

import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import typer

from desktop import dumps, paths
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
from desktop.cli.said import said
from desktop.cli.state import FAILED, OK, USAGE, Data, State, code_of
from desktop.services.errors import AppError
from desktop.services.settings import Preferences
from desktop.texts import _

app = typer.Typer(
    name="roedtraad-admin",
    help=said(_("Rød Tråd: organisation, pc's, access and demo.")),
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
    state = context.ensure_object(State)
    state.data = data
    state.texts.speak(str(Preferences(data or paths.default_data()).get("language")))


@cache
def _command() -> Callable[..., object]:
    """What the declarations come to; worked out once."""
    command: Callable[..., object] = typer.main.get_command(app)
    return command


def run(arguments: Sequence[str], state: State | None = None) -> int:
    """Runs one command; its exit code."""
    state = state or State()
    try:
        code = _command()(args=list(arguments), prog_name="roedtraad-admin", standalone_mode=False, obj=state)
    except AppError as problem:
        _line(state, f"{state.texts(problem.title)}. {state.texts(problem.sentence)}")
        return code_of(problem)
    except (typer.Abort, KeyboardInterrupt):
        _line(state, state.texts(_("Stopped; nothing more was done.")))
        return FAILED
    except typer.TyperException as problem:
        told = _told(problem, state)
        if told:
            _line(state, state.texts(_("Wrong use: {problem} Add --help to see how."), problem=told))
        return USAGE
    return code if isinstance(code, int) else OK


def _told(problem: typer.TyperException, state: State) -> str:
    """What was wrong with the arguments; "" where the help was printed. Told by name: typer hides the classes."""
    parameter = getattr(problem, "param", None)
    option = parameter.opts[0] if parameter is not None else ""
    match type(problem).__name__:
        case "NoArgsIsHelpError":
            print(problem)
            return ""
        case "NoSuchOption":
            return state.texts(_("there is no option {option}."), option=getattr(problem, "option_name", ""))
        case "BadOptionUsage":
            return state.texts(_("{option} needs a value."), option=getattr(problem, "option_name", ""))
        case "MissingParameter":
            return state.texts(_("{option} is missing."), option=option)
        case "BadParameter" if option:
            return state.texts(_("the value of {option} cannot be used."), option=option)
    message = problem.format_message()
    if "unexpected extra argument" in message:
        return state.texts(_("there is a word too many: {words}."), words=message.rpartition("(")[2].rstrip(")."))
    return state.texts(_("these words are not a command: {words}."), words=" ".join(sys.argv[1:3]))


def _line(state: State, text: str) -> None:
    print(f"roedtraad-admin: {' '.join(text.split())}", file=sys.stderr)


def main() -> int:
    """The entry point."""
    dumps.forbid()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
