"""What follows a choice between versions: back to where one came from, said in words, with its undo."""

from functools import partial

from desktop.services.settling_values import Choice
from desktop.texts import Texts, _
from desktop.ui.shell import Shell, ViewBase

#: Names that end in one of these have only an apostrophe in the genitive.
SIBILANTS = ("s", "x", "z")


SETTLED = _("Settled. The others are told, and every text stands in the history.")


def settled(shell: Shell, choice: Choice, words: str = SETTLED) -> None:
    """Says what was done, and offers to take it back."""
    shell.undoable(partial(_undo, shell, choice.undo), shell.texts(words))


def _undo(shell: Shell, undo: bytes) -> None:
    service = shell.app.settling

    def done(_none: object) -> None:
        shell.message(shell.texts(_("Undone. The texts stand against each other as before.")))

    shell.tasks.write(lambda: service.undo(undo), done)


def back_to(shell: Shell, view: ViewBase) -> None:
    """Leaves the page, unless the person has left it already."""
    if view.isVisible():
        shell.back()


def possessive(texts: Texts, name: str) -> str:
    """»Behold Signes«, »Behold Jens'«."""
    if name.casefold().endswith(SIBILANTS):
        return texts(_("Keep {name}'"), name=name)
    return texts(_("Keep {name}'s"), name=name)
