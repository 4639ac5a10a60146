"""Rådgivning: every consultation this pc can read, newest first, by day."""

from datetime import date
from functools import partial

from PySide6.QtCore import Qt

from desktop.services.casework import ConsultationFilter, ConsultationRow, Cursor
from desktop.services.casework import Page as Rows
from desktop.services.note_kinds import NOTES
from desktop.services.wording import changed_in
from desktop.texts import _
from desktop.ui import theme as look
from desktop.ui.forms.moments import Moments
from desktop.ui.forms.paged_list import PagedList
from desktop.ui.forms.paged_list import Rows as Read
from desktop.ui.forms.record_rows import state_words, title_of, who
from desktop.ui.forms.when import ThroughField
from desktop.ui.forms.widgets import Chips, button, empty
from desktop.ui.list_rows import ListRow
from desktop.ui.shell import Shell


class View(PagedList[ConsultationRow, ConsultationFilter, Cursor]):
    """`place` narrows it to one place; it begins with the notes of the day `through`, None: with the newest."""

    kinds = frozenset({*NOTES, "child", "institution", "member"})
    opens = "reading"

    def __init__(
        self,
        shell: Shell,
        rec: bytes | None = None,
        place: bytes | None = None,
        place_name: str = "",
        through: date | None = None,
        **target: object,
    ) -> None:
        super().__init__(shell, rec, place=place, place_name=place_name, **target)
        t = shell.texts
        self._place, self._place_name = place, place_name
        self._through, self._came_there = through, True
        self._headings: dict[tuple[date, date], str] = {}
        self._whose = Chips(
            [("all", t(_("Everyone's"))), ("mine", t(_("Mine")))], name=t(_("Whose notes")), required=True
        )
        self._whose.set_value("all")
        new = button(t(_("New note")), "primary", "Ctrl+N", self._new_note)
        if shell.app.me.no_notes:
            new.hide()
        self.lay_out(self.title(), self._under(None), self._whose, new, t(_("Consultations")))
        self._lay_out_date()
        if not shell.app.me.no_notes:
            approve = button(t(_("Approve notes")), "plain", "Ctrl+G", partial(shell.open, "approve"))
            self.page.buttons.insertWidget(self.page.buttons.count() - 1, approve)
        self.list.setObjectName("consultations")

    def _lay_out_date(self) -> None:
        t = self.shell.texts
        self._date = ThroughField(Moments(t), self.shell.app.clock.now, t(_("Go to a date")))
        self._date.setAccessibleName(t(_("Go to a date")))
        self._date.setAccessibleDescription(t(_("Such as »1/3«, »March 2024« or »2024«. Esc shows the newest again.")))
        self._date.setFixedWidth(look.current().px(116))
        self._date.put_draft_value(self._through)
        self._date.editingFinished.connect(self._go_to_date)
        self._date.returnPressed.connect(lambda: self.list.setFocus(Qt.FocusReason.TabFocusReason))
        self.page.buttons.insertWidget(0, self._date)

    def title(self) -> str:
        """Rådgivning."""
        return self.shell.texts(_("All consultations"))

    def act(self, action: str) -> bool:
        """Ctrl+N is a note about the same place, where there is one; Esc goes back to the newest first."""
        if action == "new_note":
            self._new_note()
            return True
        if super().act(action):
            return True
        if action == "close" and self._through is not None:
            self._go_to_newest()
            return True
        return False

    def target(self) -> dict[str, object]:
        """With the day it begins with."""
        return super().target() | {"through": self._through}

    def _go_to_date(self) -> None:
        if unclear := self._date.unclear():
            self.shell.message(self.shell.texts(unclear), "warn")
        elif (day := self._date.day()) != self._through:
            self._through, self._came_there = day, False
            self._start_over()

    def _go_to_newest(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)
        self._date.clear()
        self._go_to_date()

    def _new_note(self) -> None:
        self.shell.new_note(**({"place": self._place} if self._place else {}))

    def query(self) -> ConsultationFilter:
        """Whose, and where."""
        return ConsultationFilter(self._place, self._whose.value() == "mine", self._through)

    def read_page(self, after: Cursor | None, limit: int, query: ConsultationFilter) -> Rows:
        """From the service."""
        return self.shell.app.consultations.page(after, limit, query)

    def _replaced(self, read: Read[ConsultationRow, Cursor]) -> None:
        """Of one place it is said how many there are: nobody sees the end of a long list."""
        if not read.rows:
            self._show_empty()
        super()._replaced(read)
        self.page.set_title(self.title(), self._under(read.count if isinstance(read, Rows) else None))
        if not self._came_there:
            self._came_there = True
            self.list.go_to(0)
            self.list.scrollToTop()

    def _under(self, count: int | None) -> str:
        t, formats = self.shell.texts, self.shell.formats
        if self._through is not None:
            through = t(_("through {day}"), day=formats.date(self._through))
            return formats.sentence(" · ".join(part for part in (self._place_name, through) if part))
        if count is None:
            return self._place_name or t(_("Everything that was talked about, newest first"))
        many = t.plural(_("{count} note"), _("{count} notes"), count, count=formats.number(count))
        return f"{self._place_name} · {many}"

    def _show_empty(self) -> None:
        t = self.shell.texts
        self.empty.clear()
        if self._through is not None:
            said = empty(t(_("No note is from so long ago.")), t(_("Show the newest")), self._go_to_newest)
        else:
            first = "" if self.shell.app.me.no_notes else t(_("Write the first note"))
            said = empty(t(_("No notes here yet.")), first, self._new_note)
        self.empty.body.addWidget(said)

    def in_words(self, row: ConsultationRow) -> ListRow:
        """What it was about, who and where, and under which day."""
        formats, shell = self.shell.formats, self.shell
        local = row.occurred_at.astimezone(shell.app.clock.now().tzinfo)
        words, tone = state_words(shell, row.state)
        if row.divided:
            words, tone = shell.texts(changed_in(row.divided)), "warn"
        return ListRow(
            key=row.rec,
            title=title_of(shell, row),
            detail=" · ".join(filter(None, (who(shell, row.who, row.mine), row.place, formats.time(local), row.space))),
            extra="" if shell.discreet else row.excerpt,
            tag=words,
            tone=tone,
            heading=self._heading(local.date()),
        )

    def _heading(self, day: date) -> str:
        formats = self.shell.formats
        key = day, formats.today()
        if key not in self._headings:
            self._headings[key] = formats.heading(day)
        return self._headings[key]
