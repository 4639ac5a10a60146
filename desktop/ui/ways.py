"""The ways into a locked window beside the passphrase: links on the lock screen, and what they lead to.

It knows the lock screen and what is asked of the locked folder; it holds no key and no PIN.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QObject

from desktop.texts import Texts, _
from desktop.ui.forms.buttons import Button, button

if TYPE_CHECKING:
    from desktop.assembly import App
    from desktop.locked import Locked, Status
    from desktop.services.engine import OnWriter
    from desktop.services.errors import AppError
    from desktop.ui.lock import LockScreen

    Way: TypeAlias = Callable[[Locked, OnWriter], App]
    Failed: TypeAlias = Callable[[AppError], object]
    Open: TypeAlias = Callable[[Way, Failed], None]


class Ways(QObject):
    """One lock screen's other ways. `open_by` tries a way; `refused` is told what the lock screen shall say."""

    def __init__(self, screen: "LockScreen", texts: Texts, open_by: "Open", refused: "Failed") -> None:
        super().__init__(screen)
        self._screen, self._texts, self._open, self._refused = screen, texts, open_by, refused
        self._pin = self._words = False
        self.passphrase_link = self._link(_("Use passphrase"), self._to_passphrase)
        self.pin_link = self._link(_("Use PIN"), self._to_pin)
        self.words_link = self._link(_("Forgotten it? Use your 24 words"), self._to_words)
        screen.ways.addStretch(1)
        screen.pin.connect(self._try_pin)
        screen.recovery.recover.connect(self._try_words)
        screen.recovery.closed.connect(self._back)

    def _link(self, words: str, work: Callable[[], object]) -> Button:
        made = button(self._texts(words), "link", clicked=work)
        made.setProperty("edge", "left")
        made.hide()
        self._screen.ways.addWidget(made)
        return made

    def offer(self, status: "Status") -> None:
        """At the start: the words where there are any, and the key store by itself where it may open."""
        self.offer_words(status.words)
        if status.key_store:
            self._open(lambda locked, on_writer: locked.unlock_by_key_store(on_writer), self._key_store_failed)

    def offer_words(self, there: bool) -> None:
        """Whether there is a recovery slot."""
        self._words = there
        self.words_link.setVisible(there and not self.passphrase_link.isVisible())

    def offer_pin(self, there: bool) -> None:
        """After a lock: the PIN is asked for while there is one, else the passphrase."""
        self._pin = there
        self._ask(there)

    def _ask(self, pin: bool) -> None:
        self._screen.ask_for(pin)
        self.passphrase_link.setVisible(pin)
        self.pin_link.setVisible(self._pin and not pin)
        self.words_link.setVisible(self._words and not pin)

    def _to_passphrase(self) -> None:
        self._ask(False)

    def _to_pin(self) -> None:
        self._ask(True)

    def _to_words(self) -> None:
        self._screen.card.hide()
        self._screen.recovery.begin()

    def _back(self) -> None:
        self._screen.card.show()
        self._screen.passphrase.setFocus()

    def _try_pin(self, pin: str) -> None:
        self._open(lambda locked, on_writer: locked.unlock_by_pin(pin, on_writer), self._pin_failed)

    def _pin_failed(self, error: "AppError") -> None:
        if error.kind == "pin_over":
            self.offer_pin(False)
        self._refused(error)

    def _try_words(self, words: str, new: str) -> None:
        self._open(lambda locked, on_writer: locked.recover(words, new, on_writer), self._words_failed)

    def _words_failed(self, error: "AppError") -> None:
        if error.kind in {"weak_passphrase", "wrong-words", "unreadable-words"}:
            self._screen.recovery.refused(error)
        else:
            self._screen.recovery.leave()
            self._refused(error)

    def _key_store_failed(self, error: "AppError") -> None:
        """The passphrase opens as ever: said as a line, not as a fault of what was typed."""
        if error.kind not in {"key-store-gone", "key-store-rested"}:
            self._refused(error)
            return
        typed = self._screen.passphrase.text()
        self._screen.reopened()
        self._screen.passphrase.setText(typed)
        self._screen.say(self._texts(error.sentence))
