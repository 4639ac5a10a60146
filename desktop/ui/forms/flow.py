"""Widgets side by side that go on below when there is no more room, as words do; each keeps its own width."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui import theme


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
        return self._flow(width, place=False)

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
        self._flow(self.width(), place=True)
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """One of them says something else now, and is wider or narrower."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._sizes = None
            self._flow(self.width(), place=True)
            self.updateGeometry()
        return super().event(event)

    def _measured(self) -> list[QSize]:
        """How large each is; asked for many times by every layout above, so worked out once for their words."""
        if self._sizes is None:
            self._sizes = [widget.sizeHint() for widget in self._widgets]
        return self._sizes

    def _flow(self, width: int, place: bool) -> int:
        gap, x, y, line = theme.current().gap(6), 0, 0, 0
        for widget, size in zip(self._widgets, self._measured(), strict=True):
            if x and x + size.width() > width:
                x, y, line = 0, y + line + gap, 0
            if place:
                widget.setGeometry(x, y, min(size.width(), max(width, 1)), size.height())
            x += size.width() + gap
            line = max(line, size.height())
        return y + line
