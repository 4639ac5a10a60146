"""What an import would do, row by row, before anything is done: added, changed (what), as it is, or skipped and why.

Knows the contacts as they stand and the file's values; it writes nothing.
"""

import contextlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from desktop.domain import rules
from desktop.domain.columns import Columns, fold
from desktop.domain.identifiers import NotANumber, parse_phone
from desktop.domain.kind import Kind
from desktop.domain.registry import kind as kind_of
from desktop.domain.row_values import BadRow, Wanted, restore_institution_no, title, wanted
from desktop.domain.tabular import TableRow
from desktop.services.clock import Clock
from desktop.services.import_matching import People, Places, street
from desktop.store.records import Records, Row
from desktop.texts import Message, _

Act = Literal["add", "change", "same", "skip"]
DOUBLE = _("The same stands in row {line}.")
DOUBLE_NUMBER = _("The same place ({number}) stands in row {line}.")
STRANGE_TYPE = _("»{value}« is no type that is known.")
OPEN_CONFLICT = _("»{field}« stands in two versions and must be settled first; it is left as it is.")


@dataclass(frozen=True)
class Moved:
    """One field of a record that is here: what it holds, and what the file says."""

    field: str
    before: object
    after: object


@dataclass(frozen=True)
class RowPlan:
    """What becomes of one row of the file."""

    line: int
    act: Act
    title: str
    notes: tuple[Message, ...] = ()
    rec: bytes | None = None
    space: bytes = b""
    values: Mapping[str, object] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True)
class Choice:
    """How a file is read: what it lists, which column is what, where new records go, and the type if none is said."""

    kind: str
    columns: Columns
    space: bytes
    otherwise: str = ""


