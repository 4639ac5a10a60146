"""A command line in one language: nothing of what the parser says by itself is left in English."""

from pathlib import Path
from typing import Annotated

import pytest
import typer

from sync.commands import spoken, wrong

DANISH = {"Do it.": "Gør det.", "How often.": "Hvor ofte.", "Tools.": "Redskaber."}
ENGLISH = (
    "Usage",
    "Options",
    "Arguments",
    "Commands",
    "COMMAND",
    "OPTIONS",
    "default",
    "required",
    "Show",
    "<int",
    "str",
)


def tool() -> typer.Typer:
    """A command of every kind of parameter, and a group."""
    app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, add_completion=False)
    group = typer.Typer(no_args_is_help=False, help="Tools.")
    app.add_typer(group, name="tools")

    @app.command("do", help="Do it.")
    def do(
        file: Annotated[Path, typer.Argument(help="How often.", metavar="FILE")],
        must: Annotated[int, typer.Option(help="How often.")],
        port: Annotated[int, typer.Option(min=0, max=9, help="How often.")] = 7,
        least: Annotated[int, typer.Option(min=3)] = 4,
        many: Annotated[list[str] | None, typer.Option(help="How often.")] = None,
        one: Annotated[str, typer.Option(metavar="NAME")] = "",
        odd: Annotated[bool, typer.Option("--odd", help="As it is [sic]")] = False,
    ) -> None:
        """Do it."""

    @group.command()
    def bare() -> None:
        """Said by nobody."""

    @group.command()
    def other() -> None:
        """Nothing."""

    return app


def answered(language: str, *arguments: str) -> typer.TyperException | None:
    """Runs it; what was wrong with the arguments."""
    command = spoken(tool(), lambda said: DANISH.get(said, said) if language == "da" else said, language)
    try:
        command(args=list(arguments), prog_name="tool", standalone_mode=False)
    except typer.TyperException as problem:
        return problem
    return None


def test_help_is_of_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    """Headings, what a value is, what stands behind it, --help itself; English is no worse for it."""
    for arguments in (["--help"], ["do", "--help"], ["tools", "--help"]):
        assert answered("da", *arguments) is None
    said = capsys.readouterr().out
    assert not [word for word in ENGLISH if word in said], said
    for words in ("Brug: tool do [VALG] {FIL}", "Argumenter:", "Gør det.", "<tal>", "<tekst>", "Redskaber."):
        assert words in said
    for words in (
        "[7 hvis intet er angivet; 0 til 9]",
        "[4 hvis intet er angivet; mindst 3]",
        "[skal angives]",
        "[sic]",
    ):
        assert words in " ".join(said.split())
    assert answered("en", "do", "--help") is None
    said = " ".join(capsys.readouterr().out.split())
    assert "Use: tool do [OPTIONS] {FILE}" in said and "[7 if not given; 0 to 9]" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--nope"], "tilvalget --nope findes ikke."),
        (["do", "x", "--must"], "--must skal have en værdi."),
        (["do", "x"], "--must mangler."),
        (["do", "--must", "1"], "FIL mangler."),
        (["do", "x", "--must", "y"], "værdien af --must kan ikke bruges."),
        (["do", "x", "y", "--must", "1"], "der er et ord for meget: y."),
        (["fly"], "disse ord er ikke en kommando: fly."),
        (["tools"], "der mangler en kommando."),
    ],
)
def test_what_was_wrong_is_said(arguments: list[str], words: str) -> None:
    """Each by its own sentence, and how to see more."""
    problem = answered("da", *arguments)
    assert problem is not None
    assert wrong(problem, "da") == f"Forkert brug: {words} Tilføj --help for at se hvordan."


def test_nothing_at_all_is_answered_by_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """It is printed, and there is nothing to complain of."""
    problem = answered("da")
    assert problem is not None
    assert wrong(problem, "da") == ""
    assert "Kommandoer:" in capsys.readouterr().out
