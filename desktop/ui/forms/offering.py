"""What a form offers is read before it can be filled in: what is typed meanwhile waits for it, a long wait is said.

It knows no field. What is read, and how the form is made of it, is the view's.
"""

from collections.abc import Callable
from typing import Final, TypeVar

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.services.errors import AppError
from desktop.texts import Texts, _
from desktop.ui import accessibility
from desktop.ui.forms import patience
from desktop.ui.forms.answers import Answer
from desktop.ui.forms.widgets import InlineMessage, Sheet
from desktop.ui.shell import Shell, ViewBase

T = TypeVar("T")
Act = Callable[[], object]
LATE: Final = _(
    "It takes a moment to read what belongs here. You can write already: it is put in when the fields are there."
    " Esc leaves without it."
)
#: Pressed with others; by themselves they say nothing.
_HELD = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock}


class Offering:
    """Of one sheet. From `ask` until the answer is there, the keys are kept; `leave`: nobody waits for it any more.

    Those that are held for what comes after a save outlive that: the save is not taken back.

    `behind` says that what is asked for is to be read behind what is just being written: a draft, which may be one.
    """

    def __init__(self, shell: Shell, view: ViewBase, sheet: Sheet, behind: Callable[[], bool] = lambda: False) -> None:
        self._shell, self._view, self._sheet, self._behind = shell, view, sheet, behind
        self._key = f"{type(view).__module__}.{id(view)}"
        self._waiting: _Waiting | None = None

    def ask(self, read: Callable[[], T], fill_in: Callable[[T], object], opens: bool = False) -> None:
        """`fill_in` makes the form of what was read; `opens`: that stands in the read log, so the writer reads it."""
        tasks = self._shell.tasks
        self._waiting = waiting = _Waiting(self._shell.texts, self._sheet)

        def came(what: T) -> None:
            if self._waiting is not waiting:
                return
            waiting.rest()  # before: a field that cannot be written in takes no focus
            waiting.filled = True
            if waiting.kept:
                fill_in(what)
                QTimer.singleShot(0, waiting, self._put_in)  # when Qt has shown the fields: Tab meets no others
            else:
                self._waiting = None
                fill_in(what)
                waiting.go()

        def failed(error: AppError) -> None:
            waiting.rest()
            waiting.unsay()
            self._shell.failed(error)

        answer = Answer(came, waiting)
        waiting.wait = answer.wait
        if opens or self._behind():
            tasks.write(answer.asking(read), answer.take, failed, told=True)
        else:
            tasks.read(answer.asking(read), answer.take, failed, self._key)

    def hold(self, wait: Act) -> None:
        """From now on the keys are kept for what comes after an act that is under way; `wait` waits for that."""
        before = QApplication.focusWidget() or self._sheet
        self._waiting = waiting = _Waiting(self._shell.texts, self._sheet, before)
        waiting.wait = wait
        waiting.setFocus(Qt.FocusReason.OtherFocusReason)

    def let_go(self) -> None:
        """It has come, or nothing will: what was typed meanwhile goes where the focus is, or was."""
        waiting = self._waiting
        if waiting is None or waiting.before is None:
            return
        self._waiting = None
        if waiting.hasFocus() and shiboken6.isValid(waiting.before):
            waiting.before.setFocus(Qt.FocusReason.OtherFocusReason)
        waiting.go()
        self._type(waiting)

    def settle(self) -> None:
        """The form goes: what was typed for fields that are not there yet is waited for, and put into them.

        Where a save fails, or takes too long, what was typed behind it goes where it was typed.
        """
        waiting = self._waiting
        if waiting is None or not waiting.kept:
            return
        waiting.wait()
        for widget in (self._sheet, *self._sheet.findChildren(QWidget)):
            if shiboken6.isValid(widget):
                QCoreApplication.sendPostedEvents(widget, 0)  # Qt shows new fields when it is asked again
        if self._waiting is waiting and waiting.filled:
            self._put_in()
        self.let_go()

    def keep(self, act: Act) -> bool:
        """Does `act` after what was typed before it, when the form is there; False where it is there already.

        Of keys that are held nothing is done where none was typed: the same act was asked for twice.
        """
        waiting = self._waiting
        if waiting is not None and (waiting.kept or waiting.before is None):
            waiting.kept.append(act)
        return waiting is not None

    def focus(self) -> bool:
        """Takes the focus while there is no field; False where there are."""
        if self._waiting is not None:
            self._waiting.setFocus(Qt.FocusReason.OtherFocusReason)
        return self._waiting is not None

    def leave(self) -> None:
        """The sheet is closed: nothing is read for it any more, and what was kept is not put in anywhere."""
        if self._waiting is not None and self._waiting.before is None:
            self._waiting.rest()
            self._waiting = None
            self._shell.tasks.give_up(self._key)

    def _put_in(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is None:
            return
        if self._view.isVisible():
            self._view.focus()
        waiting.go()
        self._type(waiting)

    def _type(self, waiting: "_Waiting") -> None:
        window = self._view.window().windowHandle()
        for kept in waiting.kept if window is not None and self._view.isVisible() else ():
            if isinstance(kept, QKeyEvent):
                QApplication.sendEvent(window, kept)
            else:
                kept()


class _Waiting(QWidget):
    """Has the focus, and no room of its own before it has something to say.

    `before` had the focus when keys began to be held behind a save: then nothing is said.
    """

    def __init__(self, texts: Texts, sheet: Sheet, before: QWidget | None = None) -> None:
        super().__init__(sheet.over.parentWidget())  # where it will speak: a new parent would cost it the focus
        self._texts, self._sheet, self.before = texts, sheet, before
        self.kept: list[QKeyEvent | Act] = []
        self.wait: Act = lambda: None
        self.filled = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(sheet.heading.text())
        self.resize(1, 1)
        self.show()
        self._late = QTimer(self, singleShot=True)
        self._late.timeout.connect(self._say)
        if before is None:
            self._late.start(patience.LATE_MS)

    def event(self, event: QEvent) -> bool:
        """Keeps what is typed, Tab too: the next word belongs to the next field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _typed(event):
            self.kept.append(_copy(event))
            return True
        return super().event(event)

    def rest(self) -> None:
        """Nothing more is said, and the fields can be written in."""
        self._late.stop()
        self._sheet.area.setEnabled(True)

    def unsay(self) -> None:
        """The fields will not come: what was said of them is true no more."""
        self.setAccessibleName(self._sheet.heading.text())
        for said in self.findChildren(InlineMessage):
            said.hide()

    def go(self) -> None:
        """The fields are there, and one of them has the focus."""
        self.hide()
        self.deleteLater()

    def _say(self) -> None:
        words = self._texts(LATE)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(InlineMessage("neutral", words))
        self._sheet.area.setEnabled(False)  # fields of a form that is used again: nothing is written over in them
        self._sheet.over.addWidget(self)
        self.setAccessibleName(words)
        accessibility.announce(self, words)


def _typed(event: QKeyEvent) -> bool:
    key, held = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
    return not held and key not in _HELD and key != Qt.Key.Key_Escape and not Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35


def _copy(event: QKeyEvent) -> QKeyEvent:
    return QKeyEvent(
        QEvent.Type.KeyPress, event.key(), event.modifiers(), event.text(), event.isAutoRepeat(), event.count()
    )
