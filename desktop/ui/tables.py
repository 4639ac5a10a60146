"""The look of a long list: its rows look like the rows of a card; it knows them in words and by their keys."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.ui import theme as look
from desktop.ui.list_rows import Index, ListModel, ListRow
from desktop.ui.theme import Theme

ELIDED = 500
"""So many shortened lines are remembered."""


class RowDelegate(QStyledItemDelegate):
    """Paints a row: its heading when a group begins, bold line, muted line, a tag in words, a hair line."""

    def __init__(self, model: ListModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._fonts: dict[str, tuple[QFont, QFontMetrics]] = {}
        self._elided: dict[tuple[str, str, int], str] = {}
        self._tags: dict[tuple[str, str, float], QPixmap] = {}
        self.theme: Theme = look.current()

    def dress(self) -> None:
        """Takes the theme as it is now; what was made of the former one is forgotten."""
        self.theme = look.current()
        self._fonts.clear()
        self._elided.clear()
        self._tags.clear()

    def _font(self, kind: str) -> tuple[QFont, QFontMetrics]:
        """A font and its measures: making them anew for each line takes as long as drawing it."""
        if kind not in self._fonts:
            font = self.theme.font(kind)
            self._fonts[kind] = font, QFontMetrics(font)
        return self._fonts[kind]

    def _fitting(self, text: str, kind: str, width: int) -> str:
        """The text as far as it fits."""
        key = (text, kind, width)
        if key not in self._elided:
            if len(self._elided) >= ELIDED:
                self._elided.clear()
            metrics = self._font(kind)[1]
            self._elided[key] = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return self._elided[key]

    def height(self, number: int) -> int:
        """The height of a row in pixels."""
        row = self._model.rows[number]
        lines = self._font("strong")[1].lineSpacing()
        lines += self._font("second")[1].lineSpacing() * (2 if row.extra else 1)
        return lines + self.theme.px(20) + (self._heading_height(number) if row.heading else 0)

    def _heading_height(self, number: int) -> int:
        if not self._model.opens_group(number):
            return 0
        return self._font("label")[1].lineSpacing() + self.theme.px(20 if number else 8)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paints one row."""
        theme, row, number = self.theme, self._model.rows[index.row()], index.row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        side = theme.px(16)
        top = self._heading_height(number)
        if top:
            painter.setFont(self._font("label")[0])
            painter.setPen(theme.color("muted"))
            line = area.adjusted(side, 0, -side, 0)
            line.setHeight(top - theme.px(4))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, row.heading)
        area = area.adjusted(0, top, 0, 0)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, theme.color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.color("sunken"))
        if not top and number:
            painter.fillRect(area.left() + side, area.top(), area.width() - 2 * side, 1, theme.color("line"))
        self._paint_lines(painter, area.adjusted(side, theme.px(10), -side, -theme.px(8)), row)
        if state & QStyle.StateFlag.State_HasFocus:
            ring = QPen(theme.color("primary"), 2)
            painter.setPen(ring)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(area).adjusted(2, 2, -2, -2), theme.px(6), theme.px(6))
        painter.restore()

    def _paint_lines(self, painter: QPainter, area: QRect, row: ListRow) -> None:
        theme = self.theme
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        width = area.width()
        if row.tag:
            width -= self._paint_tag(painter, area, row) + theme.px(12)
        top = area.top()
        for text, kind, token in (
            (row.title, "strong", "text"),
            (row.detail, "second", "muted"),
            (row.extra, "second", "text"),
        ):
            if not text:
                continue
            font, metrics = self._font(kind)
            painter.setFont(font)
            painter.setPen(theme.color(token))
            shown = self._fitting(text, kind, width)
            painter.drawText(QRect(area.left(), top, width, metrics.lineSpacing()), left, shown)
            top += metrics.lineSpacing()

    def _paint_tag(self, painter: QPainter, area: QRect, row: ListRow) -> int:
        """Paints the tag at the right and answers its width."""
        sharp = painter.device().devicePixelRatioF()
        key = row.tag, row.tone, sharp
        if key not in self._tags:
            self._tags[key] = self._tag(row, sharp)
        picture = self._tags[key]
        width = round(picture.width() / sharp)
        painter.drawPixmap(area.right() - width + 1, area.top(), picture)
        return width

    def _tag(self, row: ListRow, sharp: float) -> QPixmap:
        """A tag as a picture: there are few, and a round corner takes longer to draw than a whole row."""
        theme = self.theme
        ink, wash = {
            "ok": ("ok", "ok_wash"), "warn": ("warn", "warn_wash"), "thread": ("thread", "thread_wash")
        }.get(row.tone, ("muted", "sunken"))  # fmt: skip
        font, metrics = self._font("second")
        box = QRect(0, 0, metrics.horizontalAdvance(row.tag) + theme.px(24), metrics.lineSpacing() + theme.px(4))
        picture = QPixmap(box.size() * sharp)
        picture.setDevicePixelRatio(sharp)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(wash))
        painter.drawRoundedRect(QRectF(box), theme.px(8), theme.px(8))
        painter.setPen(theme.color(ink))
        painter.setFont(font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, row.tag)
        painter.end()
        return picture


