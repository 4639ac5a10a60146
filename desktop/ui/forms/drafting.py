"""Keeps what is being typed: a draft on every pause, and every other second while typing goes on.

It knows when to write, not what is in a form: the form hands over its values and where its cursor is.
"""

import secrets
from collections.abc import Callable
from datetime import datetime

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.services.drafts import DraftValues
from desktop.services.errors import AppError

PAUSE_MS = 800
AT_LEAST_EVERY_MS = 2000
AGAIN_MS = 30_000

Values = dict[str, object]
Write = Callable[[DraftValues, Callable[[object], None], Callable[[str], None]], None]


class Drafting(QObject):
    """The draft of one form. `write` posts it to the writer and calls back: on disk, or what was wrong."""

    kept = Signal(object)  # the moment the draft reached the disk
    mended = Signal(str)  # what was wrong with an earlier write is past

    def __init__(
        self,
        parent: QObject,
        kind: str,
        collect: Callable[[], tuple[Values, Values]],
        write: Write,
        now: Callable[[], datetime],
        draft: str | None = None,
    ) -> None:
        super().__init__(parent)
        self.id = draft or secrets.token_hex(8)
        self.exists = draft is not None
        self._kind = kind
        self._collect, self._write, self._now = collect, write, now
        self._written: Values | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._limit = QTimer(self, singleShot=True, interval=AT_LEAST_EVERY_MS)
        self._pause.timeout.connect(self._post)
        self._limit.timeout.connect(self._post)
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._post)
        self._fault = ""

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not on its way to the disk."""
        return self._pause.isActive() or self._limit.isActive() or self._again.isActive()

    def touch(self) -> None:
        """Something was typed or chosen."""
        self._pause.start()
        if not self._limit.isActive():
            self._limit.start()

    def flush(self) -> None:
        """Posts the draft now if it changed; the lock calls this, so it never asks and never fails."""
        if self.dirty:
            self._post()

    def _post(self) -> None:
        self._rest()
        values, cursor = self._collect()
        if values == self._written:
            return
        self._written = values
        self.exists = True
        self._write(DraftValues(self.id, self._kind, values, cursor), self._on_disk, self._not_on_disk)

    def _on_disk(self, _none: object) -> None:
        if self._fault:
            self.mended.emit(self._fault)
            self._fault = ""
        self.kept.emit(self._now())

    def _not_on_disk(self, fault: str) -> None:
        """It is tried again: at the next word, when the form closes or locks, and after a while by itself."""
        if shiboken6.isValid(self):
            self._written, self._fault = None, fault
            self._again.start()

    def hand_over(self) -> DraftValues:
        """A save takes the draft along, as it is now, and says what goes wrong; it exists again when more is typed."""
        self.pause()
        values, cursor = self._collect()
        self._written, self.exists = values, False
        return DraftValues(self.id, self._kind, values, cursor)

    def take_back(self) -> None:
        """The save failed, and left the draft."""
        self.exists, self._written = True, None
        self.touch()

    def pause(self) -> None:
        """No write until the next `touch`."""
        self._fault = ""
        self._rest()

    def _rest(self) -> None:
        for timer in (self._pause, self._limit, self._again):
            timer.stop()

    def start_over(self) -> None:
        """The draft was saved as a record: the next words belong to a new one."""
        self.pause()
        self.id, self.exists, self._written = secrets.token_hex(8), False, None


def telling(failed: Callable[[AppError], None], fault: Callable[[str], None]) -> Callable[[AppError], None]:
    """Says it to the person, also when the form is gone, and to the form."""

    def told(error: AppError) -> None:
        failed(error)
        fault(error.kind)

    return told


def same(one: Values, other: Values) -> bool:
    """Whether both say the same; spaces alone say nothing."""
    return all(_said(one.get(name)) == _said(other.get(name)) for name in one | other)


def _said(value: object) -> object:
    return (value.strip() if isinstance(value, str) else value) or None
