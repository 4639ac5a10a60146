"""What must be right in a note of a talk, whoever wrote it, and which of its fields belong to whom it is about.

Pure: the time is given. How many talks a family has had is for the store to say.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from desktop.domain.families import parse_code
from desktop.domain.identifiers import NotANumber
from desktop.domain.problem import Problem
from desktop.texts import Message, _

Values = Mapping[str, object]

#: Which fields belong to one choice of whom a note is about; in any other note they stay empty.
BELONGS: Mapping[str, tuple[str, ...]] = {
    "subject_label": ("group", "staff", "parents"),
    "age_band": ("anonymous_child",),
    "family_code": ("family_code",),
    "over_reason": ("family_code",),
    "child": ("child",),
}
_ASKED = {
    "group": _("Write which class or group it is about."),
    "staff": _("Write which staff it is about."),
}
NO_CHILD = _("Write the child's name, or choose to write without it.")


def fitting(values: Values) -> dict[str, object]:
    """`values` without what does not belong to whom the note is about: what was typed first goes no further."""
    subject = values.get("subject")
    return {name: None if name in BELONGS and subject not in BELONGS[name] else value for name, value in values.items()}


def of_note(values: Values, now: datetime) -> Iterator[Problem]:
    """A consultation, of PPR or of any other."""
    subject = str(values.get("subject") or "")
    if subject in _ASKED and not str(values.get("subject_label") or "").strip():
        yield Problem("subject_label", Message(_ASKED[subject]))
    if subject == "child" and not values.get("concern") and not values.get("child"):
        yield Problem("child", Message(NO_CHILD))
    if subject == "family_code":
        yield from _of_code(str(values.get("family_code") or "").strip())
    yield from of_deadline("followup_on", "followup_reason", values, now)


def of_deadline(day_name: str, reason_name: str, values: Values, now: datetime) -> Iterator[Problem]:
    """A day by which something is done, and why then."""
    day = values.get(day_name)
    if day is None and str(values.get(reason_name) or "").strip():
        yield Problem(day_name, Message(_("There is a reason but no date: choose the date too.")), "warning")
    if isinstance(day, date) and not isinstance(day, datetime) and day < now.date():
        yield Problem(day_name, Message(_("The date has passed.")), "warning")


def _of_code(code: str) -> Iterator[Problem]:
    if not code:
        said = _("Without a code the talk counts, but not which family it is. A family may say no to a code.")
        yield Problem("family_code", Message(said), "warning")
        return
    try:
        parse_code(code)
    except NotANumber:
        said = _("A family code is two words and a number, such as GREEN-FIR-27. Draw one, or leave it empty.")
        yield Problem("family_code", Message(said))
