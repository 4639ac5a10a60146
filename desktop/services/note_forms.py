"""How one form names what a note brings with it: a child, agreements, an answer on a scale. Pure.

Every name is flat, so that a draft keeps the form as it stands, and a problem finds the field it stands beside.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop.domain.registry import kind as kind_of
from desktop.services import who

Values = Mapping[str, object]

AGREEMENT = ("text", "owner_name", "owner_user", "due_on", "reason")
#: The name in the form, and in the record.
ASSESSMENT = {"scale": "scale", "scale_value": "value", "scale_perspective": "perspective", "scale_reason": "reason"}
#: Whose answer it is unless another is named.
OWN_VIEW = "worker"
#: Which record an answer in the form is, and what of it was in front of the person; none for a new one.
SCALE_REC, SCALE_BASE = "scale_rec", "scale_base"
CHILD = (
    "name",
    "born_on",
    "naming_reason",
    "consent_giver",
    "consent_role",
    "consent_on",
    "consent_purpose",
    "consent_expires_on",
)
MOST_AGREEMENTS = 20
_ROW = re.compile(r"agreement_(\d+)_(\w+)")


@dataclass(frozen=True)
class Parts:
    """One form, taken apart. `agreements` by the number of their row; what is empty in every field is no row."""

    note: dict[str, object]
    child: dict[str, object]
    agreements: dict[int, dict[str, object]] = field(default_factory=dict)
    assessment: dict[str, object] = field(default_factory=dict)


def agreement_name(number: int, name: str) -> str:
    """The name in the form of a field of the agreement in that row."""
    return f"agreement_{number}_{name}"


def rows_of(names: Sequence[str]) -> tuple[int, ...]:
    """The rows of agreements that these names speak of."""
    return tuple(sorted({int(found[1]) for name in names if (found := _ROW.fullmatch(name))}))


def taken_apart(kind: str, values: Values) -> Parts:
    """What the form holds, by the record it goes into; a field of another kind of note goes nowhere."""
    named = {one.name for one in kind_of(kind).fields}
    rows: dict[int, dict[str, object]] = {}
    for name, value in values.items():
        found = _ROW.fullmatch(name)
        if found and found[2] in AGREEMENT and value not in (None, ""):
            rows.setdefault(int(found[1]), {})[found[2]] = value
        elif found and found[2] == "rec" and value:
            rows.setdefault(int(found[1]), {})
    answer = {held: values.get(name) for name, held in ASSESSMENT.items() if values.get(name)}
    return Parts(
        note={name: value for name, value in values.items() if name in named},
        child={name: values.get(name) for name in CHILD},
        agreements={number: rows[number] for number in sorted(rows)[:MOST_AGREEMENTS]},
        assessment=answer if any(map(values.get, ("scale_value", SCALE_REC))) or _said(answer) else {},
    )


def _said(answer: Values) -> bool:
    return bool(str(answer.get("reason") or "").strip())


def standing_rows(values: Values) -> dict[int, tuple[bytes, bytes]]:
    """By its number in the form, which record an agreement is, and what of it was in front of the person."""
    found = {number: values.get(agreement_name(number, "rec")) for number in rows_of(tuple(values))}
    return {
        number: (rec, base if isinstance(base := values.get(agreement_name(number, "base")), bytes) else b"")
        for number, rec in found.items()
        if isinstance(rec, bytes)
    }


def agreement_row(number: int, held: Values) -> dict[str, object]:
    """An agreement as the form has it in that row; who does it is one field there."""
    row = {name: held.get(name) for name in AGREEMENT} | {"owner": who.shown("owner", held)}
    return {agreement_name(number, name): value for name, value in row.items() if value}


def put_together(made: Sequence[tuple[str, Values]]) -> dict[str, object]:
    """The form that (kind, values) of records made in one save came from; for a draft of what was taken back."""
    values: dict[str, object] = {}
    number = 0
    for kind, held in made:
        if kind == "agreement":
            number += 1
            values |= agreement_row(number, held)
        elif kind == "assessment":
            values |= {name: held.get(of) for name, of in ASSESSMENT.items()}
        elif kind == "child":
            values |= {name: held.get(name) for name in CHILD if held.get(name)}
        else:
            values |= held
    return values
