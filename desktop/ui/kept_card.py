"""The card of the settings page about what is kept on this pc: when it was found whole, its backups, and both now.

It shows what the service says and knows no file.
"""

from typing import TYPE_CHECKING

from desktop.texts import _
from desktop.ui import theme
from desktop.ui.forms.widgets import Button, Card, button, row, rule
from desktop.ui.shell import Shell
from desktop.ui.tab_order import follow_page

if TYPE_CHECKING:
    from desktop.services.errors import AppError
    from desktop.services.health import Kept

MEGABYTE = 1_000_000


class KeptCard(Card):
    """Two rows: gone through, and backed up."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.texts(_("What is kept on this pc")))
        self._shell = shell
        self.body.setSpacing(theme.current().gap(12))

    def read(self) -> None:
        """Asks what is kept."""
        self._shell.tasks.read(self._shell.app.health.kept, self.show_kept, key=f"kept.{id(self)}")

    def show_kept(self, kept: "Kept") -> None:
        """Builds the rows anew."""
        texts, formats = self._shell.texts, self._shell.formats
        self.clear()
        checked = (
            texts(_("Gone through {when}: everything is whole."), when=formats.exact(kept.checked))
            if kept.checked
            else texts(_("It has not been gone through yet. It happens by itself each week, and after a crash."))
        )
        self.check = button(texts(_("Go through now")), "plain", clicked=self._check)
        self.body.addWidget(row(texts(_("Notes and drafts")), checked, button=self.check))
        self.body.addWidget(rule())
        backed = (
            texts.plural(
                _("{n} backup, from {when}, {size} MB. Your passphrase opens it."),
                _("{n} backups, the newest from {when}, {size} MB in all. Your passphrase opens them."),
                kept.backups,
                when=formats.exact(kept.newest),
                size=formats.number(kept.size / MEGABYTE, 1),
            )
            if kept.newest
            else texts(_("There is none yet. One is made by itself each day."))
        )
        self.make = button(texts(_("Make one now")), "plain", clicked=self._make)
        self.body.addWidget(row(texts(_("Backup on this pc")), backed, button=self.make))
        follow_page(self)

    def _check(self) -> None:
        self._work(self.check, _("Going through it …"))
        self._shell.tasks.look_after(self._shell.app.health.check, lambda _none: self._done(False), self._failed)

    def _make(self) -> None:
        self._work(self.make, _("Making it …"))
        self._shell.tasks.look_after(self._shell.app.health.backup, lambda _none: self._done(True), self._failed)

    def _work(self, pressed: Button, words: str) -> None:
        for made in (self.check, self.make):
            made.setEnabled(False)
        pressed.set_words(self._shell.texts(words))

    def _done(self, backed_up: bool) -> None:
        words = _("A backup was made.") if backed_up else _("Everything on this pc was gone through, and it is whole.")
        self._shell.message(self._shell.texts(words), "ok")
        self.read()

    def _failed(self, error: "AppError") -> None:
        self._shell.failed(error)
        self.read()
