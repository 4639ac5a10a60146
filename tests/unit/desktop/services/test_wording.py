"""Titles, dates and facts in Danish."""

from datetime import date, datetime

import pytest

from desktop.domain.registry import kind
from desktop.services.clock import COPENHAGEN
from desktop.services.wording import Wording
from desktop.texts import Texts

TODAY = date(2026, 11, 20)
words = Wording(Texts("da"))


@pytest.mark.parametrize(
    ("values", "title", "discreet"),
    [
        (
            {"form": "sparring", "subject": "group", "subject_label": "3.b (klasse)"},
            "Sparring, 3.b (klasse)",
            "Sparring, 3.b (klasse)",
        ),
        (
            {"form": "phone", "subject": "anonymous_child", "age_band": "3-5", "subject_label": "Blå stue"},
            "Telefonrådgivning, Blå stue",
            "Telefonrådgivning, anonymt barn, 3–5 år",
        ),
        ({"form": "sparring", "subject": "anonymous_child"}, "Sparring, anonymt barn", "Sparring, anonymt barn"),
        (
            {"form": "sparring", "subject": "staff", "subject_label": "indskolingen"},
            "Sparring, indskolingen",
            "Sparring, indskolingen",
        ),
        ({"form": "of_a_newer_version", "subject": "newer"}, "Of a newer version, newer", "Of a newer version, newer"),
        ({}, "Rådgivning", "Rådgivning"),
    ],
)
def test_titles(values: dict[str, object], title: str, discreet: str) -> None:
    """A title says what kind and about whom; the discreet one holds no word typed about one child or family."""
    assert (words.title(values), words.discreet_title(values)) == (title, discreet)


def test_moments() -> None:
    """Today and yesterday by name, this year without its number."""

    def told(*moment: int) -> str:
        return words.moment(datetime(*moment, tzinfo=COPENHAGEN), TODAY)  # type: ignore[misc, arg-type]

    assert told(2026, 11, 20, 8, 6) == "i dag 08.06"
    assert told(2026, 11, 19, 14, 10) == "i går 14.10"
    assert told(2026, 10, 9, 13, 0) == "9. oktober 13.00"
    assert words.day(date(2025, 3, 1), TODAY) == "1. marts 2025"


def test_due() -> None:
    """Only what is open has a date to keep."""
    assert words.due(date(2026, 11, 24), "open", TODAY) == "Senest 24. november"
    assert words.due(date(2026, 11, 17), "open", TODAY) == "Fristen var 17. november"
    assert words.due(TODAY, "open", TODAY) == "Frist i dag"
    assert words.due(date(2026, 11, 17), "done", TODAY) == ""
    assert words.due(None, "open", TODAY) == ""


def test_facts_are_in_words() -> None:
    """Codes become labels, sets keep the order of their list, what is empty is left out."""
    values = {
        "form": "sparring",
        "themes": ("behaviour", "wellbeing", "of_a_newer_version"),
        "followup_on": date(2026, 11, 25),
        "outcome": "",
        "duration_min": 15,
    }
    labels = {"form": "What kind", "themes": "Theme", "outcome": "Outcome", "followup_on": "Follow up"}
    facts = words.told(kind("consultation"), values, labels | {"duration_min": "Time spent"}, TODAY)
    assert dict(facts) == {
        "Hvad slags": "Sparring",
        "Tema": "Trivsel, Adfærd, Of a newer version",
        "Følg op": "25. november",
        "Tid": "15 min",
    }


def test_labels_with_commas_are_told_apart() -> None:
    """A guidepost has commas of its own, so that between two of them is another sign."""
    field = kind("ppr_consultation").field("guideposts")
    said = "1 Inddragelse af barn, familie og netværk; 5 Høj faglighed og tydelig faglig retning"
    assert words.value(field, ("5", "1"), TODAY) == said


def test_an_excerpt_is_one_line() -> None:
    """Line breaks become spaces; it is cut between words."""
    assert words.excerpt({"text": "Et\n\n  to"}) == "Et to"
    assert words.excerpt({"text": "ord " * 100}).endswith("ord …")
    assert words.excerpt({}) == ""
