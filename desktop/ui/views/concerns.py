"""Bekymringer: the concerns this pc can read, the latest noticed first; discreet until a row is opened."""

from functools import partial

from desktop.services.concern_values import ConcernFilter, ConcernRow, ConcernRows, Cursor
from desktop.services.events import RecordsChanged
from desktop.texts import _
from desktop.ui import theme as look
from desktop.ui.forms.record_rows import TWO_PLACES, state_words
from desktop.ui.forms.widgets import Card, Chips, Page, button, empty
from desktop.ui.shell import Shell, ViewBase
from desktop.ui.tables import ListRow, ListView

STEP = 60
FILTERS = {
    "open": ConcernFilter(),
    "mine": ConcernFilter(mine_only=True),
    "all": ConcernFilter(open_only=False),
}


class View(ViewBase):
    """The list. Enter or a click opens; `rec` is chosen when the page is shown."""

    def __init__(self, shell: Shell, rec: bytes | None = None, show: str = "open", **target: object) -> None:
        super().__init__(shell, rec=rec, **target)
        t = shell.texts
        self._wanted = rec
        self._rows: list[ConcernRow] = []
        self._next: Cursor | None = None
        self._stale = False
        self._which = Chips(
            [("open", t(_("Open ones"))), ("mine", t(_("I am lead contact"))), ("all", t(_("All")))],
            name=t(_("Show")),
            required=True,
        )
        self._which.set_value(show)
        self._which.setFixedHeight(self._which.sizeHint().height())
        self._which.changed.connect(self._start_over)
        new = button(t(_("New concern")), "primary", clicked=partial(shell.open, "concern_sheet"))
        self.page = Page(t(_("Concerns")), t(_("Children we follow, the latest noticed first")), [self._which, new])
        self.page.buttons.insertSpacing(1, look.current().gap(6))
        self.list = ListView(t(_("Concerns")))
        self.list.setObjectName("concerns")
        self.list.rows.wanted.connect(self._fetch)
        self.list.opened.connect(lambda key: shell.open("concern", rec=key))
        self._card = Card()
        self._card.layout().setContentsMargins(1, 6, 1, 6)  # type: ignore[union-attr]
        self._card.body.addWidget(self.list)
        policy = self._card.sizePolicy()
        policy.setVerticalPolicy(policy.Policy.Expanding)
        self._card.setSizePolicy(policy)
        self._empty = Card()
        self._empty.hide()
        self.page.body.setAlignment(self.page.body.alignment() & ~self.page.body.alignment())
        self.page.body.addWidget(self._card, 1)
        self.page.body.addWidget(self._empty)
        self.page.body.addStretch(0)
        self.fill(self.page)
        shell.bridge.records_changed.connect(self._records_changed)

    def title(self) -> str:
        """Bekymringer."""
        return self.shell.texts(_("Concerns"))

    def focus(self) -> None:
        """The list."""
        (self.list if self._rows else self.page).setFocus()

    def target(self) -> dict[str, object]:
        """Which list, and the chosen row, so that a lock comes back to it."""
        return super().target() | {"rec": self.list.selected(), "show": self._which.value()}

    def refresh(self) -> None:
        """Shows the rows anew, as discreet as the window is now, and reads what may have changed."""
        self._show()
        self._read_again()

    def _query(self) -> ConcernFilter:
        return FILTERS[self._which.value() or "open"]

    def _start_over(self) -> None:
        self._rows, self._next = [], None
        self._read_again()

    def _read_again(self) -> None:
        query, limit = self._query(), max(STEP, len(self._rows))
        page = self.shell.app.concerns.page
        self.shell.tasks.read(lambda: page(None, limit, query), self._replaced, key=f"concerns-{id(self)}")

    def _fetch(self) -> None:
        query, after = self._query(), self._next
        if after is not None:
            page = self.shell.app.concerns.page
            self.shell.tasks.read(lambda: page(after, STEP, query), partial(self._appended, query, after))

    def _replaced(self, read: ConcernRows) -> None:
        self._rows, self._next = list(read.rows), read.next
        self._show()
        if self._rows and self.page.hasFocus():
            self.list.setFocus()  # the focus waited here until there was a list to give it to

    def _appended(self, query: ConcernFilter, after: Cursor, read: ConcernRows) -> None:
        if (query, after) != (self._query(), self._next):
            return  # the list was read again meanwhile and ends elsewhere; the view asks anew from there
        self._rows += read.rows
        self._next = read.next
        self.list.rows.append([self._row(row) for row in read.rows], more=read.next is not None)

    def _show(self) -> None:
        self.list.show_rows([self._row(row) for row in self._rows], more=self._next is not None)
        self._card.setVisible(bool(self._rows))
        self._empty.setVisible(not self._rows)
        self._empty.clear()
        if not self._rows:
            t = self.shell.texts
            begin = partial(self.shell.open, "concern_sheet")
            self._empty.body.addWidget(empty(t(_("No concerns here.")), t(_("Write a concern")), begin))
        if self._wanted is not None and self.list.select(self._wanted):
            self._wanted = None

    def _row(self, row: ConcernRow) -> ListRow:
        t, formats = self.shell.texts, self.shell.formats
        words, tone = state_words(self.shell, row.state)
        if row.conflict:
            words, tone = t(TWO_PLACES), "warn"
        elif row.status.code != "open":
            words, tone = row.status.label, "neutral"
        parts = [
            row.place,
            row.room,
            t(_("lead contact {name}"), name=row.lead) if row.lead else t(_("no lead contact")),
            t(_("noticed {day}"), day=formats.day(row.noticed_on)) if row.noticed_on else "",
        ]
        title = row.discreet_title if self.shell.discreet else row.title
        return ListRow(row.rec, title, " · ".join(part for part in parts if part), tag=words, tone=tone)

    def showEvent(self, event: object) -> None:
        """Catches up with what changed while the page was away."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._stale:
            self._stale = False
            self._read_again()

    def _records_changed(self, changed: RecordsChanged) -> None:
        if not changed.kinds & {"concern", "child", "institution", "member"}:
            return
        if self.isVisible():
            self._read_again()
        else:
            self._stale = True
