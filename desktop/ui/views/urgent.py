"""The urgent page: telephone numbers first. It reads nothing of a case."""

from desktop.services.urgent import telephone_list
from desktop.texts import _
from desktop.ui import telephone, theme
from desktop.ui.forms.widgets import Card, Page, button
from desktop.ui.shell import Shell, ViewBase


class View(ViewBase):
    """Opened with F9 from every page; Esc returns."""

    belongs = ""

    def __init__(self, shell: Shell, **target: object) -> None:
        super().__init__(shell, **target)
        texts = shell.texts
        self._close = button(texts(_("Close")), "plain", "Esc", shell.back)
        page = Page(
            texts(_("Urgent")),
            texts(_("Call first. A notification must never wait for synchronisation.")),
            [self._close],
        )
        card = Card(texts(_("Call")))
        card.setMaximumWidth(theme.current().px(640))
        self._numbers = telephone_list(texts.language)
        telephone.fill(card.body, self._numbers)
        page.body.addWidget(card)
        self.fill(page)

    def title(self) -> str:
        """Its name."""
        return self.shell.texts(_("Urgent"))

    def focus(self) -> None:
        """On the way back; the numbers are said."""
        self._close.setFocus()
        telephone.say(self, self._numbers)
