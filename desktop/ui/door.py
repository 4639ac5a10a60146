"""The locked window: the lock screen, the other ways in, and what can be done where nothing opens.

It says what was found and what was refused; what is typed there it hands on. It opens nothing.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.services.clock import Clock
from desktop.texts import Texts
from desktop.ui.accessibility import announce
from desktop.ui.formats import Formats
from desktop.ui.lock import LockScreen
from desktop.ui.locked_words import ALREADY_OPEN, NOTHING_HERE, STAYS_OPEN, after_lock
from desktop.ui.onboarding import Onboarding
from desktop.ui.rescuing import Rescuing
from desktop.ui.tasks import Tasks
from desktop.ui.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.locked import Locked, Status
    from desktop.services.drafts import DraftRow
    from desktop.services.errors import AppError
    from desktop.services.urgent import Number
    from desktop.ui.ways import Failed, Open


class Door:
    """Lives as long as its lock screen. `locked` and `tasks` are asked for when they are needed: they come and go.

    `open_by` tries a way in and `refused` is told why it did not open; `again` looks at the folder once more;
    `restored` is told where the old files are kept after a backup was put back, and the passphrase that did it.
    """

    def __init__(
        self,
        texts: Texts,
        clock: Clock,
        locked: "Callable[[], Locked | None]",
        tasks: Callable[[], Tasks],
        open_by: "Open",
        refused: "Failed",
        again: Callable[[], object],
        restored: Callable[[Path, str], object],
    ) -> None:
        self._texts, self._clock, self._locked, self._stays = texts, clock, locked, False
        self.screen = LockScreen(texts, clock, self._numbers)
        self.ways = Ways(self.screen, texts, open_by, refused)
        self._rescuing = Rescuing(self.screen, locked, tasks, again, restored)
        self._onboarding = Onboarding(self.screen, texts, locked, tasks, again)

    def _numbers(self) -> "tuple[Number, ...]":
        from desktop.services.urgent import telephone_list  # not at the top: the lock screen is painted first

        return telephone_list(self._texts.language)

    def found(self, status: "Status") -> None:
        """Says why there is nothing to open, or how long to wait."""
        if status.exists and self.screen.field.isHidden():  # put back where an exchange of files was broken off
            self.screen.reopened()
        if status.empty:
            self._onboarding.begin()
        elif not status.exists:
            self.screen.closed_for_good(*NOTHING_HERE)
            self._rescuing.offer("vault-missing", *NOTHING_HERE)
        elif status.in_use:
            self.screen.closed_for_good(*ALREADY_OPEN)
        elif status.wait_s > 0:
            self.screen.wait(status.wait_s)

    def refused(self, error: "AppError") -> None:
        """Says what did not open, and offers what can be done about it."""
        if error.kind == "unfinished":
            self._onboarding.begin()
            return
        if error.kind.startswith("vault-"):
            self.screen.closed_for_good(error.title, error.sentence)
        else:
            self.screen.refused(error)
        self._rescuing.offer(error.kind, error.title, error.sentence)

    def locked_at(self, at: datetime, drafts: "Sequence[DraftRow]") -> None:
        """Says when it was locked, and what is kept, unless there is more to say."""
        if not self._stays:
            self.screen.say(after_lock(self._texts, Formats(self._texts, self._clock), at, drafts))

    def stays_open(self) -> bool:
        """Whether the window must not close yet: words are in memory alone. It is said, and holds it once."""
        locked = self._locked()
        if self._stays or locked is None or not locked.unwritten:
            return False
        self._stays, words = True, self._texts(STAYS_OPEN)
        locked.ways.locked()
        self.screen.say(words)
        announce(self.screen, words)
        return True
