"""A child, a concern and an assessment: what stops a save, what only warns, what belongs to how a child is known."""

from datetime import date, datetime

import pytest

from desktop.domain.concern_rules import CONSENT, fitting, years
from desktop.domain.registry import kind
from desktop.domain.rules import problems, together
from desktop.services.clock import COPENHAGEN

NOW = datetime(2026, 11, 20, 8, 18, tzinfo=COPENHAGEN)
NAMED: dict[str, object] = {
    "naming": "named",
    "name": "Barn TEST-Alfa",
    "naming_reason": "To steder skal tale om det samme barn",
    "consent_giver": "Mor TEST-Alfa",
    "consent_role": "mother",
    "consent_on": date(2026, 10, 12),
    "consent_purpose": "Samarbejde om trivsel",
    "consent_expires_on": date(2027, 10, 12),
}
CONCERN: dict[str, object] = {
    "child": b"c" * 16,
    "institution": b"i" * 16,
    "noticed_on": date(2026, 10, 12),
    "worries": "Gråd",
    "status": "open",
}
ANSWER: dict[str, object] = {
    "concern": b"c" * 16,
    "scale": "child_ruler",
    "version": "2",
    "value": "4a",
    "perspective": "joint",
    "assessed_on": date(2026, 11, 20),
    "reason": "Vi så på ugen",
}


class _Clock:
    def now(self) -> datetime:
        return NOW


def wrong(name: str, values: dict[str, object], severity: str = "error") -> list[str]:
    """The fields that have a problem."""
    found = problems(kind(name), values, clock=_Clock())
    return [problem.field for problem in found if problem.severity == severity]


def test_a_name_needs_a_reason_and_a_consent() -> None:
    """Each of them alone stops the save; with all of them there is nothing to say."""
    assert wrong("child", NAMED) == wrong("child", NAMED, "warning") == []
    for name in ("name", "naming_reason", *CONSENT):
        assert wrong("child", {**NAMED, name: None}) == [name]
        assert wrong("child", {**NAMED, name: " "})[:1] == [name]


def test_a_child_without_a_name_has_none() -> None:
    """Structural: a name, a number or a birthday is refused where the child is not named, and `fitting` drops it."""
    anonymous = {"naming": "age_band", "age_band": "3-5"}
    alias = {"naming": "pseudonym", "pseudonym": "Alfa", "age_band": "3-5"}
    assert wrong("child", anonymous) == wrong("child", alias) == []
    assert wrong("child", {"naming": "age_band"}) == ["age_band"]
    assert wrong("child", {"naming": "pseudonym", "age_band": "3-5"}) == ["pseudonym"]
    for name, value in (("name", "Barn TEST-Alfa"), ("cpr", "660321-4011"), ("born_on", date(2021, 3, 6))):
        for values in (anonymous, alias):
            assert wrong("child", {**values, name: value}) == [name]
            assert wrong("child", fitting({**values, name: value})) == []
            assert fitting({**values, name: value})[name] is None
    assert fitting({"name": "x"}) == {"name": "x"}, "undecided: nothing is dropped"


@pytest.mark.parametrize(
    ("cpr", "severity"),
    [
        ("660321-4011", ""),
        ("6603214011", ""),
        ("660321-4012", "warning"),
        ("610199-0000", "warning"),
        ("660321-401", "error"),
        ("993021-4011", "error"),
        ("660335-4011", "error"),
        ("noget andet", "error"),
        ("6" * 10_000, "error"),
    ],
)
def test_a_number_that_can_be_warns_and_one_that_cannot_is_refused(cpr: str, severity: str) -> None:
    """Modulus 11 and an adult's number warn; a day that is none, or lies ahead, stops the save."""
    found = [p.severity for p in problems(kind("child"), {**NAMED, "cpr": cpr}, clock=_Clock())]
    assert (severity in found) if severity else found == []
    assert severity == "error" or "error" not in found


