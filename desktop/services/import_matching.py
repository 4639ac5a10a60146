"""Whom a row of a list means: places by number, else by name and street; people by e-mail, else by name and place.

Where several could be meant it says so instead of guessing; it knows no file and writes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from desktop.domain.columns import fold
from desktop.domain.row_values import BadRow
from desktop.store.records import Row
from desktop.texts import Message, _


def street(address: str) -> str:
    """An address up to the town, to compare by."""
    return fold(address.split(",")[0])


def agree(one: str, other: str) -> bool:
    """Whether two addresses can be of one place: alike up to the town, or one of them not known."""
    return not one or not other or street(one) == street(other)


def _text(row: Row, name: str) -> str:
    value = row.values.get(name)
    return value if isinstance(value, str) else ""


class Places:
    """The institutions that can be read, by number and by name."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._numbers: dict[str, list[Row]] = {}
        self._names: dict[str, list[Row]] = {}
        self.shared: set[str] = set()
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
            if agree(address, _text(row, "address")) and not (number and _text(row, "institution_no"))
        ]
        if fold(name) in self.shared:
            if not number and not address:
                raise BadRow(Message(_("Several places here are called »{what}«."), {"what": name}))
            # the file knows several of that name: one whose address is not known could be any of them
            alike = [row for row in alike if address and _text(row, "address")]
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


class People:
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

    def alone(self, row: Row, values: Mapping[str, object]) -> None:
        """Raises BadRow where the person would get the name and the place of another."""
        key = self._key(replace(row, values=values))
        if any(other.rec != row.rec for other in self._names.get(key, ())):
            raise BadRow(Message(_("Several people here are called »{what}«."), {"what": values.get("name", "")}))

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
