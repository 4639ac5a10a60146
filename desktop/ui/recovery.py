"""The card of the lock screen for a forgotten passphrase: the 24 recovery words and a new passphrase.

It holds no key; what was typed is handed on once and cleared when the card closes.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.texts import Texts, _
from desktop.ui import theme
from desktop.ui.accessibility import announce
from desktop.ui.forms.widgets import Card, LabelledField, LineField, TextArea, button, text

if TYPE_CHECKING:
    from desktop.services.errors import AppError


def secret_field(words: str, help: str = "") -> LabelledField:
    """A field whose letters are dots."""
    line = LineField()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return LabelledField(words, line, help=help)


def typed(field: LabelledField) -> str:
    """What stands in such a field, spaces and all."""
    line = field.widget
    return line.text() if isinstance(line, QLineEdit) else ""


class RecoveryCard(Card):
    """Emits `recover` with the words and the new passphrase, or `closed`."""

    recover = Signal(str, str)
    closed = Signal()

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._texts = texts
        look = theme.current()
        self.body.addWidget(text(texts(_("Open with your 24 words")), "card"))
        self.area = TextArea(lines=4)
        self.words = LabelledField(
            texts(_("The 24 words")),
            self.area,
            help=texts(_("In their order. The first four letters of each will do.")),
        )
        self.new = secret_field(texts(_("New passphrase")), texts(_("At least 12 characters, such as four words.")))
        self.again = secret_field(texts(_("The same again")))
        for field in (self.words, self.new, self.again):
            self.body.addWidget(field)
        self.note = text("", "second", "muted")
        self.note.hide()
        self.body.addWidget(self.note)
        self.open = button(texts(_("Open and change passphrase")), "primary", clicked=self._press)
        for field in (self.new, self.again):
            line = field.widget
            if isinstance(line, QLineEdit):
                line.returnPressed.connect(self._press)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.gap(10))
        buttons.addWidget(button(texts(_("Back")), clicked=self.leave))
        buttons.addStretch(1)
        buttons.addWidget(self.open)
        self.body.addLayout(buttons)
        self.hide()

    def begin(self) -> None:
        """Empty, with the focus in the words."""
        self._clear()
        self.show()
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Closes it; nothing typed is left."""
        self._clear()
        self.hide()
        self.closed.emit()

    def refused(self, error: "AppError") -> None:
        """What went wrong, beside the field it is about; nothing that was typed is gone."""
        self._busy("")
        field = self.new if error.kind == "weak_passphrase" else self.words
        words = f"{self._texts(error.title)}. {self._texts(error.sentence)}"
        field.problem(words)
        field.widget.setFocus()
        announce(self, words)

    def _clear(self) -> None:
        self.area.clear()
        for field in (self.words, self.new, self.again):
            field.problem("")
            if isinstance(field.widget, QLineEdit):
                field.widget.clear()
        self._busy("")

    def _busy(self, words: str) -> None:
        self.note.setText(words)
        self.note.setVisible(bool(words))
        self.open.setEnabled(not words)

    def _press(self) -> None:
        if not self.open.isEnabled():
            return
        missing = (
            (self.words, not self.area.value(), _("Type the 24 words.")),
            (self.new, not typed(self.new), _("Choose a new passphrase.")),
            (self.again, typed(self.again) != typed(self.new), _("The two are not the same.")),
        )
        wrong = [(field, self._texts(words)) for field, bad, words in missing if bad]
        for field in (self.words, self.new, self.again):
            field.problem("")
        for field, words in wrong:
            field.problem(words)
        if wrong:
            wrong[0][0].widget.setFocus()
            return
        self._busy(self._texts(_("Unlocking …")))
        self.recover.emit(self.area.value(), typed(self.new))
