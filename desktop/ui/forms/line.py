"""A line of a form: a few widgets side by side that stand below each other when there is no room."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from desktop.ui import theme as look


class Line(QWidget):
    """Widgets side by side, or below each other when narrower than `narrow` pixels of 100 % text.

    `equal` gives them the same width, or their `shares` of it; otherwise `takes` (the last) takes what is left.
    """

    def __init__(
        self,
        *widgets: QWidget,
        equal: bool = True,
        narrow: int = 520,
        gap: int = 12,
        takes: int = -1,
        shares: tuple[int, ...] = (),
    ) -> None:
        super().__init__()
        self._narrow = narrow
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(look.current().gap(gap))
        for place, widget in enumerate(widgets):
            if equal:
                policy = widget.sizePolicy()
                policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
                widget.setSizePolicy(policy)
            share = shares[place] if shares else 1
            self._line.addWidget(widget, share if equal else 0, Qt.AlignmentFlag.AlignTop)
        if not equal:
            self._line.setStretch(takes % len(widgets), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stacks or unstacks."""
        super().resizeEvent(event)
        narrow = event.size().width() < look.current().px(self._narrow)
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
