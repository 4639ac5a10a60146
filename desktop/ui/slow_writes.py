"""What the window says while saving takes long: quietly at first, then for how long and what the person may do.

It hears of writes and knows none; a write is never given up, so there is nothing to stop, and that is said.
"""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

from desktop.texts import Texts, _
from desktop.ui.forms.surfaces import InlineMessage
from desktop.ui.messages import Messages
from desktop.ui.tasks import Tasks

#: From when on it is said in the top bar, and from when on under the page, in seconds.
QUIETLY_S: Final = 0.5
ALOUD_S: Final = 2.0
_TICK_MS: Final = 1_000
WORDS: Final = _(
    "Saving has taken {seconds} s and is not done yet. It cannot be stopped halfway. You can go on writing, lock or"
    " close: what you have saved is written first."
)


class SlowWrites(QObject):
    """Of one desk. `quietly` is given the words of the top bar, "" for none."""

    def __init__(
        self,
        tasks: Tasks,
        messages: Messages,
        texts: Texts,
        quietly: Callable[[str], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(messages)
        self._messages, self._texts, self._quietly, self._clock = messages, texts, quietly, clock
        self._begun: deque[float] = deque()
        self._told: InlineMessage | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._look)
        tasks.asked.connect(self._asked)
        tasks.written.connect(self._written, Qt.ConnectionType.QueuedConnection)

    def _asked(self) -> None:
        self._begun.append(self._clock())
        if len(self._begun) == 1:
            self._timer.start(round(QUIETLY_S * 1000))

    def _written(self) -> None:
        if self._begun:
            self._begun.popleft()
        if not self._begun:
            self._timer.stop()
            self._quietly("")
            if self._told is not None and self._messages.shown is self._told:
                self._messages.close_message()
            self._told = None

    def _look(self) -> None:
        """The oldest that waits says how long it has taken."""
        if not self._begun:
            return
        waited = self._clock() - self._begun[0]
        if waited >= QUIETLY_S:
            self._quietly(self._texts(_("Saving …")))
        if waited >= ALOUD_S:
            self._say(self._texts(WORDS, seconds=int(waited)))
            self._timer.start(_TICK_MS)
        else:
            goal = ALOUD_S if waited >= QUIETLY_S else QUIETLY_S
            self._timer.start(max(1, round((goal - waited) * 1000)))

    def _say(self, words: str) -> None:
        if self._told is None:
            self._told = self._messages.show_going_on(words)
        elif self._messages.shown is self._told:
            self._told.words.setText(words)
