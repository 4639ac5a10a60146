"""The sheet: one centred card for writing in, its head and foot always in sight, its body scrolling between them."""

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import theme
from desktop.ui.forms.pages import scroll_by_key, scroller
from desktop.ui.forms.texts import restyle, rule, text

WIDTH = 686
#: So long after one went to a field the layout may still move it, unless the person scrolls or writes.
RESTS_MS = 1_000


class Sheet(QWidget):
    """Title and `head` widgets at the top, `body` to fill in, `foot` with the one primary button at the right."""

    def __init__(self, title: str, head: Sequence[QWidget] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look = theme.current()
        card = QFrame()
        card.setProperty("role", "card")
        card.setMaximumWidth(look.px(WIDTH))
        card.setAccessibleName(title)
        inside = QVBoxLayout(card)
        edge = look.gap(16)
        inside.setContentsMargins(0, look.gap(14), 0, look.gap(14))
        inside.setSpacing(look.gap(8))
        self.head = top = QHBoxLayout()
        # the words of the link at the end, not the ring around them, end where the fields end
        ring = look.px(4) + 2 if head else 0
        top.setContentsMargins(edge, 0, edge - ring, 0)
        top.setSpacing(look.gap(10))
        self.heading = text(title, "sheet", wrap=False)
        top.addWidget(self.heading, 1)
        for widget in head:
            top.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        content = QWidget()
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(edge, 0, edge, 0)
        self.body.setSpacing(look.gap(10))
        self.area = scroller(content)
        content.setProperty("role", "plain")
        # a hair line where the body goes on under the head or the foot; its room is always kept
        self._more_above, self._more_below = rule(), rule()
        bar = self.area.verticalScrollBar()
        bar.valueChanged.connect(self._say_more)
        bar.rangeChanged.connect(self._say_more)
        bar.rangeChanged.connect(self._laid_out_anew)
        bar.actionTriggered.connect(self.rest)
        self._sought: tuple[QWidget, ...] = ()
        self._comes_to_rest = QTimer(self, singleShot=True, interval=RESTS_MS)
        self._comes_to_rest.timeout.connect(self.rest)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(edge, look.gap(4), edge, 0)
        self.foot.setSpacing(look.gap(10))
        inside.addLayout(top)
        self.over = QVBoxLayout()  # what is said of the whole form: in sight however far it is scrolled
        self.over.setContentsMargins(edge, 0, edge, 0)
        inside.addLayout(self.over)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        for part, stretch in ((self._more_above, 0), (self.area, 1), (self._more_below, 0)):
            middle.addWidget(part, stretch)
        inside.addLayout(middle, 1)
        self.under = QVBoxLayout()  # what is said of saving it, beside the buttons
        self.under.setContentsMargins(edge, 0, edge, 0)
        inside.addLayout(self.under)
        inside.addLayout(self.foot)
        self._say_more()
        card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        line = QHBoxLayout()
        line.addStretch(0)
        line.addWidget(card, 1)
        line.addStretch(0)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(look.gap(28), look.gap(24), look.gap(28), look.gap(16))
        whole.addLayout(line)

    def into_sight(self, *parts: QWidget | None) -> None:
        """Scrolls to parts of the body, the last the most; again while what was just opened comes to its place."""
        self._sought = tuple(part for part in parts if part is not None)
        self._scroll()
        QTimer.singleShot(0, self, self._scroll)
        self._comes_to_rest.start()

    def _scroll(self) -> None:
        for part in self._sought:
            if shiboken6.isValid(part):
                self.area.ensureWidgetVisible(part, 0, 40)

    def _laid_out_anew(self) -> None:
        if self._sought:
            QTimer.singleShot(0, self, self._scroll)  # the bar is told before the fields are

    def rest(self) -> None:
        """Nothing is sought any more: the person scrolls, or writes, and that leads."""
        self._sought = ()

    def _say_more(self) -> None:
        bar = self.area.verticalScrollBar()
        for line, more in (
            (self._more_above, bar.value() > bar.minimum()), (self._more_below, bar.value() < bar.maximum())
        ):  # fmt: skip
            if line.property("shown") is not more:
                line.setProperty("shown", more)
                restyle(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page Up and Page Down scroll the body."""
        if not scroll_by_key(self.area, event):
            super().keyPressEvent(event)
