"""What a command line says by itself, in one language: help, its headings, and what was wrong with the arguments.

The parser (typer) writes its own words in English only; here they are taken out of its help and its errors. Names of
its classes are compared as text: it hides them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import typer

from sync.texts import Message, Texts, _

HELP = "Show this message and exit."
HEADINGS = (_("Options"), _("Arguments"), _("Commands"))
NAMES = (
    _("FILE"),
    _("DIR"),
    _("URL|FILE"),
    _("FILE|-"),
    _("KIND"),
    _("NAME"),
    _("TYPE"),
    _("PC"),
    _("WORDS"),
    _("CODE"),
)
"""What stands for a value in the help of the commands."""
SORTS: Mapping[str, str] = {
    **dict.fromkeys(("int", "int range", "list[int]"), _("<number>")),
    **dict.fromkeys(("str", "list[str]"), _("<text>")),
    **dict.fromkeys(("path", "list[path]"), _("<file>")),
}
"""What the parser calls a value that has no name."""
_SORT = re.compile(r"<([a-z\[\] ]+)>")
_RANGE = re.compile(r"(?:(\d+)<=)?x(?:<=|>=)(\d+)")
_EXTRA = re.compile(r"(?:^|  )\[([^\[\]]+)\]$")


def spoken(app: typer.Typer, said: Callable[[str], str], language: str) -> Any:
    """The command that the declarations come to, its help in one language; `said` knows the sentences of its own."""
    command: Any = typer.main.get_command(app)
    _speak(command, said, Texts(language))
    return command


def _speak(command: Any, said: Callable[[str], str], own: Texts) -> None:
    command.context_class = _context(own)
    command.help = said(command.help)
    command.options_metavar = own(_("[OPTIONS]"))
    for parameter in command.params:
        parameter.help = said(parameter.help)
        parameter.metavar = parameter.metavar and own(parameter.metavar)
    if hasattr(command, "commands"):
        command.subcommand_metavar = own(_("COMMAND [ARGUMENTS] …"))
        for under in command.commands.values():
            _speak(under, said, own)


def _context(own: Texts) -> type[Any]:
    plain: Any = typer.Context.formatter_class

    class Help(plain):  # type: ignore[misc]  # the parser hides what it is
        def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
            super().write_usage(prog, args, f"{own(_('Use'))}: ")

        def section(self, name: str) -> Any:
            return super().section(own(name))

        def write_dl(self, rows: Sequence[tuple[str, str]], *sizes: int) -> None:
            super().write_dl([(_sorted(name, own), _told(words, own)) for name, words in rows], *sizes)

    class Context(typer.Context):
        formatter_class = Help

    return Context


def _sorted(name: str, own: Texts) -> str:
    return _SORT.sub(lambda found: own(SORTS[found[1]]) if found[1] in SORTS else found[0], name)


def _told(words: str, own: Texts) -> str:
    """The words beside an option: what the parser puts behind them in brackets, and its own about --help."""
    if words == HELP:
        return own(_("Shows this help and ends."))
    found = _EXTRA.search(words)
    if found is None:
        return words
    parts = [_extra(part, own) for part in found[1].split("; ")]
    return f"{words[: found.start(1)]}{'; '.join(parts)}]"


def _extra(part: str, own: Texts) -> str:
    name, _colon, value = part.partition(": ")
    if name == "default":
        return own(_("{value} if not given"), value=value)
    if found := _RANGE.fullmatch(part):
        low, high = found.groups()
        return own(_("{low} to {high}"), low=low, high=high) if low else own(_("at least {low}"), low=high)
    return own(_("must be given")) if part == "required" else part


def wrong(problem: typer.TyperException, language: str) -> str:
    """What was wrong with the arguments; "" where the help was wanted, and was shown."""
    own = Texts(language)
    if type(problem).__name__ == "NoArgsIsHelpError":
        typer.echo(problem.format_message())
        return ""
    return own(_("Wrong use: {problem} Add --help to see how."), problem=_fault(problem))


def _fault(problem: typer.TyperException) -> Message:
    parameter, option = getattr(problem, "param", None), getattr(problem, "option_name", "")
    if parameter is not None:
        option = parameter.opts[0] if parameter.param_type_name == "option" else parameter.metavar or parameter.name
    message = problem.format_message()
    quoted = re.search(r"'([^']*)'", message)
    match type(problem).__name__:
        case "NoSuchOption":
            return Message(_("there is no option {option}."), {"option": option})
        case "BadOptionUsage":
            return Message(_("{option} needs a value."), {"option": option})
        case "MissingParameter":
            return Message(_("{option} is missing."), {"option": option})
        case "BadParameter":
            return Message(_("the value of {option} cannot be used."), {"option": option})
    if "extra argument" in message:
        return Message(_("there is a word too many: {words}."), {"words": message.rpartition("(")[2].rstrip(").")})
    if quoted is None:
        return Message(_("a command is missing."))
    return Message(_("these words are not a command: {words}."), {"words": quoted[1]})
