"""What a lock takes along beside the pages: open dialogs and menus, the clipboard, letters that are half composed."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop.ui.clipboard import OwnClipboard


class Traces(QObject):
    """Of one window. `finish` comes before the drafts are flushed, `clear` when the pages are gone."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._clipboard = OwnClipboard(self)

    def finish(self) -> None:
        """A letter that is being composed stands in its field, and every dialog is answered with no."""
        QGuiApplication.inputMethod().commit()
        ours, closed = QGuiApplication.focusWindow() is not None, False
        for above in (QApplication.activePopupWidget, QApplication.activeModalWidget):
            seen: set[QWidget] = set()
            while (open_ := above()) is not None and open_ not in seen:
                closed = True
                seen.add(open_)
                if isinstance(open_, QDialog):
                    open_.reject()
                else:
                    open_.close()
        if ours and closed:  # keys go to the window again, not to the dialog that is gone
            QTimer.singleShot(0, self._window, self._window.activateWindow)

    def clear(self) -> None:
        """What was copied here is pasted nowhere any more."""
        self._clipboard.clear()
