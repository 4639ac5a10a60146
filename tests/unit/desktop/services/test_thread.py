"""The red thread: knots in order, full ones for what is missing, none too early."""

from datetime import date

from helpers.concerns import assessment, concern
from helpers.notes import agreement, note
from helpers.town import Town

from desktop.assembly import App

ABOUT: dict[str, object] = {"subject": "child", "subject_label": ""}


def test_the_thread_shows_what_happened_and_what_is_missing(signe: App, town: Town) -> None:
    """Notes, assessments and agreements, newest first; full knots for a follow-up and an agreement that are late."""
    rec = concern(signe, parents_informed="yes").rec
    town.clock.forward(60)
    note(signe, concern=rec, **ABOUT, followup_on=date(2026, 11, 17), followup_reason="aftale fra TVÆRS.")
    assessment(signe, rec, perspective="joint", reason="Vi så på ugen")
    assessment(signe, rec, perspective="parent", value="2", reason="Bedre hjemme")
    town.clock.forward(60)
    agreement(signe, "Søvnsamtale", concern=rec, due_on=date(2026, 11, 24))
    agreement(signe, "Afhentning", concern=rec, due_on=date(2026, 11, 9), owner_name="Mormor")
    note(signe)  # of another matter
    knots = signe.concerns.read(rec).thread
    assert [(knot.day, knot.title, knot.missing) for knot in knots] == [
        (date(2026, 11, 20), "Aftale", False),
        (date(2026, 11, 20), "Sparring", False),
        (date(2026, 11, 20), "Bekymring oprettet", False),
        (date(2026, 11, 17), "Opfølgning mangler", True),
        (date(2026, 11, 9), "Aftale venter", True),
        (date(2026, 10, 27), "Børnelinealen: 3 – bekymring", False),
    ]
    said = {knot.title: knot.detail for knot in knots}
    assert said["Opfølgning mangler"] == "Den skulle være holdt 17. november. Fordi: aftale fra TVÆRS."
    assert [words for words, _rec in knots[-1].answers] == [
        "Fælles: 3 – bekymring. »Vi så på ugen«",
        "Forælder: 2 – let bekymring. »Bedre hjemme«",
    ]
    assert {rec for _words, rec in knots[-1].answers} == {row.rec for row in signe.assessments.of(rec)}
    assert said["Aftale venter"] == "Afhentning · Mormor"


def test_a_follow_up_that_was_held_or_is_due_today_is_not_missing(signe: App) -> None:
    """S19: no knot is late while its own day lasts, none after a later note, none that one said was held."""
    rec = concern(signe).rec
    early = signe.clock.now().replace(day=10)
    note(signe, concern=rec, **ABOUT, occurred_at=early, followup_on=date(2026, 11, 20))
    assert not any(knot.missing for knot in signe.concerns.read(rec).thread)
    note(signe, concern=rec, **ABOUT, occurred_at=early, followup_on=date(2026, 11, 12))
    assert [knot.late for knot in signe.concerns.read(rec).thread if knot.missing] == [date(2026, 11, 12)]
    (late,) = [knot.target for knot in signe.concerns.read(rec).thread if knot.missing]
    for done, missing in ((True, 0), (False, 1)):
        signe.followups.done(late, done)
        assert len([knot for knot in signe.concerns.read(rec).thread if knot.missing]) == missing
    note(signe, concern=rec, **ABOUT, occurred_at=early.replace(day=12))
    assert not any(knot.missing for knot in signe.concerns.read(rec).thread)
