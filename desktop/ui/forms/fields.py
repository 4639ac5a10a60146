"""Fields: a label with its widget and its problem, a text area that Tab leaves, a combo that is named."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.catalogues import unknown
from desktop.texts import _
from desktop.ui import theme
from desktop.ui.forms.buttons import without_mnemonic
from desktop.ui.forms.texts import restyle, text

if TYPE_CHECKING:
    from desktop.services.values import Option

#: What the star beside a label says.
NEEDED: Final = _("Must be filled in")


class LabelledField(QWidget):
    """A label above its widget, a star when it is required, and a line for what is wrong.

    With the widget one hears what is wrong, else what the star says (`needed`, in words), the help, and `tell`.
    """

    def __init__(self, label: str, widget: QWidget, required: bool = False, help: str = "", needed: str = "") -> None:
        super().__init__()
        look = theme.current()
        self.widget = self._wrong = widget
        self._needed, self._told = needed if required else "", ""
        self.label = text(f"{label} *" if required else label, "label", wrap=False)
        self.label.setBuddy(widget)
        if not widget.accessibleName():
            widget.setAccessibleName(without_mnemonic(label))
        self._help = text(help, "second", "muted")
        if not help:
            # never shown by hand before it has a parent: it would be a window of its own for a moment
            self._help.hide()
        self._problem = text("", "second", "thread")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.gap(4))
        column.addWidget(self.label)
        column.addWidget(widget)
        column.addWidget(self._help)
        column.addWidget(self._problem)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)
        self._say()

    def rename(self, label: str) -> None:
        """Asks for something else in the same widget."""
        self.label.setText(label)
        self.widget.setAccessibleName(without_mnemonic(label))

    def set_help(self, words: str) -> None:
        """Changes the muted line under the widget."""
        self._help.setText(words)
        self._help.setVisible(bool(words))
        self._say()

    def tell(self, words: str) -> None:
        """What stands elsewhere and is heard with this field."""
        self._told = words
        self._say()

    def problem(self, words: str, at: QWidget | None = None) -> None:
        """Says what is wrong beside the field, or with "" that nothing is; `at` another widget, if it is that one's."""
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        before, self._wrong = self._wrong, at or self.widget
        if before is not self._wrong:
            self._mark(before, "")
        self._mark(self._wrong, words)
        self._say()

    def _mark(self, widget: QWidget, words: str) -> None:
        if widget is not self.widget:
            widget.setAccessibleDescription(words)
        if widget.property("invalid") != (wrong := "true" if words else "false"):
            widget.setProperty("invalid", wrong)
            restyle(widget)

    def _say(self) -> None:
        hint = self.widget.property("placeholderText") or ""  # heard by Qt's own hand only where nothing else is said
        parts = (self._needed, self._help.text().strip(), hint, self._told)
        wrong = self.problem_text if self._wrong is self.widget else ""
        said = wrong or ". ".join(part.removesuffix(".") for part in parts if part)
        if said != self.widget.accessibleDescription():
            self.widget.setAccessibleDescription(said)

    @property
    def problem_text(self) -> str:
        """What is said to be wrong; "" when nothing is."""
        return self._problem.text()


#: More than any field takes by its rules, and little enough to stay quick: what is longer was pasted by mistake.
LINE_MOST, TEXT_MOST = 2_000, 100_000


