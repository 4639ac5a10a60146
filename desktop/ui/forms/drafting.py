"""Keeps what is being typed: a draft on every pause, and every other second while typing goes on.

It knows when to write, not what is in a form: the form hands over its values and where its cursor is.
"""

import secrets
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.services.drafts import DraftValues

PAUSE_MS = 800
AT_LEAST_EVERY_MS = 2000

Values = dict[str, object]
Write = Callable[[DraftValues, Callable[[object], None]], None]


class Drafting(QObject):
    """The draft of one form. `write` posts it to the writer and calls back when it is on disk."""

    kept = Signal(object)  # the moment the draft reached the disk

    def __init__(
        self,
        parent: QObject,
        *,
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
        self._written: tuple[Values, Values] | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._limit = QTimer(self, singleShot=True, interval=AT_LEAST_EVERY_MS)
        self._pause.timeout.connect(self.flush)
        self._limit.timeout.connect(self.flush)

    @property
    def dirty(self) -> bool:
        """Whether something was typed that is not on its way to the disk."""
        return self._pause.isActive() or self._limit.isActive()

    def touch(self) -> None:
        """Something was typed or chosen."""
        self._pause.start()
        if not self._limit.isActive():
            self._limit.start()

    def flush(self) -> None:
        """Posts the draft now if it changed; the lock calls this, so it never asks and never fails."""
        waiting = self.dirty
        self.pause()
        if not waiting:
            return
        values, cursor = self._collect()
        if (values, cursor) == self._written:
            return
        self._written = (values, cursor)
        self.exists = True
        self._write(DraftValues(self.id, self._kind, values, cursor), self._on_disk)

    def _on_disk(self, _none: object) -> None:
        self.kept.emit(self._now())

    def pause(self) -> None:
        """No write until the next `touch`: a save is under way, and it takes the draft with it."""
        self._pause.stop()
        self._limit.stop()

    def start_over(self) -> None:
        """The draft was saved as a record: the next words belong to a new one."""
        self.pause()
        self.id, self.exists, self._written = secrets.token_hex(8), False, None


def same(one: Values, other: Values) -> bool:
    """Whether both say the same; spaces alone say nothing."""
    return all(_said(one.get(name)) == _said(other.get(name)) for name in one | other)


def _said(value: object) -> object:
    return (value.strip() if isinstance(value, str) else value) or None
