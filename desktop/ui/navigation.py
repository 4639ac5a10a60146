"""The places at the left, with the thread at the chosen one; and the same places as a menu when there is no room."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QVBoxLayout

from desktop.texts import Texts, _
from desktop.ui import theme
from desktop.ui.actions import Action
from desktop.ui.forms.groups import Group, OneOf
from desktop.ui.forms.widgets import Button, text

WIDTH = 186
THREAD = 3


class Place(Button):
    """One row; the chosen one has the 3-px thread at its left edge."""

    def __init__(self, action: Action, words: str) -> None:
        super().__init__(words, "place")
        self.action = action
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(theme.current().px(35))
        self.setAccessibleDescription(action.shortcut)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The row, the thread, the ring."""
        super().paintEvent(event)
        look = theme.current()
        painter = QPainter(self)
        if self.isChecked():
            painter.fillRect(0, 0, THREAD, self.height(), look.color("thread"))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(look.color("primary"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(THREAD + 2, 2, -3, -2), 4, 4)
        painter.end()


class Navigation(QFrame):
    """One Tab stop; arrows move, Enter or Space opens. Emits `chosen` with the name of a view.

    By ear the places are radio buttons: the one that is open is the chosen one.
    """

    chosen = Signal(str)

    def __init__(self, texts: Texts, top: Sequence[Action], bottom: Sequence[Action], person: Sequence[str]) -> None:
        super().__init__()
        self.setProperty("role", "navigation")
        look = theme.current()
        self.setFixedWidth(look.px(WIDTH))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, look.gap(12), 0, look.gap(12))
        whole.setSpacing(1)
        group = Group(texts(_("Navigation")))
        whole.addWidget(group, 1)
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        self._one = OneOf(self)
        self.places: list[Place] = []
        for action in (*top, None, *bottom):
            if action is None:
                column.addStretch(1)
                continue
            place = Place(action, texts(action.text))
            self._one.addButton(place)
            place.toggled.connect(lambda _on, place=place: self._press(place))
            place.installEventFilter(self)
            column.addWidget(place)
            self.places.append(place)
        self._person = [text(line, "second", "muted") for line in person]
        for number, label in enumerate(self._person):
            label.setContentsMargins(look.gap(17), look.gap(8) if number == 0 else 0, look.gap(8), 0)
            whole.addWidget(label)
        self.choose("")

    def call(self, person: Sequence[str]) -> None:
        """Who is at the keyboard, when that is known better than before: as many lines as at first."""
        for label, line in zip(self._person, person, strict=True):
            label.setText(line)

    def choose(self, view: str) -> None:
        """Shows which place the open page belongs to; "" for none."""
        for place in self.places:
            with QSignalBlocker(place):
                place.setChecked(place.action.view == view)
        self._one_stop(next((p for p in self.places if p.isChecked()), self.places[0] if self.places else None))

    def _press(self, place: Place) -> None:
        """By key or mouse, or by a screen reader, which toggles without a click; the open place is opened anew."""
        self.choose(place.action.view)
        self.chosen.emit(place.action.view)

    def _one_stop(self, stop: Place | None) -> None:
        for place in self.places:
            place.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place is stop else Qt.FocusPolicy.ClickFocus)
        if stop is not None:
            self.setFocusProxy(stop)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down, Home, End move; Enter opens as Space does."""
        if isinstance(watched, Place) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            here = self.places.index(watched)
            last = len(self.places) - 1
            goal = {
                Qt.Key.Key_Down: min(here + 1, last),
                Qt.Key.Key_Up: max(here - 1, 0),
                Qt.Key.Key_Home: 0,
                Qt.Key.Key_End: last,
            }.get(Qt.Key(event.key()))
            if goal is not None:
                self._one_stop(self.places[goal])
                self.places[goal].setFocus(Qt.FocusReason.TabFocusReason)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                watched.click()
                return True
        return False


def fill(menu: QMenu, texts: Texts, places: Sequence[Action], chosen: Callable[[str], object]) -> None:
    """The places as a menu, for the folded navigation."""
    for action in places:
        entry = menu.addAction(f"{texts(action.text)}\t{action.shortcut}")
        entry.triggered.connect(lambda _on=False, view=action.view: chosen(view))
