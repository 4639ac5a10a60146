"""Danish writing of dates, times, numbers and names."""

from datetime import date

import pytest
from helpers.fake_services import HandClock, moment

from desktop.texts import Texts
from desktop.ui.formats import Formats


@pytest.fixture
def formats(clock: HandClock) -> Formats:
    """Danish, on Friday 20 November 2026."""
    return Formats(Texts("da"), clock)


def test_dates(formats: Formats) -> None:
    """Long, short, and with the year only when it is another one."""
    assert formats.long_date(date(2026, 11, 20)) == "fredag den 20. november"
    assert formats.short_date(date(2026, 11, 25)) == "ons. 25. nov."
    assert formats.date(date(2025, 3, 1)) == "1. marts 2025"
    assert formats.date(date(2027, 1, 7)) == "7. januar 2027"


def test_moments(formats: Formats) -> None:
    """Near days by word and time, others by date; summer time is Danish time."""
    assert formats.moment(moment(8, 6)) == "i dag 08.06"
    assert formats.moment(moment(14, 10, 19)) == "i går 14.10"
    assert formats.moment(moment(14, 10, 12)) == "12. november"
    assert formats.exact(moment(14, 10, 12)) == "12. november 14.10"


@pytest.mark.parametrize(
    ("day", "words"),
    [(17, "3 dage forsinket"), (19, "1 dag forsinket"), (20, "i dag"), (24, "om 4 dage"), (30, "senest 30. november")],
)
def test_due(formats: Formats, day: int, words: str) -> None:
    """How a date to keep is said."""
    assert formats.due(date(2026, 11, day)) == words


def test_numbers(formats: Formats) -> None:
    """Comma for decimals, point for thousands; minutes as hours."""
    assert formats.number(1234.5, 1) == "1.234,5"
    assert [formats.minutes(n) for n in (45, 60, 90)] == ["45 min", "1 t.", "1 t. 30 min"]


def test_names_are_sorted_as_in_danish(formats: Formats) -> None:
    """Æ Ø Å come last, Aase after Åse, and 3.b before 10.a."""
    names = ["Åse", "Aase", "Ærø", "Zoo", "Øl", "10.a", "3.b", "Anna"]
    assert sorted(names, key=formats.sort_key()) == ["3.b", "10.a", "Anna", "Zoo", "Ærø", "Øl", "Åse", "Aase"]


def test_a_line_begins_with_a_capital(formats: Formats) -> None:
    """Only its first letter is changed."""
    assert formats.sentence("fredag den 20. november · du er på Fiktivby Skole").startswith("Fredag den")
