"""I dag: what lies ahead, what to come back to, what waits, and what came since last; every row says why it is there.

It gathers; each part knows its own rules. No row names a child, or holds what somebody typed about one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from desktop.services.approving import Approving
from desktop.services.casework import ConsultationRow, Consultations
from desktop.services.clock import Clock
from desktop.services.drafts import NOT_KNOWN, DraftRow, Drafts
from desktop.services.errors import told
from desktop.services.followups import FollowUpList, FollowUps
from desktop.services.nearby import Nearby, NowRow
from desktop.services.newcomers import Newcomers
from desktop.services.presence import Presence
from desktop.services.replaced import ReplacedByOthers, ReplacedRow
from desktop.services.session import ADMINISTERS, CARRIES, Names
from desktop.services.settling_values import SettleRow
from desktop.services.since import Since
from desktop.services.spaces import Spaces
from desktop.services.sync_status import SILENT_DAYS
from desktop.services.syncing import Syncing
from desktop.services.to_settle import ToSettle
from desktop.services.wording import Wording
from desktop.store.journal import StoreJournal
from desktop.texts import _, inside

T = TypeVar("T")
Action = Literal["draft", "drafts", "settle", "approve", "access", "sync", "none"]
SINCE, SINCE_DAYS = 5, 14
FOLLOW = 7
"""So many things to come back to at a first glance."""
DRAFTS, SETTLE = 3, 3
"""More of one sort than this are told as a number."""


@dataclass(frozen=True)
class WaitRow:
    """Something that waits: `action` says what opening it opens, of which `kind`, and `target` which (draft or rec)."""

    title: str
    detail: str
    action: Action
    kind: str = ""
    target: str | bytes = b""


@dataclass(frozen=True)
class TodayPage:
    """The page as it stands at this moment."""

    date: date
    place: str
    now: tuple[NowRow, ...]
    follow: FollowUpList
    waits: tuple[WaitRow, ...]
    since: tuple[ConsultationRow, ...]
    replaced: tuple[ReplacedRow, ...]
    first_day: bool


class Today:
    """Builds the page."""

    def __init__(
        self,
        consultations: Consultations,
        presence: Presence,
        nearby: Nearby,
        followups: FollowUps,
        drafts: Drafts,
        to_settle: ToSettle,
        approving: Approving,
        newcomers: Newcomers,
        syncing: Syncing,
        journal: StoreJournal,
        since: Since,
        replaced: ReplacedByOthers,
        spaces: Spaces,
        names: Names,
        words: Wording,
        clock: Clock,
    ) -> None:
        self._consultations, self._followups, self._drafts = consultations, followups, drafts
        self._presence, self._nearby, self._names = presence, nearby, names
        self._to_settle, self._approving, self._newcomers = to_settle, approving, newcomers
        self._syncing, self._journal = syncing, journal
        self._since, self._replaced = since, replaced
        self._spaces, self._words, self._clock = spaces, words, clock

    @told()
    def load(self, follow: int | None = FOLLOW) -> TodayPage:
        """The page now, with so many things to come back to (None: all); (R)."""
        today = self._clock.now().date()
        newest, mark = self._consultations.newest(SINCE, SINCE_DAYS), self._since.mark
        since = newest if mark is None else self._consultations.arrived(mark, SINCE)
        here = next((row.place for row in newest if row.mine and row.occurred_at.date() == today and row.place), "")
        replaced = self._replaced.rows(mark or 0)
        if mark is None:  # all is new on a first day: what was chosen before it is history, not news
            replaced = tuple(row for row in replaced if row.when.date() == today)
        torn = self._to_settle.rows()
        asked = {row.rec for row in torn}  # where the texts still stand against each other
        return TodayPage(
            date=today,
            place=self._names.place(self._presence.here()) or here,
            now=self._nearby.rows(),
            follow=self._followups.list(follow),
            waits=tuple(self._waits(today, torn)),
            since=since,
            replaced=tuple(row for row in replaced if row.rec not in asked),
            first_day=mark is None,
        )

    def _waits(self, today: date, torn: Sequence[SettleRow]) -> Iterator[WaitRow]:
        yield from self._outside()
        yield from self._untrue(today)
        yield from self._drafts_of(today)
        yield from self._corrected(today, torn)
        yield from self._unapproved(today)
        yield from self._came_in()
        yield from self._aside()

    def _outside(self) -> Iterator[WaitRow]:
        if self._spaces.all():
            return
        text = self._words.text
        if self._spaces.administers:
            yield WaitRow(text(ADMINISTERS), text(_("Pc's and people are looked after with roedtraad-admin.")), "none")
            return
        if self._spaces.carries:
            told = _("What you carry is fetched with roedtraad-admin bundle export --fetch.")
            yield WaitRow(text(CARRIES), text(told), "none")
            return
        title = _("This pc waits for a colleague")
        detail = _("It can read and write notes when a colleague has vouched for it. What you write is kept as drafts.")
        yield WaitRow(text(title), text(detail), "sync")

    def _drafts_of(self, today: date) -> Iterator[WaitRow]:
        rows, text = self._drafts.list(), self._words.text
        shown = _first(rows, DRAFTS)
        yield from (self._draft(row, today) for row in shown)
        if more := len(rows) - len(shown):
            oldest = self._words.moment(rows[-1].saved_at, today)
            title = text.plural(_("{n} more draft"), _("{n} more drafts"), more)
            yield WaitRow(title, text(_("The oldest from {when}"), when=oldest), "drafts")

    def _draft(self, row: DraftRow, today: date) -> WaitRow:
        detail = self._words.text(_("From {when}"), when=self._words.moment(row.saved_at, today))
        detail = f"{row.place} · {inside(detail)}" if row.place else detail
        if row.missing:
            detail += " · " + self._words.text(_("missing: {fields}"), fields=", ".join(row.missing))
        if not row.known:
            detail += " · " + self._words.text(NOT_KNOWN)
        title = self._words.text(_("Draft: {title}"), title=inside(row.title))
        return WaitRow(title, detail, "draft" if row.known else "none", row.kind, row.id)

    def _corrected(self, today: date, torn: Sequence[SettleRow]) -> Iterator[WaitRow]:
        """Each record that was rewritten in two places, but those that are put off."""
        rows = [row for row in torn if row.put_off is None or row.put_off <= today]
        shown = _first(rows, SETTLE)
        for row in shown:
            yield WaitRow(row.title, row.detail, "settle", row.kind, row.rec)
        if more := len(rows) - len(shown):
            title = self._words.text(_("{n} more were changed in several places"), n=more)
            yield WaitRow(title, self._words.text(_("They stand on the page Synchronisation.")), "sync")

    def _unapproved(self, today: date) -> Iterator[WaitRow]:
        nudge = self._approving.nudge()
        if nudge is not None:
            text = self._words.text
            if nudge.more:
                title = text(_("More than {n} notes are not approved"), n=nudge.count)
            else:
                title = text.plural(_("{n} note is not approved"), _("{n} notes are not approved"), nudge.count)
            when = self._words.moment(nudge.oldest, today)
            said = _("From {when}") if nudge.count == 1 and not nudge.more else _("The oldest from {when}")
            yield WaitRow(title, text(said, when=when), "approve")

    def _came_in(self) -> Iterator[WaitRow]:
        rows, text = self._newcomers.unseen().rows, self._words.text
        if len(rows) == 1:
            yield WaitRow(text(_("New access")), text(rows[0].sentence), "access")
        elif rows:
            title = text(_("{n} changes of who has access"), n=len(rows))
            yield WaitRow(title, text(rows[0].sentence), "access")

    def _untrue(self, today: date) -> Iterator[WaitRow]:
        """What makes this page say less than the truth: a clock that is wrong, and a long time without contact."""
        text = self._words.text
        wrong = self._syncing.wrong_clock()
        if wrong is not None:
            detail = _("Days and deadlines can be wrong here. Set the clock of the pc; nothing is lost.")
            yield WaitRow(text(wrong), text(detail), "none")
        last = self._syncing.last_contact()
        if last is not None and (days := (today - last.date()).days) >= SILENT_DAYS:
            waiting = self._syncing.status().waiting
            title = text(_("No contact with the municipality's server for {n} days"), n=days)
            detail = (
                text.plural(_("{n} change is on this pc alone."), _("{n} changes are on this pc alone."), waiting)
                if waiting
                else text(_("What colleagues wrote since then is not here."))
            )
            yield WaitRow(title, detail, "sync")

    def _aside(self) -> Iterator[WaitRow]:
        kept = (
            (self._journal.quarantined(), _("It came from others and could not be used. Nothing is deleted.")),
            (self._journal.newer(), _("It was written by a newer version. Update the program to read it.")),
        )
        for count, why in kept:
            if count:
                title = self._words.text.plural(_("{n} change is set aside"), _("{n} changes are set aside"), count)
                yield WaitRow(title, self._words.text(why), "sync")


def _first(rows: Sequence[T], few: int) -> Sequence[T]:
    """So many of them; a number instead of one last row would say less in as much room."""
    return rows if len(rows) <= few + 1 else rows[:few]
