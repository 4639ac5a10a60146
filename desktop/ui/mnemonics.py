"""A window that shows the letters of its buttons while Alt is held."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from desktop.ui.forms.buttons import Button


class MnemonicWindow(QMainWindow):
    """The property `mnemonics` says whether they are shown; the buttons look at it when they are painted.

    What is in it stands in `inside`. It is a main window, for only that is heard as a window on Linux.
    """

    def __init__(self) -> None:
        super().__init__()
        content = QWidget()
        self.inside = QVBoxLayout(content)
        self.inside.setContentsMargins(0, 0, 0, 0)
        self.setCentralWidget(content)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt shows the mnemonics while it is held."""
        if event.key() == Qt.Key.Key_Alt:
            self._show_mnemonics(True)
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """And hides them again."""
        if event.key() == Qt.Key.Key_Alt:
            self._show_mnemonics(False)
        super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A window that is left with Alt+Tab never sees the release."""
        if event.type() == QEvent.Type.ActivationChange:
            self._show_mnemonics(False)
        super().changeEvent(event)

    def _show_mnemonics(self, on: bool) -> None:
        if bool(self.property("mnemonics")) != on:
            self.setProperty("mnemonics", on)
            for made in self.findChildren(Button):
                made.update()
