"""Keeps a sheet as high as its content, up to the room there is; text areas grow and are followed while one writes."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QBoxLayout, QWidget

from desktop.ui import theme as look
from desktop.ui.forms.widgets import Sheet, TextArea


class _Grower(QObject):
    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._content = sheet.area.widget() or QWidget(sheet)
        self._content.installEventFilter(self)
        sheet.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Show):
            for area in self._content.findChildren(TextArea):
                if not area.property("grows"):
                    area.setProperty("grows", True)
                    area.textChanged.connect(self._fit)
                    area.cursorPositionChanged.connect(partial(self._follow, area))
            self._fit()
        return False

    def _follow(self, writing: TextArea) -> None:
        """The line that is written in stays in sight, also where the sheet is too low for the whole field."""

        def scroll() -> None:
            if writing.hasFocus():
                line = writing.cursorRect()
                for corner in (line.topLeft(), line.bottomLeft()):
                    place = writing.viewport().mapTo(self._content, corner)
                    self._sheet.area.ensureVisible(place.x(), place.y(), 0, line.height() // 2)

        QTimer.singleShot(0, writing, scroll)  # when it has grown

    def _fit(self) -> None:
        layout, area = self._content.layout(), self._sheet.area
        if layout is None or not self._sheet.isVisible() or not layout.count():
            return
        width = area.viewport().width()
        # a label that wraps may claim more as its minimum than it needs at this width; the area then gives it that
        wanted = layout.totalMinimumSize().height()
        if layout.hasHeightForWidth():
            wanted = max(wanted, layout.totalHeightForWidth(width))
        else:
            wanted = max(wanted, layout.totalSizeHint().height())
        for writing in self._content.findChildren(TextArea):
            if writing.isVisible():
                lines = int(writing.document().size().height()) + 1
                full = lines * writing.fontMetrics().lineSpacing() + look.current().px(24)
                wanted += max(0, full - writing.sizeHint().height())
        around = self._sheet.sizeHint().height() - area.sizeHint().expandedTo(area.minimumSizeHint()).height()
        height = around + wanted
        if height != self._sheet.maximumHeight():
            self._sheet.setMaximumHeight(height)


def grow_with_content(view: QWidget, sheet: Sheet) -> None:
    """Gives `sheet`, which fills `view`, the height of its content and leaves the rest of the page free."""
    layout = view.layout()
    if isinstance(layout, QBoxLayout):
        layout.setStretchFactor(sheet, 1)
        layout.addStretch(0)
    _Grower(sheet)
