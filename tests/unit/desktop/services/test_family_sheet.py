"""The sheet a family takes home: its own words, and nobody's name."""

from datetime import date

import pytest
from helpers.notes import note
from helpers.town import Town

from desktop.services.errors import NotFound


def test_the_sheet_has_neither_district_nor_worker(town: Town) -> None:
    """S5: worries, next steps, agreements, the scale; every day with its year; no place, no name, no own assessment."""
    signe = town.app("signe")
    rec = note(
        signe,
        form="anonymous",
        subject="family_code",
        family_code="GRØN-FYR-27",
        text="Vi talte om aftenerne",
        observation="Mor så træt ud",
        own_view="Jeg tror det bliver bedre",
        worries="Aftenerne er svære",
        strengths="Mormor kommer",
        next_steps="Ringe til sundhedsplejersken",
        agreement_1_text="Mor ringer onsdag",
        agreement_1_owner_user=signe.me.user,
        agreement_1_due_on=date(2026, 11, 25),
        scale="safety",
        scale_value="4",
        scale_reason="Far er flyttet",
    ).rec
    sheet = signe.family_sheets.of(rec)
    assert sheet.title == "Samtaleark, familie GRØN-FYR-27"
    assert sheet.under == "Samtale 1 af 5 · 20. november 2026"
    assert sheet.sections == (
        ("Hvad er vi bekymrede for?", "Aftenerne er svære"),
        ("Hvad virker godt?", "Mormor kommer"),
        ("Hvad skal der ske?", "Ringe til sundhedsplejersken"),
        ("Det aftalte vi", "Mor ringer onsdag · senest 25. november 2026"),
        ("Tryghedsskalaen", "4 af 10"),
    )
    whole = str(sheet)
    assert not any(word in whole for word in ("Signe", "Midt", "Fiktivby Skole", "træt ud", "bliver bedre"))


def test_a_sheet_that_leaves_the_program_stands_in_the_read_log(town: Town) -> None:
    """Printing is a copy: there is a line of its own, without the code."""
    signe = town.app("signe")
    rec = note(signe, form="anonymous", subject="family_code", family_code="GRØN-FYR-27").rec
    before = len(signe.readlog.lines())
    signe.family_sheets.of(rec)
    lines = signe.readlog.lines()
    assert len(lines) == before + 2
    assert all("GRØN" not in line.title for line in lines)


def test_only_a_familys_talk_has_a_sheet(town: Town) -> None:
    """A note about a class has none."""
    signe = town.app("signe")
    with pytest.raises(NotFound):
        signe.family_sheets.of(note(signe).rec)
