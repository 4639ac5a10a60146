"""What must be right before a record is saved, as problems beside fields; a draft is never checked.

Pure: the clock is given. An error stops a save, a warning does not.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Protocol

from desktop.domain import catalogues, concern_rules, note_rules
from desktop.domain.anonymity import find_cpr
from desktop.domain.fields import Choice, Choices, Date, Duration, Field, Moment, PersonalNumber, Reference, Text
from desktop.domain.identifiers import NotANumber, parse_institution_no, parse_phone
from desktop.domain.kind import AMENDMENT, Kind
from desktop.domain.problem import Problem
from desktop.texts import Message, _

Values = Mapping[str, object]

#: What no keyboard writes and no other pc can keep: control characters but tab and newline, halves of letters.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Nothing written in this program happened or falls due outside these years.
_YEARS = range(1990, 2101)
_CONTACTS = frozenset({"institution", "person"})
#: What is planned lies ahead.
_AHEAD = frozenset({"visit"})
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_DAY_S = 86_400

NO_TYPE = _("Choose the type of the institution.")
_MISSING = {
    **{
        (kind, name): sentence
        for kind in ("consultation", "ppr_consultation")
        for name, sentence in (
            ("institution", _("Choose where it was.")),
            ("form", _("Choose what kind it was.")),
            ("subject", _("Choose who it is about.")),
            ("text", _("Write what you talked about and agreed.")),
        )
    },
    ("agreement", "text"): _("Write what was agreed."),
    ("agreement", "status"): _("Choose where the agreement stands."),
    ("institution", "name"): _("Write the name of the institution."),
    ("institution", "type"): NO_TYPE,
    ("person", "name"): _("Write the name of the person."),
    ("visit", "institution"): _("Choose where you are going."),
    ("visit", "starts_at"): _("Write when."),
    ("child", "naming"): _("Choose who it is about."),
    ("concern", "institution"): _("Choose where it was."),
    ("concern", "noticed_on"): _("Write when it was noticed."),
    ("concern", "worries"): _("Write what you are worried about."),
    ("assessment", "scale"): _("Choose a scale."),
    ("assessment", "value"): _("Choose an answer of the scale."),
    ("assessment", "perspective"): _("Choose who says so."),
    ("assessment", "assessed_on"): _("Write the day of the assessment."),
    ("assessment", "reason"): _("Write why."),
}
CPR_FOUND = _(
    "This looks like a personal number. It cannot be saved here, with or without a name: "
    "remove it, and keep it in the case system."
)
CPR_IN_CONTACT = _(
    "This looks like a personal number. It cannot be saved among the contacts: "
    "remove it, and keep it in the case system."
)


class Now(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """An aware datetime."""


def problems(kind: Kind, values: Values, *, clock: Now) -> tuple[Problem, ...]:
    """Everything that is wrong or odd with `values`, in the order of the kind's fields."""
    found = [problem for field in kind.fields for problem in _of_field(kind, field, values, clock.now())]
    found += _OF_KIND.get(kind.name, _nothing)(values, clock.now())
    order = {field.name: place for place, field in enumerate(kind.fields)}
    return tuple(sorted(found, key=lambda problem: order[problem.field]))


def together(made: Sequence[Kind], values: Values, *, clock: Now) -> tuple[Problem, ...]:
    """The same for a form that makes a record of each kind at once: what refers to another of them is no question."""
    names = {kind.name for kind in made}
    return tuple(
        problem
        for kind in made
        for problem in problems(kind, values, clock=clock)
        if not (isinstance(field := kind.field(problem.field), Reference) and field.kind in names)
    )


def amendment_problems(text: str) -> tuple[Problem, ...]:
    """The same for an addition to a record without a name."""
    if AMENDMENT.is_empty(text):
        return (Problem("text", Message(_("Write the addition."))),)
    return tuple(_of_text(AMENDMENT, text))


