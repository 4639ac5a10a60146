"""Correcting a note: what differs and nothing else, also of what it brought along; taken back in one act."""

from datetime import date, datetime

import pytest
from helpers.concerns import concern
from helpers.notes import CHILD, note
from helpers.town import Town

from desktop.assembly import App
from desktop.services.clock import COPENHAGEN
from desktop.services.errors import Approved, Invalid, NotAllowed
from desktop.services.note_correcting import Correction, News
from desktop.services.values import Saved
from desktop.services.writing import dots_of

ANSWER = {"scale": "safety", "scale_value": "4", "scale_reason": "Mormor bor der nu"}
AGREED = {"agreement_1_text": "Observere frikvarteret", "agreement_1_owner_name": "Lis Leder"}


def corrected(app: App, rec: bytes, opened: Correction | None = None, /, **more: object) -> Saved:
    """The note's form opened and saved with other values."""
    opened = opened or app.correcting.open(rec)
    return app.correcting.save(rec, {**opened.values, **more}, None, opened.base)


def test_only_what_differs_is_written_and_it_can_be_taken_back(signe: App) -> None:
    """Kind and time spent change in groups of their own; what the form did not hold stays; undone, all is as before."""
    rec = note(signe, duration_min=15, themes=("wellbeing",), followup_on=date(2026, 11, 30)).rec
    saved = corrected(signe, rec, form="advice", duration_min=30)
    page = signe.consultations.read(rec)
    assert (page.title, page.duration_min) == ("Rådgivning, 3.b (klasse)", 30)
    assert page.history[-1].what == "Rettede: hvad slags, hvornår"
    assert ("Følg op", "30. november") in page.facts
    assert signe.undo.undo(saved.undo) is None
    page = signe.consultations.read(rec)
    assert (page.title, page.duration_min) == ("Sparring, 3.b (klasse)", 15)
    assert corrected(signe, rec) == Saved(rec, b"")


def test_a_correction_keeps_the_rules_of_a_note(signe: App) -> None:
    """What is required stays so, and a personal number is refused; nothing is written then."""
    rec = note(signe).rec
    for more in ({"text": " "}, {"text": "Ringe til 610120-1234"}, {"subject_label": ""}):
        with pytest.raises(Invalid):
            corrected(signe, rec, **more)
    assert len(signe.consultations.read(rec).history) == 1


def test_agreements_and_the_answer_are_in_the_form_and_are_edited_as_themselves(signe: App) -> None:
    """The agreement gets a day, one is added, the answer is another one: one commit, and one undo of all of it."""
    rec = note(signe, **AGREED, **ANSWER).rec
    form = signe.correcting.open(rec)
    assert {name: form.values[name] for name in ANSWER} == ANSWER
    assert form.values["agreement_1_owner"] == "Lis Leder"
    more = {"agreement_1_due_on": date(2026, 11, 25), "agreement_2_text": "Tale med klassen", "scale_value": "6"}
    waiting = signe.syncing.status().waiting
    saved = corrected(signe, rec, form, **more)
    assert signe.syncing.status().waiting == waiting + 1
    page = signe.consultations.read(rec)
    assert [(row.texts[0].text, row.due) for row in page.agreements] == [
        ("Observere frikvarteret", date(2026, 11, 25)),
        ("Tale med klassen", None),
    ]
    assert [answer.value for answer in page.assessments] == ["6"]
    draft = signe.undo.undo(saved.undo)
    kept = signe.drafts.get(draft or "")
    assert kept is not None and kept.kind == "agreement" and kept.values["text"] == "Tale med klassen"
    page = signe.consultations.read(rec)
    assert [(row.texts[0].text, row.due) for row in page.agreements] == [("Observere frikvarteret", None)]
    assert [answer.value for answer in page.assessments] == ["4"]


def test_an_agreement_of_the_form_is_not_emptied_away(signe: App) -> None:
    """Without words it is asked for beside its field, as an answer without one is."""
    rec = note(signe, **AGREED, **ANSWER).rec
    values = signe.correcting.open(rec).values
    emptied = values | {"agreement_1_text": "", "agreement_1_owner_name": None, "scale_value": None, "scale_reason": ""}
    wrong = {one.field for one in signe.correcting.check("consultation", emptied) if one.severity == "error"}
    assert {"agreement_1_text", "scale_value", "scale_reason"} <= wrong


def test_an_agreement_that_was_removed_meanwhile_is_made_again_only_if_it_was_written_in(signe: App) -> None:
    """Removed while the form was open: what was typed into it since is not lost, and nothing comes back by itself."""
    rec = note(signe, **AGREED).rec
    form = signe.correcting.open(rec)
    signe.removing.remove("agreement", signe.consultations.read(rec).agreements[0].rec)
    corrected(signe, rec, form, text="Uro")
    assert signe.consultations.read(rec).agreements == ()
    corrected(signe, rec, form, agreement_1_text="Observere gården")
    assert [row.texts[0].text for row in signe.consultations.read(rec).agreements] == ["Observere gården"]


def test_whom_it_is_about_is_changed_with_all_that_belongs_to_it(signe: App) -> None:
    """A class becomes a named child with its consent; made anonymous again the name goes, and undo brings it back."""
    rec = note(signe).rec
    saved = corrected(signe, rec, subject="child", **CHILD)
    assert signe.consultations.read(rec).title == "Sparring, Barn TEST-Alfa"
    assert signe.undo.undo(saved.undo) is None
    assert signe.consultations.read(rec).title == "Sparring, 3.b (klasse)"
    assert signe.known_children.called("Barn TEST-Alfa") is None
    corrected(signe, rec, subject="child", **CHILD)
    form = signe.correcting.open(rec)
    assert form.values["name"] == "Barn TEST-Alfa" and "subject_label" not in form.values
    saved = corrected(signe, rec, form, subject="anonymous_child", age_band="6-9")
    assert signe.consultations.read(rec).title == "Sparring, anonymt barn, 6–9 år"
    assert signe.known_children.called("Barn TEST-Alfa") is None
    signe.undo.undo(saved.undo)
    assert signe.consultations.read(rec).title == "Sparring, Barn TEST-Alfa"


