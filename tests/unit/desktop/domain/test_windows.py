"""Windows and rhythms, on days worked out by hand."""

from datetime import date

import pytest

from desktop.domain.windows import Window, at_work, rhythm


@pytest.mark.parametrize(
    ("today", "standing", "late", "left"),
    [
        (date(2026, 11, 17), "later", 0, 8),
        (date(2026, 11, 18), "open", 0, 7),
        (date(2026, 11, 25), "open", 0, 0),
        (date(2026, 11, 26), "late", 1, 0),
        (date(2026, 12, 1), "late", 6, 0),
    ],
)
def test_a_window_is_open_on_both_its_days(today: date, standing: str, late: int, left: int) -> None:
    """18 to 25 November: not yet on the 17th, late from the 26th."""
    window = Window(date(2026, 11, 25), date(2026, 11, 18))
    assert (window.standing(today), window.days_late(today), window.days_left(today)) == (standing, late, left)


def test_a_deadline_alone_is_open_until_then() -> None:
    """Nothing is later where there is no first day."""
    window = Window(date(2026, 11, 25))
    assert window.standing(date(2020, 1, 1)) == "open" and not window.is_day


def test_a_window_that_opens_after_its_end_is_one_day() -> None:
    """Two people who each changed one end: the last day holds, and it is never over before it begins."""
    window = Window(date(2026, 11, 25), date(2026, 12, 3))
    assert window.opens == window.closes == date(2026, 11, 25) and window.is_day


@pytest.mark.parametrize(
    ("last", "opens", "closes"),
    [
        (date(2026, 8, 21), date(2026, 11, 23), date(2026, 11, 30)),  # a Saturday becomes Monday
        (date(2026, 11, 30), date(2027, 3, 1), date(2027, 3, 8)),  # 28 February is a Sunday
        (date(2025, 12, 25), date(2026, 3, 25), date(2026, 4, 1)),
        (date(2026, 1, 2), date(2026, 4, 7), date(2026, 4, 14)),  # Maundy Thursday to Easter Monday
        (date(2026, 9, 18), date(2026, 12, 18), date(2026, 12, 28)),  # 25 December is a holiday, then a week-end
    ],
)
def test_a_rhythm_begins_and_ends_on_working_days(last: date, opens: date, closes: date) -> None:
    """Three months on, past week-ends, Easter and Christmas."""
    window = rhythm(last, 3)
    assert (window.opens, window.closes) == (opens, closes)


def test_a_working_day_is_itself() -> None:
    """24 December is one."""
    assert at_work(date(2026, 12, 24)) == date(2026, 12, 24)
    assert at_work(date(2026, 12, 25)) == date(2026, 12, 28)
