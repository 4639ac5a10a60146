"""What one form of a note becomes, all of it in one commit, and back again as a draft."""

from datetime import date

import pytest
from helpers.notes import CHILD, note, note_values
from helpers.town import Town

from desktop.assembly import App
from desktop.services.casework import ConsultationFilter
from desktop.services.errors import Invalid

FAMILY = {"form": "anonymous", "subject": "family_code", "subject_label": "", "family_code": "grøn fyr 27"}


def wrong(app: App, **more: object) -> list[tuple[str, str]]:
    """The fields that stop a save, or warn."""
    return [(one.field, one.severity) for one in app.consultations.check(note_values(app, **more))]


def test_agreements_are_made_with_the_note(signe: App) -> None:
    """Two agreements, one of somebody without an account, stand on the note's page; what is empty is no agreement."""
    rec = note(
        signe,
        agreement_1_text="Observere frikvarteret",
        agreement_1_owner_user=signe.me.user,
        agreement_1_due_on=date(2026, 11, 25),
        agreement_1_reason="Før mødet med forældrene",
        agreement_2_text="",
        agreement_2_owner_name="",
        agreement_3_text="Tale med klassen",
        agreement_3_owner_name="Lis Leder",
    ).rec
    agreed = signe.consultations.read(rec).agreements
    assert [(row.texts[0].text, row.owner, row.due) for row in agreed] == [
        ("Observere frikvarteret", "Du", date(2026, 11, 25)),
        ("Tale med klassen", "Lis Leder", None),
    ]
    assert all(row.place == "Fiktivby Skole" for row in agreed)


def test_an_agreement_without_words_is_asked_for_beside_its_field(signe: App) -> None:
    """An owner alone is no agreement; a personal number is none either."""
    assert wrong(signe, agreement_2_owner_name="Lis Leder") == [("agreement_2_text", "error")]
    assert wrong(signe, agreement_1_text="Ringe til 610120-1234") == [("agreement_1_text", "error")]


def test_everything_is_one_commit_and_one_undo(signe: App) -> None:
    """Undone, nothing of it is left, and the draft holds the form as it was typed."""
    more = {"agreement_1_text": "Se igen", "agreement_1_owner_name": "Lis Leder", "observation": "Tre græd"}
    answer = {"scale": "safety", "scale_value": "4", "scale_reason": "Mormor bor der nu"}
    saved = note(signe, **FAMILY, **more, **answer)
    assert signe.syncing.status().waiting == 1
    draft = signe.undo.undo(saved.undo)
    assert draft is not None
    kept = signe.drafts.get(draft)
    assert kept is not None
    assert kept.kind == "consultation"
    for name, value in {**more, **answer, "family_code": "GRØN-FYR-27", "scale_perspective": "worker"}.items():
        assert kept.values[name.replace("owner_name", "owner")] == value
    assert signe.agreements.list() == ()
    assert signe.families.standing("grøn fyr 27").number == 1  # type: ignore[union-attr]  # it is a code


def test_a_named_child_has_its_consent_recorded_in_place(signe: App) -> None:
    """The child is a record with a consent of a year; only the opened page and no discreet list says the name."""
    rec = note(signe, subject="child", subject_label="", **CHILD).rec
    page = signe.consultations.read(rec)
    assert page.title == "Sparring, Barn TEST-Alfa"
    assert ("Samtykke fra", "Mor TEST-Alfa") in page.facts
    assert any(value == "12. november 2027" for _label, value in page.facts)
    (row,) = signe.consultations.page().rows
    assert "Alfa" not in row.discreet_title


@pytest.mark.parametrize("missing", sorted(CHILD))
def test_no_name_without_reason_and_consent(signe: App, missing: str) -> None:
    """Each part of a consent that is missing is asked for beside its field."""
    values = {name: value for name, value in CHILD.items() if name != missing}
    assert wrong(signe, subject="child", **values) == [(missing, "error")]


def test_what_was_typed_of_a_child_goes_no_further_than_the_choice(signe: App) -> None:
    """A name typed before »class« was chosen is in no record."""
    rec = note(signe, **CHILD).rec
    assert signe.records.all("child") == ()
    assert "Alfa" not in str(signe.consultations.read(rec))


