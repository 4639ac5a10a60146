"""What an import would do, row by row, before anything is done: added, changed (what), as it is, or skipped and why.

Knows the contacts as they stand and the file's values; it writes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from desktop.domain import rules
from desktop.domain.columns import Columns, fold
from desktop.domain.identifiers import NotANumber, parse_phone
from desktop.domain.kind import Kind
from desktop.domain.registry import kind as kind_of
from desktop.domain.row_values import BadRow, Wanted, wanted
from desktop.domain.tabular import TableRow
from desktop.services.clock import Clock
from desktop.store.records import Records, Row
from desktop.texts import Message, _

Act = Literal["add", "change", "same", "skip"]
DOUBLE = _("The same stands in row {line} already.")
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
        self._places = _Places(records.all("institution"))
        self._people = _People(records.all("person") if choice.kind == "person" else ())
        self._met: dict[object, int] = {}

    def shared(self, rows: Sequence[TableRow]) -> None:
        """Looks through the file for e-mail addresses that several names use: they tell nobody from another."""
        at = self._choice.columns.get("email")
        if at is not None:
            self._people.shared |= _shared_by(row.cells[at].strip().casefold() for row in rows if row.cells)

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
        """What a row that is skipped is known by: the first cell of it that is read."""
        cells = [" ".join(row.cells[at].split()) for at in self._choice.columns.values() if row.cells]
        return next((cell[:80] for cell in cells if cell), "")

    # institutions

    def _institution(self, line: int, said: Wanted) -> RowPlan:
        values: dict[str, object] = dict(said.values)
        found = self._places.find(said.values)
        if found is None:
            added = self._added(line, said, {**said.supposed, **values}, self._choice.space)
            self._once(line, *_place_keys(said.values))
            return added
        return self._known(line, said, found, values)

    # people

    def _person(self, row: TableRow, said: Wanted) -> RowPlan:
        values: dict[str, object] = dict(said.values)
        place = self._places.named(said.place_no, said.place)
        if place is not None:
            values["institution"] = place.rec
        found = self._people.find(said.values, place.rec if place else b"")
        if found is None:
            added = self._added(row.line, said, values, place.space if place else self._choice.space)
            key = "person", fold(said.values.get("name", "")), place.rec if place else b""
            self._once(row.line, (key,), (key,))
            return added
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


def _street(address: str) -> str:
    return fold(address.split(",")[0])


def _agree(one: str, other: str) -> bool:
    """Whether two addresses can be of one place: alike up to the town, or one of them not known."""
    return not one or not other or _street(one) == _street(other)


def _place_keys(values: Mapping[str, str]) -> tuple[list[object], list[object]]:
    """What a new place must not have in common with an earlier row, and what later rows are asked for."""
    where = fold(values.get("name", "")), _street(values.get("address", ""))
    number = values.get("institution_no", "")
    if number:
        return [("number", number), ("without", *where)], [("number", number), ("place", *where)]
    return [("place", *where), ("without", *where)], [("without", *where)]


def _shared_by(emails: Iterable[str]) -> set[str]:
    return {email for email, n in Counter(email for email in emails if email).items() if n > 1}


def _text(row: Row, name: str) -> str:
    value = row.values.get(name)
    return value if isinstance(value, str) else ""


class _Places:
    """The institutions that can be read, by number and by name."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._numbers: dict[str, list[Row]] = {}
        self._names: dict[str, list[Row]] = {}
        for row in rows:
            self._put(row)

    def _put(self, row: Row) -> None:
        if number := _text(row, "institution_no"):
            self._numbers.setdefault(number.rjust(6, "0"), []).append(row)
        self._names.setdefault(fold(_text(row, "name")), []).append(row)

    def changed(self, row: Row, values: Mapping[str, object]) -> None:
        """A row of the file changes this one."""
        if row in (found := self._numbers.get(_text(row, "institution_no").rjust(6, "0"), [])):
            found.remove(row)
        self._names[fold(_text(row, "name"))].remove(row)
        self._put(replace(row, values={**row.values, **values}))

    def find(self, values: Mapping[str, str]) -> Row | None:
        """The institution a row is about: by number, else by name and address. Raises BadRow where several could be."""
        number = values.get("institution_no", "")
        if self._numbers.get(number):
            return _only(self._numbers[number], _("Several places here have the number {what}."), number)
        name, address = values.get("name", ""), values.get("address", "")
        alike = [
            row
            for row in self._names.get(fold(name), ())
            if _agree(address, _text(row, "address")) and not (number and _text(row, "institution_no"))
        ]
        return _only(alike, _("Several places here are called »{what}«."), name)

    def named(self, number: str, name: str) -> Row | None:
        """Where a person works; None where the row does not say. Raises BadRow for a place that is not here."""
        if not number and not name:
            return None
        rows = self._numbers.get(number, []) if number else self._names.get(fold(name), [])
        found = _only(rows, _("Several places here are called »{what}«."), name or number)
        if found is None:
            raise BadRow(
                Message(_("»{what}« is not among the places here. Import the places first."), {"what": name or number})
            )
        return found


class _People:
    """The contact persons that can be read, by e-mail and by name and place."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._emails: dict[str, list[Row]] = {}
        self._names: dict[tuple[str, bytes], list[Row]] = {}
        for row in rows:
            self._put(row)
        self.shared = {email for email, found in self._emails.items() if len(found) > 1}

    def _put(self, row: Row) -> None:
        if email := _text(row, "email").casefold():
            self._emails.setdefault(email, []).append(row)
        self._names.setdefault(self._key(row), []).append(row)

    @staticmethod
    def _key(row: Row) -> tuple[str, bytes]:
        place = row.values.get("institution")
        return fold(_text(row, "name")), place if isinstance(place, bytes) else b""

    def changed(self, row: Row, values: Mapping[str, object]) -> None:
        """A row of the file changes this one."""
        if row in (found := self._emails.get(_text(row, "email").casefold(), [])):
            found.remove(row)
        self._names[self._key(row)].remove(row)
        self._put(replace(row, values={**row.values, **values}))

    def find(self, values: Mapping[str, str], place: bytes) -> Row | None:
        """The person a row is about: by an e-mail that is one person's, else by name and place. Raises BadRow."""
        email, name = values.get("email", "").casefold(), values.get("name", "")
        if self._emails.get(email) and email not in self.shared:
            return self._emails[email][0]
        alike = self._names.get((fold(name), place), []) if name else []
        same_mail = [row for row in alike if email and _text(row, "email").casefold() == email]
        return _only(same_mail or alike, _("Several people here are called »{what}«."), name)


def _only(rows: Sequence[Row], several: str, what: str) -> Row | None:
    if len(rows) > 1:
        raise BadRow(Message(several, {"what": what}))
    return rows[0] if rows else None
