"""Approving: a mark that can be undone, a finalise ten minutes later, and never something that was not read."""

from datetime import timedelta

import pytest
from helpers.notes import approved, note
from helpers.torn import corrected
from helpers.town import Town

from desktop.assembly import App
from desktop.services.errors import Approved, CannotUndo, NotAllowed


def test_a_day_is_approved_in_one_act_and_one_is_taken_back(signe: App, town: Town) -> None:
    """Three notes marked; one undone within ten minutes; two are final at the tenth, and the third still waits."""
    recs = [note(signe, text=f"Tekst {n}").rec for n in range(3)]
    page = signe.approving.page()
    assert page.may and not page.more
    assert {row.note.rec for row in page.rows} == set(recs)
    marked = signe.approving.approve(page.rows)
    assert (len(marked.recs), marked.changed) == (3, 0)
    assert marked.final_at == town.clock.now() + timedelta(minutes=10)
    assert signe.approving.undo([("consultation", recs[0])]) == 1
    town.clock.forward(9 * 60)
    assert signe.approving.due_in() == pytest.approx(60, abs=1)
    assert signe.approving.carry_out() == 0
    town.clock.forward(61)
    assert signe.approving.carry_out() == 2
    assert signe.approving.due_in() is None
    assert [row.note.rec for row in signe.approving.page().rows] == [recs[0]]
    standing = signe.approving.standing("consultation", recs[1])
    (signed,) = standing.signed
    assert (signed.who, signed.text, signed.missing) == (("Signe Prøvested",), "Tekst 1", False)
    assert standing.approvable is None and standing.late == ()


def test_what_is_final_cannot_be_taken_back_corrected_or_removed(signe: App, town: Town) -> None:
    """Only an addition can be written, and it stands beside the signed text."""
    saved = note(signe)
    approved(signe, town)
    assert signe.approving.undo([("consultation", saved.rec)]) == 0
    editor = signe.removing._editor
    with pytest.raises(Approved):
        editor.edit("consultation", saved.rec, {"text": "Andet"}, b"", None)
    with pytest.raises(Approved):
        editor.withdraw(saved.rec, [("consultation", editor.find("consultation", saved.rec)[0])])
    with pytest.raises(CannotUndo):
        signe.undo.undo(saved.undo)
    signe.consultations.amend(saved.rec, "Ringet til mor")
    page = signe.consultations.read(saved.rec)
    assert [one.text for one in page.amendments] == ["Ringet til mor"]
    (signed,) = signe.approving.standing("consultation", saved.rec).signed
    assert signed.text == "Uro efter frikvarter"


def test_the_first_unlock_after_the_ten_minutes_makes_it_final(town: Town) -> None:
    """The mark survives a lock; nothing is final before, and the next unlocked window finds it due."""
    first = town.app("signe")
    rec = note(first).rec
    first.approving.approve(first.approving.page().rows)
    first.close()
    town.clock.forward(3 * 3600)
    again = town.app("signe")
    assert again.approving.due_in() == 0
    assert again.approving.carry_out() == 1
    assert again.approving.standing("consultation", rec).signed


def test_a_clock_set_back_does_not_keep_a_mark_for_hours(signe: App, town: Town) -> None:
    """A mark from the future counts from when it was noticed: ten minutes, not three hours and ten."""
    note(signe)
    signe.approving.approve(signe.approving.page().rows)
    town.clock.forward(-3 * 3600)
    assert signe.approving.due_in() == 600
    assert signe.approving.carry_out() == 0
    town.clock.forward(600)
    assert signe.approving.carry_out() == 1


def test_what_was_changed_since_it_was_read_waits_to_be_read_again(signe: App, palle: App, town: Town) -> None:
    """A colleague corrects between reading and approving, or within the ten minutes: not approved, and said."""
    first, second = note(signe, text="Første").rec, note(signe, text="Anden").rec
    town.sync(signe, palle)
    shown = signe.approving.page().rows
    corrected(palle, first)
    town.sync(palle, signe)
    marked = signe.approving.approve(shown)
    assert (marked.recs, marked.changed) == ((("consultation", second),), 1)
    corrected(palle, second)
    town.sync(palle, signe)
    town.clock.forward(601)
    assert signe.approving.carry_out() == 0
    assert {row.note.rec for row in signe.approving.page().rows} == {first, second}
    assert all(row.final_at is None for row in signe.approving.page().rows)


