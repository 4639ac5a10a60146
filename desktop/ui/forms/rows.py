"""Rows: a bold line, a muted line with the reason, one tag or button at the right; some open something."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.forms.texts import text

TARGET = 24
"""A row of one line is no lower: that is what can be hit."""
LEAD = 52
"""Room for a time of day before a row, so that the titles stand in one line."""
_LIGHT_CHANGES = {
    QEvent.Type.Enter,
    QEvent.Type.Leave,
    QEvent.Type.FocusIn,
    QEvent.Type.FocusOut,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
}


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


def _row_words(
    title: str, detail: str, tag: QLabel | None, side: QWidget | None, mark: QLabel | None = None, lead: str = ""
) -> QHBoxLayout:
    look = theme.current()
    words = QVBoxLayout()
    words.setSpacing(look.gap(1))
    if mark is None and title:
        words.addWidget(text(title, "strong"))
    elif mark is not None:
        head = QHBoxLayout()
        head.setSpacing(look.gap(8))
        head.addWidget(text(title, "strong", wrap=False))
        head.addWidget(mark)
        head.addStretch(1)
        words.addLayout(head)
    if detail:
        words.addWidget(text(detail, "second", "muted"))
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(look.gap(12))
    if lead:
        before = text(lead, "strong", wrap=False)
        before.setMinimumWidth(look.px(LEAD))
        row.addWidget(before, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    if tag is not None:
        row.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
    if side is not None:
        row.addWidget(side, 0, Qt.AlignmentFlag.AlignVCenter)
        if not side.accessibleDescription() and side.accessibleName() != title:
            side.setAccessibleDescription(title)  # »Åbn« by itself says nothing of what
    return row


class PlainRow(QWidget):
    """Bold first line, muted second line with the reason, one tag or one button at the right."""

    def __init__(
        self,
        title: str,
        detail: str = "",
        tag: QLabel | None = None,
        side: QWidget | None = None,
        mark: QLabel | None = None,
    ) -> None:
        super().__init__()
        self.setLayout(_row_words(title, detail, tag, side, mark))


class ActiveRow(QAbstractButton):
    """A row that opens something: one Tab stop, Enter or Space or a click.

    A `mark` stands behind the title, a `lead` (a time of day) before it. Without a title its muted words are its name.
    """

    def __init__(
        self,
        title: str,
        detail: str = "",
        tag: QLabel | None = None,
        side: QWidget | None = None,
        mark: QLabel | None = None,
        lead: str = "",
    ) -> None:
        super().__init__()
        words = _row_words(title, detail, tag, side, mark, lead)
        self.setLayout(words)  # before its size is asked for: until then it knows none
        lacks = max(TARGET - words.sizeHint().height(), 0)
        # not by a lowest height: that would let words be cut that take several lines
        words.setContentsMargins(0, (lacks + 1) // 2, 0, (lacks + 1) // 2)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        said = [detail if title else "", *(label.text() for label in (mark, tag) if label is not None)]
        self.setAccessibleName(f"{lead} {title}" if lead else title or detail)
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

    def _card(self) -> QWidget | None:
        above = self.parentWidget()
        while above is not None and above.property("role") != "card":
            above = above.parentWidget()
        return above

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card paints wash and ring, for they reach outside the words; without a card they stay inside."""
        if self._card() is None and self.lit:
            painter = QPainter(self)
            light_up(painter, self, QRectF(self.rect()).adjusted(1, 1, -1, -1))
            painter.end()

    def event(self, event: QEvent) -> bool:
        """Enter presses it too, as it does a link; held, only once."""
        if event.type() == QEvent.Type.KeyPress and event.key() in (  # type: ignore[attr-defined]
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        ):
            if not event.isAutoRepeat():  # type: ignore[attr-defined]
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
    lead: str = "",
) -> PlainRow | ActiveRow:
    """A row; with `activated` it can be opened as a whole. A `button` at the right is a Tab stop of its own.

    A `lead` stands before the words of a row that can be opened: a time of day.
    """
    if activated is None:
        return PlainRow(title, detail, tag, button)
    active = ActiveRow(title, detail, tag, button, lead=lead)
    active.clicked.connect(lambda _checked=False: activated())
    return active
