"""Visits: what is planned, »I am here now«, and when somebody was last at a place."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from desktop.domain.registry import kind as kind_of
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.editing import Editor
from desktop.services.errors import told
from desktop.services.lineage import unshown
from desktop.services.presence import Presence
from desktop.services.session import Names
from desktop.services.spaces import Spaces
from desktop.services.values import Place, Problem, Saved
from desktop.services.wording import Wording
from desktop.services.writing import base, in_hand
from desktop.store.records import Records, Row
from desktop.texts import _

#: Planned visits of a place that its page shows.
AHEAD = 3


@dataclass(frozen=True)
class VisitRow:
    """A visit as lists show it. `title` and `detail` name no child; `held`: when somebody said »I am here now«."""

    rec: bytes
    title: str
    detail: str
    place: str
    place_rec: bytes
    who: str
    mine: bool
    starts_at: datetime
    ends_at: datetime | None
    held: datetime | None
    purpose: str
    unnamed: bool = True

    def said(self, discreet: bool) -> str:
        """What it is for, "" in a list that others may look at where the words may name somebody (S14)."""
        return self.purpose if self.unnamed or not discreet else ""

    @property
    def was_at(self) -> datetime:
        """When somebody was there, or is to be."""
        return self.held or self.starts_at


@dataclass(frozen=True)
class VisitPage:
    """One visit, for the form. `base` goes back with a save: what this person had in front of him.

    `newer`: it holds what only a newer version shows.
    """

    values: dict[str, object]
    can_edit: bool
    base: bytes
    newer: bool = False


class Visits:
    """The visits this pc can read."""

    def __init__(
        self,
        records: Records,
        editor: Editor,
        spaces: Spaces,
        names: Names,
        presence: Presence,
        unnamed: Callable[[str], bool],
        words: Wording,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._editor, self._spaces, self._names = records, editor, spaces, names
        self._presence, self._unnamed = presence, unnamed
        self._words, self._clock, self._me = words, clock, me

    @told()
    def on(self, day: date) -> tuple[VisitRow, ...]:
        """One's own visits of that day, in their order; (R)."""
        return self._rows(self._presence.visits(datetime.combine(day, time(), COPENHAGEN)))

    @told()
    def ahead(self, place: bytes) -> tuple[VisitRow, ...]:
        """The next planned visits of a place, anybody's; (R)."""
        page = self._records.page(
            "visit",
            order="starts_at",
            descending=False,
            where={"institution": place},
            low=self._clock.now(),
            limit=AHEAD,
        )
        return self._rows(row for row in page.rows if not row.values.get("held_at"))

    @told()
    def held(self, place: bytes, limit: int) -> tuple[VisitRow, ...]:
        """The last visits of a place that were held, the newest first; (R)."""
        page = self._records.page(
            "visit",
            order="held_at",
            where={"institution": place},
            low=datetime(1990, 1, 1, tzinfo=COPENHAGEN),
            limit=limit,
        )
        return self._rows(page.rows)

    @told()
    def read(self, rec: bytes) -> VisitPage:
        """One visit, for the form; (R). Raises NotFound."""
        found, _row = self._editor.find("visit", rec)
        kind, view = kind_of("visit"), found.view
        can_edit = self._spaces.can_write(found.space)
        return VisitPage(in_hand(kind, view, self._me), can_edit, base(view), unshown(kind, view))

    @told()
    def places(self) -> tuple[Place, ...]:
        """Where one can go; (R)."""
        return self._names.places()

    def check(self, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving; pure, any thread."""
        return self._editor.check("visit", {"visitor": self._me, **values})

    @told()
    def save(
        self, values: dict[str, object], rec: bytes | None = None, draft: str | None = None, base: bytes = b""
    ) -> Saved:
        """A new visit of one's own (`rec` None) or an edit; (W). Raises Invalid, NoSpace, NotAllowed."""
        if rec is not None:
            return self._editor.edit("visit", rec, values, base, draft)
        return self._editor.create("visit", {"visitor": self._me, **values}, self._space(values), draft)

    @told()
    def here_now(self, place: bytes) -> Saved:
        """»I am here now«: today's planned visit there is held, else one is made; (W). Undo takes it back.

        Raises NoSpace, NotAllowed.
        """
        held = self._clock.now()
        held = held.replace(microsecond=held.microsecond // 1000 * 1000)  # of two in one minute the last one holds
        now = held.replace(second=0, microsecond=0)
        today = [row for row in self._presence.visits(now) if row.values.get("institution") == place]
        planned = [row for row in today if not row.values.get("held_at")]
        if planned:
            nearest = min(planned, key=lambda row: abs(row.values["starts_at"] - now))
            return self._editor.edit("visit", nearest.rec, {"held_at": held}, b"", None)
        made: dict[str, object] = {"visitor": self._me, "institution": place, "starts_at": now, "held_at": held}
        return self._editor.create("visit", made, self._space(made), None)

    def _space(self, values: dict[str, object]) -> bytes | None:
        return self._spaces.choose(self._spaces.of(values.get("institution"), "institution"))

    def _rows(self, rows: Iterable[Row]) -> tuple[VisitRow, ...]:
        shown = [row for row in rows if isinstance(row.values.get("institution"), bytes) and "starts_at" in row.values]
        open_ones = self._records.counts(
            "agreement", "institution", {row.values["institution"] for row in shown}, {"status": "open"}
        )
        return tuple(self._row(row, open_ones.get(row.values["institution"], 0)) for row in shown)

    def _row(self, row: Row, agreements: int) -> VisitRow:
        values, words = row.values, self._words.text
        purpose, place = str(values.get("purpose", "")), self._names.place(values["institution"])
        said = words.plural(_("{n} open agreement"), _("{n} open agreements"), agreements) if agreements else ""
        ends, held = values.get("ends_at"), values.get("held_at")
        return VisitRow(
            rec=row.rec,
            title=words(_("Visit to {place}"), place=place),
            detail=said,
            place=place,
            place_rec=values["institution"],
            who=self._names.user(values.get("visitor") or row.created_by),
            mine=values.get("visitor") == self._me,
            starts_at=values["starts_at"].astimezone(COPENHAGEN),
            ends_at=ends.astimezone(COPENHAGEN) if isinstance(ends, datetime) else None,
            held=held.astimezone(COPENHAGEN) if isinstance(held, datetime) else None,
            purpose=purpose,
            unnamed=not purpose or self._unnamed(purpose),
        )
