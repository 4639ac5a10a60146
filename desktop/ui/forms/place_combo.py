"""A choice from a list long enough to be searched, and the list of what was found while one types.

That list stands there only while its field has the focus: no key that is meant for another field goes through it.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QComboBox, QCompleter, QListView, QWidget

from desktop.texts import _
from desktop.ui import theme
from desktop.ui.forms.fields import LINE_MOST, Combo, listing

NO_SUCH_PLACE: Final = _("There is no such place. Choose one from the list.")
#: Margins and a scroll bar beside a line, and what a list is never wider than, in pixels of 100 % text.
BESIDE_LINE, WIDEST = 56, 560
_KEYS = {QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride, QEvent.Type.InputMethod}


class PlaceCombo(Combo):
    """A list long enough to be searched: what is typed finds every option that holds it, in any case."""

    def __init__(self, options: Sequence[tuple[object, str]] = (), name: str = "", placeholder: str = "") -> None:
        super().__init__(options, name)
        self._left = False
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = QCompleter(self.model(), self)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(8)
        self._found = popup = listing()
        popup.setProperty("role", "popup")
        popup.setAccessibleName(name)
        completer.setPopup(popup)
        self.setCompleter(completer)
        completer.activated.connect(lambda _words: self._settle())
        for chosen in (completer.activated, self.activated):  # queued: Qt puts the cursor behind the words it writes
            chosen.connect(self._show_from_beginning, Qt.ConnectionType.QueuedConnection)
        _Found(popup, self)  # after the completer: asked before it
        self._widen()
        line = self.lineEdit()
        if line is not None:
            line.setMaxLength(LINE_MOST)
            line.setPlaceholderText(placeholder)
            line.editingFinished.connect(self._settle)
            self.setAccessibleName(name)
        self.set_value(None)

    def setAccessibleName(self, name: str) -> None:
        """Names the line inside as well: that is what a screen reader meets."""
        super().setAccessibleName(name)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        """The same: what is wrong, or what to type."""
        super().setAccessibleDescription(description)
        line = self.lineEdit()
        if line is not None:
            parts = description.removesuffix("."), line.placeholderText()
            line.setAccessibleDescription(". ".join(part for part in parts if part))

    def set_options(self, options: Sequence[tuple[object, str]]) -> None:
        """Exchanges the list; what is typed stays as it is typed, with its cursor, and finds in the new list."""
        line, completer = self.lineEdit(), self.completer()
        if line is None or completer is None:
            super().set_options(options)
            return
        words, at = line.text(), line.cursorPosition()
        chosen = super().value() if words == self.itemText(self.currentIndex()) else None
        nothing_yet, open_ = not self.count(), self._found.isVisible()
        self._exchange(options)
        self._widen()
        if chosen is not None and chosen in self._codes:
            self.set_value(chosen)
            if self.hasFocus():
                line.setCursorPosition(at)
            return
        self.setCurrentIndex(-1)
        line.setText(words)
        line.setCursorPosition(at)
        self._found.hide()
        if words and self.hasFocus() and (open_ or nothing_yet):
            completer.setCompletionPrefix(words)
            completer.complete()

    def _widen(self) -> None:
        """Both lists are as wide as their longest line: what tells two places of one name apart is its end."""
        look, longest = theme.current(), max(self._listed.stringList(), key=len, default="")
        width = min(self.fontMetrics().horizontalAdvance(longest) + look.px(BESIDE_LINE), look.px(WIDEST))
        for listed in (self._found, self.view()):
            listed.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            listed.setMinimumWidth(width)

    def set_value(self, code: object | None) -> None:
        """Chooses by code; None or an unknown one empties the line."""
        super().set_value(code)
        if self.currentIndex() < 0 and self.isEditable():
            self.setEditText("")
        self._show_from_beginning()

    def _show_from_beginning(self) -> None:
        """A long name is read from there."""
        line = self.lineEdit()
        if line is not None:
            line.setCursorPosition(0)

    def put(self, code: object | None) -> None:
        """What a record or a draft holds; words that are no option stand as they were typed."""
        super().put(code)
        if self.value() is None and isinstance(code, str):
            self.setEditText(code)

    def _not_offered(self, _code: str) -> str:
        """It may be words, which stand in the line."""
        return ""

    def value(self) -> object | None:
        """The code of what stands in the line, or None when that is no option."""
        if not self.isEditable():
            return super().value()
        index = self._match(self.currentText())
        return self._codes[index] if index >= 0 else None

    def _match(self, words: str) -> int:
        """What is chosen, else the one option of these words, in any case, or that holds them; of several none."""
        words, chosen, texts = words.strip(), self.currentIndex(), self._listed.stringList()
        if chosen >= 0 and texts[chosen].strip() == words:
            return chosen
        if not words:
            return self.findText(words, Qt.MatchFlag.MatchFixedString)
        folded = words.casefold()
        for fits in (words.__eq__, lambda text: text.casefold() == folded, lambda text: folded in text.casefold()):
            if found := [at for at, text in enumerate(texts) if fits(text)]:
                return found[0] if len(found) == 1 else -1
        return -1

    def _settle(self) -> None:
        index = self._match(self.currentText())
        if index >= 0 and (index != self.currentIndex() or self.itemText(index) != self.currentText()):
            self.setCurrentIndex(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down opens the list, as in a combo that cannot be written in."""
        if event.key() == Qt.Key.Key_Down and not self.view().isVisible():
            self.showPopup()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The person is in the field."""
        self._left = False
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed is settled."""
        self._left = True
        super().focusOutEvent(event)

    def leave(self) -> None:
        """The focus has gone on; Qt's completer keeps that from its field while its list is open."""
        if not self._left:
            QApplication.sendEvent(self, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.OtherFocusReason))


class _Found(QObject):
    """The list under a field. It goes when the focus goes, however it went, and keeps no key from who has it then."""

    def __init__(self, popup: QListView, field: PlaceCombo) -> None:
        super().__init__(popup)
        self._popup, self._field, self._watches = popup, field, False
        popup.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt gives every key that comes here to the field, also where the list is gone and the focus elsewhere."""
        if event.type() == QEvent.Type.Show and not self._watches:
            self._watches = bool(theme.application().focusChanged.connect(self._moved))
        elif event.type() == QEvent.Type.Hide and self._watches:
            self._watches = not theme.application().focusChanged.disconnect(self._moved)
        elif event.type() in _KEYS:
            here = self._field.window().focusWidget()
            if here is None or (here is self._field and self._popup.isVisible()):
                return False
            self._popup.hide()
            QApplication.sendEvent(here, event)
            return True
        return False

    def _moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and now is not self._field:
            self._popup.hide()
            self._field.leave()
