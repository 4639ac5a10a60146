"""»Siden sidst«: what others chose between one's own words and theirs, or wrote over them, so that nobody is surprised.

M2 of docs/format.md: a value that another replaced is told with his name; the text itself stands in the history. What
was corrected while another approved it replaces nothing (M5): both are told that it stands under what was approved.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from types import MappingProxyType

from desktop.services.clock import Clock, from_ms
from desktop.services.errors import told
from desktop.services.note_kinds import NOTES
from desktop.services.outrows import Titles
from desktop.services.session import Names
from desktop.services.settling import later_id
from desktop.services.wording import Wording
from desktop.store.records import Records
from desktop.store.replaced import Replaced, ReplacedWords
from desktop.texts import _
from sync import approval
from sync.record import Survivor

AT_MOST = 8
#: What opens a record of each kind; of the others their history does.
VIEWS = MappingProxyType(
    {"consultation": "reading", "ppr_consultation": "reading", "agreement": "agreements", "concern": "concern"}
)
SAID = MappingProxyType(
    {
        "edit": _("{name} has corrected what you wrote"),
        "resolve": _("{name} has settled which text holds"),
        "finalise": _("{name} approved it without knowing your correction, which stands under the note"),
    }
)
LATE = _("{name} corrected it without knowing that it was approved; it stands under the note")
PROPOSED = _("{name} has proposed a correction, which stands under the note")


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
        self,
        kept: ReplacedWords,
        records: Records,
        names: Names,
        titles: Titles,
        words: Wording,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._kept, self._records, self._names, self._titles = kept, records, names, titles
        self._words, self._clock, self._me = words, clock, me

    @told()
    def rows(self, after: int) -> tuple[ReplacedRow, ...]:
        """What came after the place `after`, one row a record, the newest first, without a word about a child; (R)."""
        came = (one for one in self._kept.after(after) if one.act != "finalise" or self._left_out(one))
        newest = {(one.kind, one.rec): one for one in came}
        found = sorted(newest.values(), key=lambda one: one.n, reverse=True)
        today = self._clock.now().date()
        rows = []
        for one in islice((one for one in found if self._is_news(one)), AT_MOST):
            name, when = self._names.user(one.by), from_ms(one.ms)
            detail = f"{self._words.text(self._said(one), name=name)} · {self._words.moment(when, today)}"
            title = self._titles.of([(one.kind, one.rec)])
            rows.append(ReplacedRow(title, detail, one.kind, one.rec, when, VIEWS.get(one.kind, "history")))
        return tuple(rows)

    def _said(self, one: Replaced) -> str:
        beside = [s for s in self._beside(one) if any(dot.cid == one.cid for dot in s.dots)]
        if one.act == "edit" and beside:
            return PROPOSED if beside[0].proposal else LATE
        return SAID[one.act]

    def _left_out(self, one: Replaced) -> bool:
        """Whether words of one's own stand beside what was approved."""
        return any(s.user == self._me and not s.proposal for s in self._beside(one))

    def _beside(self, one: Replaced) -> list[Survivor]:
        """What stands under an approved text, or as a proposal under its owner's."""
        found = self._records.get(one.kind, one.rec) if one.kind in NOTES else None
        if found is None:
            return []
        proposed = (s for shown in found.view.groups.values() for s in shown.survivors if s.proposal)
        return [*(s for late in approval.late(found.view).values() for s in late), *proposed]

    def _is_news(self, one: Replaced) -> bool:
        """Not where one has acted on it, nor where it ended or opened one's follow-up »settle later« with a choice."""
        if self._kept.answered(one):
            return False
        return one.kind != "agreement" or all(later_id(rec, self._me) != one.rec for rec in self._kept.beside(one))
