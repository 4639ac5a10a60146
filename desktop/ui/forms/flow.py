"""Widgets side by side that go on below when there is no more room, as words do; each keeps its own width."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import theme


def flowed(sizes: Sequence[QSize], width: int) -> tuple[list[QRect], int]:
    """Where each stands when they go on below as words do, and the height of all."""
    gap, x, y, line = theme.current().gap(6), 0, 0, 0
    boxes: list[QRect] = []
    for size in sizes:
        if x and x + size.width() > width:
            x, y, line = 0, y + line + gap, 0
        boxes.append(QRect(x, y, min(size.width(), max(width, 1)), size.height()))
        x += size.width() + gap
        line = max(line, size.height())
    return boxes, y + line


class Flow(QWidget):
    """`widgets` in the order given, which is the order of Tab."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self._widgets = widgets
        self._sizes: list[QSize] | None = None
        for widget in widgets:
            widget.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """The height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as they need."""
        return flowed(self._measured(), width)[1]

    def sizeHint(self) -> QSize:
        """All on one line."""
        gap, sizes = theme.current().gap(6), self._measured()
        return QSize(sum(size.width() + gap for size in sizes) - gap, max(size.height() for size in sizes))

    def minimumSizeHint(self) -> QSize:
        """The widest one."""
        sizes = self._measured()
        return QSize(max(size.width() for size in sizes), max(size.height() for size in sizes))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Flows anew."""
        self._place()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """One of them says something else now, and is wider or narrower."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._sizes = None
            self._place()
            self.updateGeometry()
        return super().event(event)

    def _measured(self) -> list[QSize]:
        """How large each is; asked for many times by every layout above, so worked out once for their words."""
        if self._sizes is None:
            self._sizes = [widget.sizeHint() for widget in self._widgets]
        return self._sizes

    def _place(self) -> None:
        for widget, box in zip(self._widgets, flowed(self._measured(), self.width())[0], strict=True):
            widget.setGeometry(box)
