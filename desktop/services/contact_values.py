"""Places and people as lists, pages and forms show them: frozen, in words; what is protected is not among it."""

from dataclasses import dataclass
from datetime import date, timedelta

from desktop.services.agreements import AgreementRow
from desktop.services.casework import ConsultationRow
from desktop.services.concern_values import ConcernRow
from desktop.services.sharing import Sharing
from desktop.services.values import Option, Place
from desktop.services.visits import VisitRow

#: Six weeks is the longest rhythm of the district's own meetings; a place that was not talked with for so long is told.
QUIET = timedelta(weeks=6)


@dataclass(frozen=True)
class InstitutionRow:
    """A place as lists show it. `quiet`: nobody of the district has been in touch for long.

    `apart`: what tells it from others of its name, "" where there is none.
    """

    rec: bytes
    name: str
    type_label: str
    district: str
    last_contact: date | None
    open_agreements: int
    quiet: bool = False
    apart: str = ""


@dataclass(frozen=True)
class PersonRow:
    """A professional contact as lists show it; `phone` is empty where it is `protected`."""

    rec: bytes
    name: str
    role_title: str
    institution: str
    phone: str
    reachable: str
    protected: bool = False


@dataclass(frozen=True)
class PlaceConcern:
    """An open concern of a place; `stands` is where a scale stands, in words, "" for none."""

    row: ConcernRow
    stands: str


@dataclass(frozen=True)
class PlacePage:
    """A place: since last, on one page. `hidden`: how many closed agreements are not shown.

    `address` is empty where it is `protected`; `concerns` are the open ones, `more_concerns` that there are others;
    `merged`: the other records that somebody said are this place. `newer`: it holds what only a newer version shows.
    """

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
    protected: bool = False
    visits: tuple[VisitRow, ...] = ()
    planned: tuple[VisitRow, ...] = ()
    last_visit: date | None = None
    concerns: tuple[PlaceConcern, ...] = ()
    more_concerns: bool = False
    merged: tuple[Place, ...] = ()
    here: bool = False
    newer: bool = False


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
    sharing: Sharing
    protections: dict[str, tuple[Option, ...]]
