"""What a new version of groups of a record asks for: each field by the sort of widget it wants; no widget is known."""

from collections.abc import Iterable, Mapping
from typing import Final

from desktop.domain.fields import Choice, Date, Duration, Field, LongText, Moment, Reference, Text
from desktop.domain.kind import WITHDRAWN, Kind
from desktop.services import who
from desktop.services.session import Names
from desktop.services.settling_values import Asked, Sort
from desktop.services.values import Option
from desktop.services.wording import Wording

#: Days that have been when they are written.
PAST: Final = frozenset({"noticed_on", "closed_on", "consent_on", "born_on", "assessed_on", "followed_on"})
#: References that a person chooses in a form; others come of what was done, and are no one's to type.
CHOSEN: Final = frozenset({"institution", "visitor"})


class Asking:
    """Asks with the names and the code lists of this pc."""

    def __init__(self, names: Names, words: Wording) -> None:
        self._names, self._words = names, words

    def of(self, kind: Kind, groups: Iterable[str]) -> tuple[Asked, ...]:
        """Every field of the groups in order; () where one of them cannot be typed or chosen."""
        asked: list[Asked] = []
        for group in groups:
            fields = kind.in_group(group)
            if not fields or fields == WITHDRAWN:
                return ()
            asked.extend(made for field in fields if (made := self._asked(field, fields)) is not None)
        return tuple(asked) if all(one.sort for one in asked) else ()

    def _asked(self, field: Field, beside: tuple[Field, ...]) -> Asked | None:
        """None for a field that another one of the group asks for: a colleague is named where anybody is."""
        names = {one.name for one in beside}
        if field.name.endswith("_user") and f"{field.name[:-5]}_name" in names:
            return None
        if field.name.endswith("_name") and f"{field.name[:-5]}_user" in names:
            return self._made(field, "who", self._colleagues(), field.name.removesuffix("_name"))
        match field:
            case LongText():
                return self._made(field, "long")
            case Text():
                return self._made(field, "line")
            case Date():
                return self._made(field, "past" if field.name in PAST else "day")
            case Moment():
                return self._made(field, "moment")
            case Duration():
                return self._made(field, "minutes")
            case Choice():
                return self._made(field, "choice", self._words.options(field.catalogue))
            case Reference(kind="institution") if field.name in CHOSEN:
                places = tuple(Option(place.rec.hex(), place.name) for place in self._names.places())
                return self._made(field, "one", places)
            case Reference(kind="member") if field.name in CHOSEN:
                return self._made(field, "one", self._colleagues())
        return self._made(field, "")

    def _colleagues(self) -> tuple[Option, ...]:
        return tuple(Option(user.hex(), name) for user, name in self._names.users().items())

    def _made(self, field: Field, sort: Sort, options: tuple[Option, ...] = (), name: str = "") -> Asked:
        return Asked(name or field.name, self._words.text(field.label), sort, options, field.required)


def taken(asked: Iterable[Asked], typed: Mapping[str, object]) -> dict[str, object]:
    """What a form with these questions holds, by the names of the record."""
    values: dict[str, object] = {}
    for one in asked:
        value = typed.get(one.name)
        if one.sort == "who":
            values |= who.kept(one.name, value)
        elif one.sort == "one":
            known = any(option.code == value for option in one.options)
            values[one.name] = bytes.fromhex(str(value)) if known else None
        else:
            values[one.name] = value
    return values