def _of_field(kind: Kind, field: Field, values: Values, now: datetime) -> Iterator[Problem]:
    label, value = Message(field.label), values.get(field.name)
    if field.is_empty(value):
        if field.required:
            specific = _MISSING.get((kind.name, field.name))
            yield Problem(
                field.name, Message(specific) if specific else Message(_("»{field}« is missing."), {"field": label})
            )
        return
    if not field.accepts(value):
        yield Problem(field.name, Message(_("»{field}« cannot be read. Fill it in again."), {"field": label}))
    elif isinstance(field, Text):
        yield from _of_text(field, str(value), CPR_IN_CONTACT if kind.name in _CONTACTS else CPR_FOUND)
    elif isinstance(field, (Choice, Choices)):
        yield from _of_choice(field, value)
    elif isinstance(field, Duration):
        if not (isinstance(value, int) and 1 <= value <= field.limit):
            yield Problem(field.name, Message(_("The time must be between 1 minute and 24 hours.")))
    elif isinstance(field, (Date, Moment)):
        yield from _of_day(field, value, _NEVER if kind.name in _AHEAD else now)


def _of_text(field: Text, text: str, cpr: str = CPR_FOUND) -> Iterator[Problem]:
    length = len(text.strip())
    if length > field.limit:
        args = {"field": Message(field.label), "limit": field.limit, "length": length}
        yield Problem(field.name, Message(_("»{field}« is too long: at most {limit} characters, now {length}."), args))
        return
    if _NO_TEXT.search(text):
        args = {"field": Message(field.label)}
        yield Problem(field.name, Message(_("»{field}« holds characters that are no text. Write it anew."), args))
    if find_cpr(text) and not isinstance(field, PersonalNumber):
        yield Problem(field.name, Message(cpr))


def _of_choice(field: Choice | Choices, value: object) -> Iterator[Problem]:
    """What no form offers. A code that only a newer version knows is kept by whoever corrects something else."""
    codes = [value] if isinstance(value, str) else value
    hidden = {row.code for row in catalogues.load(field.catalogue).rows if not row.shown}
    if not isinstance(codes, (list, tuple, set, frozenset)) or any(
        code in hidden or not catalogues.CODE.fullmatch(str(code)) for code in codes
    ):
        yield Problem(
            field.name, Message(_("Choose among the possibilities of »{field}«."), {"field": Message(field.label)})
        )


def _of_day(field: Field, value: object, now: datetime) -> Iterator[Problem]:
    if not isinstance(value, date) or value.year not in _YEARS:
        yield Problem(field.name, Message(_("The date of »{field}« cannot be right."), {"field": Message(field.label)}))
    elif isinstance(value, datetime) and value.timestamp() > now.timestamp():
        yield Problem(
            field.name, Message(_("The time lies ahead. Is it right, and is the clock of the pc right?")), "warning"
        )


def _of_agreement(values: Values, now: datetime) -> Iterator[Problem]:
    if values.get("status", "open") == "open":
        yield from note_rules.of_deadline("due_on", "reason", values, now)
    opens, closes = values.get("earliest_on"), values.get("due_on")
    if isinstance(opens, date) and (not isinstance(closes, date) or opens > closes):
        yield Problem("earliest_on", Message(_("Write a last day too, and not one before this.")))


def _of_numbers(values: Values, now: datetime) -> Iterator[Problem]:
    checks: tuple[tuple[str, Callable[[str], str], str], ...] = (
        ("institution_no", parse_institution_no, _("An institution number has six characters.")),
        ("phone", parse_phone, _("This does not look like a telephone number.")),
    )
    for name, parse, sentence in checks:
        text = values.get(name)
        if isinstance(text, str) and text.strip():
            try:
                parse(text)
            except NotANumber:
                yield Problem(name, Message(sentence), "warning")


def _of_visit(values: Values, now: datetime) -> Iterator[Problem]:
    begins, ends = values.get("starts_at"), values.get("ends_at")
    if not (isinstance(begins, datetime) and isinstance(ends, datetime)):
        return
    if not 0 < ends.timestamp() - begins.timestamp() < _DAY_S:
        yield Problem("ends_at", Message(_("The visit must end after it begins, and the same day.")))


def _nothing(values: Values, now: datetime) -> Iterator[Problem]:
    return iter(())


_OF_KIND: Mapping[str, Callable[[Values, datetime], Iterator[Problem]]] = {
    "consultation": note_rules.of_note,
    "ppr_consultation": note_rules.of_note,
    "agreement": _of_agreement,
    "institution": _of_numbers,
    "person": _of_numbers,
    "member": _of_numbers,
    "visit": _of_visit,
    "child": concern_rules.of_child,
    "concern": concern_rules.of_concern,
    "assessment": concern_rules.of_assessment,
}