def test_the_fifth_talk_says_so_and_the_sixth_needs_a_reason(town: Town) -> None:
    """S5: »5 of 5«, the last answer on the scale beside the new one; a sixth is refused without a reason."""
    signe = town.app("signe")
    for number in range(4):
        town.clock.forward(3600)
        answer = {"scale": "safety", "scale_value": "3", "scale_reason": "Far er flyttet"} if number == 3 else {}
        note(signe, **FAMILY, **answer)
    standing = signe.families.standing("Grøn-Fyr-27")
    assert standing is not None
    assert (standing.number, standing.asks) == (5, False)
    assert standing.words.startswith("Samtale 5 af 5")
    assert [(answer.scale, answer.words) for answer in standing.answers] == [("Tryghedsskalaen", "3 af 10")]
    town.clock.forward(3600)
    fifth = note(signe, **FAMILY, scale="safety", scale_value="4", scale_reason="Mormor bor der", strengths="Mormor")
    page = signe.consultations.read(fifth.rec)
    assert page.family == "Samtale 5 af 5"
    assert page.title == "Anonym rådgivning, familie GRØN-FYR-27"
    assert [(answer.words, answer.perspective) for answer in page.assessments] == [("4 af 10", "Rådgiver")]
    assert [label for label, _versions in page.parts] == ["Hvad virker godt?"]
    with pytest.raises(Invalid) as refused:
        note(signe, **FAMILY)
    assert [problem.field for problem in refused.value.problems] == ["over_reason"]
    town.clock.forward(3600)
    sixth = note(signe, **FAMILY, over_reason="Familien venter på en plads").rec
    assert signe.consultations.read(sixth).family == "Samtale 6, ud over de 5"
    seventh = signe.families.standing("Grøn-Fyr-27")
    assert seventh is not None and seventh.words == "Samtale 7: familien har haft 6; tilbuddet er 5."
    assert all("GRØN" not in row.discreet_title for row in signe.consultations.page().rows)


def test_a_family_may_refuse_a_code(signe: App) -> None:
    """The talk is saved, with a warning; what is typed must be a code."""
    assert wrong(signe, **{**FAMILY, "family_code": ""}) == [("family_code", "warning")]
    assert wrong(signe, **{**FAMILY, "family_code": "Familien Test"}) == [("family_code", "error")]
    rec = note(signe, **{**FAMILY, "family_code": ""}).rec
    assert signe.consultations.read(rec).family == ""


def test_drawn_codes_are_unused(signe: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """A code that a family here has is never drawn again."""
    note(signe, **FAMILY)
    drawn = iter(["GRØN-FYR-27", "GRØN-FYR-27", "BLÅ-SOL-41"])
    monkeypatch.setattr("desktop.domain.families.draw", lambda _language: next(drawn))
    assert signe.families.draw() == "BLÅ-SOL-41"


def test_an_answer_on_a_scale_has_perspective_date_and_reason(signe: App) -> None:
    """S16: an answer without a reason is refused beside its field, and so is one that the scale does not have."""
    assert wrong(signe, scale="safety", scale_value="4") == [("scale_reason", "error")]
    assert wrong(signe, scale="safety", scale_reason="Fordi") == [("scale_value", "error")]
    assert wrong(signe, scale="safety", scale_value="11", scale_reason="Fordi") == [("scale_value", "error")]
    assert wrong(signe, scale_value="4", scale_reason="Fordi") == [("scale", "error")]
    assert wrong(signe, scale="safety", scale_perspective="worker") == []


def test_a_psychologist_writes_notes_that_nobody_else_edits(town: Town) -> None:
    """Palle's note is of PPR's own kind, with its own fields, in every list that the others' are in."""
    palle = town.app("palle")
    choices = palle.consultations.choices()
    assert choices.kind == "ppr_consultation"
    assert {option.code for option in choices.subjects} >= {"parents", "staff"}
    assert len(choices.own["guideposts"]) == 5
    more = {"level": "anticipatory", "question": "Hvad hjælper?", "focus": ["behaviour"], "guideposts": ["2", "4"]}
    rec = note(palle, subject="parents", subject_label="", **more, hypotheses="Skiftene er for mange").rec
    page = palle.consultations.read(rec)
    assert page.kind == "ppr_consultation"
    assert ("Niveau", "Foregribende") in page.facts
    assert [versions[0].text for _label, versions in page.parts] == ["Hvad hjælper?", "Skiftene er for mange"]
    found = palle.search.ask("skiftene")()
    assert found is not None
    assert [(group.label, [hit.rec for hit in group.hits]) for group in found.groups] == [("PPR-konsultationer", [rec])]
    signe = town.app("signe")
    note(signe)
    town.sync(palle, signe)
    rows = signe.consultations.page(query=ConsultationFilter(place=page.place_rec)).rows
    assert {row.kind for row in rows} == {"consultation", "ppr_consultation"}
    assert signe.consultations.read(rec).who == "Palle Pseudonym"
    signe.consultations.amend(rec, "Set igen")
    assert [version.text for version in signe.consultations.read(rec).amendments] == ["Set igen"]


def test_fields_of_another_kind_of_note_go_nowhere(signe: App) -> None:
    """A level that a form kept is not saved in a social worker's note."""
    rec = note(signe, level="anticipatory", hypotheses="Nej").rec
    page = signe.consultations.read(rec)
    assert page.parts == ()
    assert all(label != "Niveau" for label, _value in page.facts)
