"""Each type of field writes its values as the format wants them, and reads only what it can show."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from desktop.domain.fields import Choice, Choices, Date, Duration, Field, LongText, Moment, Reference, Text

_AT = datetime(2026, 11, 20, 8, 5, tzinfo=timezone(timedelta(hours=1)))

_ROUND: tuple[tuple[Field, object, object], ...] = (
    (Text("a", "A"), "Fiktivby", "Fiktivby"),
    (LongText("a", "A"), "to\nlinjer", "to\nlinjer"),
    (Date("a", "A"), date(2026, 11, 20), "2026-11-20"),
    (Moment("a", "A"), _AT, [1795158300000, 60]),
    (Choice("a", "A", catalogue="forms"), "sparring", "sparring"),
    (Choices("a", "A", catalogue="themes"), ("behaviour", "wellbeing"), {"behaviour": 1, "wellbeing": 1}),
    (Reference("a", "A"), bytes(16), bytes(16)),
    (Duration("a", "A"), 15, 15),
)


@pytest.mark.parametrize(("field", "value", "wire"), _ROUND)
def test_values_come_back(field: Field, value: object, wire: object) -> None:
    """What is written is what the format says, and is read as it was."""
    assert field.accepts(value)
    assert field.to_wire(value) == wire
    assert field.from_wire(wire) == value


@pytest.mark.parametrize(("field", "value", "wire"), _ROUND)
def test_a_wrong_type_is_refused(field: Field, value: object, wire: object) -> None:
    """A writer's slip is an error at once; a stranger's odd value from the wire is left out."""
    with pytest.raises(TypeError):
        field.to_wire(2.5)
    assert field.from_wire(2.5) is None


def test_text_is_trimmed_and_normalised() -> None:
    """Writers write NFC without outer white space."""
    assert Text("a", "A").to_wire("  A\u030ase ") == "Åse"


@pytest.mark.parametrize("empty", [None, "", "  ", b"", (), [], False])
def test_empty_values(empty: object) -> None:
    """An empty value is an absent key."""
    assert Text("a", "A").is_empty(empty)


def test_a_date_is_no_moment() -> None:
    """A day has no hour, and a moment has a zone."""
    assert not Date("a", "A").accepts(_AT)
    assert not Moment("a", "A").accepts(datetime(2026, 11, 20))
    with pytest.raises(TypeError):
        Date("a", "A").to_wire(_AT)
    with pytest.raises(TypeError):
        Moment("a", "A").to_wire(datetime(2026, 11, 20))
    with pytest.raises(TypeError):
        Choices("a", "A").to_wire([1])


@pytest.mark.parametrize("odd", ["2026-13-01", "i går", [1, 60, 2], [1, 10_000], [10**18, 0], [-(10**18), 0]])
def test_impossible_days_from_the_wire_are_left_out(odd: object) -> None:
    """A stranger's impossible date shows as nothing, and stops nothing."""
    assert Date("a", "A").from_wire(odd) is None
    assert Moment("a", "A").from_wire(odd) is None


def test_moments_are_rounded_to_the_millisecond() -> None:
    """The format holds milliseconds."""
    assert Moment("a", "A").to_wire(datetime(1970, 1, 1, 0, 0, 0, 1500, tzinfo=UTC)) == [2, 0]


def test_a_group_is_the_name_unless_said() -> None:
    """A field alone is a group alone."""
    assert Text("a", "A").group == "a"
    assert Text("a", "A", "b").group == "b"


def test_the_plain_field_is_no_type() -> None:
    """Every field has a type."""
    with pytest.raises(TypeError):
        Field("a", "A")  # type: ignore[abstract]
