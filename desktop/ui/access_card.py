"""The card of the settings page that says what opens this pc, and leads to changing it.

It shows what the service says; passphrases are typed on the page that it opens.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.texts import _
from desktop.ui import accessibility, theme
from desktop.ui.forms.widgets import Button, Card, button, row, rule
from desktop.ui.shell import Shell
from desktop.ui.tab_order import follow_page

if TYPE_CHECKING:
    from desktop.services.access import Standing

WHY = (
    ("passphrase", _("Passphrase"), _("It always opens, and cannot be removed.")),
    (
        "pin",
        _("PIN after a pause"),
        _("Opens quickly when Rød Tråd has locked. It lasts until you close it, at most 12 hours."),
    ),
    ("key_store", _("The pc's key ring"), _("Opens at the start without a passphrase, for whoever is logged in.")),
    ("words", _("24 recovery words"), _("For the day you have forgotten your passphrase. They are on paper only.")),
)


class AccessCard(Card):
    """Four rows: passphrase, PIN, key ring, recovery words."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell.texts(_("Access to this pc")))
        self._shell = shell
        self.body.setSpacing(theme.current().gap(12))

    def read(self) -> None:
        """Asks what opens the pc; the key store may take a moment to answer."""
        access = self._shell.app.access
        self._shell.tasks.read(access.standing, self.show_standing, key=f"access.{id(self)}")

    def show_standing(self, standing: "Standing") -> None:
        """Builds the rows anew."""
        focus = accessibility.focused()
        had_focus = focus is not None and self.isAncestorOf(focus)
        self.clear()
        for number, (name, title, why) in enumerate(WHY):
            if number:
                self.body.addWidget(rule())
            state, buttons = self._state(name, standing)
            texts = self._shell.texts
            detail = " ".join(part for part in (texts(why), state) if part)
            self.body.addWidget(row(texts(title), detail, button=_side(buttons) if buttons else None))
        follow_page(self)
        if had_focus and (first := self.first()) is not None:
            # the button that was pressed is gone
            first.setFocus()

    def first(self) -> QWidget | None:
        """The first thing one can press."""
        return next((made for made in self.findChildren(Button) if not made.isHidden()), None)

    def _state(self, name: str, standing: "Standing") -> tuple[str, list[QWidget]]:
        texts = self._shell.texts
        if name == "passphrase":
            return "", [self._button(_("Change passphrase"), "passphrase")]
        if name == "pin":
            if standing.pin:
                return texts(_("You use one now.")), [button(texts(_("Remove PIN")), clicked=self._drop_pin)]
            return "", [self._button(_("Choose PIN"), "pin")]
        if name == "key_store":
            return self._key_store(standing)
        if standing.recovery is None:
            return texts(_("There are none.")), [self._button(_("Make words"), "words")]
        made = texts(_("Made {when}."), when=self._shell.formats.exact(standing.recovery))
        return made, [self._button(_("Make new words"), "words"), self._button(_("Remove words"), "drop_words")]

    def _key_store(self, standing: "Standing") -> tuple[str, list[QWidget]]:
        texts = self._shell.texts
        if standing.key_store is not None:
            made = texts(_("In use since {when}."), when=self._shell.formats.exact(standing.key_store))
            return made, [button(texts(_("Remove key ring")), clicked=self._drop_key_store)]
        if not standing.key_store_allowed:
            return texts(_("Your municipality asks for the passphrase at every start.")), []
        if not standing.key_store_here:
            return texts(_("This pc has no key ring that can be used.")), []
        return "", [self._button(_("Use key ring"), "key_store")]

    def _button(self, words: str, act: str) -> QWidget:
        return button(self._shell.texts(words), clicked=partial(self._shell.open, "access", act=act))

    def _drop_pin(self) -> None:
        self._drop(self._shell.app.access.drop_pin, _("The PIN is removed."))

    def _drop_key_store(self) -> None:
        self._drop(self._shell.app.access.drop_key_store, _("The key ring does not open Rød Tråd any more."))

    def _drop(self, work: Callable[[], None], words: str) -> None:
        def done(_none: None) -> None:
            self._shell.message(self._shell.texts(words), "ok")
            self.read()

        self._shell.tasks.write(work, done)


def _side(buttons: list[QWidget]) -> QWidget:
    holder = QWidget()
    line = QHBoxLayout(holder)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.current().gap(8))
    for made in buttons:
        line.addWidget(made)
    return holder
