"""The strip under the free texts of a note: what in them can tell who it is about, and what to do about it.

It marks while one types; it knows neither names nor rules, and what »named« means is the view's.
"""

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.telltale import NAMED, Mark
from desktop.services.anonymity import CAVEAT, Looked
from desktop.texts import _
from desktop.ui import accessibility, theme
from desktop.ui.forms.fields import LineField, TextArea, units
from desktop.ui.forms.widgets import button, restyle, text
from desktop.ui.shell import Shell

LOOK_MS = 120
_AFTER_A_GAP = ("", *" ,.;:!?)\n")


class GuardStrip(QWidget):
    """Stands where it is placed and shows itself when it has something to say. `watch` every free text of the form."""

    consent_asked = Signal()
    naming_asked = Signal()

    def __init__(self, shell: Shell, can_name: bool = True) -> None:
        """`can_name`: whether the form can go on with a name, else what is marked can only be removed."""
        super().__init__()
        self._can_name = can_name
        self._shell = shell
        self._watched: dict[str, TextArea | LineField] = {}
        self._marks: Mapping[str, tuple[Mark, ...]] = {}
        self._subject, self._beside = "", ""
        t, look = shell.texts, theme.current()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._frame = QFrame()
        self._frame.setProperty("role", "message")
        self._words = text("")
        self._remove = button(t(_("Remove what is marked")), "link", clicked=self.remove)
        self._consent = button(t(_("Record consent …")), "link", clicked=self.consent_asked.emit)
        self._name = button(t(_("Make it a named enquiry …")), "link", clicked=self.naming_asked.emit)
        choices = QHBoxLayout()
        choices.setSpacing(look.gap(8))
        for choice in (self._remove, self._consent, self._name):
            choices.addWidget(choice)
        choices.addStretch(1)
        inside = QVBoxLayout(self._frame)
        inside.setContentsMargins(look.gap(14), look.gap(8), look.gap(12), look.gap(6))
        inside.setSpacing(look.gap(2))
        inside.addWidget(self._words)
        inside.addLayout(choices)
        self._caveat = text(t(CAVEAT), "second", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.gap(4))
        column.addWidget(self._frame)
        column.addWidget(self._caveat)
        self._frame.hide()
        self.hide()
        self._soon = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._soon.timeout.connect(self.look)

    def watch(self, name: str, field: TextArea | LineField) -> None:
        """Looks through one more free text, from now on at every change of it."""
        self._watched[name] = field
        field.textChanged.connect(lambda *_words: self._soon.start())
        self._soon.start()

    def about(self, subject: str | None, beside: str = "") -> None:
        """Whom the note is about (a code of `subjects`, None: not said yet), and the class or group it names."""
        if (subject or "", beside) == (self._subject, self._beside):
            return
        self._subject, self._beside = subject or "", beside
        self._caveat.setVisible(self.anonymous)
        self._show_itself()
        self._soon.start()

    def belongs_to(self, refers: Mapping[str, object]) -> None:
        """As `about`, for what belongs to the `concern` or the `consultation` among some values."""
        anonymity = self._shell.app.anonymity
        self._shell.tasks.read(lambda: anonymity.about(refers), self._told_about)

    @property
    def anonymous(self) -> bool:
        """Whether the note is one without a name."""
        return bool(self._subject) and self._subject not in NAMED

    @property
    def said(self) -> str:
        """What it says; "" when nothing stands out."""
        return self._words.text() if not self._frame.isHidden() else ""

    def look(self) -> None:
        """Has the texts looked through, beside the window."""
        self._soon.stop()
        texts = {name: _text(field) for name, field in self._watched.items()}
        subject = self._subject or next(iter(NAMED))  # not said yet: only numbers stand out
        beside, anonymity = self._beside, self._shell.app.anonymity
        self._shell.tasks.read(
            lambda: (texts, subject, beside, anonymity.look(texts, subject, beside)),
            self._looked,
            key=f"guard.{id(self)}",
        )

    def remove(self) -> None:
        """Takes out what is marked; Ctrl+Z in the field brings it back."""
        for name, found in self._marks.items():
            field = self._watched[name]
            _take_out(field, found)
            if found:
                field.setFocus()
        self.look()

    def _told_about(self, about: tuple[str, str]) -> None:
        self.about(*about)

    def _looked(self, answer: tuple[Mapping[str, str], str, str, Looked]) -> None:
        texts, subject, beside, looked = answer
        now = {name: _text(field) for name, field in self._watched.items()}
        if now != texts or (subject, beside) != (self._subject or next(iter(NAMED)), self._beside):
            self._soon.start()  # typing went on meanwhile
            return
        self._marks = looked.marks
        for name, found in looked.marks.items():
            field = self._watched[name]
            if isinstance(field, TextArea):
                field.mark([(mark.start, mark.end) for mark in found])
        self._say(" ".join(map(self._shell.texts, looked.said)), "thread" if looked.numbers else "warn")

    def _say(self, words: str, tone: str) -> None:
        before = self.said
        self._words.setText(words)
        if self._frame.property("tone") != tone:
            self._frame.setProperty("tone", tone)
            restyle(self._frame)
        for choice in (self._consent, self._name):
            choice.setVisible(self.anonymous and self._can_name)
        self._frame.setVisible(bool(words))
        self._show_itself()
        if words and words != before:
            accessibility.announce(self, words)

    def _show_itself(self) -> None:
        self.setVisible(self.anonymous or not self._frame.isHidden())


def _text(field: TextArea | LineField) -> str:
    return field.toPlainText() if isinstance(field, TextArea) else field.text()


def _take_out(field: TextArea | LineField, found: tuple[Mark, ...]) -> None:
    """In one step that Ctrl+Z undoes; a space that would be left over goes too."""
    words = _text(field)
    spans = []
    for mark in found:
        before, after = words[: mark.start][-1:], words[mark.end : mark.end + 1]
        meet = before == " " and after in _AFTER_A_GAP
        left = before in ("", "\n") and after == " "
        spans.append((units(words[: mark.start]) - meet, units(words[: mark.end]) + left))
    if isinstance(field, LineField):
        for start, end in reversed(spans):
            field.setSelection(start, end - start)
            field.insert("")
        return
    cursor = QTextCursor(field.document())
    cursor.beginEditBlock()
    for start, end in reversed(spans):
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
    cursor.endEditBlock()
