"""Places and people that may stand twice, side by side: a person says whether they are the same; nothing is chosen."""

from functools import partial

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.same import Merged, Pair, Side
from desktop.services.values import Saved
from desktop.texts import _
from desktop.ui import theme as look
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.widgets import Card, Page, button, empty, row, text
from desktop.ui.shell import Shell

HEADS = {
    "institution": _("The same place twice?"),
    "person": _("The same person twice?"),
}


Read = tuple[tuple[Pair, ...], tuple[Merged, ...]]


class View(LivePage[Read]):
    """Every pair in a card of its own."""

    belongs = "contacts"
    kinds = frozenset({"institution", "person"})

    def __init__(self, shell: Shell, **target: object) -> None:
        under = _("Say which of them stays, or that they are two. Nothing is deleted, and it can be taken back.")
        close = button(shell.texts(_("Close")), "plain", "Esc", shell.back)
        super().__init__(shell, Page(shell.texts(_("Written twice?")), shell.texts(under), [close]), **target)
        self.page.area.setAccessibleName(self.title())

    def title(self) -> str:
        """Står de to gange?"""
        return self.shell.texts(_("Written twice?"))

    def focus(self) -> None:
        """The page itself: no choice is under the finger."""
        self.page.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def load(self) -> Read:
        """The pairs, and what was said to be the same before."""
        return self.shell.app.same.pairs(), self.shell.app.same.merged()

    def show_read(self, read: Read) -> None:
        """A card for each pair, and one for those that are one already."""
        pairs, merged = read
        emptied(self.page.body)
        for pair in pairs:
            self.page.body.addWidget(self._card(pair))
        if merged:
            card = Card(self.shell.texts(_("Said to be the same")))
            for one in merged:
                card.body.addWidget(self._one(one))
            self.page.body.addWidget(card)
        if not pairs and not merged:
            card = Card()
            card.body.addWidget(empty(self.shell.texts(_("Nothing seems to stand twice."))))
            self.page.body.addWidget(card)

    def _card(self, pair: Pair) -> Card:
        t = self.shell.texts
        card = Card(t(HEADS[pair.kind]))
        card.body.addWidget(text(t(_("They have {what}."), what=pair.why), "second", "muted"))
        for keep, gone in ((pair.one, pair.other), (pair.other, pair.one)):
            card.body.addWidget(self._side(pair.kind, keep, gone))
        apart = button(t(_("They are two")), clicked=partial(self._are_two, pair))
        apart.setAccessibleDescription(f"{pair.one.name} · {pair.other.name}")
        apart.setObjectName(f"two-{pair.one.rec.hex()}-{pair.other.rec.hex()}")
        line = QWidget()
        inside = QHBoxLayout(line)
        inside.setContentsMargins(0, look.current().gap(4), 0, 0)
        inside.addStretch(1)
        inside.addWidget(apart)
        card.body.addWidget(line)
        return card

    def _side(self, kind: str, keep: Side, gone: Side) -> QWidget:
        t = self.shell.texts
        stays = button(t(_("The same: this one stays")), clicked=partial(self._merge, kind, keep, gone))
        stays.setAccessibleDescription(" · ".join(part for part in (keep.name, keep.detail) if part))
        stays.setObjectName(f"keep-{keep.rec.hex()}-{gone.rec.hex()}")
        return row(keep.name, keep.detail, button=stays)

    def _one(self, one: Merged) -> QWidget:
        t = self.shell.texts
        apart = button(t(_("Part them")), clicked=partial(self._part, one))
        apart.setAccessibleDescription(one.name)
        apart.setObjectName(f"part-{one.rec.hex()}")
        return row(one.name, t(_("stands under »{name}«"), name=one.stands_for_it), button=apart)

    def _part(self, one: Merged) -> None:
        part, words = self.shell.app.same.part, self.shell.texts(_("They are two again."))
        self.shell.tasks.write(lambda: part(one.kind, one.rec), lambda saved: self.shell.saved(saved, words))

    def _merge(self, kind: str, keep: Side, gone: Side) -> None:
        merge, words = self.shell.app.same.merge, self.shell.texts(_("They are one now."))

        def merged(saved: Saved) -> None:
            self.shell.saved(saved, words)

        self.shell.tasks.write(lambda: merge(kind, keep.rec, gone.rec), merged)

    def _are_two(self, pair: Pair) -> None:
        shell, one, other = self.shell, pair.one.rec, pair.other.rec
        same, t = shell.app.same, shell.texts

        def undone(_none: None) -> None:
            shell.message(t(_("Undone")))
            if shiboken6.isValid(self):  # the person may have gone on
                self.read()

        def said(_none: None) -> None:
            self.read()
            words = t(_("They are two, and are not shown here again."))
            shell.undoable(lambda: shell.tasks.write(lambda: same.hint_again(one, other), undone), words, "neutral")

        shell.tasks.write(lambda: same.are_two(one, other), said)
