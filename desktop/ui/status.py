"""The state of sync in the top bar, in words; pressing it opens the page that says more."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.services.sync_status import SyncStatus
from desktop.texts import Texts, _
from desktop.ui import theme
from desktop.ui.actions import action
from desktop.ui.forms.buttons import Button
from desktop.ui.forms.texts import restyle

#: Between the facts of a state.
PARTED: Final = " · "
_TONES: Final = {"behind": "warn", "frozen": "thread", "full": "warn", "trouble": "warn"}


def tone(status: SyncStatus) -> str:
    """warn when a person should look, thread when nothing can be sent, else neutral."""
    found = _TONES.get(status.state, "neutral")
    return "warn" if found == "neutral" and status.to_settle else found


class SyncState(Button):
    """Words in a wash; fewer of them when the bar is narrow, and all of them for a screen reader."""

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__("", "state", parent=parent)
        self._texts = texts
        self._words, self._state, self._saving, self._tone = "", "", "", "neutral"
        self.setFont(theme.current().font("second"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(theme.current().px(72))
        self.setAccessibleDescription(action("sync").shortcut)  # else Qt says the tool tip: the name once more

    def show_status(self, status: SyncStatus) -> None:
        """Says the state."""
        self._state, self._tone = self._texts(status.sentence), tone(status)
        self._say()

    def say_saving(self, words: str) -> None:
        """Says for a while that something is being saved, instead of the state; no words for no longer."""
        self._saving = words
        self._say()

    def _say(self) -> None:
        self._words = self._saving or self._state
        self.setProperty("tone", "neutral" if self._saving else self._tone)
        restyle(self)
        self.setAccessibleName(self._saving or self._texts(_("Synchronisation: {state}"), state=self._state))
        self.setToolTip(self._words)
        self.updateGeometry()
        self._cut()

    def _room(self) -> int:
        return 2 * theme.current().px(14) + 4

    def sizeHint(self) -> QSize:
        """Room for all the words."""
        width = QFontMetrics(self.font()).horizontalAdvance(self._words) + self._room()
        return QSize(width, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Says as much as there is room for."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room, metrics = max(self.width() - self._room() + 2, 0), QFontMetrics(self.font())
        parts = self._words.split(PARTED)
        # what comes last asks most of a person: »1 skal afklares« stays when »Offline« has no room
        shorter = (PARTED.join(parts[left_out:]) for left_out in range(len(parts)))
        shown = next((words for words in shorter if metrics.horizontalAdvance(words) <= room), parts[-1])
        self.setText(metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room).replace("&", "&&"))
