"""What stands on a page: cards, a message in place, an empty state."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.forms.buttons import button
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.rows import ActiveRow, light_up
from desktop.ui.forms.texts import text


class Card(QFrame):
    """A white surface with a title, at most one link at the right, and rows in `body`."""

    def __init__(self, title: str = "", link: QAbstractButton | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self.setProperty("role", "card")
        # a link's words, not the ring around them, end where the rows end
        ring = look.px(4) + 2
        self._whole = whole = QVBoxLayout(self)
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

    def end_with(self, line: QWidget) -> None:
        """`line` closes the card under its rows; the words of a link at its right end where theirs do."""
        self._whole.addSpacing(self.body.spacing() - self._whole.spacing())
        self._whole.addWidget(line)

    @classmethod
    def around(cls, whole: QWidget) -> "Card":
        """A card that one widget fills, with all the height there is: a long list."""
        card = cls()
        card.layout().setContentsMargins(1, 6, 1, 6)  # type: ignore[union-attr]
        card.body.addWidget(whole)
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        return card

    def clear(self) -> None:
        """Empties `body`; what was in it is deleted."""
        emptied(self.body)

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


class InlineMessage(QFrame):
    """A sentence in place, in a wash of its tone (neutral, ok, warn, thread), with at most one button or link."""

    def __init__(self, tone: str, words: str, button: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        self.setProperty("role", "message")
        self.setProperty("tone", tone)
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
