"""The top bar: the mark, the state of sync in words, Urgent, Discreet, Lock."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.texts import Texts, _
from desktop.ui import theme
from desktop.ui.actions import action
from desktop.ui.forms.widgets import Button, button
from desktop.ui.lock import brand
from desktop.ui.status import SyncState

HEIGHT = 51


class TopBar(QFrame):
    """Emits `act` with the id of an action."""

    act = Signal(str)

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        look = theme.current()
        self.setProperty("role", "topbar")
        self.setFixedHeight(look.px(HEIGHT))
        self.menu = button(texts(_("&Menu")), "plain", clicked=self._tell("menu"))
        self.menu.hide()
        self.name = QWidget()
        mark = brand(28, "brand", texts(_("Rød Tråd")))
        mark.setContentsMargins(0, 0, 0, 0)
        self.name.setLayout(mark)
        self.sync = SyncState(texts)
        self.sync.clicked.connect(lambda _on=False: self.act.emit("sync"))
        self.urgent = self._button("urgent", "urgent")
        self.discreet = self._button("discreet")
        self.discreet.setCheckable(True)
        self.lock = self._button("lock")
        line = QHBoxLayout(self)
        line.setContentsMargins(look.gap(17), 0, look.gap(16), 0)
        line.setSpacing(look.gap(10))
        line.addWidget(self.menu)
        line.addWidget(self.name, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        line.addWidget(self.sync)
        line.addSpacing(look.gap(6))
        for made in (self.urgent, self.discreet, self.lock):
            line.addWidget(made)

    def _tell(self, name: str) -> Callable[[], None]:
        return lambda: self.act.emit(name)

    def _button(self, name: str, kind: str = "plain") -> Button:
        row = action(name)
        return button(self._texts(row.text), "urgent" if kind == "urgent" else "plain", row.shortcut, self._tell(name))

    def fold(self, folded: bool) -> None:
        """Without room: a menu instead of the navigation, no name beside it, no shortcuts on the buttons."""
        self.menu.setVisible(folded)
        self.name.setVisible(not folded)
        for made, name in ((self.urgent, "urgent"), (self.discreet, "discreet"), (self.lock, "lock")):
            row = action(name)
            made.set_words(self._texts(row.text), "" if folded else row.shortcut)
            made.setAccessibleDescription(row.shortcut)
