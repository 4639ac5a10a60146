"""The state of sync in the top bar, in words; pressing it opens the page that says more."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.services.sync_status import SyncStatus
from desktop.texts import Texts, _
from desktop.ui import theme
from desktop.ui.forms.buttons import Button
from desktop.ui.forms.texts import restyle

_TONES: Final = {"behind": "warn", "frozen": "thread", "full": "warn", "trouble": "warn"}


def tone(status: SyncStatus) -> str:
    """warn when a person should look, thread when nothing can be sent, else neutral."""
    found = _TONES.get(status.state, "neutral")
    return "warn" if found == "neutral" and status.to_settle else found


class SyncState(Button):
    """Words in a wash; they are cut with … when the bar is narrow, and read in full by a screen reader."""

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__("", "state", parent=parent)
        self._texts = texts
        self._words = ""
        self.setFont(theme.current().font("second"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(theme.current().px(72))

    def show_status(self, status: SyncStatus) -> None:
        """Says the state."""
        self._words = self._texts(status.sentence)
        self.setAccessibleName(self._texts(_("Synchronisation: {state}"), state=self._words))
        self.setToolTip(self._words)
        self.setProperty("tone", tone(status))
        restyle(self)
        self.updateGeometry()
        self._cut()

    def _room(self) -> int:
        return 2 * theme.current().px(14) + 4

    def sizeHint(self) -> QSize:
        """Room for all the words."""
        width = QFontMetrics(self.font()).horizontalAdvance(self._words) + self._room()
        return QSize(width, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cuts the words anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = max(self.width() - self._room() + 2, 0)
        self.setText(
            QFontMetrics(self.font()).elidedText(self._words, Qt.TextElideMode.ElideRight, room).replace("&", "&&")
        )
