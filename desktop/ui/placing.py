"""Where the window stood and how large it was, kept in plain beside colour and text size; Qt brings it into sight."""

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop.services.settings import Preferences

USUAL = (1366, 768)


def keep(window: QWidget, preferences: "Preferences") -> None:
    """Place, size and whether it fills the screen; a folder that cannot be written costs no more than this."""
    with suppress(OSError):
        preferences.set("window", bytes(window.saveGeometry().toBase64().data()).decode("ascii"))


def place(window: QWidget, kept: str) -> None:
    """As it was; the usual size where nothing is kept. On a screen that is gone it is moved to one that is there."""
    window.resize(*USUAL)
    if kept:
        window.restoreGeometry(QByteArray.fromBase64(QByteArray(kept.encode("ascii", "ignore"))))
