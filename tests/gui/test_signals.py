"""A guard on the binding itself: PySide6 6.12.0 dropped a reference to True with each emit and aborted CPython 3.11."""

import sys

from PySide6.QtCore import QObject, Signal


class _Sender(QObject):
    told = Signal(bool)


def test_emitting_keeps_the_reference_count_of_true(qapp: object) -> None:
    """After 100 emits `True` has lost fewer than 50 references; a binding that loses one each time must not be used."""
    sender = _Sender()
    heard: list[bool] = []
    sender.told.connect(heard.append)
    before = sys.getrefcount(True)
    for _ in range(100):
        sender.told.emit(True)
    heard.clear()
    assert sys.getrefcount(True) > before - 50
