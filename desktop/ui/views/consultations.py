"""Rådgivning: every consultation this pc can read, newest first, by day."""

from datetime import date
from functools import partial

from desktop.services.casework import ConsultationFilter, ConsultationRow, Cursor
from desktop.services.casework import Page as Rows
from desktop.services.note_kinds import NOTES
from desktop.services.wording import changed_in
from desktop.texts import _
from desktop.ui.forms.paged_list import PagedList
from desktop.ui.forms.paged_list import Rows as Read
from desktop.ui.forms.record_rows import state_words, title_of, who
from desktop.ui.forms.widgets import Chips, button, empty
from desktop.ui.list_rows import ListRow
from desktop.ui.shell import Shell


class View(PagedList[ConsultationRow, ConsultationFilter, Cursor]):
    """`place` narrows it to one place."""

    kinds = frozenset({*NOTES, "child", "institution", "member"})
    opens = "reading"

    def __init__(
        self, shell: Shell, rec: bytes | None = None, place: bytes | None = None, place_name: str = "", **target: object
    ) -> None:
        super().__init__(shell, rec, place=place, place_name=place_name, **target)
        t = shell.texts
        self._place, self._place_name = place, place_name
        self._headings: dict[tuple[date, date], str] = {}
        self._whose = Chips(
            [("all", t(_("Everyone's"))), ("mine", t(_("Mine")))], name=t(_("Whose notes")), required=True
        )
        self._whose.set_value("all")
        new = button(t(_("New note")), "primary", "Ctrl+N", self._new_note)
        if shell.app.me.no_notes:
            new.hide()
        under = place_name or t(_("Everything that was talked about, newest first"))
        self.lay_out(self.title(), under, self._whose, new, t(_("Consultations")))
        if not shell.app.me.no_notes:
            approve = button(t(_("Approve notes")), "plain", "Ctrl+G", partial(shell.open, "approve"))
            self.page.buttons.insertWidget(self.page.buttons.count() - 1, approve)
        self.list.setObjectName("consultations")
        first = "" if shell.app.me.no_notes else t(_("Write the first note"))
        self.empty.body.addWidget(empty(t(_("No notes here yet.")), first, self._new_note))

    def title(self) -> str:
        """Rådgivning."""
        return self.shell.texts(_("All consultations"))

    def act(self, action: str) -> bool:
        """Ctrl+N is a note about the same place, where there is one."""
        if action == "new_note":
            self._new_note()
            return True
        return super().act(action)

    def _new_note(self) -> None:
        self.shell.new_note(**({"place": self._place} if self._place else {}))

    def query(self) -> ConsultationFilter:
        """Whose, and where."""
        return ConsultationFilter(place=self._place, mine_only=self._whose.value() == "mine")

    def read_page(self, after: Cursor | None, limit: int, query: ConsultationFilter) -> Rows:
        """From the service."""
        return self.shell.app.consultations.page(after, limit, query)

    def _replaced(self, read: Read[ConsultationRow, Cursor]) -> None:
        """Of one place it is said how many there are: nobody sees the end of a long list."""
        super()._replaced(read)
        if isinstance(read, Rows) and read.count is not None:
            said = self.shell.formats.number(read.count)
            many = self.shell.texts.plural(_("{count} note"), _("{count} notes"), read.count, count=said)
            self.page.set_title(self.title(), f"{self._place_name} · {many}")

    def in_words(self, row: ConsultationRow) -> ListRow:
        """What it was about, who and where, and under which day."""
        formats, shell = self.shell.formats, self.shell
        local = row.occurred_at.astimezone(shell.app.clock.now().tzinfo)
        words, tone = state_words(shell, row.state)
        if row.conflict:
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
