"""Institutions and the people in them: lists, the page of a place, and saving either."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from desktop.domain import rules
from desktop.domain.registry import kind as kind_of
from desktop.services.agreements import AgreementRow, Agreements
from desktop.services.casework import ConsultationFilter, ConsultationRow, Consultations
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.errors import Invalid, NoSpace, NotFound, told
from desktop.services.problems import in_words
from desktop.services.session import Names
from desktop.services.spaces import Spaces
from desktop.services.undo import token
from desktop.services.values import Option, Place, Problem, Saved
from desktop.services.wording import Wording
from desktop.services.writing import Change, Writing, base, edits, in_hand
from desktop.store.records import Records, Row

RECENT = 12


@dataclass(frozen=True)
class InstitutionRow:
    """A place as lists show it."""

    rec: bytes
    name: str
    type_label: str
    district: str
    last_contact: date | None
    open_agreements: int


@dataclass(frozen=True)
class PersonRow:
    """A professional contact as lists show it."""

    rec: bytes
    name: str
    role_title: str
    institution: str
    phone: str
    email: str
    reachable: str


@dataclass(frozen=True)
class PlacePage:
    """A place: since last, on one page."""

    row: InstitutionRow
    address: str
    phone: str
    recent: tuple[ConsultationRow, ...]
    agreements: tuple[AgreementRow, ...]
    people: tuple[PersonRow, ...]
    values: dict[str, object]
    can_edit: bool
    base: bytes


@dataclass(frozen=True)
class PersonPage:
    """A person, for the form. `base` goes back with a save: what this person had in front of him."""

    row: PersonRow
    values: dict[str, object]
    can_edit: bool
    base: bytes


@dataclass(frozen=True)
class ContactChoices:
    """What the forms of a place and of a person offer."""

    types: tuple[Option, ...]
    ownerships: tuple[Option, ...]
    places: tuple[Place, ...]
    spaces: tuple[Option, ...]


class Contacts:
    """The places and people this pc can read."""

    def __init__(
        self,
        records: Records,
        writing: Writing,
        spaces: Spaces,
        names: Names,
        consultations: Consultations,
        agreements: Agreements,
        words: Wording,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._writing, self._spaces, self._names = records, writing, spaces, names
        self._consultations, self._agreements = consultations, agreements
        self._words, self._clock, self._me = words, clock, me

    @told()
    def institutions(self) -> tuple[InstitutionRow, ...]:
        """Every place, by name; (R)."""
        last = self._records.newest("consultation", "institution", "occurred_at")
        open_ones = self._records.counts("agreement", "institution", {"status": "open"})
        return tuple(
            self._institution(row, last, open_ones) for row in self._words.by_name(self._records.all("institution"))
        )

    @told()
    def people(self, institution: bytes | None = None) -> tuple[PersonRow, ...]:
        """The people, by name; (R)."""
        where: dict[str, object] = {} if institution is None else {"institution": institution}
        return tuple(self._person(row) for row in self._words.by_name(self._records.all("person", where=where)))

    @told()
    def place(self, rec: bytes) -> PlacePage:
        """The page of one place; (R). Raises NotFound."""
        row, found = self._records.row("institution", rec), self._records.get("institution", rec)
        if row is None or found is None:
            raise NotFound
        last = self._records.newest("consultation", "institution", "occurred_at")
        open_ones = self._records.counts("agreement", "institution", {"status": "open"})
        return PlacePage(
            row=self._institution(row, last, open_ones),
            address=str(row.values.get("address", "")),
            phone=str(row.values.get("phone", "")),
            recent=self._consultations.page(limit=RECENT, query=ConsultationFilter(place=rec)).rows,
            agreements=self._agreements.list(rec),
            people=self.people(rec),
            values=in_hand(kind_of("institution"), found.view, self._me),
            can_edit=self._spaces.can_write(row.space),
            base=base(found.view),
        )

    @told()
    def person(self, rec: bytes) -> PersonPage:
        """One person, for the form; (R). Raises NotFound."""
        row, found = self._records.row("person", rec), self._records.get("person", rec)
        if row is None or found is None:
            raise NotFound
        values = in_hand(kind_of("person"), found.view, self._me)
        return PersonPage(self._person(row), values, self._spaces.can_write(row.space), base(found.view))

    @told()
    def choices(self) -> ContactChoices:
        """What the forms offer; (R)."""
        types = {option.code: option.label for option in self._words.options("institution_types")}
        places = self._words.by_name(self._records.all("institution"))
        return ContactChoices(
            types=self._words.options("institution_types"),
            ownerships=self._words.options("ownership"),
            places=tuple(
                Place(row.rec, str(row.values.get("name", "")), types.get(str(row.values.get("type")), ""))
                for row in places
            ),
            spaces=tuple(space.option for space in self._spaces.writable()),
        )

    def check(self, kind: str, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving an "institution" or a "person"; pure, any thread."""
        return in_words(rules.problems(kind_of(kind), values, clock=self._clock), self._words)

    @told()
    def save_institution(
        self, values: dict[str, object], rec: bytes | None = None, draft: str | None = None, base: bytes = b""
    ) -> Saved:
        """A new place (`rec` None) or an edit of what differs from what was shown (`base`); (W)."""
        return self._save("institution", values, rec, draft, base)

    @told()
    def save_person(
        self, values: dict[str, object], rec: bytes | None = None, draft: str | None = None, base: bytes = b""
    ) -> Saved:
        """A new person (`rec` None) or an edit of what differs from what was shown (`base`); (W)."""
        return self._save("person", values, rec, draft, base)

    def _save(self, name: str, values: dict[str, object], rec: bytes | None, draft: str | None, seen: bytes) -> Saved:
        kind = kind_of(name)
        fields = {field.name for field in kind.fields}
        values = {field: value for field, value in values.items() if field in fields}
        change: Change | None
        if rec is None:
            self._demand(name, values)
            at = (
                self._records.row("institution", place)
                if isinstance(place := values.get("institution"), bytes)
                else None
            )
            space = self._spaces.choose(at.space if at else None)
            if space is None:
                raise NoSpace
            rec = os.urandom(16)
            change = Change(kind, rec, "create", kind.to_wire(values))
        else:
            found, row = self._records.get(name, rec), self._records.row(name, rec)
            if found is None or row is None:
                raise NotFound
            self._demand(name, {**row.values, **values})
            space = found.space
            change = edits(kind, found.view, values, seen, self._me)
        if change is None:
            self._writing.nothing(draft)
            return Saved(rec, b"")
        return Saved(rec, token(self._writing.commit(space, [change], draft), [(name, rec)]))

    def _demand(self, kind: str, values: dict[str, object]) -> None:
        problems = self.check(kind, values)
        if any(problem.severity == "error" for problem in problems):
            raise Invalid(problems)

    def _institution(self, row: Row, last: Mapping[bytes, datetime], open_ones: Mapping[bytes, int]) -> InstitutionRow:
        met = last.get(row.rec)
        return InstitutionRow(
            rec=row.rec,
            name=str(row.values.get("name", "")),
            type_label=self._words.label("institution_types", row.values.get("type")),
            district=str(row.values.get("district", "")),
            last_contact=met.astimezone(COPENHAGEN).date() if met else None,
            open_agreements=open_ones.get(row.rec, 0),
        )

    def _person(self, row: Row) -> PersonRow:
        values = {name: str(value) for name, value in row.values.items() if isinstance(value, str)}
        return PersonRow(
            rec=row.rec,
            name=values.get("name", ""),
            role_title=values.get("role_title", ""),
            institution=self._names.place(row.values.get("institution")),
            phone=values.get("phone", ""),
            email=values.get("email", ""),
            reachable=values.get("reachable", ""),
        )
