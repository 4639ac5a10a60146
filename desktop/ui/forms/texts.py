"""Labels of one type and tone; the smallest parts a page is made of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.ui import theme


def text(words: str, kind: str = "body", tone: str = "", wrap: bool = True, parent: QWidget | None = None) -> QLabel:
    """A plain-text label; `kind` is a type of `theme.TYPES`, `tone` is muted, thread or nothing."""
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(theme.current().font(kind))
    label.setWordWrap(wrap)
    if tone:
        label.setProperty("tone", tone)
    return label


def tag(words: str, tone: str = "neutral") -> QLabel:
    """Words in a rounded wash; tone neutral, ok, warn or thread. Never an action."""
    label = text(words, "second", wrap=False)
    label.setProperty("role", "tag")
    label.setProperty("tone", tone)
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label


def rule() -> QFrame:
    """A hair line between the rows of a long list."""
    line = QFrame()
    line.setProperty("role", "rule")
    line.setFixedHeight(1)
    return line


def restyle(widget: QWidget) -> None:
    """Makes the sheet look again after a property that it selects by has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()
