"""The card where a bundle is closed for chosen pc's; none chosen, and it is for everybody who has access."""

from collections.abc import Sequence

from desktop.services.bundle_receivers import Receiver
from desktop.texts import _
from desktop.ui.forms.chips import Chips
from desktop.ui.forms.widgets import Card, text
from desktop.ui.shell import Shell


class ReceiversCard(Card):
    """Chips, a pc each; `chosen` are the devices."""

    def __init__(self, shell: Shell, receivers: Sequence[Receiver]) -> None:
        t = shell.texts
        super().__init__(t(_("Only for these pc's")))
        self.setObjectName("receivers")
        words = _(
            "Choose none, and every colleague with access can read the file in. Choose some, and it is closed for all"
            " others, and holds the keys that a new pc needs."
        )
        self.body.addWidget(text(t(words)))
        options = [(one.device.hex(), self._words(shell, one)) for one in receivers]
        self.chips = Chips(options, multi=True, name=t(_("Only for these pc's")))
        self.body.addWidget(self.chips)

    @staticmethod
    def _words(shell: Shell, one: Receiver) -> str:
        # a pc is usually called after its owner
        called = one.label if one.label.startswith(one.who) else ", ".join(filter(None, (one.who, one.label)))
        return shell.texts(_("{pc} (new)"), pc=called) if one.new else called

    def chosen(self) -> tuple[bytes, ...]:
        """The pc's, in the order shown."""
        return tuple(bytes.fromhex(code) for code in self.chips.values())
