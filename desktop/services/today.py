"""I dag: what waits for this person, and what came since last; every row says why it is there."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from desktop.services.agreements import AgreementRow, Agreements
from desktop.services.casework import ConsultationRow, Consultations
from desktop.services.clock import Clock
from desktop.services.concerns import Concerns
from desktop.services.drafts import DraftRow, Drafts
from desktop.services.errors import told
from desktop.services.since import Since
from desktop.services.spaces import Spaces
from desktop.services.wording import Wording
from desktop.store.journal import StoreJournal
from desktop.texts import _

Action = Literal["draft", "agreement", "concern", "consultation", "sync", "none"]
SINCE, SINCE_DAYS = 8, 14
SOON = timedelta(days=7)
MOST_DUE = 6
NO_NOTES = _("An administrator reads and writes no notes")


@dataclass(frozen=True)
class WaitRow:
    """Something that waits: `action` says what opening it opens, `target` which (draft id or rec); "none": nothing."""

    title: str
    detail: str
    action: Action
    target: str | bytes


@dataclass(frozen=True)
class TodayPage:
    """The page as it stands at this moment."""

    date: date
    place: str | None
    waits: tuple[WaitRow, ...]
    since: tuple[ConsultationRow, ...]
    first_day: bool


class Today:
    """Builds the page."""

    def __init__(
        self,
        consultations: Consultations,
        agreements: Agreements,
        concerns: Concerns,
        drafts: Drafts,
        journal: StoreJournal,
        since: Since,
        spaces: Spaces,
        words: Wording,
        clock: Clock,
    ) -> None:
        self._since, self._spaces = since, spaces
        self._consultations, self._agreements, self._drafts = consultations, agreements, drafts
        self._concerns_of = concerns
        self._journal, self._words, self._clock = journal, words, clock

    @told()
    def load(self) -> TodayPage:
        """The page now; (R)."""
        today = self._clock.now().date()
        newest, mark = self._consultations.newest(SINCE, SINCE_DAYS), self._since.mark
        since = newest if mark is None else self._consultations.arrived(mark, SINCE)
        here = next((row for row in newest if row.mine and row.occurred_at.date() == today and row.place), None)
        waits = (
            *self._outside(),
            *(self._draft(row, today) for row in self._drafts.list()),
            *self._corrected(),
            *self._concerns(),
            *self._aside(),
            *(self._due(row) for row in self._agreements.open_before(today + SOON)[:MOST_DUE]),
        )
        return TodayPage(today, here.place if here else None, waits, since, mark is None)

    @told()
    def to_settle(self) -> tuple[WaitRow, ...]:
        """Every agreement that was corrected in two places, and by whom; (R)."""
        agreements = tuple(self._agreement(row, self._both(row, "")) for row in self._agreements.in_conflict())
        return agreements + self._concerns()

    def _outside(self) -> tuple[WaitRow, ...]:
        if self._spaces.all():
            return ()
        text = self._words.text
        if self._spaces.administers:
            title, detail = NO_NOTES, _("Pc's and people are looked after with roedtraad-admin.")
            return (WaitRow(text(title), text(detail), "none", b""),)
        title = _("This pc waits for a colleague")
        detail = _("It can read and write notes when a colleague has vouched for it. What you write is kept as drafts.")
        return (WaitRow(text(title), text(detail), "sync", b""),)

    def _draft(self, row: DraftRow, today: date) -> WaitRow:
        when = self._words.moment(row.saved_at, today)
        detail = self._words.text(_("From {when}"), when=when)
        if row.missing:
            detail += " · " + self._words.text(_("missing: {fields}"), fields=", ".join(row.missing))
        return WaitRow(self._words.text(_("Draft: {title}"), title=_lower(row.title)), detail, "draft", row.id)

    def _corrected(self) -> tuple[WaitRow, ...]:
        rows = self._agreements.in_conflict()
        if not rows:
            return ()
        title = self._words.text.plural(
            _("{n} agreement was corrected in two places"),
            _("{n} agreements were corrected in two places"),
            len(rows),
        )
        return (WaitRow(title, self._both(rows[0], rows[0].place), "agreement", rows[0].rec),)

    def _concerns(self) -> tuple[WaitRow, ...]:
        """Each concern that was corrected in two places, without a word about the child."""
        title = self._words.text(_("A concern was corrected in two places"))
        return tuple(WaitRow(title, row.place, "concern", row.rec) for row in self._concerns_of.in_conflict())

    def _both(self, row: AgreementRow, place: str) -> str:
        text = self._words.text
        others = sorted({version.who for version in row.texts if not version.mine})
        names = [text(_("you")), *others] if len(others) < len({version.who for version in row.texts}) else others
        if not names:
            return place
        told = text(_("{first} and {last}"), first=", ".join(names[:-1]), last=names[-1]) if names[1:] else names[0]
        told = told[:1].upper() + told[1:]
        detail = text(_("{names} have each written a text"), names=told)
        return f"{place} · {detail}" if place else detail

    def _aside(self) -> tuple[WaitRow, ...]:
        aside = self._journal.quarantined()
        if not aside:
            return ()
        title = self._words.text(_("{n} set aside"), n=aside)
        detail = self._words.text(_("It came from others and could not be used. Nothing is deleted."))
        return (WaitRow(title, detail, "sync", b""),)

    def _due(self, row: AgreementRow) -> WaitRow:
        return self._agreement(row, f"{row.owner} · {_lower(row.due_text)}")

    def _agreement(self, row: AgreementRow, detail: str) -> WaitRow:
        title = (
            self._words.text(_("Agreement, {place}"), place=row.place)
            if row.place
            else self._words.text(_("Agreement"))
        )
        return WaitRow(title, detail, "agreement", row.rec)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
