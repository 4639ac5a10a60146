"""The clipboard: what is put there stays out of clipboard histories, and goes when Rød Tråd locks or closes."""

from typing import Final

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QClipboard, QGuiApplication

# told to whoever keeps a history of the clipboard: Windows' own and its copy in the cloud, and KDE's
_NO_HISTORY: Final = (
    ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', b"\x01"),
    ('application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"', b"\x00\x00\x00\x00"),
    ('application/x-qt-windows-mime;value="CanUploadToCloudClipboard"', b"\x00\x00\x00\x00"),
    ("x-kde-passwordManagerHint", b"secret"),
)


def put(words: str) -> None:
    """Puts plain text there for another program."""
    data = QMimeData()
    data.setText(words)
    for name, value in _NO_HISTORY:
        data.setData(name, value)
    QGuiApplication.clipboard().setMimeData(data)


class OwnClipboard(QObject):
    """Notices what was copied in this window, by any key or button; `clear` takes it away and nothing else."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ours: set[QClipboard.Mode] = set()
        QGuiApplication.clipboard().changed.connect(self._changed)

    def _changed(self, mode: QClipboard.Mode) -> None:
        # asked of the window too: Wayland tells no program whether what lies there is its own
        board = QGuiApplication.clipboard()
        owns = board.ownsSelection() if mode == QClipboard.Mode.Selection else board.ownsClipboard()
        if owns or QGuiApplication.focusWindow() is not None:
            self._ours.add(mode)
        else:
            self._ours.discard(mode)

    def clear(self) -> None:
        """What was copied here is gone, also where the mouse selects; what another program put there stays."""
        for mode in tuple(self._ours):
            QGuiApplication.clipboard().clear(mode)
        self._ours.clear()
