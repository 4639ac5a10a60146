"""What a page is laid out on: the page with its head, cards, rows, columns that stack, a message in place."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import theme
from desktop.ui.forms.buttons import button
from desktop.ui.forms.texts import text

_LIGHT_CHANGES = {
    QEvent.Type.Enter,
    QEvent.Type.Leave,
    QEvent.Type.FocusIn,
    QEvent.Type.FocusOut,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
}
# a page narrower than this many pixels of 100 % text stacks its columns
NARROW = 760


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
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(look.gap(28), 0, look.gap(28), look.gap(24))
        self.body.setSpacing(look.gap(16))
        self.body.setAlignment(Qt.AlignmentFlag.AlignTop)
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

    def clear(self) -> None:
        """Empties `body`; what was in it is deleted."""
        clear(self.body)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lays the actions under the title when there is no room beside it."""
        narrow = self.width() < theme.current().px(NARROW)
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._head.direction() != direction:
            self._head.setDirection(direction)
            side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
            self._head.setAlignment(self.buttons, side | Qt.AlignmentFlag.AlignVCenter)
        super().resizeEvent(event)


def clear(layout: QBoxLayout) -> None:
    """Takes everything out of `layout` and deletes it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner := item.layout(), QBoxLayout):
            clear(inner)


class Card(QFrame):
    """A white surface with a title, at most one link at the right, and rows in `body`."""

    def __init__(self, title: str = "", link: QAbstractButton | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        # a link's words, not the ring around them, end where the rows end
        ring = look.px(4) + 2
        whole = QVBoxLayout(self)
        whole.setContentsMargins(look.gap(16), look.gap(12), look.gap(16) - ring, look.gap(16))
        whole.setSpacing(look.gap(8))
        if title or link is not None:
            head = QHBoxLayout()
            head.setSpacing(look.gap(8))
            head.setContentsMargins(0, 0, 0 if link is not None else ring, 0)
            heading = text(title, "card")
            heading.setMinimumHeight(look.px(24))
            head.addWidget(heading, 1)
            if link is not None:
                head.addWidget(link, 0, Qt.AlignmentFlag.AlignVCenter)
            whole.addLayout(head)
            self.setAccessibleName(title)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, ring, 0)
        self.body.setSpacing(look.gap(14))
        whole.addLayout(self.body)

    def clear(self) -> None:
        """Empties `body`; what was in it is deleted."""
        clear(self.body)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surface, and around a row under the mouse or in focus what reaches outside its words."""
        super().paintEvent(event)
        painter = QPainter(self)
        for active in self.findChildren(ActiveRow):
            if active.lit:
                corner = active.mapTo(self, active.rect().topLeft())
                around = QRectF(corner.x(), corner.y(), active.width(), active.height())
                light_up(painter, active, around.adjusted(-8, -5, 8, 5))
        painter.end()


def light_up(painter: QPainter, active: "ActiveRow", around: QRectF) -> None:
    """A wash under the mouse, a ring in focus."""
    look = theme.current()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if active.underMouse() or active.isDown():
        painter.setBrush(look.color("selection"))
    if active.hasFocus():
        painter.setPen(QPen(look.color("primary"), 2))
    painter.drawRoundedRect(around, 6, 6)


def _row_words(title: str, detail: str, tag: QLabel | None, side: QWidget | None) -> QHBoxLayout:
    look = theme.current()
    words = QVBoxLayout()
    words.setSpacing(look.gap(1))
    words.addWidget(text(title, "strong"))
    if detail:
        words.addWidget(text(detail, "second", "muted"))
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.gap(12))
    row.addLayout(words, 1)
    if tag is not None:
        row.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
    if side is not None:
        row.addWidget(side, 0, Qt.AlignmentFlag.AlignVCenter)
    return row


class PlainRow(QWidget):
    """Bold first line, muted second line with the reason, one tag or one button at the right."""

    def __init__(self, title: str, detail: str = "", tag: QLabel | None = None, side: QWidget | None = None) -> None:
        super().__init__()
        self.setLayout(_row_words(title, detail, tag, side))


class ActiveRow(QAbstractButton):
    """A row that opens something: one Tab stop, Enter or Space or a click."""

    def __init__(self, title: str, detail: str = "", tag: QLabel | None = None, side: QWidget | None = None) -> None:
        super().__init__()
        self.setLayout(_row_words(title, detail, tag, side))
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        said = [detail, tag.text() if tag is not None else ""]
        self.setAccessibleName(title)
        self.setAccessibleDescription(" · ".join(part for part in said if part))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        """What the words need."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else QSize()

    @property
    def lit(self) -> bool:
        """Whether the mouse or the focus is on it."""
        return self.isVisible() and (self.hasFocus() or self.underMouse() or self.isDown())

    def _card(self) -> Card | None:
        above = self.parentWidget()
        while above is not None and not isinstance(above, Card):
            above = above.parentWidget()
        return above

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card paints wash and ring, for they reach outside the words; without a card they stay inside."""
        if self._card() is None and self.lit:
            painter = QPainter(self)
            light_up(painter, self, QRectF(self.rect()).adjusted(1, 1, -1, -1))
            painter.end()

    def event(self, event: QEvent) -> bool:
        """Enter presses it too, as it does a link."""
        if event.type() == QEvent.Type.KeyPress and event.key() in (  # type: ignore[attr-defined]
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            self.click()
            return True
        if event.type() in _LIGHT_CHANGES and (card := self._card()) is not None:
            card.update()
        return super().event(event)


def row(
    title: str,
    detail: str = "",
    tag: QLabel | None = None,
    button: QWidget | None = None,
    activated: Callable[[], object] | None = None,
) -> PlainRow | ActiveRow:
    """A row; with `activated` it can be opened as a whole. A `button` at the right is a Tab stop of its own."""
    if activated is None:
        return PlainRow(title, detail, tag, button)
    active = ActiveRow(title, detail, tag, button)
    active.clicked.connect(lambda _checked=False: activated())
    return active


class Columns(QWidget):
    """Columns side by side, each a `QVBoxLayout` of cards; they stack when the page is narrow."""

    def __init__(self, *shares: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(look.gap(16))
        self.columns: list[QVBoxLayout] = []
        for share in shares or (1, 1):
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(look.gap(16))
            column.setAlignment(Qt.AlignmentFlag.AlignTop)
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


class InlineMessage(QFrame):
    """A sentence in place, in a wash of its tone (neutral, ok, warn, thread), with at most one button or link."""

    def __init__(self, tone: str, words: str, button: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self.setProperty("role", "message")
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.layout_ = QHBoxLayout(self)
        self.layout_.setContentsMargins(look.gap(14), look.gap(8), look.gap(12), look.gap(8))
        self.layout_.setSpacing(look.gap(8))
        self.words = text(words)
        self.layout_.addWidget(self.words, 1)
        if button is not None:
            self.layout_.addWidget(button)


def empty(words: str, action: str = "", clicked: Callable[[], object] | None = None) -> QWidget:
    """An empty state: one sentence and one button."""
    look = theme.current()
    holder = QWidget()
    inside = QVBoxLayout(holder)
    inside.setContentsMargins(0, look.gap(4), 0, look.gap(4))
    inside.setSpacing(look.gap(12))
    inside.addWidget(text(words, "body", "muted"))
    if action:
        inside.addWidget(button(action, clicked=clicked), 0, Qt.AlignmentFlag.AlignLeft)
    return holder


Row = row
