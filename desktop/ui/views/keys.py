"""Keyboard help: every row of the table of actions that has a shortcut, and what keys do in fields and lists."""

from collections.abc import Sequence
from typing import Final

from desktop.texts import _
from desktop.ui.actions import ACTIONS, Action
from desktop.ui.forms.record_rows import facts_card
from desktop.ui.forms.widgets import Card, Columns, Page, button, without_mnemonic
from desktop.ui.shell import Shell, ViewBase

#: What fields, chips and lists answer to, which is no row of the table.
INSIDE: Final = (
    (("Tab",), _("Next field or button")),
    (("Shift+Tab",), _("The one before")),
    (("Left", "Right", "Up", "Down"), _("Within chips, scales, lists and the navigation")),
    (("Space", "Return"), _("Open the chosen row, press the button")),
    (("PgUp", "PgDown"), _("Scroll the page")),
    (("Alt",), _("Show the underlined letters; with the letter: press it")),
)
#: Keys that have a name or a sign of their own; the rest are called as they are written on them.
NAMED: Final = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Space": _("Space bar"), "Return": "Enter"}


class View(ViewBase):
    """Made from the table each time it is opened, so that it cannot be out of date."""

    belongs = "settings"

    def __init__(self, shell: Shell, **target: object) -> None:
        super().__init__(shell, **target)
        t = shell.texts
        self._close = button(t(_("Close")), "plain", "Esc", shell.back)
        under = t(_("Everything can be done from the keyboard. Ctrl+K finds what has no shortcut."))
        page = Page(self.title(), under, [self._close])
        columns = Columns(1, 1)
        page.body.addWidget(columns)
        rows = [row for row in ACTIONS if row.shortcuts]
        near = [row for row in rows if row.on_page and row.id != "search"]
        go = self._actions(_("Go to"), [row for row in rows if row.where])
        always = self._actions(_("From anywhere"), [row for row in rows if not row.where and row not in near])
        here = self._actions(_("In the window"), near)
        inside = facts_card(t(_("In fields and lists")), [(self.keys(keys), t(words)) for keys, words in INSIDE])
        for column, cards in zip(columns.columns, ((go, always), (here, inside)), strict=True):
            for card in cards:
                column.addWidget(card)
        self.fill(page)

    def title(self) -> str:
        """Genveje."""
        return self.shell.texts(_("Keyboard shortcuts"))

    def focus(self) -> None:
        """On the way back."""
        self._close.setFocus()

    def _actions(self, heading: str, rows: Sequence[Action]) -> Card:
        t = self.shell.texts
        return facts_card(t(heading), [(self.keys(row.shortcuts), without_mnemonic(t(row.text))) for row in rows])

    def keys(self, shortcuts: Sequence[str]) -> str:
        """»Ctrl+Enter«, »Esc · Alt+←«: as keys are called in this language, each combination once."""
        said = ("+".join(self._named(key) for key in shortcut.split("+")) for shortcut in shortcuts)
        return " · ".join(dict.fromkeys(said))

    def _named(self, key: str) -> str:
        return self.shell.texts(NAMED[key]) if key in NAMED else key
