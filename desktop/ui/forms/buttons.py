"""Buttons: primary, plain, urgent, link, the shortcut beside the words, the mnemonic shown while Alt is held."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget

from desktop.ui import theme

Kind = Literal["primary", "plain", "urgent", "link", "chip", "place", "state", "search"]

_KEYPAD = Qt.KeyboardModifier.KeypadModifier


def without_mnemonic(words: str) -> str:
    """`words` as they are read: `&Save` is Save, `R&&D` is R&D."""
    return words.replace("&&", "\0").replace("&", "").replace("\0", "&")


class Button(QPushButton):
    """A push button whose accessible name is its words without the shortcut."""

    def __init__(
        self, words: str, kind: Kind = "plain", shortcut_text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setFont(theme.current().font("strong" if kind in {"primary", "urgent"} else "body"))
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_words(words, shortcut_text)

    def set_words(self, words: str, shortcut_text: str = "") -> None:
        """Changes what stands on the button; the shortcut is shown, not read aloud as part of the name."""
        self.setText(f"{words}   {shortcut_text}" if shortcut_text else words)
        self.setAccessibleName(without_mnemonic(words))
        self.setAccessibleDescription(shortcut_text)

    def sizeHint(self) -> QSize:
        """The size of the words as read, so that a hidden mnemonic takes no room."""
        hint = super().sizeHint()
        return QSize(hint.width(), max(hint.height(), 24))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses what has the focus, as Space does; held, only once: it comes to the next button too."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & ~_KEYPAD:
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As the style paints it; the mnemonic's line only while Alt is held, a ring inside a filled button."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        if not self.window().property("mnemonics"):
            option.text = without_mnemonic(option.text).replace("&", "&&")
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        if self.kind == "primary" and self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.current().color("on_primary"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 3, -3, -3), 4, 4)
        painter.end()


def button(
    words: str,
    kind: Kind = "plain",
    shortcut_text: str = "",
    clicked: Callable[[], object] | None = None,
    parent: QWidget | None = None,
) -> Button:
    """A button that calls `clicked` without arguments."""
    made = Button(words, kind, shortcut_text, parent)
    if clicked is not None:
        made.clicked.connect(lambda _checked=False: clicked())
    return made
