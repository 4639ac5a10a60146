"""The red thread: rows along one drawn line, a knot for each; an open knot happened, a full one is missing.

The thread is the colour of the program, not of a child: nothing here says how serious anything is.
"""

from collections.abc import Sequence
from functools import partial
from math import sin

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.concern_values import Knot
from desktop.texts import _
from desktop.ui import theme
from desktop.ui.forms.rows import ActiveRow, PlainRow, row
from desktop.ui.forms.texts import tag, text
from desktop.ui.shell import Shell

LEFT = 34  # from the edge to the words
AT = 12  # from the edge to the thread
KNOT = 5.5
BESIDE, AROUND = 4, 5  # over and under the words of an answer, and between answers: the ring of one in focus
SWING, LENGTH = 1.6, 15.0  # how far the thread swings, and how slowly


class Timeline(QWidget):
    """The knots of one concern, newest first."""

    def __init__(self, shell: Shell, knots: Sequence[Knot]) -> None:
        super().__init__()
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(LEFT), look.gap(2), 0, look.gap(2))
        column.setSpacing(look.gap(16))
        self._rows: list[tuple[QWidget, bool]] = []
        for number, knot in enumerate(knots):
            row = self._row(shell, knot)
            row.setObjectName(f"knot-{number}-{knot.target.hex()}")
            column.addWidget(row)
            self._rows.append((row, knot.missing))

    def _row(self, shell: Shell, knot: Knot) -> QWidget:
        mark = None
        if knot.late is not None:
            mark = tag(shell.formats.due(knot.late), "thread")
        elif knot.mark:
            mark = tag(knot.mark)
        day = text(shell.formats.date(knot.day), "second", "muted", wrap=False)
        if not knot.view:
            plain = PlainRow(knot.title, knot.detail, day, mark=mark)
            return _with_answers(shell, knot, plain) if knot.answers else plain
        made = ActiveRow(knot.title, knot.detail, day, mark=mark)
        made.clicked.connect(lambda _on=False: partial(shell.open, knot.view, rec=knot.target)())
        return made

    def paintEvent(self, event: QPaintEvent) -> None:
        """The thread from the first knot to the last, and a little beyond."""
        super().paintEvent(event)
        if not self._rows:
            return
        look = theme.current()
        colour, radius = look.color("thread"), KNOT * look.scale
        line = self.fontMetrics().lineSpacing()
        heights = [row.y() + max(line, look.px(20)) / 2 for row, _missing in self._rows]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 2.4 * look.scale, c=Qt.PenCapStyle.RoundCap))
        path = QPainterPath()
        for step in range(int(max(0.0, heights[0] - 10)), int(heights[-1] + 2.2 * radius), 2):
            place = QPointF(self._x(step), step)
            path.lineTo(place) if path.elementCount() else path.moveTo(place)
        painter.drawPath(path)
        painter.setPen(QPen(colour, 2 * look.scale))
        for height, (_row, missing) in zip(heights, self._rows, strict=True):
            painter.setBrush(colour if missing else look.color("surface"))
            painter.drawEllipse(QPointF(self._x(height), height), radius, radius)
        painter.end()

    @staticmethod
    def _x(height: float) -> float:
        look = theme.current()
        return look.px(AT) + SWING * look.scale * sin(height / (LENGTH * look.scale))


def _with_answers(shell: Shell, knot: Knot, head: PlainRow) -> QWidget:
    """Under the scale each answer, which opens its history: it shows how it was made, and when it was corrected."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(AROUND)
    column.addWidget(head)
    for said, rec in knot.answers:
        answer = row("", said, activated=partial(shell.open, "history", kind="assessment", rec=rec))
        if (words := answer.layout()) is not None:  # one line of it alone would be too low to hit
            words.setContentsMargins(0, BESIDE, 0, BESIDE)
        answer.setObjectName(f"assessment-{rec.hex()}")
        answer.setAccessibleDescription(f"{shell.texts(_('History'))} · {shell.formats.date(knot.day)}")
        column.addWidget(answer)
    return holder
