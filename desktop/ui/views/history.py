"""The history of one record: who did what when, and beside it how the record looked right after."""

from datetime import date
from functools import partial
from itertools import groupby

from PySide6.QtWidgets import QWidget

from desktop.services.events import RecordsChanged
from desktop.services.history import HistoryPage, Moment
from desktop.texts import _
from desktop.ui import theme as look
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.keeping import place_kept
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.newer import say_newer
from desktop.ui.forms.record_rows import facts_card
from desktop.ui.forms.versions import quote
from desktop.ui.forms.widgets import ActiveRow, Card, Columns, InlineMessage, Page, row, tag, text
from desktop.ui.shell import Shell


class View(LivePage[HistoryPage]):
    """The record `rec` of `kind`; `at` is the moment shown, counted from the oldest."""

    def __init__(self, shell: Shell, kind: str, rec: bytes, at: int | None = None, **target: object) -> None:
        self._kind, self._rec, self._at = kind, rec, at
        super().__init__(shell, Page(self._heading(shell)), kind=kind, rec=rec, **target)
        self._columns = Columns(2, 3)
        self.page.body.addWidget(self._columns)
        self._moments: tuple[Moment, ...] = ()
        self._older = 0

    @staticmethod
    def _heading(shell: Shell) -> str:
        return shell.texts(_("History"))

    def title(self) -> str:
        """Never of what."""
        return self._heading(self.shell)

    def target(self) -> dict[str, object]:
        """Also the moment that is shown."""
        return super().target() | {"at": self._at}

    def focus(self) -> None:
        """The newest moment."""
        first = self._columns.findChild(ActiveRow)
        (first or self.page).setFocus()

    def read(self) -> None:
        """The first time on the writer: opening the history of something about a child is in the read log."""
        if self._shown is None:
            opened = self.shell.app.history.open
            self.open_by(lambda: opened(self._kind, self._rec))
        else:
            super().read()

    def load(self) -> HistoryPage:
        """Every moment."""
        return self.shell.app.history.read(self._kind, self._rec)

    def show_read(self, read: HistoryPage) -> None:
        """The moments by day at the left, the chosen one whole at the right."""
        first = not self._moments
        self._moments, self._older = tuple(reversed(read.moments)), read.older
        self.page.set_title(self._heading(self.shell), read.about)
        self._show()
        if first and self.isVisible():
            self.focus()

    def _day(self, day: date, moments: list[tuple[int, Moment]]) -> Card:
        formats = self.shell.formats
        card = Card(formats.heading(day))
        for number, moment in moments:
            line = moment.line
            detail = f"{line.who} · {formats.time(line.when)}"
            mark = tag(self.shell.texts(_("Shown here"))) if number == self._shown_at() else None
            made = row(formats.sentence(line.what), detail, mark, activated=partial(self._choose, number))
            made.setObjectName(f"moment-{number}")
            card.body.addWidget(made)
        return card

    def _choose(self, number: int) -> None:
        self._at = None if number == len(self._moments) - 1 else number
        with place_kept(self):
            self._show()

    def _shown_at(self) -> int:
        last = len(self._moments) - 1
        return last if self._at is None else min(self._at, last)

    def _show(self) -> None:
        left, right = self._columns.columns
        emptied(left)
        emptied(right)
        numbered = list(reversed(list(enumerate(self._moments))))
        for day, moments in groupby(numbered, key=lambda one: one[1].line.when.date()):
            left.addWidget(self._day(day, list(moments)))
        if self._older:
            words = self.shell.texts.plural(
                _("{n} older change is not shown."), _("{n} older changes are not shown."), self._older
            )
            left.addWidget(InlineMessage("neutral", words))
        at = self._shown_at()
        if self._moments:
            right.addWidget(self._stood(self._moments[at], now=at == len(self._moments) - 1))

    def _stood(self, moment: Moment, *, now: bool) -> QWidget:
        t, formats = self.shell.texts, self.shell.formats
        when = formats.exact(moment.line.when)
        parts = [(label, list(of)) for label, of in groupby(moment.stood, key=lambda one: one.label)]
        short = [(label, formats.sentence(of[0].text)) for label, of in parts if len(of) == 1 and not of[0].long]
        card = facts_card(t(_("How it is now")) if now else t(_("How it looked {when}"), when=when), short)
        card.body.setSpacing(look.current().gap(8))
        say_newer(self.shell, moment.newer, card.body)
        if moment.removed:
            card.body.addWidget(InlineMessage("neutral", t(_("It was removed and stood in no list."))))
        if moment.lost:
            card.body.addWidget(InlineMessage("neutral", t(_("A part of it is erased and is shown no more."))))
        for label, said in parts:
            if len(said) == 1 and not said[0].long:
                continue
            card.body.addWidget(text(label, "label"))
            for one in said:
                others = [other.text for other in said if other is not one]
                card.body.addWidget(quote(one.text, others))
                card.body.addWidget(text(f"{one.who} · {formats.exact(one.when)}", "second", "muted"))
        return card

    def _records_changed(self, changed: RecordsChanged) -> None:
        if self._rec in changed.recs or changed.kinds & {"member", "institution"}:
            super()._records_changed(changed)
