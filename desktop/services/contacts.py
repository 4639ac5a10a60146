"""Institutions and the people in them: lists, the page of a place, and saving either."""

from collections.abc import Sequence
from datetime import date, datetime

from desktop.domain.columns import fold
from desktop.domain.registry import kind as kind_of
from desktop.services.agreements import Agreements
from desktop.services.assessments import Assessments
from desktop.services.casework import ConsultationFilter, Consultations
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.concern_values import ConcernFilter
from desktop.services.concerns import Concerns
from desktop.services.contact_values import (
    QUIET,
    ContactChoices,
    InstitutionRow,
    PersonPage,
    PersonRow,
    PlaceConcern,
    PlacePage,
)
from desktop.services.editing import Editor
from desktop.services.errors import told
from desktop.services.lineage import unshown
from desktop.services.note_kinds import NOTES
from desktop.services.presence import Presence
from desktop.services.same import standing
from desktop.services.session import Names
from desktop.services.sharing import Sharing
from desktop.services.spaces import Spaces
from desktop.services.values import Place, Problem, Saved
from desktop.services.visits import Visits
from desktop.services.wording import Wording
from desktop.services.writing import base, in_hand
from desktop.store.records import Records, Row

RECENT = 12
CLOSED = 50
"""So many more agreements that are closed are shown at a time."""
CONCERNS = 20
"""Open concerns that the page of a place shows."""
_WHERE = {"institution": "district", "person": "institution"}
"""By which field of a new one it is known where it goes."""


