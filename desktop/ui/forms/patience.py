"""What stands on a page while it waits long for what it reads: that it does, how to stop it, and how to try again.

It knows no page's content and no thread; what stopping and trying again do is given.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.texts import Texts, _
from desktop.ui import accessibility
from desktop.ui.forms.buttons import Button, button
from desktop.ui.forms.surfaces import empty

# after so long without an answer it is said that there will be one
LATE_MS = 2_000


class Patience(QObject):
    """Of one page. `waiting`: something was asked that is to fill an empty page. `stopped`: the person did not wait."""

    def __init__(
        self,
        texts: Texts,
        page: QWidget,
        body: QVBoxLayout,
        stop: Callable[[], object],
        again: Callable[[], object],
    ) -> None:
        super().__init__(page)
        self._texts, self._page, self._body = texts, page, body
        self._stop, self._again = stop, again
        self._shown: QWidget | None = None
        self.waiting = self.stopped = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._say_late)

    def begin(self) -> None:
        """Something is asked for now; where that was stopped before, it is no longer."""
        self._take_away()
        self.waiting, self.stopped = True, False
        self._timer.start(LATE_MS)

    def over(self) -> None:
        """The answer is there, or will not come."""
        self.waiting = self.stopped = False
        self._timer.stop()
        self._take_away()

    def stop(self) -> bool:
        """The person waits no longer; False where it was not yet said that it takes long."""
        if self._shown is None or self.stopped:
            return False
        self.waiting, self.stopped = False, True
        self._stop()
        again = button(self._texts(_("Try again")), clicked=self._try_again)
        self._show(_("Stopped. Nothing has changed."), again)
        again.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _try_again(self) -> None:
        self._page.setFocus(Qt.FocusReason.OtherFocusReason)  # the button goes; nobody is left without a place
        self._again()

    def _say_late(self) -> None:
        self._show(
            _("It takes a moment to read this …"),
            button(self._texts(_("Stop")), shortcut_text="Esc", clicked=self.stop),
        )

    def _show(self, words: str, made: Button) -> None:
        self._take_away()
        self._shown = empty(self._texts(words))
        layout = self._shown.layout()
        if layout is not None:
            layout.addWidget(made)
            layout.setAlignment(made, Qt.AlignmentFlag.AlignLeft)
        self._body.insertWidget(0, self._shown)
        accessibility.announce(self._page, self._texts(words))

    def _take_away(self) -> None:
        shown, self._shown = self._shown, None
        if shown is not None:
            self._body.removeWidget(shown)
            shown.hide()
            shown.deleteLater()
