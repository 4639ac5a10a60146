"""Labels of one type and tone; the smallest parts a page is made of."""

import re

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.ui import theme

#: A space within a date or before a time of day: no line ends there.
TOGETHER = re.compile(r"(?<=\d\.) (?=[a-zæøå])|(?<=\bkl\.) (?=\d)")
#: Longer than any word that people write; a label keeps no room for what is: it is cut, and all others are read.
LONGEST_WORD, LEAST_WIDTH = 40, 160
#: From so many letters on a label remembers how high it is.
LONG = 1_000
_LOOKS = (QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.ContentsRectChange)


def together(words: str) -> str:
    """The words as a label shows them: no line ends within »19. oktober« or before »08.30«."""
    return TOGETHER.sub("\N{NO-BREAK SPACE}", words)


class WordsLabel(QLabel):
    """A label that wraps, but not within »19. oktober« or »kl. 08.30«.

    What it shows so stays with it: its `text`, what a screen reader hears and what is copied have common spaces.
    """

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setText(words)

    def setText(self, words: str) -> None:
        """Other words."""
        shown = together(words)
        if self.accessibleName() in ("", self._words):  # another name was given to it by whoever knows better
            self.setAccessibleName(words if shown != words else "")
        self._words = words
        super().setText(shown)

    def text(self) -> str:
        """The words as they were given."""
        return self._words


class LongLabel(WordsLabel):
    """A label of many words: how high it is takes long to find out, and is found out once for each width."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        self._heights: dict[int, int] = {}
        super().__init__(words, parent)

    def setText(self, words: str) -> None:
        """Other words, another height."""
        self._heights.clear()
        super().setText(words)

    def event(self, event: QEvent) -> bool:
        """What it looks like may have changed."""
        if event.type() in _LOOKS:
            self._heights.clear()
        return super().event(event)

    def heightForWidth(self, width: int) -> int:
        """As of every label."""
        if width not in self._heights:
            self._heights[width] = super().heightForWidth(width)
        return self._heights[width]


def text(words: str, kind: str = "body", tone: str = "", wrap: bool = True, parent: QWidget | None = None) -> QLabel:
    """A plain-text label; `kind` is a type of `theme.TYPES`, `tone` is muted, thread or nothing."""
    sort = LongLabel if len(words) > LONG else WordsLabel if wrap else QLabel
    label = sort(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(theme.current().font(kind))
    label.setWordWrap(wrap)
    if wrap:
        may_cut(label, words)
    if tone:
        label.setProperty("tone", tone)
    return label


def may_cut(label: QLabel, words: str) -> None:
    """Lets a label that wraps be narrower than a word of no end, which would widen the page beyond the window."""
    if any(len(word) > LONGEST_WORD for word in words.split()):
        label.setMinimumWidth(theme.current().px(LEAST_WIDTH))


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