class Contacts:
    """The places and people this pc can read."""

    def __init__(
        self,
        records: Records,
        editor: Editor,
        spaces: Spaces,
        names: Names,
        consultations: Consultations,
        agreements: Agreements,
        concerns: Concerns,
        assessments: Assessments,
        visits: Visits,
        presence: Presence,
        words: Wording,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._editor, self._spaces, self._names = records, editor, spaces, names
        self._consultations, self._agreements = consultations, agreements
        self._concerns, self._assessments = concerns, assessments
        self._visits, self._presence, self._words, self._clock, self._me = visits, presence, words, clock, me

    @told()
    def institutions(self) -> tuple[InstitutionRow, ...]:
        """Every place, by name; (R)."""
        return self._institutions(self._words.by_name(standing(self._records.all("institution"))))

    @told()
    def people(self, institution: bytes | None = None) -> tuple[PersonRow, ...]:
        """The people, by name; (R)."""
        if institution is None:
            return self._people(standing(self._records.all("person")))
        places = self._names.same_places(institution)
        rows = [row for place in places for row in self._records.all("person", where={"institution": place})]
        if any(row.values.get("same_as") for row in rows):  # who stands for them may work elsewhere
            rows = [row for row in standing(self._records.all("person")) if row.values.get("institution") in places]
        return self._people(rows)

    @told()
    def place(self, rec: bytes, closed: int = 0) -> PlacePage:
        """The page of one place with up to `closed` of its agreements that are closed; (R). Raises NotFound."""
        found, row = self._editor.find("institution", rec)
        same = self._names.same_places(rec)
        agreed = [self._agreements.at(one, closed) for one in same]
        concerns = [self._concerns.page(limit=CONCERNS, query=ConcernFilter(place=one)) for one in same]
        visits = sorted(
            (v for one in same for v in self._visits.held(one, RECENT)), key=lambda v: v.was_at, reverse=True
        )
        shown = [concern for page in concerns for concern in page.rows]
        protected = bool(row.values.get("protected"))
        return PlacePage(
            row=self._institutions([row])[0],
            address="" if protected else str(row.values.get("address", "")),
            phone=str(row.values.get("phone", "")),
            recent=self._consultations.page(limit=RECENT, query=ConsultationFilter(place=rec)).rows,
            agreements=tuple(sorted((one for rows, _hidden in agreed for one in rows), key=lambda one: one.order)),
            hidden=sum(hidden for _rows, hidden in agreed),
            people=self.people(rec),
            values=in_hand(kind_of("institution"), found.view, self._me),
            can_edit=self._spaces.can_write(row.space),
            base=base(found.view),
            protected=protected,
            visits=tuple(visits[:RECENT]),
            planned=tuple(
                sorted((v for one in same for v in self._visits.ahead(one)), key=lambda v: v.starts_at.timestamp())
            ),
            last_visit=visits[0].was_at.date() if visits else None,
            concerns=tuple(PlaceConcern(one, self._stands(one.rec)) for one in shown[:CONCERNS]),
            more_concerns=len(shown) > CONCERNS or any(page.next is not None for page in concerns),
            merged=self._others(same),
            here=self._presence.here() in same,
            newer=unshown(kind_of("institution"), found.view),
        )

    @told()
    def person(self, rec: bytes) -> PersonPage:
        """One person, for the form; (R). Raises NotFound."""
        found, row = self._editor.find("person", rec)
        values = in_hand(kind_of("person"), found.view, self._me)
        return PersonPage(self._person(row), values, self._spaces.can_write(row.space), base(found.view))

    @told()
    def choices(self) -> ContactChoices:
        """What the forms offer; (R)."""
        return ContactChoices(
            types=self._words.options("institution_types"),
            ownerships=self._words.options("ownership"),
            places=self._names.places(),
            sharing=self._sharing(),
            protections={
                "institution": self._words.options("protection_places"),
                "person": self._words.options("protection_people"),
            },
        )

    def check(self, kind: str, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving an "institution" or a "person"; pure, any thread."""
        return self._editor.check(kind, values)

    @told()
    def save_institution(
        self,
        values: dict[str, object],
        rec: bytes | None = None,
        draft: str | None = None,
        base: bytes = b"",
        space: bytes | None = None,
    ) -> Saved:
        """A new place (`rec` None) or an edit of what differs from what was shown (`base`); (W).

        A new one goes to `space`, None: where it usually does.
        """
        return self._save("institution", values, rec, draft, base, space)

    @told()
    def save_person(
        self,
        values: dict[str, object],
        rec: bytes | None = None,
        draft: str | None = None,
        base: bytes = b"",
        space: bytes | None = None,
    ) -> Saved:
        """A new person (`rec` None) or an edit of what differs from what was shown (`base`); (W).

        A new one goes to `space`, None: where it usually does.
        """
        return self._save("person", values, rec, draft, base, space)

    def _save(
        self,
        kind: str,
        values: dict[str, object],
        rec: bytes | None,
        draft: str | None,
        seen: bytes,
        space: bytes | None,
    ) -> Saved:
        if rec is not None:
            return self._editor.edit(kind, rec, values, seen, draft)
        if space is None:
            where = values.get(_WHERE[kind])
            space = self._sharing().goes_to(fold(where) if isinstance(where, str) else where)
        return self._editor.create(kind, values, space, draft)

    def _sharing(self) -> Sharing:
        return Sharing.of_contacts(self._spaces.all(), self._names.homes())

    def _institutions(self, rows: Sequence[Row]) -> tuple[InstitutionRow, ...]:
        same = {row.rec: self._names.same_places(row.rec) for row in rows}
        recs = [rec for of in same.values() for rec in of]
        spoken = [self._records.newest(kind, "institution", "occurred_at", recs) for kind in NOTES]
        been = [*spoken, self._records.newest("visit", "institution", "held_at", recs)]
        open_ones = self._records.counts("agreement", "institution", recs, {"status": "open"})
        apart = self._names.apart()
        latest = {row.rec: [of[rec] for of in been for rec in same[row.rec] if rec in of] for row in rows}
        return tuple(
            InstitutionRow(
                rec=row.rec,
                name=str(row.values.get("name", "")),
                type_label=self._words.label("institution_types", row.values.get("type")),
                district=str(row.values.get("district", "")),
                last_contact=(last := _day(latest[row.rec])),
                open_agreements=sum(open_ones.get(rec, 0) for rec in same[row.rec]),
                quiet=last is None or last < self._clock.now().date() - QUIET,
                apart=apart.get(row.rec, ""),
            )
            for row in rows
        )

    def _stands(self, concern: bytes) -> str:
        standings = self._assessments.standings(self._assessments.of(concern))
        return f"{standings[0].scale} {standings[0].answers[0].words}" if standings and standings[0].answers else ""

    def _others(self, same: Sequence[bytes]) -> tuple[Place, ...]:
        rows = [row for rec in same[1:] if (row := self._records.row("institution", rec)) is not None]
        label = self._words.label
        return tuple(
            Place(row.rec, str(row.values.get("name", "")), label("institution_types", row.values.get("type")))
            for row in rows
        )

    def _people(self, rows: Sequence[Row]) -> tuple[PersonRow, ...]:
        return tuple(self._person(row) for row in self._words.by_name(rows))

    def _person(self, row: Row) -> PersonRow:
        values = {name: str(value) for name, value in row.values.items() if isinstance(value, str)}
        protected = "protected" in values
        return PersonRow(
            rec=row.rec,
            name=values.get("name", ""),
            role_title=values.get("role_title", ""),
            institution=self._names.place(row.values.get("institution")),
            phone="" if protected else values.get("phone", ""),
            reachable=values.get("reachable", ""),
            protected=protected,
        )


def _day(moments: Sequence[datetime]) -> date | None:
    return max(moments).astimezone(COPENHAGEN).date() if moments else None