def test_a_correction_made_elsewhere_meanwhile_is_a_late_addition(signe: App, palle: App, town: Town) -> None:
    """Palle corrects without a connection while Signe approves: her text stands, his is shown beside it by name."""
    rec = note(signe).rec
    town.sync(signe, palle)
    corrected(palle, rec)
    approved(signe, town)
    for order in ((signe, palle), (palle, signe)):
        town.sync(*order)
    for app in (signe, palle):
        standing = app.approving.standing("consultation", rec)
        (signed,) = standing.signed
        assert signed.text == "Uro efter frikvarter"
        assert [(late.text, late.who) for late in standing.late] == [("Rettet af Palle", "Palle Pseudonym")]


def test_only_who_may_approve_does_and_only_his_own(town: Town, signe: App) -> None:
    """Lene reads and is offered nothing; Palle is not offered Signe's note."""
    note(signe)
    lene, palle = town.app("lene"), town.app("palle")
    town.sync(signe, lene, palle)
    assert not lene.approving.page().may and lene.approving.page().rows == ()
    assert lene.approving.nudge() is None and palle.approving.page().rows == ()
    with pytest.raises(NotAllowed):
        lene.approving.approve(signe.approving.page().rows)


def test_a_note_of_yesterday_is_spoken_of(signe: App, town: Town) -> None:
    """Nothing for a day; then how many and since when; a marked one is spoken of no more."""
    morning = town.clock.now().replace(hour=7, minute=10)
    made = note(signe, occurred_at=morning).rec
    assert signe.approving.nudge() is None
    town.clock.forward(25 * 3600)
    note(signe)
    nudge = signe.approving.nudge()
    assert nudge is not None and (nudge.count, nudge.more) == (1, False)
    assert nudge.oldest == morning, "the time that stands at the note itself"
    signe.approving.approve([row for row in signe.approving.page().rows if row.note.rec == made])
    assert signe.approving.nudge() is None


def test_a_psychologists_note_is_signed_without_what_others_propose(signe: App, palle: App, town: Town) -> None:
    """Signe's text for Palle's note stands beside it as a proposal: it hinders no approval and is not signed."""
    rec = note(palle).rec
    town.sync(palle, signe)
    corrected(signe, rec, "Signes forslag", "ppr_consultation")
    town.sync(signe, palle)
    (row,) = palle.approving.page().rows
    assert (row.kind, row.problem) == ("ppr_consultation", "")
    approved(palle, town)
    town.sync(palle, signe)
    for app in (palle, signe):
        standing = app.approving.standing("ppr_consultation", rec)
        (signed,) = standing.signed
        assert signed.text == "Uro efter frikvarter"
        assert [(late.text, late.who, late.proposal) for late in standing.late] == [
            ("Signes forslag", "Signe Prøvested", True)
        ]
        assert [one.text for one in app.consultations.read(rec).texts if not one.beside] == ["Uro efter frikvarter"]


def test_the_list_is_found_by_its_own_index(signe: App) -> None:
    """However many notes are approved, what is not is not looked for among them."""
    plan = signe.machine.store.query(
        "EXPLAIN QUERY PLAN SELECT rec FROM v_consultation WHERE withdrawn = 0 AND created_by = x'00' AND approved = 0"
        " ORDER BY created_ms DESC, rec DESC, space DESC LIMIT 61"
    )
    assert "v_consultation_unapproved" in plan[0][3] and len(plan) == 1


def test_a_note_changed_in_two_places_is_settled_first(signe: App, palle: App, town: Town) -> None:
    """It is listed with the reason, and approving it does nothing."""
    rec = note(signe).rec
    town.sync(signe, palle)
    corrected(palle, rec)
    corrected(signe, rec, "Rettet af Signe")
    town.sync(palle, signe)
    (row,) = signe.approving.page().rows
    assert "to steder" in row.problem
    assert signe.approving.approve([row]).recs == ()