class Planner:
    """Plans the rows of one file in their order, against the contacts as they stand when it is made."""

    def __init__(self, records: Records, clock: Clock, writable: Iterable[bytes], choice: Choice) -> None:
        self._records, self._clock, self._choice = records, clock, choice
        self._writable = frozenset(writable)
        self._kind = kind_of(choice.kind)
        self._places = Places(records.all("institution"))
        self._people = People(records.all("person") if choice.kind == "person" else ())
        self._met: dict[object, int] = {}
        self._owners: dict[str, int] = {}

    def shared(self, rows: Sequence[TableRow]) -> None:
        """Looks through the file for what several rows use: an e-mail address tells nobody from another, a number is
        that of the first row that could become a place.
        """
        at = self._choice.columns.get("email")
        if at is not None:
            self._people.shared |= _shared_by(row.cells[at].strip().casefold() for row in rows if row.cells)
        if self._choice.kind == "institution":
            self._places.shared = self._namesakes(rows)
            if "institution_no" in self._choice.columns:
                self._owners = self._number_owners(rows)

    def _namesakes(self, rows: Sequence[TableRow]) -> set[str]:
        """Folded names that the file gives to several places."""
        at, beside = self._choice.columns["name"], [
            self._choice.columns[name] for name in ("institution_no", "address") if name in self._choice.columns
        ]  # fmt: skip
        met: dict[str, set[tuple[str, ...]]] = {}
        for row in rows:
            if row.cells:
                met.setdefault(fold(row.cells[at]), set()).add(tuple(street(row.cells[n]) for n in beside))
        return {name for name, places in met.items() if len(places) > 1}

    def _number_owners(self, rows: Sequence[TableRow]) -> dict[str, int]:
        """Number → the row it belongs to, of the numbers that stand in several rows."""
        at, found = self._choice.columns["institution_no"], dict[str, list[TableRow]]()
        for row in rows:
            with contextlib.suppress(NotANumber):
                if row.cells:
                    found.setdefault(restore_institution_no(row.cells[at]), []).append(row)
        several = {number: alike for number, alike in found.items() if len(alike) > 1}
        return {
            number: next((row.line for row in alike if self._complete(row)), alike[0].line)
            for number, alike in several.items()
        }

    def _complete(self, row: TableRow) -> bool:
        try:
            said = wanted("institution", self._choice.columns, row.cells, self._choice.otherwise)
        except BadRow:
            return False
        return not self._wrong({**said.supposed, **said.values})

    def _wrong(self, values: Mapping[str, object]) -> bool:
        return any(one.severity == "error" for one in rules.problems(self._kind, values, clock=self._clock))

    def row(self, row: TableRow) -> RowPlan:
        """What becomes of the row."""
        try:
            if row.problem is not None:
                raise BadRow(row.problem)
            said = wanted(self._choice.kind, self._choice.columns, row.cells, self._choice.otherwise)
            return self._institution(row.line, said) if self._choice.kind == "institution" else self._person(row, said)
        except BadRow as problem:
            return RowPlan(row.line, "skip", self._title(row), (problem.reason,))

    def _title(self, row: TableRow) -> str:
        """What a row that is skipped is known by."""
        return title(self._choice.columns, row.cells)[:80] if row.cells else ""

    # institutions

    def _institution(self, line: int, said: Wanted) -> RowPlan:
        values: dict[str, object] = dict(said.values)
        if not values.get("name"):
            raise BadRow(Message(_("Write the name of the institution.")))
        number = said.values.get("institution_no", "")
        owner = self._owners.get(number, line)
        if owner != line:
            raise BadRow(Message(DOUBLE_NUMBER, {"number": number, "line": owner}))
        found = self._places.find(said.values)
        if found is None:
            added = self._added(line, said, {**said.supposed, **values}, self._choice.space)
            self._once(line, *_place_keys(said.values))
            return added
        return self._known(line, said, found, values)

    # people

    def _person(self, row: TableRow, said: Wanted) -> RowPlan:
        values: dict[str, object] = dict(said.values)
        if not values.get("name"):
            raise BadRow(Message(_("Write the name of the person.")))
        place = self._places.named(said.place_no, said.place)
        if place is not None:
            values["institution"] = place.rec
        found = self._people.find(said.values, place.rec if place else b"")
        if found is None:
            added = self._added(row.line, said, values, place.space if place else self._choice.space)
            key = "person", fold(said.values.get("name", "")), place.rec if place else b""
            self._once(row.line, (key,), (key,))
            return added
        self._people.alone(found, {**found.values, **values})
        return self._known(row.line, said, found, values)

    # both

    def _once(self, line: int, asked: Iterable[object], kept: Iterable[object]) -> None:
        """Raises BadRow where an earlier row was about the same."""
        for key in asked:
            if key in self._met:
                raise BadRow(Message(DOUBLE, {"line": self._met[key]}))
        self._met |= dict.fromkeys(kept, line)

    def _added(self, line: int, said: Wanted, values: dict[str, object], space: bytes) -> RowPlan:
        if space not in self._writable:
            raise BadRow(Message(_("It belongs in a place where you cannot write.")))
        if said.strange and not values.get("type"):
            raise BadRow(Message(STRANGE_TYPE, {"value": said.strange}))
        notes = (*said.notes, *self._problems(values, values))
        return RowPlan(line, "add", str(values.get("name", "")), notes, None, space, values)

    def _known(self, line: int, said: Wanted, row: Row, values: dict[str, object]) -> RowPlan:
        self._once(line, (row.rec,), ())
        title = str(row.values.get("name", ""))
        moved = [
            Moved(name, row.values.get(name), value)
            for name, value in values.items()
            if not same(name, row.values.get(name), value)
        ]
        notes = list(said.notes)
        if moved and row.conflicts:
            moved, left = self._settled(row, moved)
            notes += left
        if not moved:
            act: Act = "skip" if len(notes) > len(said.notes) else "same"
            self._once(line, (), (row.rec,))
            return RowPlan(line, act, title, tuple(notes), row.rec, row.space)
        if row.space not in self._writable:
            raise BadRow(Message(_("It is here already, in a place where you cannot write.")))
        changed = {one.field: one.after for one in moved}
        notes += self._problems({**row.values, **changed}, changed)
        self._once(line, (), (row.rec,))
        # the rows that follow meet the record as this one leaves it, as they will when the file is read once more
        (self._places if row.kind == "institution" else self._people).changed(row, changed)
        return RowPlan(line, "change", title, tuple(notes), row.rec, row.space, changed, tuple(moved))

    def _settled(self, row: Row, moved: list[Moved]) -> tuple[list[Moved], list[Message]]:
        """Those fields that stand in one version, and a word about the others."""
        found = self._records.get(row.kind, row.rec, row.space)
        apart = open_groups(self._kind, found.view.groups if found else {})
        free = [one for one in moved if self._kind.field(one.field).group not in apart]
        labels = [self._kind.field(one.field).label for one in moved if one not in free]
        return free, [Message(OPEN_CONFLICT, {"field": Message(label)}) for label in labels]

    def _problems(self, values: Mapping[str, object], new: Mapping[str, object]) -> list[Message]:
        """Warnings about what is new. Raises BadRow for an error."""
        found = rules.problems(self._kind, values, clock=self._clock)
        missing = {one.name for one in self._kind.fields if one.required and not values.get(one.name)}
        for problem in found:
            if problem.severity == "error" and (problem.field in new or problem.field in missing):
                raise BadRow(problem.message)
        return [problem.message for problem in found if problem.field in new]


def same(name: str, before: object, after: object) -> bool:
    """Whether a field says the same in the record and in the file."""
    if name == "phone" and isinstance(before, str) and isinstance(after, str):
        return _number(before) == _number(after)
    if name == "email" and isinstance(before, str) and isinstance(after, str):
        return before.casefold() == after.casefold()
    return before == after


def open_groups(kind: Kind, groups: Mapping[str, object]) -> frozenset[str]:
    """The groups that stand in several versions."""
    return frozenset(name for name, shown in groups.items() if getattr(shown, "conflict", False))


def _number(text: str) -> str:
    try:
        return parse_phone(text)
    except NotANumber:
        return text


def _place_keys(values: Mapping[str, str]) -> tuple[list[object], list[object]]:
    """What a new place must not have in common with an earlier row, and what later rows are asked for."""
    where = fold(values.get("name", "")), street(values.get("address", ""))
    number = values.get("institution_no", "")
    if number:
        return [("number", number), ("without", *where)], [("number", number), ("place", *where)]
    return [("place", *where), ("without", *where)], [("without", *where)]


def _shared_by(emails: Iterable[str]) -> set[str]:
    return {email for email, n in Counter(email for email in emails if email).items() if n > 1}
