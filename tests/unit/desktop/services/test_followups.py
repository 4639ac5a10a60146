"""Til opfølgning: from agreements, notes and quiet concerns; windows, reasons, order; and S19 through a real store."""

from datetime import date, timedelta

import pytest
from helpers.concerns import ALFA, NAMED, concern
from helpers.danish_windows import opened, still_open
from helpers.notes import agreement, note, school
from helpers.torn import torn
from helpers.town import Town

from desktop.assembly import App
from desktop.services.errors import NotFound
from desktop.services.settling import later_id

DAY = 24 * 3600


def told(app: App) -> list[tuple[str, str, str, str]]:
    """Every row as a discreet view shows it."""
    return [(f"{row.about}: {row.what}", row.when, row.reason, row.tag) for row in app.followups.list().rows]


def test_what_one_put_off_settling_leads_to_the_texts(signe: App, palle: App, town: Town) -> None:
    """Not »because it was agreed«: nobody agreed on it; the row and the page lead to where it is settled."""
    rec = torn(signe, palle, town)
    signe.settling.later("agreement", rec)
    (row,) = signe.followups.list().rows
    assert (f"{row.about}: {row.what}", row.when) == (
        "Fiktivby Skole: afklar hvilken tekst der gælder",
        "Senest 27. november",
    )
    assert (row.reason, row.typed, row.because) == ("fordi du har udskudt det", "", "")
    assert (row.view, row.kind, row.target) == ("settle", "agreement", rec)
    assert signe.agreements.read(later_id(rec, signe.me.user)).put_off == ("agreement", rec)
    assert signe.agreements.read(rec).put_off is None
    about = concern(signe).rec
    place = signe.contacts.save_institution({"name": "Børnehuset Kladden", "type": "kindergarten"}).rec
    town.sync(signe, palle)
    for app, number in ((signe, "1"), (palle, "2")):
        app.contacts.save_institution({"phone": number}, rec=place)
        app.concerns.save(about, {"worries": number})
    town.sync(signe, palle, signe)
    for kind, torn_one in (("institution", place), ("concern", about)):
        signe.settling.later(kind, torn_one)
    rows = {row.target: (row.about, row.child) for row in signe.followups.list().rows}
    assert rows[place] == ("Børnehuset Kladden", False)
    assert rows[about] == ("Barn, 3–5 år, Fiktivby Skole", True)


def test_an_agreement_comes_back_with_its_window_and_reason(signe: App, town: Town) -> None:
    """Late before soon before what opens later; one's own; not far off, not done, not a colleague's."""
    mine = {"owner_user": signe.me.user}
    agreement(signe, "Sen", due_on=date(2026, 11, 17), **mine)
    agreement(signe, "Snart", due_on=date(2026, 11, 24), **mine)
    agreement(signe, "Vindue", due_on=date(2026, 11, 25), earliest_on=date(2026, 11, 18), **mine)
    agreement(signe, "Næste uge", due_on=date(2026, 12, 11), earliest_on=date(2026, 11, 23), **mine)
    agreement(signe, "Fjern", due_on=date(2027, 2, 1), earliest_on=date(2027, 1, 1), **mine)
    agreement(signe, "Uden frist", **mine)
    agreement(signe, "Færdig", due_on=date(2026, 11, 17), status="done", **mine)
    who = "fordi I aftalte det den 20. november"
    assert told(signe) == [
        ("Fiktivby Skole: sen", "Fristen var 17. november", who, "3 dage forsinket"),
        ("Fiktivby Skole: snart", "Senest 24. november", who, "om 4 dage"),
        ("Fiktivby Skole: vindue", "Mellem 18. og 25. november", who, "senest onsdag"),
        ("Fiktivby Skole: næste uge", "Mellem 23. november og 11. december", who, "fra mandag"),
    ]
    assert [row.typed for row in signe.followups.list().rows] == ["Sen", "Snart", "Vindue", "Næste uge"]


