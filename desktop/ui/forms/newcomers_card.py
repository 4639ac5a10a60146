"""The card of who came in since one looked: each is shown until it was seen, once."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt

from desktop.services.newcomers import Newcomer
from desktop.texts import _
from desktop.ui.forms.widgets import Card, button, row
from desktop.ui.shell import Shell


def newcomers_card(shell: Shell, rows: Sequence[Newcomer], seen: Callable[[], object]) -> Card:
    """A row each, and one button that says that they were seen."""
    t, formats = shell.texts, shell.formats
    card = Card(t(_("New access")))
    for number, newcomer in enumerate(rows):
        made = row(t(newcomer.sentence), formats.sentence(formats.exact(newcomer.when)))
        made.setObjectName(f"newcomer-{number}")
        card.body.addWidget(made)
    act = button(t(_("I have seen this")), clicked=seen)
    act.setObjectName("newcomers-seen")
    card.body.addWidget(act, 0, Qt.AlignmentFlag.AlignLeft)
    return card
