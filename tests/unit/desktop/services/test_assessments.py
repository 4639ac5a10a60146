"""Assessments: acts of their own, side by side, never averaged; what scenario S16 asks of what is stored."""

from datetime import date

import pytest
from helpers.concerns import assessment, concern
from helpers.town import Town

from desktop.assembly import App
from desktop.services.errors import Invalid, NotFound


def test_every_stored_assessment_is_whole(signe: App, palle: App, town: Town) -> None:
    """S16: scale, edition, author, perspective, date and reason, on the pc of whoever reads it."""
    rec = concern(signe).rec
    assessment(signe, rec, scale="safety", value="10", perspective="child", reason="Jeg er tryg")
    town.sync(signe, palle)
    (row,) = palle.assessments.of(rec)
    assert dict(row.values) == {
        "concern": rec,
        "scale": "safety",
        "version": "1",
        "value": "10",
        "perspective": "child",
        "assessed_on": date(2026, 10, 27),
        "reason": "Jeg er tryg",
    }
    assert row.created_by == signe.me.user
    (standing,) = palle.concerns.read(rec).standings
    (answer,) = standing.answers
    assert (answer.words, answer.perspective, answer.author) == (
        "10, trygt nok til at slutte",
        "Barnet",
        "Signe Prøvested",
    )
    assert (standing.question, standing.scale, standing.edition) == (
        "Hvor trygt er det?",
        "Tryghedsskalaen",
        "udgave 1",
    )


def test_what_is_missing_is_refused(signe: App) -> None:
    """No answer without reason, perspective and date; no answer of another scale; no concern, no assessment."""
    rec = concern(signe).rec
    for wrong in ({"reason": " "}, {"perspective": None}, {"assessed_on": None}, {"value": "7"}, {"scale": "risk"}):
        with pytest.raises(Invalid):
            assessment(signe, rec, **wrong)
    with pytest.raises(NotFound):
        assessment(signe, b"?" * 16)
    assert signe.assessments.of(rec) == ()


def test_own_and_joint_survive_a_concurrent_edit_as_two(signe: App, palle: App, town: Town) -> None:
    """S16: both assess at once, each a joint one and an own one; four stand, on both pc's, and nothing in between."""
    rec = concern(signe).rec
    town.sync(signe, palle)
    town.line.up = False
    for app, value in ((signe, "2"), (palle, "4a")):
        assessment(app, rec, perspective="joint", value=value, reason="Sammen")
        assessment(app, rec, perspective="worker", value=value, reason="Alene")
    town.line.up = True
    town.sync(palle, signe, palle)
    for app in (signe, palle):
        (standing,) = app.concerns.read(rec).standings
        shown = [(one.perspective, one.value, one.author) for one in standing.answers]
        assert shown[:2] != shown[2:] and all(one[0] == "Fælles" for one in shown[:2])
        assert sorted(shown) == sorted(
            (who, value, name)
            for who in ("Fælles", "Rådgiver")
            for value, name in (("2", "Signe Prøvested"), ("4a", "Palle Pseudonym"))
        )
        knot = next(k for k in app.concerns.read(rec).thread if k.title.startswith("Børnelinealen"))
        assert knot.title == "Børnelinealen", "two joint answers: none of them is the title"
        said = "\n".join(words for words, _rec in knot.answers)
        assert "Fælles (Signe Prøvested): 2 – let bekymring" in said
        assert "Fælles (Palle Pseudonym): 4a – udsat" in said
        assert app.concerns.read(rec).row.divided == 0


def test_the_latest_of_each_perspective_stands(signe: App) -> None:
    """A later answer of the parent does not hide the joint one; an earlier day is only on the thread."""
    rec = concern(signe).rec
    assessment(signe, rec, perspective="joint", value="3")
    assessment(signe, rec, perspective="parent", value="3", reason="Da")
    assessment(signe, rec, perspective="parent", value="1", assessed_on=date(2026, 11, 15), reason="Nu")
    page = signe.concerns.read(rec)
    (standing,) = page.standings
    assert [(one.perspective, one.value, one.reason) for one in standing.answers] == [
        ("Fælles", "3", "Han er ked af det om morgenen"),
        ("Forælder", "1", "Nu"),
    ]
    assert sum("Børnelinealen" in knot.title for knot in page.thread) == 2


def test_scales_are_told_apart(signe: App) -> None:
    """Two scales are two standings, each under its question."""
    rec = concern(signe).rec
    assessment(signe, rec)
    assessment(signe, rec, scale="wellbeing_ruler", value="4")
    assert {one.question for one in signe.concerns.read(rec).standings} == {
        "Hvor bekymrede er vi?",
        "Hvordan trives barnet?",
    }


def test_an_assessment_can_be_undone_by_its_author(signe: App) -> None:
    """It leaves the page and comes back as a draft."""
    rec = concern(signe).rec
    saved = assessment(signe, rec)
    draft = signe.undo.undo(saved.undo)
    assert signe.assessments.of(rec) == () and signe.drafts.get(draft or "") is not None


def test_the_form_offers_every_scale_in_words(signe: App) -> None:
    """Each with its answers and what its ends mean."""
    choices = signe.assessments.choices(concern(signe).rec)
    assert [scale.name for scale in choices.scales] == ["Børnelinealen", "Trivselslinealen", "Tryghedsskalaen"]
    assert [option.label for option in choices.scales[0].answers][:2] == ["1 – i trivsel", "2 – let bekymring"]
    assert choices.scales[2].answers[4].label == "4 af 10" and all(scale.help for scale in choices.scales)
    assert choices.title == "Barn, 3–5 år"
