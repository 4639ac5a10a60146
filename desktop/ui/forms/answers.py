"""The answer of a worker to a form: taken when it comes, or waited for because the form goes; taken once.

It knows neither what is asked nor what is done with it.
"""

from collections.abc import Callable
from threading import Event
from typing import Final, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject

T = TypeVar("T")
#: So long the window stands still for words that were typed into a form that is not there yet.
MOST_S: Final = 5.0


class Answer(Generic[T]):
    """`done` is given what `asking` of the work came to, as long as its `owner` lives."""

    def __init__(self, done: Callable[[T], object], owner: QObject) -> None:
        self._done, self._owner = done, owner
        self._came = Event()
        self._found: list[T] = []

    def asking(self, work: Callable[[], T]) -> Callable[[], T]:
        """The work as a worker does it, so that it can be waited for."""

        def asked() -> T:
            try:
                found = work()
                self._found.append(found)
                return found
            finally:
                self._came.set()

        return asked

    def take(self, _found: object = None) -> None:
        """It has come."""
        if self._found and shiboken6.isValid(self._owner):
            self._done(self._found.pop())

    def wait(self) -> None:
        """Takes it now, if it comes while the window can wait."""
        if self._came.wait(MOST_S):
            self.take()
