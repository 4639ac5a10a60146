"""Lays a document out on A4 and paints it, black on white in the window's type: a line on every page says what it is
of, who printed it and which page this is. It knows no record, and keeps no copy.
"""

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtPrintSupport import QPrinter

from desktop.texts import Texts, _
from desktop.ui import theme

#: What is on paper is read at arm's length: smaller than the window's, and never as large as somebody likes his screen.
POINTS, HEAD_POINTS = 10.0, 8.5
MARGIN_MM = 16.0
#: Of the line at the top, with the room under it, in parts of its own height.
HEAD_LINES = 2.4
STYLE = "h2 { font-size: 16pt; font-weight: 600; } h3 { font-size: 11.5pt; font-weight: 600; }"


def document(html: str, style: str = "") -> QTextDocument:
    """A page of words in the type of the window, whatever its size and its colours are."""
    made = QTextDocument()
    made.setDefaultFont(_font(POINTS))
    made.setDocumentMargin(0)
    made.setDefaultStyleSheet(f"{STYLE} {style}")
    made.setHtml(html)
    return made


def lay(made: QTextDocument, printer: QPrinter, texts: Texts | None = None, head: str = "", wide: bool = False) -> int:
    """Paints every page; how many there are. Without `texts` no line stands over it; `wide`: across the paper."""
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageOrientation(QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait)
    printer.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM), QPageLayout.Unit.Millimeter)
    painter = QPainter()
    if not painter.begin(printer):
        return 0
    painter.setFont(_font(HEAD_POINTS))
    over = painter.fontMetrics().height() * HEAD_LINES if texts is not None else 0.0
    paper = printer.pageRect(QPrinter.Unit.DevicePixel).size()
    body = QSizeF(paper.width(), paper.height() - over)
    made.documentLayout().setPaintDevice(printer)
    made.setPageSize(body)
    _keep_headings(made, body.height())
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, QColor(Qt.GlobalColor.black))
    count = made.pageCount()
    for page in range(count):
        if page:
            printer.newPage()
        if texts is not None:
            _head(painter, paper.width(), head, texts(_("page {n} of {count}"), n=page + 1, count=count))
        painter.save()
        painter.translate(0, over - page * body.height())
        part = QRectF(0, page * body.height(), body.width(), body.height())
        painter.setClipRect(part)
        context.clip = part
        made.documentLayout().draw(painter, context)
        painter.restore()
    painter.end()
    return count


def _head(painter: QPainter, width: float, said: str, number: str) -> None:
    line = QRectF(0, 0, width, painter.fontMetrics().height())
    painter.setPen(QColor(Qt.GlobalColor.black))
    metrics = painter.fontMetrics()
    room = int(width) - metrics.horizontalAdvance(f"    {number}")
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft, metrics.elidedText(said, Qt.TextElideMode.ElideRight, room))
    painter.drawText(line, Qt.AlignmentFlag.AlignRight, number)


def _keep_headings(made: QTextDocument, height: float) -> None:
    """A heading goes to the next page with what it is over."""
    layout, block = made.documentLayout(), made.begin()
    while block.isValid():
        after = block.next()
        if block.blockFormat().headingLevel() and after.isValid() and block != made.begin():
            there, next_ = layout.blockBoundingRect(block), layout.blockBoundingRect(after)
            first = after.layout().lineAt(0).height() if after.layout().lineCount() else 0.0
            if int(there.top() // height) != int((next_.top() + first) // height):
                form = block.blockFormat()
                form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
                QTextCursor(block).setBlockFormat(form)
        block = after


def _font(points: float) -> QFont:
    font = QFont(theme.family())
    font.setPointSizeF(points)
    return font
