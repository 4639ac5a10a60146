"""The lock screen: passphrase, what went wrong, how long to wait, and the urgent telephone list.

It shows no name and holds no key; it hands the passphrase on and forgets it.
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.services.clock import Clock
from desktop.texts import Message, Texts, _
from desktop.ui import icons, telephone, theme
from desktop.ui.accessibility import announce
from desktop.ui.first_run_card import FirstRunCard
from desktop.ui.forms.widgets import Card, LabelledField, LineField, button, scroller, text
from desktop.ui.recovery import RecoveryCard
from desktop.ui.rescue import RescueCard

if TYPE_CHECKING:
    from desktop.services.errors import AppError
    from desktop.services.urgent import Number

WIDTH = 460
RESCUE_WIDTH = 600


def brand(size: int, kind: str, name: str) -> QHBoxLayout:
    """The mark and the name beside it."""
    look = theme.current()
    mark = QLabel()
    mark.setPixmap(icons.pixmap("mark", look.color("thread"), look.px(size), 2.0))
    mark.setFixedSize(look.px(size), look.px(size))
    line = QHBoxLayout()
    line.setSpacing(look.gap(9))
    line.addWidget(mark)
    line.addWidget(text(name, kind, wrap=False), 1)
    return line


def _centred(card: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.addStretch(1)
    line.addWidget(card)
    line.addStretch(1)
    return line


class LockScreen(QWidget):
    """Emits `unlock` or, where it asks for that, `pin` with what was typed. Links to other ways go into `ways`."""

    unlock = Signal(str)
    pin = Signal(str)
    escaped = Signal()  # Esc, where no telephone list was open
    read_again = Signal(int, int)  # so many records, of so many; from any thread

    def __init__(
        self, texts: Texts, clock: Clock, numbers: "Callable[[], tuple[Number, ...]]", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "window")
        self._texts, self._clock, self._numbers = texts, clock, numbers
        self._until = 0.0
        self._fault = ""
        self._asks_pin = False
        self.painted = False
        look = theme.current()
        self.card = Card()
        self.card.setFixedWidth(look.px(WIDTH))
        self.card.body.setSpacing(look.gap(14))
        self.card.body.addLayout(brand(30, "sheet", texts(_("Rød Tråd"))))
        self.passphrase = LineField()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.returnPressed.connect(self._press)
        self.field = LabelledField(texts(_("Your passphrase")), self.passphrase)
        self.card.body.addWidget(self.field)
        self.wrong = text("", "strong")
        self.wrong.hide()
        self.card.body.addWidget(self.wrong)
        self.note = text("", "second", "muted")
        self.note.hide()
        self.card.body.addWidget(self.note)
        self.urgent = button(texts(_("Urgent telephone numbers")), "urgent", "F9", self.toggle_numbers)
        self.open = button(texts(_("Unlock")), "primary", clicked=self._press)
        buttons = QHBoxLayout()
        buttons.addWidget(self.urgent)
        buttons.addStretch(1)
        buttons.addWidget(self.open)
        self.card.body.addLayout(buttons)
        self.ways = QHBoxLayout()
        self.card.body.addLayout(self.ways)
        self.list = Card(texts(_("Call")))
        self.list.setFixedWidth(look.px(WIDTH))
        self.list.hide()
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(look.gap(16), look.gap(16), look.gap(16), look.gap(16))
        whole.setSpacing(look.gap(16))
        whole.addStretch(1)
        self.rescue = RescueCard(texts, clock)
        self.rescue.setFixedWidth(look.px(RESCUE_WIDTH))
        self.rescue.turned.connect(lambda: QTimer.singleShot(0, self, self._show_rescue))
        self.recovery = RecoveryCard(texts)
        self.recovery.setFixedWidth(look.px(RESCUE_WIDTH))
        self.first_run = FirstRunCard(texts)
        self.first_run.setFixedWidth(look.px(RESCUE_WIDTH))
        self.urgent_too = button(texts(_("Urgent telephone numbers")), "urgent", "F9", self.toggle_numbers)
        self.urgent_too.hide()
        self._cards = whole
        for card in (self.card, self.first_run, self.rescue, self.recovery, self.urgent_too, self.list):
            # in a line of its own: a card that is only aligned is given the height of a wider one
            whole.addLayout(_centred(card))
        whole.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = scroller(content)
        outer.addWidget(self._area)
        self.read_again.connect(self._say_read, Qt.ConnectionType.QueuedConnection)
        self._timer = QTimer(self, interval=250)
        self._timer.timeout.connect(self._count_down)
        for keys, work in ((Qt.Key.Key_F9, self.toggle_numbers), (Qt.Key.Key_Escape, self._escape)):
            QShortcut(QKeySequence(keys), self).activated.connect(work)
        self.setTabOrder(self.passphrase, self.open)
        self.setTabOrder(self.open, self.urgent)

    def set_up(self, begins: bool) -> None:
        """The wizard takes the place of the passphrase, or gives it back; the telephone list has its button in both."""
        self.card.setVisible(not begins)
        self.urgent_too.setVisible(begins)

    def below(self, made: QWidget) -> None:
        """One more card, as wide as the wide ones: long work, until whoever put it there takes it away."""
        made.setFixedWidth(theme.current().px(RESCUE_WIDTH))
        self._cards.insertLayout(self._cards.count() - 3, _centred(made))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Notes that it has been seen: what is heavy is loaded after that."""
        super().paintEvent(event)
        self.painted = True

    def say(self, words: str) -> None:
        """One muted line under the field, e.g. when it was locked."""
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def busy(self, words: str) -> None:
        """While unlocking: what is done, and nothing to press."""
        self.field.problem("")
        self.say(words)
        self.open.setEnabled(False)
        self.passphrase.setReadOnly(True)

    def _say_read(self, done: int, of: int) -> None:
        """After an update that knows more of the records; it may take a minute."""
        words = _("Rød Tråd has been updated. What you have written is read again: {percent} %")
        self.say(self._texts(words, percent=done * 100 // max(of, 1)))

    def not_known_yet(self) -> None:
        """No key file was seen: nothing is asked before it is known what the folder is."""
        self._say_instead(self._texts(_("One moment …")))

    def closed_for_good(self, title: Message, sentence: Message) -> None:
        """There is nothing to unlock: the sentence instead of the field."""
        self._say_instead(f"{self._texts(title)}. {self._texts(sentence)}")

    def _say_instead(self, words: str) -> None:
        self.field.hide()
        self.open.hide()
        self.say(words)
        self.urgent.setFocus()

    def give_way(self, title: Message, sentence: Message) -> None:
        """To the card of what can be done: the sentence instead of the field, and both cards as wide."""
        self.field.problem("")
        self._fault = ""
        self.closed_for_good(title, sentence)
        self.say(self._texts(sentence))
        self.wrong.setText(self._texts(title))
        self.wrong.show()
        self.card.setFixedWidth(self.rescue.width())

    def reopened(self) -> None:
        """The field again, empty, after what was wrong may have been put right."""
        self.rescue.hide()
        self.wrong.hide()
        self.card.setFixedWidth(theme.current().px(WIDTH))
        self.say("")
        self._fault = ""
        self.field.show()
        self.open.show()
        self.passphrase.setReadOnly(False)
        self.passphrase.clear()
        self.wait(0)
        self.passphrase.setFocus()

    def refused(self, error: "AppError") -> None:
        """What went wrong, and from when it can be tried again; the passphrase is to be typed anew."""
        from desktop.services.errors import MustWait, WrongPassphrase  # heavy, and long loaded by now

        self.say("")
        self.field.show()
        self.open.show()
        self.passphrase.setReadOnly(False)
        self.passphrase.clear()
        self.passphrase.setFocus()
        self._fault = self._texts(error.title)
        if isinstance(error, WrongPassphrase):
            self._fault += f". {self._texts(_('It is wrong try no. {tries}.'), tries=error.tries)}"
            self.wait(error.wait_s)
        elif isinstance(error, MustWait):
            self.wait(error.wait_s)
        else:
            self._fault += f". {self._texts(error.sentence)}"
            self.wait(0)

    def wait(self, seconds: float) -> None:
        """Cannot be tried for `seconds`; counts them down."""
        self._until = self._clock.monotonic() + seconds
        self._count_down()
        if seconds > 0:
            self._timer.start()
        announce(self, self.field_text())

    def field_text(self) -> str:
        """The line under the field."""
        return self._fault_and_wait()[0]

    def _fault_and_wait(self) -> tuple[str, float]:
        left = self._until - self._clock.monotonic()
        if left <= 0:
            return self._fault, 0.0
        again = self._texts(_("Try again in {seconds} s."), seconds=math.ceil(left))
        return f"{self._fault.rstrip('.')}. {again}" if self._fault else again, left

    def _count_down(self) -> None:
        words, left = self._fault_and_wait()
        self.field.problem(words if not words or words.endswith(".") else f"{words}.")
        self.open.setEnabled(left <= 0)
        if left <= 0:
            self._timer.stop()

    def _press(self) -> None:
        if not self.open.isEnabled():
            return
        typed = self.passphrase.text()
        if not typed:
            missing = _("Type your PIN.") if self._asks_pin else _("Type your passphrase.")
            self.field.problem(self._texts(missing))
            self.passphrase.setFocus()
            return
        (self.pin if self._asks_pin else self.unlock).emit(typed)

    def ask_for(self, pin: bool) -> None:
        """Asks for the PIN or for the passphrase; what was typed for the other is gone."""
        if pin != self._asks_pin:
            self._asks_pin, self._fault = pin, ""
            self.passphrase.clear()
            self.field.rename(self._texts(_("Your PIN") if pin else _("Your passphrase")))
            self.wait(0)
        self.passphrase.setFocus()

    def _show_rescue(self) -> None:
        self._area.ensureWidgetVisible(self.rescue)

    def toggle_numbers(self) -> None:
        """Shows or hides the telephone list."""
        if self.list.isVisible():
            self.hide_numbers()
            return
        self.list.clear()
        numbers = self._numbers()
        telephone.fill(self.list.body, numbers)
        self.list.show()
        telephone.say(self.list, numbers)
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.list))

    def _escape(self) -> None:
        if self.list.isVisible():
            self.hide_numbers()
        else:
            self.escaped.emit()

    def hide_numbers(self) -> None:
        """Hides the telephone list."""
        self.list.hide()
