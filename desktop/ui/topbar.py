"""The top bar: the mark, the search box, the state of sync in words, Urgent, Discreet, Lock."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.texts import Texts, _
from desktop.ui import icons, theme
from desktop.ui.actions import action
from desktop.ui.forms.buttons import Kind
from desktop.ui.forms.menu_button import MenuButton
from desktop.ui.forms.widgets import Button, button, text
from desktop.ui.lock import brand
from desktop.ui.navigation import WIDTH
from desktop.ui.palette import HINT
from desktop.ui.status import SyncState

HEIGHT = 51
BOX = 403


class SearchBox(Button):
    """The box as it stands in the bar: pressed, or with Ctrl+K, search opens over it."""

    def __init__(self, texts: Texts, clicked: Callable[[], None]) -> None:
        super().__init__("", "search")
        self._texts = texts
        look = theme.current()
        self._words = text("", "body", "muted", wrap=False)
        self._keys = text("", "body", "muted", wrap=False)
        self._picture = QLabel()
        self._picture.setPixmap(icons.pixmap("search", look.color("muted"), look.px(16), self.devicePixelRatioF()))
        self._inside = QHBoxLayout(self)
        self._inside.setContentsMargins(look.gap(16), 0, look.gap(16), 0)
        self._inside.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignCenter)
        self._inside.addWidget(self._words, 1)
        self._inside.addWidget(self._keys)
        for label in (self._picture, self._words, self._keys):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(look.px(BOX))
        self.setAccessibleName(texts(HINT))
        self.setAccessibleDescription(action("search").shortcut)
        self._keys.setText(action("search").shortcut)
        self.clicked.connect(lambda _on=False: clicked())

    def sizeHint(self) -> QSize:
        """Room for a picture; it takes what the others leave."""
        look = theme.current()
        return QSize(look.px(34), max(super().sizeHint().height(), look.px(34)))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Says as much as there is room for."""
        super().resizeEvent(event)
        look = theme.current()
        metrics = QFontMetrics(self._words.font())
        room = event.size().width() - 2 * look.gap(16)
        keys = metrics.horizontalAdvance(self._keys.text()) + look.gap(16)
        whole, word = self._texts(HINT), self._texts(action("search").text)
        shown = whole if metrics.horizontalAdvance(whole) + keys < room else word
        told = metrics.horizontalAdvance(word) < room
        side = look.gap(16) if told else 0
        self._inside.setContentsMargins(side, 0, side, 0)
        self._words.setText(shown)
        self._words.setVisible(told)
        self._picture.setVisible(not told)
        self._keys.setVisible(metrics.horizontalAdvance(shown) + keys < room)


class TopBar(QFrame):
    """Emits `act` with the id of an action."""

    act = Signal(str)

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._texts = texts
        look = theme.current()
        self.setProperty("role", "topbar")
        self.setFixedHeight(look.px(HEIGHT))
        self.menu = MenuButton(texts(_("&Menu")), name=texts(_("Navigation")))
        self.menu.clicked.connect(lambda _on=False: self.act.emit("menu"))
        self.menu.hide()
        self.name = QWidget()
        mark = brand(28, "brand", texts(_("Rød Tråd")))
        mark.setContentsMargins(0, 0, 0, 0)
        self.name.setLayout(mark)
        # the box begins where the pages do
        self.name.setMinimumWidth(look.px(WIDTH) - look.gap(17))
        self.search = SearchBox(texts, self._tell("search"))
        self.sync = SyncState(texts)
        self.sync.clicked.connect(lambda _on=False: self.act.emit("sync"))
        self.urgent = self._button("urgent", "urgent")
        self.discreet = self._button("discreet", clicked=False)
        self.discreet.setCheckable(True)
        self.discreet.toggled.connect(lambda _on: self.act.emit("discreet"))  # a screen reader toggles without a click
        self.lock = self._button("lock")
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(look.gap(17), 0, look.gap(16), 0)
        line.setSpacing(look.gap(10))
        line.addWidget(self.menu)
        line.addWidget(self.name, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.search, 100)
        line.addStretch(1)
        line.addWidget(self.sync)
        line.addSpacing(look.gap(6))
        for made in (self.urgent, self.discreet, self.lock):
            line.addWidget(made)

    def _tell(self, name: str) -> Callable[[], None]:
        return lambda: self.act.emit(name)

    def _button(self, name: str, kind: Kind = "plain", *, clicked: bool = True) -> Button:
        row = action(name)
        return button(self._texts(row.text), kind, row.shortcut, self._tell(name) if clicked else None)

    def show_discreet(self, on: bool) -> None:
        """As it is set, by whichever way; it asks for nothing."""
        with QSignalBlocker(self.discreet):
            self.discreet.setChecked(on)

    def box(self) -> QRect:
        """Where the search box stands in the bar."""
        return self.search.geometry()

    def fold(self, folded: bool) -> None:
        """Without room: a menu instead of the navigation, no name beside it, no shortcuts on the buttons."""
        self.menu.setVisible(folded)
        self.name.setVisible(not folded)
        self._line.setSpacing(theme.current().gap(5 if folded else 10))
        for made, name in ((self.urgent, "urgent"), (self.discreet, "discreet"), (self.lock, "lock")):
            row = action(name)
            made.set_words(self._texts(row.text), "" if folded else row.shortcut)
            made.setAccessibleDescription(row.shortcut)