class LineField(QLineEdit):
    """One line of text. `refused` tells how many characters fit, when not all that was pasted did."""

    refused = Signal(int)

    def __init__(self, placeholder: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(LINE_MOST)
        # after the change that what did fit makes
        self.inputRejected.connect(lambda: self.refused.emit(LINE_MOST), Qt.ConnectionType.QueuedConnection)
        self.setPlaceholderText(placeholder)
        if name:
            self.setAccessibleName(name)

    def value(self) -> str:
        """The words without space around them."""
        return self.text().strip()


class TextArea(QPlainTextEdit):
    """Many lines of plain text. Tab leaves it; `mark` underlines ranges that must be looked at.

    `refused` tells how many characters fit, when what was pasted was longer and nothing of it was inserted.
    """

    refused = Signal(int)

    def __init__(self, placeholder: str = "", lines: int = 4, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self.setTabChangesFocus(True)
        self.setPlaceholderText(placeholder)
        if name:
            self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def value(self) -> str:
        """The text without space around it."""
        return self.toPlainText().strip()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Takes what is pasted or dropped, unless it is longer than a window can show while one types."""
        if len(source.text()) > TEXT_MOST:
            self.refused.emit(TEXT_MOST)
        else:
            super().insertFromMimeData(source)

    def mark(self, ranges: Sequence[tuple[int, int]]) -> None:
        """Marks the characters of each (start, end), counted in code points of the text."""
        look = theme.current()
        style = QTextCharFormat()
        style.setBackground(look.color("thread_wash"))
        style.setUnderlineColor(look.color("thread"))
        style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        words = self.toPlainText()
        selections = []
        for start, end in ranges:
            cursor = QTextCursor(self.document())
            cursor.setPosition(units(words[:start]))
            cursor.setPosition(units(words[:end]), QTextCursor.MoveMode.KeepAnchor)
            selection = QTextEdit.ExtraSelection()
            selection.cursor, selection.format = cursor, style
            selections.append(selection)
        self.setExtraSelections(selections)

    def sizeHint(self) -> QSize:
        """The wanted number of lines."""
        return QSize(super().sizeHint().width(), self._height(self._lines))

    def minimumSizeHint(self) -> QSize:
        """At least two lines stay readable."""
        return QSize(super().minimumSizeHint().width(), self._height(min(self._lines, 2)))

    def _height(self, lines: int) -> int:
        return lines * self.fontMetrics().lineSpacing() + theme.current().px(24)


def units(words: str) -> int:
    """How long Qt takes a text to be: it counts UTF-16 units, Python code points."""
    return len(words.encode("utf-16-le")) // 2


def pairs(options: "Sequence[Option]") -> list[tuple[str, str]]:
    """Options as chips and combos take them: the code, and what is shown."""
    return [(one.code, one.label) for one in options]


def listing(parent: QWidget | None = None) -> QListView:
    """The list of a choice: all lines are alike, so only one is measured."""
    made = QListView(parent)
    made.setUniformItemSizes(True)
    return made


class Combo(QComboBox):
    """A choice of one from a list. The mouse wheel scrolls the page, never the choice."""

    def __init__(
        self, options: Sequence[tuple[object, str]] = (), name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(10)
        self._strange: list[tuple[object, str]] = []
        self._listed = QStringListModel(self)  # a municipality has five hundred places
        self.setModel(self._listed)
        self.setView(listing(self))
        if name:
            self.setAccessibleName(name)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[object, str]]) -> None:
        """Exchanges the list; what was chosen stays chosen where it still exists."""
        chosen = self.value()
        self._exchange(options)
        self.set_value(chosen)

    def put(self, code: object | None) -> None:
        """Chooses what a record or a draft holds: a code of a newer version gets a line of its own, and so is kept."""
        known = any(code == one for one, _words in self._offered)
        words = "" if known or not isinstance(code, str) else self._not_offered(code)
        strange = [(code, words)] if words else []
        if strange != self._strange:
            self._strange = strange
            self._exchange(self._offered)
        self.set_value(code)

    def _not_offered(self, code: str) -> str:
        """How a code that is no option stands in a line of its own; nothing where it gets none."""
        return unknown(code) if code else ""

    def _exchange(self, options: Sequence[tuple[object, str]]) -> None:
        self._offered = list(options)
        shown = [*options, *self._strange]
        self._codes = [code for code, _words in shown]
        self._listed.setStringList([words for _code, words in shown])

    def value(self) -> object | None:
        """The chosen code, or None."""
        index = self.currentIndex()
        return self._codes[index] if 0 <= index < len(getattr(self, "_codes", ())) else None

    def set_value(self, code: object | None) -> None:
        """Chooses by code; None is the option that says so ("") where there is one, an unknown one chooses nothing."""
        code = "" if code is None else code
        self.setCurrentIndex(self._codes.index(code) if code in self._codes else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Left to the page, also where the person is in the field."""
        event.ignore()
