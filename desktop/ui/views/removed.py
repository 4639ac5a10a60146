"""Removed: what people took out of the lists, who and when, and the way back for each. Nothing of it is deleted."""

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.services.removing import RemovedRow
from desktop.services.values import Saved
from desktop.texts import _
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.record_rows import who
from desktop.ui.forms.widgets import Card, Page, button, empty, row
from desktop.ui.shell import Shell


class View(LivePage[tuple[RemovedRow, ...]]):
    """Found in search and from Indstillinger."""

    belongs = "settings"

    def __init__(self, shell: Shell, **target: object) -> None:
        t = shell.texts
        under = t(_("Nothing is deleted: it is out of lists, search and figures, and can be brought back."))
        close = button(t(_("Close")), "plain", "Esc", shell.back)
        close.setObjectName("close-page")
        self._close = close
        super().__init__(shell, Page(t(_("Removed")), under, [close]), **target)
        self._card = Card()
        self.page.body.addWidget(self._card)

    def title(self) -> str:
        """Fjernet."""
        return self.shell.texts(_("Removed"))

    def load(self) -> tuple[RemovedRow, ...]:
        """Every removed record that this pc can read."""
        return self.shell.app.removing.list()

    def show_read(self, read: tuple[RemovedRow, ...]) -> None:
        """One row each."""
        emptied(self._card.body)
        for removed in read:
            self._card.body.addWidget(self._row(removed))
        if not read:
            self._card.body.addWidget(empty(self.shell.texts(_("Nothing was removed."))))

    def focus(self) -> None:
        """On the way back."""
        self._close.setFocus()

    def _row(self, removed: RemovedRow) -> QWidget:
        t = self.shell.texts
        told = t(
            _("Removed {when} · {who}"),
            when=self.shell.formats.exact(removed.when),
            who=who(self.shell, removed.who, removed.mine),
        )
        back = None
        if removed.can_bring_back:
            back = button(t(_("Bring back")), clicked=partial(self._bring_back, removed))
            back.setObjectName(f"back-{removed.rec.hex()}")
            back.setAccessibleDescription(removed.title)
        past = partial(self.shell.open, "history", kind=removed.kind, rec=removed.rec)
        made = row(removed.title, told, button=back, activated=past)
        made.setObjectName(f"removed-{removed.rec.hex()}")
        return made

    def _bring_back(self, removed: RemovedRow) -> None:
        bring_back = self.shell.app.removing.bring_back
        self.shell.tasks.write(lambda: bring_back(removed.kind, removed.rec), self._brought)

    def _brought(self, saved: Saved) -> None:
        self.shell.saved(saved, self.shell.texts(_("Brought back. It is in its lists again.")))