class ListView(QTableView):
    """The list: arrows, Home and End move, Enter or a click opens, Tab leaves. Refreshing keeps selection and place."""

    opened = Signal(object)
    end_wanted = Signal()
    """Somebody wants to stand on the very last row, which need not have been fetched."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = ListModel(self)
        self._delegate = RowDelegate(self.rows, self)
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.clicked.connect(self._open)
        self.rows.rowsInserted.connect(lambda _parent, first, last: self._measure(first, last + 1))
        self.rows.rowsRemoved.connect(lambda _parent, first, last: self._measure(first, first + 1))
        self.rows.dataChanged.connect(lambda first, last: self._measure(first.row(), last.row() + 1))

    def show_rows(self, rows: Sequence[ListRow], *, more: bool = False) -> None:
        """Shows `rows`; the selected record stays selected, and the row at the top stays where it was."""
        selected, anchor = self.selected(), self.indexAt(self.viewport().rect().topLeft()).row()
        anchored = self.rows.rows[anchor].key if anchor >= 0 else None
        offset = self.rowViewportPosition(anchor) if anchor >= 0 else 0
        at_top = self.verticalScrollBar().value() == 0
        self.rows.replace(rows, more=more)
        if selected is not None:
            self.select(selected)
        number = self.rows.number_of(anchored) if anchored is not None else -1
        if not at_top and number >= 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.rowViewportPosition(number) - offset)

    def reach(self) -> int:
        """How many rows there are down to the last one in sight, or to the chosen one."""
        last = self.indexAt(self.viewport().rect().bottomLeft())
        seen = last.row() + 1 if last.isValid() else len(self.rows.rows)
        return max(seen, self.currentIndex().row() + 1)

    def selected(self) -> bytes | None:
        """The key of the chosen row."""
        current = self.currentIndex()
        return self.rows.rows[current.row()].key if current.isValid() else None

    def select(self, key: bytes) -> bool:
        """Chooses the row of `key`, if it is here."""
        number = self.rows.number_of(key)
        if number >= 0 and number != self.currentIndex().row():
            self.setCurrentIndex(self.rows.index(number, 0))
        return number >= 0

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; the arrows and typing a first letter are Qt's, whose Home and End stay in a row of a table."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if not event.isAutoRepeat():
                self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_Home:
            self.go_to(0)
        elif event.key() == Qt.Key.Key_End:
            self.go_to(len(self.rows.rows) - 1)
            self.end_wanted.emit()
        else:
            super().keyPressEvent(event)

    def go_to(self, number: int) -> None:
        """Chooses a row by its number; nothing where there is none."""
        if 0 <= number < len(self.rows.rows):
            self.setCurrentIndex(self.rows.index(number, 0))

    def focusInEvent(self, event: QEvent) -> None:
        """Coming by keyboard lands on a row, never on nothing."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid() and self.rows.rows:
            self.setCurrentIndex(self.rows.index(0, 0))

    def changeEvent(self, event: QEvent) -> None:
        """Follows the palette and the text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._delegate.dress()
            self._measure(0, len(self.rows.rows))

    def _measure(self, first: int, last: int) -> None:
        """Gives rows their height, and the one behind them, which may have got or lost its heading."""
        for number in range(first, min(last + 1, len(self.rows.rows))):
            height = self._delegate.height(number)
            if self.rowHeight(number) != height:
                self.setRowHeight(number, height)
        self.updateGeometry()

    def _open(self, index: Index) -> None:
        if index.isValid():
            self.opened.emit(self.rows.rows[index.row()].key)
