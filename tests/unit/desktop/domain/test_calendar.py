"""The Danish working calendar, on days worked out by hand."""

from datetime import date, timedelta

import holidays
import pytest

from desktop.domain import calendar


def test_holidays_have_danish_names() -> None:
    """The holidays of 2026, and no more."""
    days = [date.fromordinal(n) for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]
    assert {day.strftime("%m-%d"): name for day in days if (name := calendar.holiday(day))} == {
        "01-01": "Nytårsdag",
        "04-02": "Skærtorsdag",
        "04-03": "Langfredag",
        "04-05": "Påskedag",
        "04-06": "Anden påskedag",
        "05-14": "Kristi himmelfartsdag",
        "05-24": "Pinsedag",
        "05-25": "Anden pinsedag",
        "12-25": "Juledag",
        "12-26": "Anden juledag",
    }


def test_every_holiday_is_that_of_another_calendar() -> None:
    """Every day of 1970 to 2060, beside the package `holidays` (two that fall on one day have a name of both there)."""
    for year in range(1970, 2061):
        theirs = holidays.country_holidays("DK", years=year, language="da", expand=False)
        begins = date(year, 1, 1)
        for number in range((date(year + 1, 1, 1) - begins).days):
            day = begins + timedelta(days=number)
            ours, other = calendar.holiday(day), theirs.get(day)
            assert (ours is None) == (other is None) and (ours or "") in (other or ""), day


def test_store_bededag_ended_with_2023() -> None:
    """The fourth Friday after Easter is a working day from 2024."""
    assert calendar.holiday(date(2023, 5, 5)) == "Store bededag"
    assert calendar.is_business_day(date(2024, 4, 26))


@pytest.mark.parametrize(
    "easter",
    [
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2028, 4, 16),
        date(2029, 4, 1),
        date(2030, 4, 21),
    ],
)
def test_easter(easter: date) -> None:
    """Easter Sundays of seven years."""
    assert calendar.holiday(easter) == "Påskedag"


@pytest.mark.parametrize(
    ("received", "due"), [(date(2026, 12, 22), date(2026, 12, 31)), (date(2026, 3, 30), date(2026, 4, 10))]
)
def test_six_working_days(received: date, due: date) -> None:
    """Six *hverdage* around Christmas and Easter; the day of receipt is not counted, 24 and 31 December are."""
    assert calendar.add_business_days(received, 6) == due


def test_the_next_working_day() -> None:
    """The day after a Friday is a Monday; counting begins with one."""
    assert calendar.add_business_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    with pytest.raises(ValueError, match="at least 1"):
        calendar.add_business_days(date(2026, 11, 20), 0)


def test_months_are_clamped() -> None:
    """Three months after 30 November is the last of February."""
    assert calendar.add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert calendar.add_months(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert calendar.add_months(date(2026, 11, 20), -12) == date(2025, 11, 20)
