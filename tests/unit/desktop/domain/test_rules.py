"""What must be right before a record is saved, and what is only odd."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from desktop.domain.registry import kind, kinds
from desktop.domain.rules import CPR_FOUND, CPR_IN_CONTACT, amendment_problems, problems

_NOW = datetime(2026, 11, 20, 8, 18, tzinfo=ZoneInfo("Europe/Copenhagen"))


@dataclass(frozen=True)
class _Clock:
    def now(self) -> datetime:
        return _NOW


_NOTE: dict[str, object] = {
    "institution": b"\x01" * 16,
    "form": "sparring",
    "subject": "group",
    "subject_label": "3.b (klasse)",
    "text": "Lærer undres over uro efter frikvarter; aftalt at observere onsdag",
}


def _found(name: str, values: dict[str, object]) -> list[tuple[str, str]]:
    return [(problem.field, problem.severity) for problem in problems(kind(name), values, clock=_Clock())]


def test_four_inputs_are_enough() -> None:
    """Where, what kind, about whom and the text: a note with these has no problems."""
    assert _found("consultation", _NOTE) == []


def test_what_is_missing_is_told_in_order() -> None:
    """An empty note names its four inputs, first things first."""
    assert _found("consultation", {}) == [(name, "error") for name in ("institution", "form", "subject", "text")]
    assert _found("consultation", _NOTE | {"text": " \n"}) == [("text", "error")]


def test_missing_things_have_general_words_too() -> None:
    """A required field without a sentence of its own is named."""
    (problem,) = problems(kind("space_info"), {}, clock=_Clock())
    assert problem.message.msgid == "»{field}« is missing."


@pytest.mark.parametrize("subject", ["group", "staff"])
def test_a_group_needs_a_label(subject: str) -> None:
    """A class or staff without a name says nothing; an anonymous child needs none."""
    values = _NOTE | {"subject": subject, "subject_label": " "}
    assert _found("consultation", values) == [("subject_label", "error")]
    assert _found("consultation", values | {"subject": "anonymous_child"}) == []


@pytest.mark.parametrize("name", ["text", "subject_label", "followup_reason"])
@pytest.mark.parametrize("number", ["610812-4321", "610812 – 4321", "6108124321"])
def test_a_personal_number_cannot_be_saved(name: str, number: str) -> None:
    """In any free text of a note without a name a number is an error, whatever dash it has."""
    values = _NOTE | {"followup_on": date(2026, 12, 1), name: f"set {number}"}
    (problem,) = problems(kind("consultation"), values, clock=_Clock())
    assert (problem.field, problem.severity, problem.message.msgid) == (name, "error", CPR_FOUND)
    assert number not in str(problem)


def test_a_personal_number_cannot_be_saved_in_an_agreement() -> None:
    """Nor in the other records of this program."""
    assert _found("agreement", {"text": "Se 610812-4321", "status": "open"}) == [("text", "error")]


def test_a_personal_number_among_the_contacts_has_its_own_words() -> None:
    """A contact is no note."""
    (problem,) = problems(kind("person"), {"name": "Lis 610812-4321"}, clock=_Clock())
    assert (problem.severity, problem.message.msgid) == ("error", CPR_IN_CONTACT)


def test_additions_follow_the_same_rule() -> None:
    """An addition needs text, and no number in it."""
    assert [problem.field for problem in amendment_problems(" ")] == ["text"]
    assert [problem.severity for problem in amendment_problems("Se 610812-4321")] == ["error"]
    assert amendment_problems("Set igen onsdag") == ()


def test_texts_have_limits() -> None:
    """Too long a text is told with its length."""
    (problem,) = problems(kind("consultation"), _NOTE | {"text": "å" * 20_001}, clock=_Clock())
    assert problem.message.args["length"] == 20_001
    assert _found("consultation", _NOTE | {"text": "å" * 20_000}) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("form", "Holo gram"),
        ("subject", "parents"),
        ("themes", ["wellbeing", "x" * 41]),
        ("duration_min", 0),
        ("duration_min", 1441),
        ("duration_min", "15"),
        ("institution", b"kort"),
        ("occurred_at", datetime(2026, 11, 20)),
        ("occurred_at", datetime(1026, 11, 20, tzinfo=_NOW.tzinfo)),
        ("followup_on", date(3026, 1, 1)),
        ("followup_on", "i morgen"),
    ],
)
def test_impossible_values_are_errors(name: str, value: object) -> None:
    """What is not among the choices, no length of time, or no day of this century stops the save."""
    assert (name, "error") in _found("consultation", _NOTE | {name: value})


def test_codes_of_a_newer_version_stand() -> None:
    """Whoever corrects something else in such a record is not made to choose anew."""
    assert _found("consultation", _NOTE | {"form": "hologram", "themes": ["wellbeing", "space_travel"]}) == []


def test_odd_times_are_warnings() -> None:
    """A note from the future and a follow-up in the past are told, and can be saved."""
    odd = _NOTE | {"occurred_at": _NOW + timedelta(minutes=1), "followup_on": date(2026, 11, 19)}
    assert _found("consultation", odd) == [("occurred_at", "warning"), ("followup_on", "warning")]
    assert _found("consultation", _NOTE | {"followup_on": date(2026, 11, 20), "occurred_at": _NOW}) == []


def test_a_reason_wants_a_date() -> None:
    """A reason for a follow-up without a date is told."""
    assert _found("consultation", _NOTE | {"followup_reason": "fordi"}) == [("followup_on", "warning")]
    assert _found("agreement", {"text": "x", "status": "open", "reason": "fordi"}) == [("due_on", "warning")]


def test_a_kept_agreement_may_have_an_old_date() -> None:
    """Only an open agreement is told that its day has passed."""
    values: dict[str, object] = {"text": "x", "due_on": date(2026, 11, 1)}
    assert _found("agreement", values | {"status": "open"}) == [("due_on", "warning")]
    assert _found("agreement", values | {"status": "done"}) == []


def test_odd_numbers_of_institutions_are_warnings() -> None:
    """Numbers of another form than usual are told, not refused."""
    values: dict[str, object] = {"name": "Fiktivby Skole", "type": "school", "institution_no": "12", "phone": "ring"}
    assert _found("institution", values) == [("institution_no", "warning"), ("phone", "warning")]
    assert _found("institution", values | {"institution_no": "000101", "phone": "00 00 00 11"}) == []


def test_every_kind_can_be_checked() -> None:
    """An empty record of any kind gives problems, never an exception, and only about fields it has."""
    for each in kinds().values():
        names = {field.name for field in each.fields}
        assert {problem.field for problem in problems(each, {}, clock=_Clock())} <= names


@pytest.mark.parametrize("odd", ["\x00", "\x1b", "\x7f", "\ud83d", "\uffff"])
@pytest.mark.parametrize(("name", "field"), [("person", "name"), ("consultation", "text"), ("agreement", "reason")])
def test_what_is_no_text_is_refused_beside_its_field(name: str, field: str, odd: str) -> None:
    """NUL, control characters and halves of letters cannot be kept by every pc; nothing is dropped in silence."""
    found = problems(kind(name), {field: f"Lis{odd}Leder"}, clock=_Clock())
    assert [problem.severity for problem in found if problem.field == field] == ["error"]


@pytest.mark.parametrize("text", ["😀👩‍👧", "مرحبا بالعالم", "שלום", "e\u0301", "Å\tB\nC", "Zoë"])
def test_every_script_is_text(text: str) -> None:
    """Emoji, right-to-left, accents of their own, tabs and newlines are kept as they are."""
    found = problems(kind("consultation"), {"text": text}, clock=_Clock())
    assert not [problem for problem in found if problem.field == "text"]
