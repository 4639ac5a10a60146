"""A row's line and its tag say the same of every day."""

import random
from datetime import date, timedelta

import pytest
from helpers.danish_windows import opened, still_open

from desktop.domain.windows import Window, rhythm
from desktop.services.window_words import WindowWords
from desktop.services.wording import Wording
from desktop.texts import Texts

TODAY = date(2026, 11, 20)
words = WindowWords(Wording(Texts("da")))


@pytest.mark.parametrize(
    ("opens", "closes", "line", "tag"),
    [
        (None, date(2026, 11, 17), "Fristen var 17. november", "3 dage forsinket"),
        (date(2026, 11, 10), date(2026, 11, 19), "Fristen var 19. november", "1 dag forsinket"),
        (None, date(2026, 11, 20), "Senest 20. november", "i dag"),
        (None, date(2026, 11, 24), "Senest 24. november", "om 4 dage"),
        (None, date(2026, 12, 24), "Senest 24. december", "senest 24. december"),
        (date(2026, 11, 18), date(2026, 11, 25), "Mellem 18. og 25. november", "senest onsdag"),
        (date(2026, 11, 18), date(2026, 11, 27), "Mellem 18. og 27. november", "senest 27. november"),
        (date(2026, 11, 23), date(2026, 11, 30), "Mellem 23. og 30. november", "fra mandag"),
        (date(2026, 11, 27), date(2026, 12, 4), "Mellem 27. november og 4. december", "fra 27. november"),
        (date(2026, 12, 28), date(2027, 1, 4), "Mellem 28. december og 4. januar 2027", "fra 28. december"),
        (date(2026, 11, 20), date(2026, 11, 20), "Den 20. november", "i dag"),
        (date(2026, 12, 2), date(2026, 12, 2), "Den 2. december", "om 12 dage"),
    ],
)
def test_windows_are_said_as_people_say_them(opens: date | None, closes: date, line: str, tag: str) -> None:
    """From the 20th of November, a Friday."""
    window = Window(closes, opens)
    assert (words.line(window, TODAY), words.tag(window, TODAY)) == (line, tag)


def test_on_no_day_of_a_year_a_row_is_late_while_its_text_is_open() -> None:
    """S19: week 53, summer time and every holiday; the words are read back by an independent reader."""
    chance = random.Random(19)
    start = date(2026, 1, 1)
    for number in range(400):
        closes = start + timedelta(days=number)
        drawn = Window(closes, closes - timedelta(days=chance.randrange(0, 40)))
        for window in (Window(closes), drawn, rhythm(closes, 3)):
            for away in (-3, -1, 0, 1, chance.randrange(-60, 60)):
                today = window.closes + timedelta(days=away)
                line, tag = words.line(window, today), words.tag(window, today)
                assert still_open(line, today) == ("forsinket" not in tag), (line, tag, today)
                assert opened(line, today) == (not tag.startswith("fra ")), (line, tag, today)
                assert (tag == "i dag") == (today == window.closes), (line, tag, today)
