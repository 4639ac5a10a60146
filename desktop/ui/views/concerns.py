"""Bekymringer: the concerns this pc can read, the latest noticed first; discreet until a row is opened."""

from functools import partial

from desktop.services.concern_values import ConcernFilter, ConcernRow, ConcernRows, Cursor
from desktop.services.wording import changed_in
from desktop.texts import _
from desktop.ui.forms.paged_list import PagedList
from desktop.ui.forms.record_rows import state_words
from desktop.ui.forms.widgets import Chips, button, empty
from desktop.ui.list_rows import ListRow
from desktop.ui.shell import Shell

FILTERS = {
    "open": ConcernFilter(),
    "mine": ConcernFilter(mine_only=True),
    "all": ConcernFilter(open_only=False),
}


class View(PagedList[ConcernRow, ConcernFilter, Cursor]):
    """`show` is one of FILTERS."""

    kinds = frozenset({"concern", "child", "institution", "member"})
    opens = "concern"

    def __init__(self, shell: Shell, rec: bytes | None = None, show: str = "open", **target: object) -> None:
        super().__init__(shell, rec, **target)
        t = shell.texts
        self._which = Chips(
            [("open", t(_("Open ones"))), ("mine", t(_("I am lead contact"))), ("all", t(_("All")))],
            name=t(_("Show")),
            required=True,
        )
        self._which.set_value(show)
        begin = partial(shell.open, "concern_sheet")
        new = button(t(_("New concern")), "primary", clicked=begin)
        if shell.app.me.no_notes:
            new.hide()
        under = t(_("Children we follow, the latest noticed first"))
        self.lay_out(self.title(), under, self._which, new, self.title())
        self.list.setObjectName("concerns")
        first = "" if shell.app.me.no_notes else t(_("Write a concern"))
        self.empty.body.addWidget(empty(t(_("No concerns here.")), first, begin))

    def title(self) -> str:
        """Bekymringer."""
        return self.shell.texts(_("Concerns"))

    def target(self) -> dict[str, object]:
        """Which list, and the chosen row."""
        return super().target() | {"show": self._which.value()}

    def query(self) -> ConcernFilter:
        """The chosen filter."""
        return FILTERS[self._which.value() or "open"]

    def read_page(self, after: Cursor | None, limit: int, query: ConcernFilter) -> ConcernRows:
        """From the service."""
        return self.shell.app.concerns.page(after, limit, query)

    def in_words(self, row: ConcernRow) -> ListRow:
        """Whom it is about, since when, where, who keeps an eye on it."""
        t, formats = self.shell.texts, self.shell.formats
        words, tone = state_words(self.shell, row.state)
        if row.divided:
            words, tone = t(changed_in(row.divided)), "warn"
        elif row.status.code != "open":
            words, tone = row.status.label, "neutral"
        parts = [
            t(_("noticed {day}"), day=formats.day(row.noticed_on)) if row.noticed_on else "",
            row.place,
            row.room,
            t(_("lead contact {name}"), name=row.lead) if row.lead else t(_("no lead contact")),
        ]
        title = row.discreet_title if self.shell.discreet else row.title
        detail = formats.sentence(" · ".join(part for part in parts if part))
        return ListRow(row.rec, title, detail, tag=words, tone=tone)