def test_who_asked_and_who_does_it_are_said(signe: App, palle: App, town: Town) -> None:
    """A colleague's wish names him; what a leader without an account promised me comes back to me, not to him."""
    agreement(palle, "Ring", due_on=date(2026, 11, 20), owner_user=signe.me.user)
    agreement(signe, "Skema", due_on=date(2026, 11, 20), owner_name="Lis Leder")
    agreement(palle, "Palles", due_on=date(2026, 11, 20), owner_name="Lis Leder")
    agreement(signe, "Strikhue", due_on=date(2026, 11, 20), owner_name="Xilla TEST-Beta")
    agreement(signe, "Madpakke", due_on=date(2026, 11, 20), owner_name="klasselæreren")
    signe.contacts.save_person({"name": "Lis Leder", "institution": school(signe)})
    town.sync(palle, signe, palle)
    agreed = "fordi I aftalte det den 20. november"
    assert {(row.typed, row.does, row.owner, row.reason) for row in signe.followups.list().rows} == {
        ("Ring", "", "", "fordi Palle bad om det den 20. november"),
        ("Skema", "Lis Leder gør det", "Lis Leder gør det", agreed),
        ("Strikhue", "en anden gør det", "Xilla TEST-Beta gør det", agreed),
        ("Madpakke", "klasselæreren gør det", "klasselæreren gør det", agreed),
    }
    assert [row.typed for row in palle.followups.list().rows] == ["Palles"]


def test_a_note_comes_back_until_a_later_one_is_about_the_same(signe: App, town: Town) -> None:
    """The same class at the same place, however it is written; another class does not count, nor an older note."""
    note(signe, followup_on=date(2026, 11, 23), followup_reason="mødet er den 25.")
    (row,) = signe.followups.list().rows
    assert (row.about, row.what, row.when, row.tag, row.because) == (
        "3.b (klasse), Fiktivby Skole", "opfølgning", "Senest 23. november", "om 3 dage", "mødet er den 25.",
    )  # fmt: skip
    assert row.reason == "fordi du skrev det i notatet den 20. november"
    town.clock.forward(5 * DAY)
    note(signe, subject_label="4.a")
    note(signe, occurred_at=signe.clock.now() - timedelta(days=9))
    assert [row.tag for row in signe.followups.list().rows] == ["2 dage forsinket"]
    note(signe, subject_label=" 3.B (klasse)")
    assert signe.followups.list().rows == ()


def test_a_family_and_a_concern_are_followed_up_by_their_own_notes(signe: App, town: Town) -> None:
    """A code, and a concern; a note about an anonymous child by none, for nobody knows that it is the same child."""
    rec = concern(signe).rec
    day = date(2026, 11, 23)
    note(signe, subject="family_code", subject_label="", family_code="GRØN-FYR-27", followup_on=day)
    note(signe, concern=rec, subject="anonymous_child", subject_label="", age_band="3-5", followup_on=day)
    note(signe, subject="anonymous_child", subject_label="", age_band="6-9", followup_on=day)
    assert len(signe.followups.list().rows) == 3
    town.clock.forward(3600)
    note(signe, subject="family_code", subject_label="", family_code="GRØN-FYR-27")
    note(signe, concern=rec, subject="anonymous_child", subject_label="", age_band="3-5")
    note(signe, subject="anonymous_child", subject_label="", age_band="6-9")
    (row,) = signe.followups.list().rows
    assert row.about == "Anonymt barn, 6–9 år, Fiktivby Skole"


def test_a_concern_that_nobody_wrote_about_for_a_quarter_comes_back(signe: App, town: Town) -> None:
    """Three months after the last note, for who leads it; once a week before, within a week, and late after that."""
    rec = concern(signe, lead_user=signe.me.user).rec
    note(signe, concern=rec, subject="anonymous_child", subject_label="", age_band="3-5")
    assert signe.followups.list().rows == ()
    town.clock.forward((date(2027, 2, 15) - date(2026, 11, 20)).days * DAY)
    ((about, when, reason, tag),) = told(signe)
    assert about == "Barn, 3–5 år, Fiktivby Skole: opfølgning"
    assert (when, reason, tag) == ("Mellem 22. februar og 1. marts", "hver 3. måned", "fra 22. februar")
    town.clock.forward(15 * DAY)
    assert told(signe)[0][1:] == ("Fristen var 1. marts", "hver 3. måned", "1 dag forsinket")
    note(signe, concern=rec, subject="anonymous_child", subject_label="", age_band="3-5")
    assert signe.followups.list().rows == ()


