"""Long work in steps: what is done, how far it is, and a way to stop it. Between two steps others have their turn.

It knows steps, not what they do; the thread they run on is given.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from desktop.services.errors import AppError
from desktop.texts import Texts, _
from desktop.ui import theme
from desktop.ui.forms.widgets import Card, button, text

Step = Callable[[], bool]
Submit = Callable[[Step, Callable[[bool], object], Callable[[AppError], object]], None]
_STEPS = 1000


class LongWork(QWidget):
    """Runs one piece of work; `stop` ends it after the step that is under way."""

    def __init__(
        self,
        texts: Texts,
        title: str,
        submit: Submit,
        step: Step,
        progress: Callable[[], tuple[float, str]],
        done: Callable[[bool], object],
        failed: Callable[[AppError], object],
    ) -> None:
        super().__init__()
        self._submit, self._step, self._progress = submit, step, progress
        self._done, self._failed, self._stopping = done, failed, False
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title)
        self._bar.setFixedHeight(theme.current().px(8))
        self._words = text("", "body", "muted")
        self._texts = texts
        self.stop_button = button(texts(_("Stop")), "primary", "Esc", self.stop)
        card = Card(title)
        card.body.addWidget(self._bar)
        card.body.addWidget(self._words)
        card.body.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)

    def start(self) -> None:
        """The first step."""
        self._say()
        self._submit(self._step, self._stepped, self._broke)

    def stop(self) -> None:
        """No further step."""
        self._stopping = True
        self.stop_button.setEnabled(False)
        self._words.setText(self._texts(_("Stopping …")))

    def _stepped(self, more: bool) -> None:
        if not more or self._stopping:
            self._done(not more)
            return
        self._say()
        self._submit(self._step, self._stepped, self._broke)

    def _broke(self, error: AppError) -> None:
        self._failed(error)

    def _say(self) -> None:
        share, words = self._progress()
        self._bar.setValue(round(share * _STEPS))
        if not self._stopping:
            self._words.setText(words)
