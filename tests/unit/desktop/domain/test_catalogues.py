"""Catalogues are checked when they are loaded, and the ones that are shipped hold what they must."""

import re

import pytest

from desktop.domain import catalogues
from desktop.domain.catalogues import BadCatalogue, parse
from desktop.domain.fields import Choice, Choices
from desktop.domain.registry import kinds

_GOOD = '[[row]]\ncode = "a"\nda = "Å"\nen = "A"\n'


@pytest.mark.parametrize("name", catalogues.names())
def test_shipped_catalogues_load(name: str) -> None:
    """Every shipped list is valid and uses none of the words that are not ours."""
    catalogue = catalogues.load(name)
    words = " ".join(row.da for row in catalogue.rows)
    assert not re.search(r"\b(skolevægring|underskriv\w*|signér\w*|rådet til underretning)\b", words, re.IGNORECASE)


def test_every_choice_has_its_catalogue() -> None:
    """No field names a list that does not exist."""
    for kind in kinds().values():
        for field in kind.fields:
            if isinstance(field, Choice | Choices):
                assert catalogues.load(field.catalogue).shown


def test_ppr_asks_of_its_own_settings() -> None:
    """Parents are a setting of PPR's alone, a family code of the others'; both lists call the same code the same."""
    subjects, ppr = catalogues.load("subjects"), catalogues.load("ppr_subjects")
    assert [row.code for row in subjects.shown] == ["anonymous_child", "group", "staff", "family_code", "child"]
    assert [row.code for row in ppr.shown] == ["anonymous_child", "group", "staff", "parents", "child"]
    assert all(subjects.label(row.code, code) == row.label(code) for row in ppr.rows for code in ("da", "en"))


def test_the_urgent_list_is_complete() -> None:
    """112 and 114 and two numbers of the municipality, each with a number and when to use it in both languages."""
    rows = catalogues.load("urgent").rows
    assert [row.text("number") for row in rows] == ["112", "00 00 00 01", "00 00 00 02", "114"]
    assert all(row.text("when", "da") and row.text("when", "en") for row in rows)


def test_labels_in_both_languages() -> None:
    """A known code has two labels; an unknown one, from a newer catalogue, is read as it is called."""
    forms = catalogues.load("forms")
    assert forms.label("konsultativ") == "Konsultativ bistand"
    assert forms.label("konsultativ", "en") == "Consultative support"
    assert forms.label("hologram_talk") == "Hologram talk"
    assert parse("x", _GOOD).rows[0].text("hint") == ""


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("", "must hold"),
        ("row = 1", "must hold"),
        ("[[row]", "not TOML"),
        (_GOOD + 'extra = "x"\n[other]\n', "must hold"),
        ("row = [1]", "not a table"),
        (_GOOD + _GOOD, "twice"),
        (_GOOD + "shown = false\n", "no row is shown"),
        (_GOOD + "shown = 1\n", "true or false"),
        (_GOOD.replace('"Å"', '"A\u030a"'), "NFC"),
        (_GOOD.replace('"Å"', '" "'), "da must be"),
        (_GOOD.replace('"Å"', "3"), "da must be"),
        (_GOOD.replace('da = "Å"\n', ""), "en has no da"),
        (_GOOD + 'hint_da = "x"\n', "hint_da has no en"),
        (_GOOD.replace('code = "a"\n', ""), "code is missing"),
        (_GOOD.replace('"a"', '"A b"'), "lower-case"),
    ],
)
def test_a_bad_catalogue_is_refused_with_its_place(source: str, told: str) -> None:
    """Whoever edits a list is told what is wrong with it."""
    with pytest.raises(BadCatalogue, match=told):
        parse("x", source)


def test_a_missing_catalogue_is_refused() -> None:
    """A kind cannot name a list that is not there."""
    with pytest.raises(BadCatalogue, match="no such"):
        catalogues.load("nowhere")
