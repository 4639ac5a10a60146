"""The strip under the free texts of a note: what in them can tell who it is about, and what to do about it.

It marks while one types; it knows neither names nor rules, and what »named« means is the view's.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.telltale import NAMED, Mark
from desktop.services.anonymity import CAVEAT, Looked
from desktop.texts import _
from desktop.ui import accessibility, theme
from desktop.ui.forms.fields import LineField, TextArea, units
from desktop.ui.forms.widgets import button, restyle, text
from desktop.ui.shell import Shell
from desktop.ui.tab_order import follow_layout

_Act = Callable[[], object]
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
        self._caveat: QLabel | None = None
        self._found: _Found | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().gap(4))
        self.hide()
        self._soon = QTimer(self, singleShot=True, interval=LOOK_MS)
        self._soon.timeout.connect(self.look)

    def watch(self, name: str, field: TextArea | LineField) -> None:
        """Looks through one more free text, from now on at every change of it."""
        self._watched[name] = field
        field.textChanged.connect(lambda *_words: self._soon.start())
        if _text(field):
            self._soon.start()

    def about(self, subject: str | None, beside: str = "") -> None:
        """Whom the note is about (a code of `subjects`, None: not said yet), and the class or group it names."""
        if (subject or "", beside) == (self._subject, self._beside):
            return
        self._subject, self._beside = subject or "", beside
        if self.anonymous and self._caveat is None:
            self._caveat = text(self._shell.texts(CAVEAT), "second", "muted")
            self._column.addWidget(self._caveat)
        if self._caveat is not None:
            self._caveat.setVisible(self.anonymous)
        self._show_itself()
        if any(map(_text, self._watched.values())):
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
        return self._found.words.text() if self._found is not None and not self._found.isHidden() else ""

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
        if self._found is None:
            if not words:
                return
            self._found = _Found(self._shell, self.remove, self.consent_asked.emit, self.naming_asked.emit)
            self._column.insertWidget(0, self._found)
            follow_layout(self.parentWidget() or self)
        self._found.say(words, tone, can_name=self.anonymous and self._can_name)
        self._show_itself()
        if words and words != before:
            accessibility.announce(self, words)
            QTimer.singleShot(0, self, self._come_in_sight)

    def _come_in_sight(self) -> None:
        """Scrolls to what it says where that lies below, as far as the line that is being typed stays in sight."""
        typed = accessibility.focused()
        area: QWidget | None = self
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        inside = area.widget() if area is not None else None
        if area is None or inside is None or not isinstance(typed, TextArea | LineField):
            return
        if typed not in self._watched.values():
            return
        area.ensureWidgetVisible(self, 0, theme.current().gap(8))
        line = typed.cursorRect() if isinstance(typed, TextArea) else typed.rect()
        at = inside.mapFromGlobal(typed.mapToGlobal(line.center()))
        area.ensureVisible(at.x(), at.y(), 0, line.height())

    def _show_itself(self) -> None:
        self.setVisible(self.anonymous or bool(self.said))


class _Found(QFrame):
    """The sentences and the choices; made when there is something to say."""

    def __init__(self, shell: Shell, remove: _Act, consent: _Act, name: _Act) -> None:
        super().__init__()
        t, look = shell.texts, theme.current()
        self.setProperty("role", "message")
        ring = look.px(4) + 2  # the words of the choices, not the rings around them, begin where the sentence does
        self.words = text("")
        self.words.setContentsMargins(ring, 0, 0, 0)
        choices = QHBoxLayout()
        choices.setSpacing(look.gap(8))
        choices.addWidget(button(t(_("Remove what is marked")), "link", clicked=remove))
        self._naming = [
            button(t(_("Record consent …")), "link", clicked=consent),
            button(t(_("Make it a named enquiry …")), "link", clicked=name),
        ]
        for choice in self._naming:
            choices.addWidget(choice)
        choices.addStretch(1)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(look.gap(14) - ring, look.gap(8), look.gap(12), look.gap(6))
        inside.setSpacing(look.gap(2))
        inside.addWidget(self.words)
        inside.addLayout(choices)

    def say(self, words: str, tone: str, can_name: bool) -> None:
        """Shows what stands out, or nothing."""
        self.words.setText(words)
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            restyle(self)
        for choice in self._naming:
            choice.setVisible(can_name)
        self.setVisible(bool(words))


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
