"""The concerns of the synthetic municipality: each on its own thread, one named with consent, one closed."""

from datetime import date

from desktop.services.demo_content import content

TODAY = date(2026, 11, 20)


def test_every_concern_has_notes_and_assessments_on_its_own_days() -> None:
    """A note, an assessment and a child each; nobody assessed on a day without a note; the lead contact is Signe."""
    made = content(1, TODAY)
    of = {kind: [r for r in made.concerns if r.kind == kind] for kind in ("child", "concern", "assessment")}
    children = {r.rec for r in of["child"]}
    for concern in of["concern"]:
        notes = [r for r in made.consultations if r.values.get("concern") == concern.rec]
        answers = [r for r in of["assessment"] if r.values["concern"] == concern.rec]
        assert notes and answers and concern.values["child"] in children
        assert {r.values["assessed_on"] for r in answers} <= {r.at.date() for r in notes}
        assert {r.values["institution"] for r in notes} == {concern.values["institution"]}
        assert concern.values["lead_name"] == "Signe Prøvested"
    assert [r.values["status"] for r in of["concern"]].count("closed") == 1


def test_one_child_is_named_with_a_consent_that_lasts() -> None:
    """Barn TEST-Alfa is five, at Børnehuset Prøven; the others have no name, and nobody has a CPR number."""
    made = content(1, TODAY)
    (alfa,) = [r for r in made.concerns if r.kind == "child" and r.values["naming"] == "named"]
    assert alfa.values["name"] == "Barn TEST-Alfa" and "cpr" not in alfa.values
    ends = alfa.values["consent_expires_on"]
    assert isinstance(ends, date) and ends > TODAY
    (concern,) = [r for r in made.concerns if r.values.get("child") == alfa.rec]
    (place,) = [r for r in made.institutions if r.rec == concern.values["institution"]]
    assert place.values["name"] == "Børnehuset Prøven"