def test_a_birthday_beside_another_number_is_told() -> None:
    """The two disagree: a warning. A birthday ahead is refused."""
    assert wrong("child", {**NAMED, "cpr": "660321-4011", "born_on": date(2021, 3, 7)}, "warning") == ["cpr"]
    assert wrong("child", {**NAMED, "born_on": date(2026, 12, 1)}) == ["born_on"]


def test_a_consent_has_an_end_that_can_be() -> None:
    """Not before it was given, not given tomorrow; one that has ended warns and loses nothing."""
    assert wrong("child", {**NAMED, "consent_expires_on": date(2026, 10, 12)}) == ["consent_expires_on"]
    assert wrong("child", {**NAMED, "consent_on": date(2026, 11, 21)}) == ["consent_on"]
    ended = {**NAMED, "consent_on": date(2025, 10, 1), "consent_expires_on": date(2026, 10, 1)}
    assert wrong("child", ended) == [] and wrong("child", ended, "warning") == ["consent_expires_on"]


def test_a_concern_is_closed_with_what_came_of_it() -> None:
    """An outcome, and no day before it was noticed; the day it was noticed does not lie ahead."""
    assert wrong("concern", CONCERN) == []
    assert wrong("concern", {**CONCERN, "status": "closed"}) == ["outcome"]
    closed = {**CONCERN, "status": "closed", "outcome": "handled_locally"}
    assert wrong("concern", closed) == []
    assert wrong("concern", {**closed, "closed_on": date(2026, 10, 1)}) == ["closed_on"]
    assert wrong("concern", {**CONCERN, "noticed_on": date(2026, 11, 21)}) == ["noticed_on"]
    for name in ("institution", "noticed_on", "worries"):
        assert wrong("concern", {**CONCERN, name: None}) == [name]


def test_no_number_stands_in_the_words_of_a_concern() -> None:
    """A CPR pattern is refused in every text but the one field that is for it."""
    for name in ("worries", "strengths", "next_steps", "room"):
        assert wrong("concern", {**CONCERN, name: "Kaldt 660321-4011 her"}) == [name]
    assert wrong("child", {**NAMED, "naming_reason": "660321-4011"}) == ["naming_reason"]


def test_an_assessment_has_everything() -> None:
    """S16: scale, edition, answer, perspective, date and reason; an answer of another scale or edition is refused."""
    assert wrong("assessment", ANSWER) == []
    for name in ANSWER:
        assert name in wrong("assessment", {**ANSWER, name: None})
    assert wrong("assessment", {**ANSWER, "value": "4"}) == ["value"]
    assert wrong("assessment", {**ANSWER, "version": "1"}) == ["version"]
    assert wrong("assessment", {**ANSWER, "assessed_on": date(2026, 11, 21)}) == ["assessed_on"]


def test_a_form_that_makes_both_does_not_ask_for_the_reference() -> None:
    """The child of a new concern is made with it; what is wrong in either is told."""
    both = (kind("child"), kind("concern"))
    whole = {**NAMED, **CONCERN, "child": None}
    assert together(both, whole, clock=_Clock()) == ()
    told = together(both, {**whole, "name": "", "worries": ""}, clock=_Clock())
    assert [problem.field for problem in told] == ["name", "worries"]


def test_a_note_about_a_concern_is_about_a_child() -> None:
    """A note about a named child names it, unless a concern says who it is."""
    note: dict[str, object] = {"institution": b"i" * 16, "form": "sparring", "text": "Uro", "subject": "child"}
    assert wrong("consultation", note) == ["child"]
    assert wrong("consultation", {**note, "child": b"c" * 16}) == []
    assert wrong("consultation", {**note, "concern": b"c" * 16}) == []


def test_years_are_completed() -> None:
    """The day before the birthday one is still younger."""
    assert [years(date(2021, 3, 6), day) for day in (date(2026, 3, 5), date(2026, 3, 6))] == [4, 5]
