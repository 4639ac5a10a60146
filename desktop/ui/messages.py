"""The one door through which the window tells something: inline sentences and errors.

It knows sentences and tones, not what they are about.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.texts import Texts, _
from desktop.ui import theme
from desktop.ui.accessibility import announce, focused
from desktop.ui.forms.widgets import InlineMessage, button

if TYPE_CHECKING:
    from desktop.services.errors import AppError

# a sentence that asks nothing goes by itself and with the page; one that tells of a fault stays until it is closed
STAYS_MS: Final = 12_000
_CALM: Final = {"neutral", "ok"}


class Messages(QWidget):
    """The messages area under a page; it holds one message, the newest."""

    #: The message went while its button had the focus, and none came in its place.
    left = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        look = theme.current()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(look.gap(28), look.gap(8), look.gap(28), look.gap(16))
        self._shown: InlineMessage | None = None
        self._last: InlineMessage | None = None
        self._says: tuple[object, ...] | None = None
        self._calm, self._fault = True, ""
        self._timer = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._timer.timeout.connect(self._time_is_up)
        self.hide()

    @property
    def shown(self) -> InlineMessage | None:
        """The message that stands there now."""
        return self._shown

    def show_message(
        self,
        words: str,
        tone: str = "neutral",
        action: str = "",
        clicked: Callable[[], object] | None = None,
        shortcut_text: str = "",
    ) -> InlineMessage:
        """Shows a sentence with at most one button; a calm one leaves again after a while."""
        self.close_message()
        made = self._built(words, tone, action, clicked, shortcut_text)
        self._shown, self._calm = made, tone in _CALM
        made.show()
        self.show()
        announce(self, words)
        if self._calm:
            self._timer.start()
        return made

    def show_going_on(self, words: str) -> InlineMessage:
        """Says what goes on; it stays until it is closed, and whoever said it changes its words."""
        made = self.show_message(words)
        self._timer.stop()
        self._calm, self._says = False, None
        return made

    def _built(
        self, words: str, tone: str, action: str, clicked: Callable[[], object] | None, shortcut_text: str
    ) -> InlineMessage:
        """A message; the last one serves again, since a day is full of the one that a save ends with."""
        says = words, tone, action, clicked, shortcut_text
        if self._last is not None and self._says == says:
            return self._last
        if self._last is not None:
            self._last.deleteLater()
        made = InlineMessage(tone, words)
        if action and clicked is not None:

            def press() -> None:
                self.close_message()
                clicked()

            made.layout_.addWidget(button(action, "plain", shortcut_text, press))
        made.layout_.addWidget(button(self._texts(_("Close")), "link", clicked=self.close_message))
        self._layout.addWidget(made)
        self._last, self._says = made, says
        return made

    def show_error(self, error: "AppError", action: str = "", clicked: Callable[[], object] | None = None) -> None:
        """What happened, what is safe, what to do; with a button where the window can do it."""
        self.show_message(f"{self._texts(error.title)}. {self._texts(error.sentence)}", "thread", action, clicked)
        self._fault = error.kind

    def go_on(self, before: "Messages") -> None:
        """Says what another one said when the window was built anew; without its button, which went with the rest."""
        if before.shown is not None and before._says is not None:
            words, tone, *_button = before._says
            self.show_message(str(words), str(tone))
            self._fault = before._fault

    def mended(self, kind: str) -> None:
        """A fault of this kind is past: its sentence goes."""
        if self._fault == kind:
            self.close_message()

    def leave(self) -> None:
        """The person goes on to another page: a calm sentence has been read."""
        if self._calm:
            self.close_message()

    def _time_is_up(self) -> None:
        shown = self._shown
        if shown is not None and (shown.underMouse() or shown.isAncestorOf(focused() or self)):
            self._timer.start()  # somebody is about to press its button
        else:
            self.close_message()

    def close_message(self) -> None:
        """Takes the message away."""
        self._timer.stop()
        had_focus = self._shown is not None and self._shown.isAncestorOf(focused() or self)
        if self._shown is not None:
            self._shown.hide()
            self._shown = None
        self._fault = ""
        self.hide()
        if had_focus:
            self.left.emit()
