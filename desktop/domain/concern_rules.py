"""What must be right in a child, a concern and an assessment, and which fields belong to how a child is known.

Pure: today is given. A name needs a reason and a consent; a child that is not named has no field that holds one.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType

from desktop.domain import scales
from desktop.domain.identifiers import NotANumber, parse_cpr
from desktop.domain.problem import Problem
from desktop.texts import Message, _

Values = Mapping[str, object]

#: From this age on a number of a child's is more likely a slip of the pen.
ADULT = 18
CONSENT = ("consent_giver", "consent_role", "consent_on", "consent_purpose", "consent_expires_on")
#: Which fields of a child belong to how it is known; every other one stays empty.
BELONGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "age_band": ("age_band",),
        "pseudonym": ("pseudonym", "age_band"),
        "named": ("name", "cpr", "born_on", "naming_reason", *CONSENT),
    }
)
KNOWN_BY = tuple(dict.fromkeys(name for names in BELONGS.values() for name in names))
_NEEDED: Mapping[str, Mapping[str, str]] = {
    "age_band": {"age_band": _("Choose the child's age.")},
    "pseudonym": {"pseudonym": _("Write the pseudonym."), "age_band": _("Choose the child's age.")},
    "named": {
        "name": _("Write the child's name, or choose to write without it."),
        "naming_reason": _("Write why the child must be named."),
        "consent_giver": _("Write who gave consent."),
        "consent_role": _("Choose who that is to the child."),
        "consent_on": _("Write when consent was given."),
        "consent_purpose": _("Write what the consent is for."),
        "consent_expires_on": _("Write when the consent ends."),
    },
}


def fitting(values: Values) -> dict[str, object]:
    """`values` without what does not belong to how the child is known: a name typed first goes no further."""
    kept = BELONGS.get(str(values.get("naming")), KNOWN_BY)
    return {name: None if name in KNOWN_BY and name not in kept else value for name, value in values.items()}


def of_child(values: Values, now: datetime) -> Iterator[Problem]:
    """A child."""
    naming = str(values.get("naming") or "")
    for name, sentence in _NEEDED.get(naming, {}).items():
        if name == "consent_expires_on" and not values.get("consent_on"):
            continue  # a year after the day that is asked for
        if not values.get(name) or not str(values[name]).strip():
            yield Problem(name, Message(sentence))
    for name in KNOWN_BY:
        if naming in BELONGS and name not in BELONGS[naming] and values.get(name):
            yield Problem(name, Message(_("This is for a child with a name. Choose that, or empty the field.")))
    yield from _of_birth(values, now.date())
    yield from _of_consent(values, now.date())


def of_concern(values: Values, now: datetime) -> Iterator[Problem]:
    """A concern."""
    noticed, closed = _day(values, "noticed_on"), _day(values, "closed_on")
    if noticed is not None and noticed > now.date():
        yield Problem("noticed_on", Message(_("The date lies ahead. Write the day it was noticed.")))
    if values.get("status") == "closed" and not values.get("outcome"):
        yield Problem("outcome", Message(_("Choose what came of it.")))
    if values.get("status") == "closed" and noticed and closed and closed < noticed:
        yield Problem("closed_on", Message(_("It cannot be closed before it was noticed.")))


def of_assessment(values: Values, now: datetime) -> Iterator[Problem]:
    """An assessment."""
    scale, value = scales.find(values.get("scale"), values.get("version")), values.get("value")
    if not values.get("concern") and not values.get("consultation"):
        yield Problem("concern", Message(_("An assessment belongs to a concern or to a note.")))
    if values.get("scale") and values.get("version") and scale is None:
        yield Problem("version", Message(_("This edition of the scale is not in use.")))
    elif scale is not None and value and scale.answers.get(str(value)) is None:
        yield Problem("value", Message(_("Choose an answer of the scale.")))
    day = _day(values, "assessed_on")
    if day is not None and day > now.date():
        yield Problem("assessed_on", Message(_("The date lies ahead. Write the day of the assessment.")))


def _of_birth(values: Values, today: date) -> Iterator[Problem]:
    born, raw = _day(values, "born_on"), values.get("cpr")
    if born is not None and born > today:
        yield Problem("born_on", Message(_("The date lies ahead. Choose »Without a name« and »Unborn« instead.")))
    if not isinstance(raw, str) or not raw.strip():
        return
    try:
        number = parse_cpr(raw)
    except NotANumber:
        yield Problem("cpr", Message(_("This cannot be a CPR number: ten digits, the first six a day that exists.")))
        return
    if number.born > today:
        yield Problem("cpr", Message(_("This cannot be a CPR number: the day lies ahead.")))
    elif not number.checked:
        said = _("The number fails the check (modulus 11). Is a digit wrong? It can be saved all the same.")
        yield Problem("cpr", Message(said), "warning")
    elif born is not None and born != number.born:
        yield Problem("cpr", Message(_("The number tells another birthday than the one beside it.")), "warning")
    elif years(number.born, today) >= ADULT:
        yield Problem("cpr", Message(_("By this number the child has turned 18. Is a digit wrong?")), "warning")


def _of_consent(values: Values, today: date) -> Iterator[Problem]:
    given, ends = _day(values, "consent_on"), _day(values, "consent_expires_on")
    if given is not None and given > today:
        yield Problem("consent_on", Message(_("The date lies ahead. Write the day consent was given.")))
    if given is not None and ends is not None and ends <= given:
        yield Problem("consent_expires_on", Message(_("The consent cannot end before it was given.")))
    elif ends is not None and ends < today:
        yield Problem("consent_expires_on", Message(_("The consent has ended. Ask for it anew.")), "warning")


def years(born: date, day: date) -> int:
    """Completed years on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _day(values: Values, name: str) -> date | None:
    value = values.get(name)
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
