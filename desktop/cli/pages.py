"""Pages of the recovery kit at the command line: two files, or typed from paper line by line."""

from pathlib import Path

import typer

from desktop.cli.state import State, Usage, need_new, read_file, write_file
from desktop.services import kits
from desktop.services.errors import BadFile
from desktop.services.kits import Half, Kit, Typed, WrongPage
from desktop.texts import Message, _
from sync.client.pages import WORD_LINES

TRIES = 10
PageA = typer.Option(None, "--page-a", help=_("Page A of the recovery kit; typed from paper when not given."))
PageB = typer.Option(None, "--page-b", help=_("Page B of the recovery kit; typed from paper when not given."))
NewA = typer.Option(..., "--page-a", help=_("New file for page A of the recovery kit; print it."))
NewB = typer.Option(..., "--page-b", help=_("New file for page B of the recovery kit; print it elsewhere."))


def write_pages(state: State, kit: Kit, page_a: Path, page_b: Path) -> None:
    """Writes both pages into new files; neither where one is there already. Raises Usage."""
    if page_a == page_b:
        raise Usage(Message(_("The two pages need two files.")))
    for path in (page_a, page_b):
        need_new(path)
    for half, path in zip(kits.halves(kit), (page_a, page_b), strict=True):
        write_file(path, kits.page_text(half, kit.org, state.texts).encode())


def read_kit(state: State, page_a: Path | None, page_b: Path | None) -> Kit:
    """The kit of two pages. Raises BadFile, WrongPage, Usage."""
    first = _page(state, "A", page_a, None)
    return kits.open_pages(first, _page(state, "B", page_b, first))


def _page(state: State, letter: str, path: Path | None, other: Half | None) -> Half:
    if path is not None:
        try:
            return kits.read_page(read_file(path).decode("utf-8", "replace"))
        except BadFile as problem:
            raise BadFile(path.name) from problem
    typed = Typed(letter)
    wanted = WORD_LINES if other else kits.LINES
    slips = 0
    while typed.next <= wanted:
        line = state.words(None, _("Page {letter}, line {line}"), letter=letter, line=typed.next)
        try:
            typed.take(line)
        except WrongPage as problem:
            slips += 1
            if slips == TRIES:
                raise
            print(state.texts(problem.sentence))
    return typed.half(other)
