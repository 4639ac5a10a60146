"""The columns of the tables of records: their names and types, and values of the domain in them and out of them."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from functools import cache, partial
from typing import Any

from desktop.domain.fields import FIRST_MS, LAST_MS, Choices, Date, Duration, Field, Moment, Reference
from desktop.domain.kind import Kind

NONE = {"TEXT": "", "INTEGER": -(2**62), "BLOB": b""}
FIXED = (
    "rec",
    "space",
    "created_by",
    "created_ms",
    "created_off",
    "conflicts",
    "approved",
)
_TYPES: Mapping[type[Field], str] = {Moment: "INTEGER", Duration: "INTEGER", Reference: "BLOB"}


def table(kind: Kind) -> str:
    """The name of a kind's table."""
    return f"v_{kind.name}"


def column(field: Field) -> str:
    """The name of a field's column."""
    return f"f_{field.name}"


def columns(kind: Kind) -> list[str]:
    """The names of all columns that hold fields."""
    offsets = [f"{column(field)}_off" for field in kind.fields if isinstance(field, Moment)]
    return [column(field) for field in kind.fields] + offsets


def sql_type(field: Field) -> str:
    """The type of a field's column; an empty value is `NONE` of that type, so that every order is total."""
    return _TYPES.get(type(field), "TEXT")


def to_column(field: Field, value: Any) -> Any:
    """A Python value of the domain (None = empty) as the column holds it."""
    if value is None:
        return NONE[sql_type(field)]
    convert = converter(type(field))
    return value if convert is None else convert(value)


@cache
def converter(field: type[Field]) -> Callable[[Any], Any] | None:
    """What makes a column of a value; None where it is one already."""
    if issubclass(field, Moment):
        return lambda value: round(value.timestamp() * 1000)
    if issubclass(field, Date):
        return lambda value: value.isoformat()
    return (lambda value: json.dumps(sorted(value))) if issubclass(field, Choices) else None


def from_columns(field: Field, held: Mapping[str, Any]) -> Any:
    """The Python value of a field in a row, None where it is empty."""
    value = held[column(field)]
    if value == NONE[sql_type(field)]:
        return None
    if isinstance(field, Moment):
        return moment(value, held[f"{column(field)}_off"])
    if isinstance(field, Date):
        return date.fromisoformat(value)
    if isinstance(field, Choices):
        return tuple(json.loads(value))
    return value


def reader(field: Field) -> Callable[[Mapping[str, Any]], Any] | None:
    """What makes the Python value of a field that is not empty; None where its column holds it."""
    return partial(from_columns, field) if isinstance(field, Moment | Date | Choices) else None


def moment(ms: int, offset: int) -> datetime:
    """An aware datetime from Unix ms and minutes; what lies outside the calendar becomes its nearest end."""
    zone = timezone(timedelta(minutes=max(-1439, min(1439, offset))))
    return datetime.fromtimestamp(0, zone) + timedelta(milliseconds=min(max(ms, FIRST_MS), LAST_MS))
