"""Institutions and the people in them: lists, the page of a place, and saving either."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.registry import kind as kind_of
from desktop.services.agreements import AgreementRow, Agreements
from desktop.services.casework import ConsultationFilter, ConsultationRow, Consultations
from desktop.services.clock import COPENHAGEN
from desktop.services.editing import Editor
from desktop.services.errors import told
from desktop.services.session import Names
from desktop.services.spaces import Spaces
from desktop.services.values import Option, Place, Problem, Saved
from desktop.services.wording import Wording
from desktop.services.writing import base, in_hand
from desktop.store.records import Records, Row

RECENT = 12
CLOSED = 50
"""So many more agreements that are closed are shown at a time."""


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
    reachable: str


@dataclass(frozen=True)
class PlacePage:
    """A place: since last, on one page. `hidden`: how many closed agreements are not shown."""

    row: InstitutionRow
    address: str
    phone: str
    recent: tuple[ConsultationRow, ...]
    agreements: tuple[AgreementRow, ...]
    hidden: int
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
        editor: Editor,
        spaces: Spaces,
        names: Names,
        consultations: Consultations,
        agreements: Agreements,
        words: Wording,
        me: bytes,
    ) -> None:
        self._records, self._editor, self._spaces, self._names = records, editor, spaces, names
        self._consultations, self._agreements = consultations, agreements
        self._words, self._me = words, me

    @told()
    def institutions(self) -> tuple[InstitutionRow, ...]:
        """Every place, by name; (R)."""
        return self._institutions(self._words.by_name(self._records.all("institution")))

    @told()
    def people(self, institution: bytes | None = None) -> tuple[PersonRow, ...]:
        """The people, by name; (R)."""
        where: dict[str, object] = {} if institution is None else {"institution": institution}
        return tuple(self._person(row) for row in self._words.by_name(self._records.all("person", where=where)))

    @told()
    def place(self, rec: bytes, closed: int = 0) -> PlacePage:
        """The page of one place with up to `closed` of its agreements that are closed; (R). Raises NotFound."""
        found, row = self._editor.find("institution", rec)
        agreements, hidden = self._agreements.at(rec, closed)
        return PlacePage(
            row=self._institutions([row])[0],
            address=str(row.values.get("address", "")),
            phone=str(row.values.get("phone", "")),
            recent=self._consultations.page(limit=RECENT, query=ConsultationFilter(place=rec)).rows,
            agreements=agreements,
            hidden=hidden,
            people=self.people(rec),
            values=in_hand(kind_of("institution"), found.view, self._me),
            can_edit=self._spaces.can_write(row.space),
            base=base(found.view),
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
            spaces=tuple(space.option for space in self._spaces.writable()),
        )

    def check(self, kind: str, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving an "institution" or a "person"; pure, any thread."""
        return self._editor.check(kind, values)

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

    def _save(self, kind: str, values: dict[str, object], rec: bytes | None, draft: str | None, seen: bytes) -> Saved:
        if rec is not None:
            return self._editor.edit(kind, rec, values, seen, draft)
        space = self._spaces.choose(self._spaces.of(values.get("institution"), "institution"))
        return self._editor.create(kind, values, space, draft)

    def _institutions(self, rows: Sequence[Row]) -> tuple[InstitutionRow, ...]:
        recs = [row.rec for row in rows]
        last = self._records.newest("consultation", "institution", "occurred_at", recs)
        open_ones = self._records.counts("agreement", "institution", recs, {"status": "open"})
        return tuple(
            InstitutionRow(
                rec=row.rec,
                name=str(row.values.get("name", "")),
                type_label=self._words.label("institution_types", row.values.get("type")),
                district=str(row.values.get("district", "")),
                last_contact=last[row.rec].astimezone(COPENHAGEN).date() if row.rec in last else None,
                open_agreements=open_ones.get(row.rec, 0),
            )
            for row in rows
        )

    def _person(self, row: Row) -> PersonRow:
        values = {name: str(value) for name, value in row.values.items() if isinstance(value, str)}
        return PersonRow(
            rec=row.rec,
            name=values.get("name", ""),
            role_title=values.get("role_title", ""),
            institution=self._names.place(row.values.get("institution")),
            phone=values.get("phone", ""),
            reachable=values.get("reachable", ""),
        )
