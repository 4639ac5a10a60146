"""The page: its head stays in sight, its body scrolls, its columns stack when there is no room."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSlider, QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.forms.keeping import empty
from desktop.ui.forms.texts import text

# columns narrower together than this many pixels of 100 % text stack
NARROW = 760
# a line under the title that is longer than this may wrap to make room for the actions
UNDER = 380


def scroller(content: QWidget) -> QScrollArea:
    """`content` in a frameless area that scrolls up and down only, and is itself no Tab stop."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    content.setProperty("role", "page")
    area.viewport().setProperty("role", "plain")
    area.setWidget(content)
    return area


def scroll_by_key(area: QScrollArea, event: QKeyEvent) -> bool:
    """Scrolls a page up or down; whether the key was for that."""
    actions = {
        Qt.Key.Key_PageDown: QAbstractSlider.SliderAction.SliderPageStepAdd,
        Qt.Key.Key_PageUp: QAbstractSlider.SliderAction.SliderPageStepSub,
    }
    action = actions.get(Qt.Key(event.key()))
    if action is not None:
        area.verticalScrollBar().triggerAction(action)
    return action is not None


class FromTop(QVBoxLayout):
    """What is in it stands at the top, as high as it has to be, unless it `fills` all the room.

    Not by an alignment: with one, words that wrap get no more lines than they have at the width they like best.
    """

    fills = False

    def setGeometry(self, area: QRect) -> None:
        """Gives the room below away."""
        wants = self.heightForWidth(area.width()) if self.hasHeightForWidth() else self.sizeHint().height()
        least = area.height() if self.fills else min(area.height(), wants)
        super().setGeometry(QRect(area.topLeft(), QSize(area.width(), least)))


class _Content(QWidget):
    """What scrolls. Where words wrap, it is as high as they are at this width, not as they were at their narrowest."""

    def minimumSizeHint(self) -> QSize:
        """A wrapped label's own least height is that of a narrow column: the page would scroll over nothing."""
        least, layout = super().minimumSizeHint(), self.layout()
        return QSize(least.width(), 0) if layout is not None and layout.hasHeightForWidth() else least


class Page(QWidget):
    """Title, one line that says where and when, actions at the right; below them `body`, which scrolls."""

    def __init__(
        self, title: str, subtitle: str = "", actions: Sequence[QWidget] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        look = theme.current()
        self._heading = text(title, "title")
        self._heading.setAccessibleName(title)
        self._under = text(subtitle, "body", "muted")
        if not subtitle:
            self._under.hide()
        words = QVBoxLayout()
        words.setSpacing(look.gap(2))
        words.addWidget(self._heading)
        words.addWidget(self._under)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(look.gap(8))
        for action in actions:
            self.buttons.addWidget(action)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setContentsMargins(look.gap(28), look.gap(24), look.gap(28), look.gap(14))
        self._head.setSpacing(look.gap(12))
        self._head.addLayout(words, 1)
        self._head.addLayout(self.buttons)
        self._head.setAlignment(self.buttons, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        content = _Content()
        self.body = FromTop(content)
        self.body.setContentsMargins(look.gap(28), 0, look.gap(28), look.gap(24))
        self.body.setSpacing(look.gap(16))
        self.area = scroller(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._head)
        whole.addWidget(self.area, 1)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Changes the head, when what is shown has been read."""
        self._heading.setText(title)
        self._heading.setAccessibleName(title)
        self._under.setText(subtitle)
        self._under.setVisible(bool(subtitle))
        self._lay_out_head()

    def clear(self) -> None:
        """Empties `body`; what was in it is deleted."""
        empty(self.body)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Page Down scroll what no Tab stop would bring into sight."""
        if not scroll_by_key(self.area, event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lays the actions under the title when there is no room beside it."""
        self._lay_out_head()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """A button that was hidden, or got other words, needs other room."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._lay_out_head()
        return super().event(event)

    def _lay_out_head(self) -> None:
        look = theme.current()
        title = self._heading.fontMetrics().horizontalAdvance(self._heading.text())
        under = self._under.fontMetrics().horizontalAdvance(self._under.text())
        words = max(title, min(under, look.px(UNDER))) + look.px(8)
        narrow = self.width() < words + self.buttons.sizeHint().width() + 3 * look.gap(28)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._head.direction() != direction:
            self._head.setDirection(direction)
            side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
            self._head.setAlignment(self.buttons, side | Qt.AlignmentFlag.AlignVCenter)


def at_most(widget: QWidget, width: int) -> QHBoxLayout:
    """`widget` in a line of its own, no wider than `width` pixels.

    Not only by its maximum: a column asks for the height at the page's width, and the last lines would be cut off.
    """
    widget.setMaximumWidth(width)
    line = QHBoxLayout()
    line.addWidget(widget, 1000)
    line.addStretch(1)
    return line


class Columns(QWidget):
    """Columns side by side, each a `QVBoxLayout` of cards; they stack when the page is narrow."""

    def __init__(self, *shares: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(look.gap(16))
        self.columns: list[FromTop] = []
        for share in shares or (1, 1):
            holder = QWidget()
            column = FromTop(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(look.gap(16))
            self._layout.addWidget(holder, share)
            self.columns.append(column)
        self._shares = shares or (1, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stacks or unstacks."""
        narrow = self.width() < theme.current().px(NARROW)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._layout.direction() != direction:
            self._layout.setDirection(direction)
            for index, share in enumerate(self._shares):
                self._layout.setStretch(index, 0 if narrow else share)
        super().resizeEvent(event)
