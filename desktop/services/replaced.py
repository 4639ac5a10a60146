"""»Siden sidst«: what others chose between one's own words and theirs, or wrote over them, so that nobody is surprised.

M2 of docs/format.md: a value that another replaced is told with his name; the text itself stands in the history.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from types import MappingProxyType

from desktop.services.clock import Clock, from_ms
from desktop.services.errors import told
from desktop.services.outrows import Titles
from desktop.services.session import Names
from desktop.services.settling import later_id
from desktop.services.wording import Wording
from desktop.store.replaced import Replaced, ReplacedWords
from desktop.texts import _

AT_MOST = 8
#: What opens a record of each kind; of the others their history does.
VIEWS = MappingProxyType(
    {"consultation": "reading", "ppr_consultation": "reading", "agreement": "agreements", "concern": "concern"}
)


@dataclass(frozen=True)
class ReplacedRow:
    """One record where somebody wrote over one's own words; `view` opens it with rec= (and kind= for "history")."""

    title: str
    detail: str
    kind: str
    rec: bytes
    when: datetime
    view: str


class ReplacedByOthers:
    """Rows for »since last«."""

    def __init__(
        self, kept: ReplacedWords, names: Names, titles: Titles, words: Wording, clock: Clock, me: bytes
    ) -> None:
        self._kept, self._names, self._titles = kept, names, titles
        self._words, self._clock, self._me = words, clock, me

    @told()
    def rows(self, after: int) -> tuple[ReplacedRow, ...]:
        """What came after the place `after`, one row a record, the newest first, without a word about a child; (R)."""
        newest = {(one.kind, one.rec): one for one in self._kept.after(after)}
        found = sorted(newest.values(), key=lambda one: one.n, reverse=True)
        today = self._clock.now().date()
        rows = []
        for one in islice((one for one in found if self._is_news(one)), AT_MOST):
            name, when = self._names.user(one.by), from_ms(one.ms)
            said = _("{name} has settled which text holds") if one.chose else _("{name} has corrected what you wrote")
            detail = f"{self._words.text(said, name=name)} · {self._words.moment(when, today)}"
            title = self._titles.of([(one.kind, one.rec)])
            rows.append(ReplacedRow(title, detail, one.kind, one.rec, when, VIEWS.get(one.kind, "history")))
        return tuple(rows)

    def _is_news(self, one: Replaced) -> bool:
        """Not where one has acted on it, nor where it ended or opened one's follow-up »settle later« with a choice."""
        if self._kept.answered(one):
            return False
        return one.kind != "agreement" or all(later_id(rec, self._me) != one.rec for rec in self._kept.beside(one))
