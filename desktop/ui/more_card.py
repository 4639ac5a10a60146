"""The last cards of the settings page: pages that have no place in the navigation, and what this pc is.

Both say what they are told; they know no store.
"""

from functools import partial

from desktop.services.program import program_version
from desktop.texts import _
from desktop.ui.actions import action
from desktop.ui.forms.record_rows import facts_card
from desktop.ui.forms.widgets import Card, button, row, without_mnemonic
from desktop.ui.shell import Shell

#: Each with what it is for, by the id of its action.
PAGES = (
    ("drafts", _("Everything half written on this pc.")),
    ("removed", _("What was taken out of the lists, and can be brought back.")),
    ("keys", _("Everything can be done from the keyboard.")),
)


def more_card(shell: Shell) -> Card:
    """A row for each page, with its shortcut where it has one."""
    t = shell.texts
    card = Card(t(_("More")))
    for name, what in PAGES:
        made = action(name)
        if made.for_members and shell.app.me.no_notes:
            continue
        words = without_mnemonic(t(made.text))
        go = button(t(_("Open")), "plain", made.shortcut, partial(shell.open, made.view))
        go.setAccessibleDescription(words)
        card.body.addWidget(row(words, t(what), button=go))
    return card


def about_card(shell: Shell) -> Card:
    """Which Rød Tråd this is, whose, and where its data lies: what IT asks for."""
    t, app = shell.texts, shell.app
    facts = (
        (_("Version"), program_version()),
        (_("User"), ", ".join(part for part in (app.me.name, app.me.title) if part)),
        (_("The municipality's server"), app.about.url),
        (_("Data folder"), app.about.folder),
    )
    return facts_card(t(_("This Rød Tråd")), [(t(label), value) for label, value in facts if value])
