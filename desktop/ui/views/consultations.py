"""Rådgivning: every consultation this pc can read, newest first, by day, fetched page by page."""

from datetime import date
from functools import partial

from desktop.services.casework import ConsultationFilter, ConsultationRow, Cursor
from desktop.services.casework import Page as Rows
from desktop.services.events import RecordsChanged
from desktop.texts import _
from desktop.ui import theme as look
from desktop.ui.forms.record_rows import TWO_PLACES, state_words, title_of, who
from desktop.ui.forms.widgets import Card, Chips, Page, button, empty
from desktop.ui.shell import Shell, ViewBase
from desktop.ui.tables import ListRow, ListView

STEP = 60


class View(ViewBase):
    """The list. Enter or a click opens; `rec` is chosen when the page is shown; `place` narrows it to one place."""

    def __init__(
        self, shell: Shell, rec: bytes | None = None, place: bytes | None = None, place_name: str = "", **target: object
    ) -> None:
        super().__init__(shell, rec=rec, place=place, place_name=place_name, **target)
        t = shell.texts
        self._wanted, self._place = rec, place
        self._rows: list[ConsultationRow] = []
        self._next: Cursor | None = None
        self._headings: dict[tuple[date, date], str] = {}
        self._stale, self._discreet = False, shell.discreet
        self._whose = Chips(
            [("all", t(_("Everyone's"))), ("mine", t(_("Mine")))], name=t(_("Whose notes")), required=True
        )
        self._whose.set_value("all")
        self._whose.setFixedHeight(self._whose.sizeHint().height())
        self._whose.changed.connect(self._start_over)
        new = button(t(_("New note")), "primary", "Ctrl+N", self._new_note)
        self.page = Page(
            t(_("All consultations")),
            place_name or t(_("Everything that was talked about, newest first")),
            [self._whose, new],
        )
        self.page.buttons.insertSpacing(1, look.current().gap(6))
        self.list = ListView(t(_("Consultations")))
        self.list.setObjectName("consultations")
        self.list.rows.wanted.connect(self._fetch)
        self.list.opened.connect(lambda key: shell.open("reading", rec=key))
        self._card = Card()
        self._card.layout().setContentsMargins(1, 6, 1, 6)  # type: ignore[union-attr]
        self._card.body.addWidget(self.list)
        self._empty = Card()
        self._empty.body.addWidget(empty(t(_("No notes here yet.")), t(_("Write the first note")), self._new_note))
        self._empty.hide()
        policy = self._card.sizePolicy()
        policy.setVerticalPolicy(policy.Policy.Expanding)
        self._card.setSizePolicy(policy)
        self.page.body.setAlignment(self.page.body.alignment() & ~self.page.body.alignment())
        self.page.body.addWidget(self._card, 1)
        self.page.body.addWidget(self._empty)
        self.page.body.addStretch(0)
        self.fill(self.page)
        shell.bridge.records_changed.connect(self._records_changed)

    def title(self) -> str:
        """Rådgivning."""
        return self.shell.texts(_("All consultations"))

    def focus(self) -> None:
        """The list."""
        (self.list if self._rows else self.page).setFocus()

    def refresh(self) -> None:
        """Shows the rows anew at once where the window became more or less discreet, and reads what has changed."""
        if self._discreet != self.shell.discreet:
            self._show()
        self._read_again()

    def target(self) -> dict[str, object]:
        """The chosen row, so that a lock comes back to it."""
        return super().target() | {"rec": self.list.selected()}

    def act(self, action: str) -> bool:
        """Ctrl+N is a note about the same place, where there is one."""
        if action == "new_note":
            self._new_note()
            return True
        return super().act(action)

    def _new_note(self) -> None:
        self.shell.new_note(**({"place": self._place} if self._place else {}))

    def _query(self) -> ConsultationFilter:
        return ConsultationFilter(place=self._place, mine_only=self._whose.value() == "mine")

    def _start_over(self) -> None:
        self._rows, self._next = [], None
        self._read_again()

    def _read_again(self) -> None:
        """Reads to the end of what is in sight, so that nothing scrolls away; what was below comes when wanted."""
        query, limit = self._query(), max(STEP, self.list.reach())
        page = self.shell.app.consultations.page
        self.shell.tasks.read(lambda: page(None, limit, query), self._replaced, key=f"consultations-{id(self)}")

    def _fetch(self) -> None:
        query, after = self._query(), self._next
        if after is not None:
            page = self.shell.app.consultations.page
            self.shell.tasks.read(lambda: page(after, STEP, query), partial(self._appended, query, after))

    def _replaced(self, read: Rows) -> None:
        self._rows, self._next = list(read.rows), read.next
        self._show()
        if self._rows and self.page.hasFocus():
            self.list.setFocus()  # the focus waited here until there was a list to give it to

    def _appended(self, query: ConsultationFilter, after: Cursor, read: Rows) -> None:
        if (query, after) != (self._query(), self._next):
            return  # the list was read again meanwhile and ends elsewhere; the view asks anew from there
        self._rows += read.rows
        self._next = read.next
        self.list.rows.append([self._row(row) for row in read.rows], more=read.next is not None)

    def _show(self) -> None:
        self._discreet = self.shell.discreet
        self.list.show_rows([self._row(row) for row in self._rows], more=self._next is not None)
        self._card.setVisible(bool(self._rows))
        self._empty.setVisible(not self._rows)
        if self._wanted is not None and self.list.select(self._wanted):
            self._wanted = None

    def _row(self, row: ConsultationRow) -> ListRow:
        formats, shell = self.shell.formats, self.shell
        local = row.occurred_at.astimezone(shell.app.clock.now().tzinfo)
        words, tone = state_words(shell, row.state)
        if row.conflict:
            words, tone = shell.texts(TWO_PLACES), "warn"
        return ListRow(
            key=row.rec,
            title=title_of(shell, row),
            detail=" · ".join(part for part in (who(shell, row.who, row.mine), row.place, formats.time(local)) if part),
            extra="" if shell.discreet else row.excerpt,
            tag=words,
            tone=tone,
            heading=self._heading(local.date()),
        )

    def _heading(self, day: date) -> str:
        formats = self.shell.formats
        key = day, formats.today()
        if key not in self._headings:
            near = abs((day - key[1]).days) <= 1
            self._headings[key] = formats.sentence(formats.day(day) if near else formats.long_date(day))
        return self._headings[key]

    def showEvent(self, event: object) -> None:
        """Catches up with what changed while the page was away."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self._stale = False
            self._read_again()

    def _records_changed(self, changed: RecordsChanged) -> None:
        if not changed.kinds & {"consultation", "institution", "member"}:
            return
        if self.isVisible():
            self._read_again()
        else:
            self._stale = True
