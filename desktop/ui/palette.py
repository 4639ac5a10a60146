"""Search: one box that opens under Ctrl+K, with what was found and what can be done under it, for keys alone.

The focus stays in the box; the arrows choose, Enter opens, Esc closes and gives the focus back. It knows answers in
words, not what a record is; until a row is opened it shows no name of a child while the view is discreet.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QFrame, QVBoxLayout, QWidget

from desktop.services.errors import AppError
from desktop.services.events import RecordsChanged
from desktop.services.search import MORE, Answer, Group, Hit, begins, matches
from desktop.texts import _
from desktop.ui import accessibility, theme
from desktop.ui.actions import Action
from desktop.ui.forms.widgets import text, without_mnemonic
from desktop.ui.list_rows import ListRow
from desktop.ui.search_line import SearchLine
from desktop.ui.shell import Shell
from desktop.ui.tables import ListView

HINT: Final = _("Search for a child, a place, a person or an action")
# a search that stands this long has been read, and gets its line in the read log
READ_MS: Final = 1_000
WIDTH: Final = 560
TALLEST: Final = 560
# the page that each kind opens
PAGES: Final[Mapping[str, tuple[str, Mapping[str, object]]]] = {
    "concern": ("concern", {}),
    "institution": ("place", {}),
    "person": ("contact_sheet", {"kind": "person"}),
    "consultation": ("reading", {}),
    "agreement": ("agreements", {}),
}


@dataclass(frozen=True)
class _Choice:
    """A row of the list and what it does; `stays`: the box stays open."""

    row: ListRow
    do: Callable[[], object]
    stays: bool = False


class Palette(QFrame):
    """`actions` are what can be done here and now; `act` does one by its id."""

    def __init__(self, shell: Shell, actions: Sequence[Action], act: Callable[[str], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._shell, self._actions, self._act, self._parent = shell, actions, act, parent
        self._place = QRect()
        self._answer: Answer | None = None
        self._limits: dict[str, int] = {}
        self._choices: list[_Choice] = []
        self._unread = ""
        self._eager = False
        self._before: QWidget | None = None
        self.setProperty("role", "palette")
        self.setAccessibleName(shell.texts(_("Search")))
        look = theme.current()
        self.line = SearchLine(self.take_key, self.close_, self)
        self.line.setPlaceholderText(shell.texts(HINT))
        self.line.setAccessibleName(shell.texts(HINT))
        self.line.textChanged.connect(self._changed)
        self.list = ListView(shell.texts(_("Found")))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.opened.connect(self._open)
        self._words = text("", "second", "muted")
        self._words.setContentsMargins(look.px(16), look.px(8), look.px(16), look.px(8))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, look.px(4))
        whole.setSpacing(0)
        whole.addWidget(self.line)
        whole.addSpacing(look.px(4))
        whole.addWidget(self._words)
        whole.addWidget(self.list, 1)
        self._reading = QTimer(self, singleShot=True, interval=READ_MS)
        self._reading.timeout.connect(self.flush)
        shell.bridge.records_changed.connect(self._records_changed)
        self.hide()

    # open and closed

    def open_(self, place: QRect) -> None:
        """Opens over `place`, the box of the top bar in coordinates of the parent; again: chooses what is typed."""
        if self.isVisible():
            self.line.selectAll()
            return
        self._before = accessibility.focused()
        self._place = place
        self._ask()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_(self, give_back: bool = True) -> None:
        """Closes; what was typed is gone, and the focus is where it was."""
        if self.isHidden():
            return
        self.flush()
        self._shell.app.search.stop()
        before, self._before = self._before, None
        self.hide()
        self._limits = {}
        self.line.clear()
        if give_back and before is not None:
            try:
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            except RuntimeError:  # the page was built anew meanwhile
                self._parent.setFocus()

    def flush(self) -> None:
        """What was found and not yet noted is noted in the read log; before a lock too."""
        self._reading.stop()
        unread, self._unread = self._unread, ""
        if unread:
            self._shell.tasks.write(partial(self._shell.app.search.note, unread))

    # asking

    def _changed(self) -> None:
        self._limits, self._eager = {}, False
        self._reading.stop()
        if not self.isHidden():
            self._ask()

    def _records_changed(self, _changed: RecordsChanged) -> None:
        if not self.isHidden():
            self._ask()

    def _ask(self) -> None:
        shell = self._shell
        question = shell.app.search.ask(self.line.text(), dict(self._limits))
        if self.line.text().strip():
            shell.tasks.search(question, self._answered, self._refused)
        else:
            self._show(Answer(self.line.text(), False, ()))

    def _refused(self, error: AppError) -> None:
        """The Enter that waited for it is over: what comes later opens nothing by itself."""
        self._eager = False
        self._shell.failed(error)

    def _answered(self, answer: Answer | None) -> None:
        eager, self._eager = self._eager, False
        if answer is None or self.isHidden() or answer.text != self.line.text():
            return
        if answer.asked and answer.text != self._noted():
            self._unread = answer.text
            self._reading.start()
        self._show(answer)
        if eager:
            self.take_key(Qt.Key.Key_Return)

    def _noted(self) -> str:
        """What this answer was before: the same text asked again has its line already."""
        return self._answer.text if self._answer is not None and self._answer.asked and not self._unread else ""

    # showing

    def _show(self, answer: Answer) -> None:
        asked_before = self._answer is not None and self._answer.text == answer.text
        self._answer = answer
        texts = self._shell.texts
        hits = [choice for group in answer.groups for choice in self._group(group)]
        doable = self._doable(answer.text)
        named = any(begins(answer.text, choice.row.title) for choice in doable)
        self._choices = [*doable, *hits] if named else [*hits, *doable]
        chosen = self.list.selected() if asked_before else None
        self.list.show_rows([choice.row for choice in self._choices])
        if self._choices and (chosen is None or not self.list.select(chosen)):
            self.list.setCurrentIndex(self.list.rows.index(0, 0))
            self.list.scrollToTop()
        found = sum(group.count for group in answer.groups)
        if answer.asked and not self._choices:
            words = texts(_("Nothing was found for »{text}«. Try fewer or shorter words."), text=answer.text.strip())
        elif not self._choices:
            words = texts(_("Type one more letter."))
        else:
            words = ""
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self.list.setVisible(bool(self._choices))
        self._fit()
        self._say(words or (texts.plural(_("{n} found"), _("{n} found in all"), found) if answer.asked else ""))

    def _group(self, group: Group) -> list[_Choice]:
        texts, formats = self._shell.texts, self._shell.formats
        number = formats.number(group.count)
        number = texts(_("more than {n}"), n=number) if group.over else number
        heading = f"{group.label} · {number}"
        made = [self._hit(group, n, hit, heading) for n, hit in enumerate(group.hits)]
        if len(group.hits) < group.count:
            shown = texts(_("{n} of {all} are shown"), n=formats.number(len(group.hits)), all=number)
            row = ListRow(f"more/{group.kind}".encode(), texts(_("Show more")), shown, heading=heading)
            made.append(_Choice(row, partial(self._more, group), stays=True))
        return made

    def _hit(self, group: Group, number: int, hit: Hit, heading: str) -> _Choice:
        discreet = self._shell.discreet
        row = ListRow(
            f"{group.kind}/{number}/{hit.rec.hex()}".encode(),
            hit.discreet_title if discreet else hit.title,
            hit.detail,
            "" if discreet else hit.extra,
            heading=heading,
        )
        view, target = PAGES[hit.kind]
        return _Choice(row, partial(self._shell.open, view, **{**target, "rec": hit.rec}))

    def _doable(self, asked: str) -> list[_Choice]:
        heading, page, made = self._shell.texts(_("Actions")), self._shell.texts(_("Opens a page")), []
        for action in self._actions:
            words = without_mnemonic(self._shell.texts(action.text))
            if matches(asked, words):
                row = ListRow(f"act/{action.id}".encode(), words, action.shortcut or page, heading=heading)
                made.append(_Choice(row, partial(self._act, action.id)))
        return made

    def _fit(self) -> None:
        """Over the box of the top bar, as wide as it or wider, and as tall as what it shows."""
        look, room = theme.current(), self._parent.rect()
        width = min(max(self._place.width(), look.px(WIDTH)), room.width() - 2 * look.px(8))
        left = max(look.px(8), min(self._place.left(), room.width() - width - look.px(8)))
        width = self._whole(left, left + width) - left
        rows = sum(self.list.rowHeight(number) for number in range(len(self._choices)))
        words = self._words.heightForWidth(width) if self._words.isVisibleTo(self) else 0
        wanted = self.line.sizeHint().height() + words + rows + look.px(12)
        tallest = min(look.px(TALLEST), room.height() - self._place.top() - look.px(8))
        self.setGeometry(left, self._place.top(), width, min(wanted, tallest))

    def _whole(self, left: int, right: int) -> int:
        """A right edge that cuts no button of the bar in two: it is covered whole."""
        for made in self._parent.findChildren(QAbstractButton):
            place = QRect(made.mapTo(self._parent, QPoint()), made.size())
            beside = made.isVisible() and place.top() < self._place.bottom() and place.bottom() > self._place.top()
            if beside and left < place.left() <= right <= place.right():
                return place.right() + 1
        return right

    # choosing

    def take_key(self, key: Qt.Key) -> bool:
        """Whether a key was for the list."""
        here, last = self.list.currentIndex().row(), len(self._choices) - 1
        page = max(1, self.list.viewport().height() // max(1, self.list.rowHeight(max(here, 0)) or 1) - 1)
        goal = {
            Qt.Key.Key_Down: here + 1 if here < last else 0,
            Qt.Key.Key_Up: here - 1 if here > 0 else last,
            Qt.Key.Key_PageDown: min(here + page, last),
            Qt.Key.Key_PageUp: max(here - page, 0),
        }.get(key)
        if goal is not None:
            if self._choices:
                self.list.setCurrentIndex(self.list.rows.index(goal, 0))
                self._say("")
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # who types faster than is searched gets what was typed, not what a part of it had found
            self._eager = self._answer is None or self._answer.text != self.line.text()
            if here >= 0 and not self._eager:
                self._open(self._choices[here].row.key)
            return True
        return False

    def _open(self, key: bytes) -> None:
        choice = next((one for one in self._choices if one.row.key == key), None)
        if choice is None or self.isHidden():
            return
        if not choice.stays:
            self.close_()
        choice.do()

    def _more(self, group: Group) -> None:
        self._limits[group.kind] = len(group.hits) + MORE
        self._ask()

    def _say(self, first: str) -> None:
        """The focus is in the box, so a screen reader must be told which row is chosen."""
        here = self.list.currentIndex()
        row = str(self.list.rows.data(here, Qt.ItemDataRole.AccessibleTextRole)) if here.isValid() else ""
        accessibility.announce(self.line, ". ".join(part for part in (first, row) if part))
