"""The window in a process of its own until its lock screen is painted; nothing else is imported, as in the app itself.

Prints the milliseconds since the Unix time it is given.

    python -m benchmarks.start FOLDER UNIX_SECONDS
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject

from desktop.app import build


class FirstPaint(QObject):
    """Whether a window was painted."""

    seen = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Looks on."""
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return False


def main(folder: str, asked: str) -> int:
    """Shows it and tells when."""
    qt, window = build(Path(folder))
    first = FirstPaint()
    window.installEventFilter(first)
    window.resize(1366, 768)
    window.show()
    while not first.seen:
        qt.processEvents()
    print((time.time() - float(asked)) * 1000)
    sys.stdout.flush()
    window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