def test_a_child_that_another_note_is_about_keeps_its_name(signe: App) -> None:
    """Made anonymous here, it stays a child with a consent there."""
    rec = note(signe, subject="child", subject_label="", **CHILD).rec
    child = signe.correcting.open(rec).values["child"]
    other = note(signe, subject="child", subject_label="", child=child).rec
    corrected(signe, rec, subject="anonymous_child")
    assert signe.consultations.read(other).title == "Sparring, Barn TEST-Alfa"


def test_a_consent_that_is_over_does_not_stop_a_correction(signe: App, town: Town) -> None:
    """The note was written while it held; a letter in it can be mended still, and nothing new is asked for."""
    rec = note(signe, subject="child", subject_label="", **CHILD | {"consent_expires_on": date(2026, 11, 21)}).rec
    town.clock.forward(3 * 24 * 3600)
    child = signe.correcting.open(rec).values["child"]
    assert signe.known_children.told_of(child) is None
    assert signe.known_children.told_of(child, kept=True) is not None
    corrected(signe, rec, text="Uro efter frikvarteret")
    assert signe.consultations.read(rec).texts[0].text == "Uro efter frikvarteret"


def test_the_fifth_talk_is_still_the_fifth_when_it_is_corrected(signe: App) -> None:
    """Its own talk is not counted twice: no reason is asked for one more."""
    family = {"form": "anonymous", "subject": "family_code", "subject_label": "", "family_code": "GRØN-FYR-27"}
    days = [datetime(2026, 11, day, 9, tzinfo=COPENHAGEN) for day in range(2, 7)]
    recs = [note(signe, occurred_at=day, **family).rec for day in days]
    corrected(signe, recs[4], text="En anden tekst")
    standing = signe.families.standing("GRØN-FYR-27", recs[4])
    assert standing is not None and (standing.number, standing.asks) == (5, False)
    with pytest.raises(Invalid):
        note(signe, **family)


def test_a_note_about_a_concern_stays_about_it(signe: App) -> None:
    """Whom it is about is the concern's, and is said, not asked."""
    about = concern(signe).rec
    told = signe.concerns.about(about)[1]
    rec = note(signe, **told | {"subject_label": ""}).rec
    form = signe.correcting.open(rec)
    assert form.values["concern"] == about and form.about
    corrected(signe, rec, form, text="Mere ro")
    assert signe.consultations.read(rec).concern == about


def test_what_a_colleague_changed_meanwhile_stays_or_stands_beside(signe: App, palle: App, town: Town) -> None:
    """Different parts come together; the same part stands as both wrote it; who it was is told to the open form."""
    rec = note(signe).rec
    town.sync(signe, palle)
    form = signe.correcting.open(rec)
    corrected(palle, rec, duration_min=45, text="Palles ord")
    town.sync(palle, signe)
    assert signe.correcting.news(rec, form.base) == News(("Palle Pseudonym",))
    corrected(signe, rec, form, form="advice")
    page = signe.consultations.read(rec)
    assert (page.title, page.duration_min, [one.text for one in page.texts]) == (
        "Rådgivning, 3.b (klasse)",
        45,
        ["Palles ord"],
    )
    corrected(signe, rec, form, text="Signes ord")
    assert {one.text for one in signe.consultations.read(rec).texts} == {"Palles ord", "Signes ord"}


def test_approved_meanwhile_it_is_refused_and_told(signe: App, town: Town) -> None:
    """The form that was open hears of it, and a save changes nothing."""
    rec = note(signe).rec
    form = signe.correcting.open(rec)
    assert signe.consultations.read(rec).can_correct
    signe.approving.approve(signe.approving.page().rows)
    town.clock.forward(11 * 60)
    signe.approving.carry_out()
    assert signe.correcting.news(rec, form.base).approved
    assert not signe.consultations.read(rec).can_correct
    with pytest.raises(Approved):
        corrected(signe, rec, form, text="Andet")


def test_a_psychologists_note_is_corrected_by_nobody_else(signe: App, palle: App, town: Town) -> None:
    """It is Palle's own: Signe is not offered it and is refused; he has his own fields in the form."""
    rec = note(palle, level="anticipatory", question="Hvordan får klassen ro?").rec
    town.sync(palle, signe)
    assert palle.correcting.open(rec).kind == "ppr_consultation"
    page = signe.consultations.read(rec)
    assert not page.can_correct
    with pytest.raises(NotAllowed):
        corrected(signe, rec, text="Andet")
    corrected(palle, rec, question="Hvordan får klassen mere ro?")
    assert palle.consultations.read(rec).parts[0][1][0].text == "Hvordan får klassen mere ro?"


def test_a_draft_of_a_correction_goes_on_from_what_was_in_front_of_the_person(
    signe: App, palle: App, town: Town
) -> None:
    """The form of an old draft shows the words it was begun from, and the draft is found by its note."""
    rec = note(signe, **AGREED).rec
    town.sync(signe, palle)
    form = signe.correcting.open(rec)
    corrected(palle, rec, text="Palles ord")
    town.sync(palle, signe)
    begun = {"rec": rec, "base": form.base, **{name: form.values[name] for name in form.values if "agreement" in name}}
    again = signe.correcting.open(rec, begun)
    assert (again.values, again.base) == (form.values, form.base)
    assert dots_of(signe.correcting.open(rec).base) != dots_of(form.base)