def test_no_name_stands_in_a_row(signe: App, town: Town) -> None:
    """S14: a child with a name, an agreement and a reason that hold it: only what is typed apart does."""
    rec = concern(signe, **NAMED, lead_user=signe.me.user).rec
    said = f"Ring til {ALFA}"
    agreement(signe, said, concern=rec, reason=said, due_on=date(2026, 11, 20), owner_user=signe.me.user)
    note(
        signe, concern=rec, subject="child", subject_label="", text=said, followup_on=date(2026, 11, 20),
        followup_reason=said,
    )  # fmt: skip
    for row in signe.followups.list().rows:
        assert "Alfa" not in " ".join((row.about, row.what, row.when, row.reason, row.tag)) and row.child
        assert "Alfa" in row.typed + row.because


def test_what_is_about_nobody_is_told_where_it_names_nobody(signe: App) -> None:
    """An agreement with a place, or in a talk with staff; in one about a class it is hidden, and so is a name."""
    concern(signe, **{**NAMED, "name": "Xilla TEST-Beta", "cpr": ""})
    staff = note(signe, subject="staff", subject_label="Personalet").rec
    group = note(signe).rec
    due = {"due_on": date(2026, 11, 20), "owner_user": signe.me.user}
    for text in ("Ring til leder", "TVÆRS flyttes", "Ring om xilla", "Ring til Sofie", "x" * 61):
        agreement(signe, text, **due)
    agreement(signe, "Oplæg om trivsel", consultation=staff, **due)
    agreement(signe, "Observation i frikvarteret", consultation=group, **due)
    assert sorted(row.what for row in signe.followups.list().rows) == sorted(
        ["ring til leder", "TVÆRS flyttes", "oplæg om trivsel", *["aftale"] * 4]
    )


def test_on_no_day_of_a_year_is_a_row_late_while_its_text_is_open(signe: App, town: Town) -> None:
    """S19 through store and services: 380 days from 20 November 2026, over week 53, both changes of the clock, Easter.

    The hour goes round, so that midnight and the doubled and missing hours are seen too.
    """
    mine = {"owner_user": signe.me.user}
    for number in range(0, 380, 38):
        due = date(2026, 11, 21) + timedelta(days=number)
        agreement(signe, "A", due_on=due, **mine)
        agreement(signe, "B", due_on=due + timedelta(days=5), earliest_on=due, **mine)
        note(signe, subject_label=f"{number}.x", followup_on=due)
    concern(signe, lead_user=signe.me.user)
    seen = {"late": 0, "open": 0, "later": 0}
    for _day in range(380):
        town.clock.forward(DAY + 3600)
        today = signe.clock.now().date()
        rows = signe.followups.list().rows
        for row in rows:
            assert still_open(row.when, today) == ("forsinket" not in row.tag) == (not row.late), (row, today)
            assert opened(row.when, today) == (not row.tag.startswith("fra ")), (row, today)
            seen[row.window.standing(today)] += 1
        assert [row.late for row in rows] == sorted((row.late for row in rows), reverse=True), "late ones come first"
    assert all(seen.values()), seen


def test_a_follow_up_is_ended_by_one_act_and_taken_back(signe: App, palle: App, town: Town) -> None:
    """Of one's own note, approved or not; it is said in the note, and no part of what is signed."""
    rec = note(signe, subject="anonymous_child", subject_label="", age_band="6-9", followup_on=date(2026, 11, 20)).rec
    town.sync(signe, palle)
    assert palle.followups.of(rec) is None and palle.followups.list().rows == ()
    signe.approving.approve(signe.approving.page().rows)
    town.clock.forward(11 * 60)
    assert signe.approving.carry_out() == 1
    (row,) = signe.followups.list().rows
    assert signe.followups.of(rec) == row
    signe.followups.done(rec)
    assert signe.followups.list().rows == () and signe.followups.of(rec) is None
    page = signe.consultations.read(rec)
    assert ("Fulgt op", "20. november") in page.facts
    assert not signe.approving.standing(page.kind, rec).late, "no change of what was signed"
    signe.followups.done(rec, False)
    assert signe.followups.list().rows == (row,)
    with pytest.raises(NotFound):
        signe.followups.done(bytes(16))
