"""The card of the first-run wizard: shows whatever page it is given, and hands on what was typed and pressed.

It knows no step; which comes when is `desktop.services.first_run`.
"""

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from desktop.texts import Texts
from desktop.ui import theme
from desktop.ui.accessibility import announce
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.line import Line
from desktop.ui.forms.widgets import Button, Card, LabelledField, LineField, button, restyle, row, text
from desktop.ui.recovery import secret_field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.errors import AppError
    from desktop.services.first_run_pages import Asked, Offered, Page


class FirstRunCard(Card):
    """Emits `pressed` with what was offered, and what stands in the fields."""

    pressed = Signal(object, object)

    def __init__(self, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._texts = texts
        self.fields: dict[str, LabelledField] = {}
        self.buttons: list[Button] = []
        self._step = ""
        self._plain: dict[str, str] = {}
        self._pressed: QWidget | None = None
        self.body.setSpacing(theme.current().gap(14))
        self.hide()

    def show_page(self, page: "Page") -> None:
        """Builds the step anew; what was typed stands there again when one comes back to it, but for secrets."""
        t = self._texts
        plain = {name for name, field in self.fields.items() if not _is_secret(field)}
        self._plain |= {name: words for name, words in self.typed().items() if name in plain}
        before = self._plain | (self.typed() if page.step == self._step else {})
        self._step = page.step
        emptied(self.body)
        self.buttons, self._pressed = [], None
        self.body.addWidget(text(t(page.title), "sheet"))
        for line in page.lines:
            self.body.addWidget(text(t(line), "body", "muted"))
        if page.aloud:
            self.body.addWidget(self._aloud(page.aloud))
        self.fields = {asked.name: self._field(asked, before.get(asked.name, "")) for asked in page.fields}
        for half, group in groupby(page.fields, lambda asked: asked.half):
            fields = [self.fields[asked.name] for asked in group]
            for field in [Line(*fields)] if half else fields:
                self.body.addWidget(field)
        self.note = text("", "second", "muted")
        self.note.hide()
        self._offer(page.offers)
        self.show()
        announce(self, t(page.title))
        first = next(iter(self.fields.values()), None)
        offered = (b for b in self.buttons if b.objectName() == page.first or (not page.first and b.kind == "primary"))
        stop = first.widget if first is not None else next(offered, None)
        for made in (*self.fields.values(), *self.buttons):
            made.show()  # now, not when the layout comes to it: what is not to be seen takes no focus
        (stop or self.buttons[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> dict[str, str]:
        """What stands in the fields, spaces and all."""
        lines = {name: field.widget for name, field in self.fields.items()}
        return {name: line.text() for name, line in lines.items() if isinstance(line, QLineEdit)}

    def busy(self, words: str) -> None:
        """While something is done: what, and nothing to press; what was pressed has the focus again afterwards."""
        here = self.window().focusWidget()  # also where the window is not in front yet, after a dialog
        self._pressed = here if words and here in self.buttons else self._pressed
        self._say(words)
        for made in self.buttons:
            made.setEnabled(not words)
        if not words and self._pressed in self.buttons:
            self._pressed.setFocus(Qt.FocusReason.OtherFocusReason)
        if words:
            for field in self.fields.values():
                field.problem("")

    def refused(self, error: "AppError") -> None:
        """What went wrong: beside the field it is about, else above the buttons; nothing that was typed is gone."""
        self.busy("")
        field = self.fields.get(
            getattr(error, "field", "") or ("passphrase" if error.kind == "weak_passphrase" else "")
        )
        if field is not None:
            field.problem(self._texts(error.sentence))
            field.widget.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, self._texts(error.sentence))
        else:
            self._say(f"{self._texts(error.title)}. {self._texts(error.sentence)}", "strong", "thread")

    def _say(self, words: str, kind: str = "second", tone: str = "muted") -> None:
        self.note.setFont(theme.current().font(kind))
        self.note.setProperty("tone", tone)
        restyle(self.note)
        self.note.setText(words)
        self.note.setVisible(bool(words))
        if words:
            announce(self, words)

    def _aloud(self, words: str) -> QLabel:
        made = text(words, "card")
        keys = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        made.setTextInteractionFlags(keys)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setAccessibleName(words)
        return made

    def _field(self, asked: "Asked", before: str) -> LabelledField:
        label, help_ = self._texts(asked.label), self._texts(asked.help) if asked.help is not None else ""
        made = secret_field(label, help_) if asked.secret else LabelledField(label, LineField(), help=help_)
        line = made.widget
        if isinstance(line, QLineEdit):
            line.setText(before)
            line.returnPressed.connect(self._press_primary)
        return made

    def _offer(self, offers: "Sequence[Offered]") -> None:
        t, look = self._texts, theme.current()
        beside = [offer for offer in offers if offer.row is not None]
        for heading, group in groupby(beside, lambda offer: offer.row):
            held, line = QWidget(), QHBoxLayout()
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(look.gap(8))
            held.setLayout(line)
            detail = None
            for offer in group:
                line.addWidget(self._button(offer))
                detail = offer.detail
            self.body.addWidget(row(t(heading) if heading else "", t(detail) if detail else "", button=held))
        self.body.addWidget(self.note)
        foot = QHBoxLayout()
        foot.setSpacing(look.gap(10))
        last = [offer for offer in offers if offer.row is None]
        for offer in sorted(last, key=lambda offer: offer.primary):
            if offer.primary:
                foot.addStretch(1)
            foot.addWidget(self._button(offer))
        if not any(offer.primary for offer in last):
            foot.addStretch(1)
        if last:
            self.body.addLayout(foot)

    def _button(self, offer: "Offered") -> Button:
        made = button(
            self._texts(offer.words), "primary" if offer.primary else "plain", clicked=partial(self._press, offer)
        )
        made.setObjectName(offer.act)
        if offer.row is not None:
            made.setAccessibleDescription(self._texts(offer.row))
        self.buttons.append(made)
        return made

    def _press(self, offer: "Offered") -> None:
        self.pressed.emit(offer, self.typed())

    def _press_primary(self) -> None:
        """Enter in a field."""
        made = next((made for made in self.buttons if made.kind == "primary" and made.isEnabled()), None)
        if made is not None:
            made.click()


def _is_secret(field: LabelledField) -> bool:
    line = field.widget
    return isinstance(line, QLineEdit) and line.echoMode() == QLineEdit.EchoMode.Password
