"""Concerns through the services: beginning, correcting, closing, removing, the list, the thread, the read log."""

from datetime import date

import pytest
from helpers.concerns import ALFA, NAMED, assessment, concern, concern_values
from helpers.notes import note, school
from helpers.town import Town

from desktop.assembly import App
from desktop.services.concern_values import ConcernFilter
from desktop.services.drafts import DraftValues
from desktop.services.errors import AppError, CannotUndo, Invalid, NotFound

ABOUT: dict[str, object] = {"subject": "child", "subject_label": ""}


def test_a_concern_and_its_child_are_one_commit(signe: App, palle: App, town: Town) -> None:
    """Both arrive together; the list says who as discreetly as it is asked to; colleagues read the same."""
    rec = concern(signe, **NAMED, room="Blå stue", lead_user=signe.me.user).rec
    assert signe.syncing.status().waiting == 1
    town.sync(signe, palle)
    (row,) = palle.concerns.page().rows
    assert (row.rec, row.title, row.discreet_title) == (rec, f"{ALFA}, 5 år", "Barn, 3–5 år")
    assert (row.place, row.room, row.lead, row.status.label) == (
        "Fiktivby Skole",
        "Blå stue",
        "Signe Prøvested",
        "Åben",
    )


def test_what_is_missing_is_refused_and_nothing_is_kept(signe: App) -> None:
    """A name without consent, no worries, what is no choice; neither child nor concern is left behind."""
    for wrong in ({"worries": ""}, {"naming": "named", "name": ALFA}, {"parents_informed": "Maybe so"}):
        with pytest.raises(Invalid):
            concern(signe, **wrong)
    assert signe.records.count("concern") == signe.records.count("child") == 0


def test_filters_and_further_concerns_about_the_same_child(signe: App) -> None:
    """Open ones, mine, all; the second about a child says so, and makes no other child."""
    rec = concern(signe, **NAMED).rec
    child = signe.concerns.read(rec).child
    again = concern_values(signe, noticed_on=date(2026, 11, 16), lead_user=signe.me.user)
    second = signe.concerns.begin({**again, "child": child, "naming": None, "age_band": None}).rec
    assert signe.records.count("child") == 1
    assert signe.concerns.read(second).count == "2. bekymring på 5 uger" and signe.concerns.read(rec).count == ""
    page = signe.concerns.read(rec)
    signe.concerns.save(rec, {**page.values, "status": "closed", "outcome": "closed"}, None, page.base)
    found = {
        name: [row.rec for row in signe.concerns.page(None, 50, query).rows]
        for name, query in (
            ("open", ConcernFilter()),
            ("mine", ConcernFilter(mine_only=True)),
            ("all", ConcernFilter(False)),
        )
    }
    assert found == {"open": [second], "mine": [second], "all": [second, rec]}
    first = signe.concerns.page(None, 1, ConcernFilter(False))
    assert [row.rec for row in signe.concerns.page(first.next, 1, ConcernFilter(False)).rows] == [rec]


def test_closing_and_opening_again(signe: App) -> None:
    """Closing writes the day and the outcome; opening again takes both away; the history tells of each."""
    rec = concern(signe).rec
    page = signe.concerns.read(rec)
    with pytest.raises(Invalid):
        signe.concerns.save(rec, {"status": "closed"}, None, page.base)
    signe.concerns.save(rec, {"status": "closed", "outcome": "tvaers"}, None, page.base)
    page = signe.concerns.read(rec)
    assert (page.values["closed_on"], page.thread[0].title) == (date(2026, 11, 20), "Bekymring afsluttet")
    signe.concerns.save(rec, {"status": "open"}, None, page.base)
    page = signe.concerns.read(rec)
    assert "closed_on" not in page.values and page.row.status.code == "open" and len(page.history) == 3


def test_a_note_about_a_concern_goes_where_the_concern_is(signe: App) -> None:
    """It is filled with the place and whom it is about; without a name also with the age, and is anonymous."""
    named, anonymous = concern(signe, **NAMED).rec, concern(signe).rec
    title, values = signe.concerns.about(named)
    assert title == f"{ALFA}, 5 år"
    assert values == {"concern": named, "institution": school(signe), "subject": "child"}
    _title, values = signe.concerns.about(anonymous)
    assert (values["subject"], values["age_band"]) == ("anonymous_child", "3-5")
    rec = note(signe, **{**values, "subject_label": ""}).rec
    assert signe.consultations.read(rec).concern == anonymous
    with pytest.raises(NotFound):
        signe.concerns.about(b"?" * 16)


def test_opening_is_logged_without_a_name(signe: App) -> None:
    """A concern and a child write a line each; reading on writes none; the line names a kind and a place."""
    rec = concern(signe, **NAMED).rec
    child = signe.concerns.open(rec).child
    signe.concerns.read(rec)
    assert signe.children.open(child).values["name"] == ALFA
    assert sorted(line.title for line in signe.readlog.lines()) == ["Barn", "Bekymring, Fiktivby Skole"]
    assert signe.readlog.intact()


def test_a_save_that_is_undone_is_one_draft(signe: App) -> None:
    """Child and concern go together and come back as what was typed, the child's values among them."""
    saved = concern(signe, **NAMED)
    draft = signe.undo.undo(saved.undo)
    assert signe.concerns.page().rows == () and signe.records.count("child") == 0
    kept = signe.drafts.get(draft or "")
    assert kept is not None and kept.kind == "concern"
    assert (kept.values["name"], kept.values["worries"]) == (ALFA, "Gråd ved aflevering")
    assert "child" not in kept.values, "the child is made anew with the next save"
    (row,) = signe.drafts.list()
    assert (row.title, row.missing) == ("Bekymring", ())


def test_a_draft_says_what_is_missing_in_either(signe: App) -> None:
    """S2: what the child still needs and what the concern still needs, and a name typed for nothing is no fault."""
    signe.drafts.put(DraftValues("d", "concern", {"naming": "named", "name": ALFA, "worries": "Gråd"}))
    (row,) = signe.drafts.list()
    assert "samtykke givet" in row.missing and "hvornår blev det bemærket" in row.missing
    anonymous: dict[str, object] = {"naming": "age_band", "age_band": "3-5", "name": ALFA, "status": "open"}
    signe.drafts.put(DraftValues("d", "concern", anonymous))
    (row,) = signe.drafts.list()
    assert row.missing == ("hvor", "hvornår blev det bemærket", "hvad er vi bekymrede for")


def test_a_removed_concern_takes_its_child_along_and_can_be_undone(signe: App, palle: App, town: Town) -> None:
    """M12: it leaves every list on every pc, nothing is deleted, and undo brings both back."""
    rec = concern(signe, **NAMED).rec
    town.sync(signe, palle)
    removed = palle.concerns.remove(rec)
    town.sync(palle, signe)
    assert signe.concerns.page().rows == () and signe.records.count("child") == 0
    assert signe.concerns.read(rec).removed
    palle.undo.undo(removed.undo)
    town.sync(palle, signe)
    (row,) = signe.concerns.page().rows
    assert row.title == f"{ALFA}, 5 år"


def test_a_child_of_another_concern_stays(signe: App) -> None:
    """Removing one concern leaves the child that another is about."""
    rec = concern(signe, **NAMED).rec
    child = signe.concerns.read(rec).child
    other = signe.concerns.begin({**concern_values(signe), "child": child}).rec
    signe.concerns.remove(rec)
    (row,) = signe.concerns.page().rows
    assert (row.rec, row.title) == (other, f"{ALFA}, 5 år")


def test_what_is_corrected_in_two_places_stands_twice(signe: App, palle: App, town: Town) -> None:
    """Texts, lead contact and the child's own values: both versions by name, in every order of sync."""
    rec = concern(signe, **NAMED).rec
    town.sync(signe, palle)
    town.line.up = False
    for app, words in ((signe, "Signes ord"), (palle, "Palles ord")):
        page = app.concerns.read(rec)
        app.concerns.save(rec, {**page.values, "worries": words, "lead_user": app.me.user}, None, page.base)
        child = app.children.open(page.child)
        app.children.save(page.child, {**child.values, "naming_reason": words}, None, child.base)
    town.line.up = True
    town.sync(palle, signe, palle)
    for app in (signe, palle):
        page = app.concerns.read(rec)
        told = {part.label: {version.text for version in part.versions} for part in page.divided}
        assert told == {
            "Hvad er vi bekymrede for?": {"Signes ord", "Palles ord"},
            "Tovholder": {"Signe Prøvested", "Palle Pseudonym"},
            "Hvorfor med navn?": {"Signes ord", "Palles ord"},
        }
        torn = [row.rec for row in app.to_settle.rows() if row.kind == "concern"]
        assert page.row.divided and torn == [rec]
        waits = [wait for wait in app.today.load().waits if wait.action == "settle"]
        assert rec in {wait.target for wait in waits}
        assert not any(ALFA in wait.title + wait.detail for wait in waits)


def test_only_who_may_write_begins_a_concern(town: Town) -> None:
    """A reader is told so; an administrator has nowhere to write."""
    lene, asta = town.app("lene"), town.app("asta")
    with pytest.raises(AppError):
        concern(lene)
    with pytest.raises(AppError):
        asta.concerns.begin({**concern_values(lene)})
    assert lene.records.count("concern") == 0


def test_what_waits_to_be_sent_has_no_name(signe: App, town: Town) -> None:
    """The page Synkronisering calls a concern by its place, a child and an assessment by their kind."""
    town.line.up = False
    rec = concern(signe, **NAMED).rec
    assessment(signe, rec)
    page = signe.children.open(signe.concerns.read(rec).child)
    signe.children.save(page.rec, {**page.values, "naming_reason": "En anden grund"}, None, page.base)
    waiting = [row.title for row in signe.syncing.overview().waiting]
    assert sorted(waiting) == ["Barn", "Bekymring, Fiktivby Skole og 1 mere", "Vurdering"]
    signe.undo.undo(note(signe).undo)
    waiting = [row.title for row in signe.syncing.overview().waiting]
    assert waiting.count("Sparring, 3.b (klasse), fjernet") == 2, "what was taken back is not two notes"


def test_an_undone_edit_cannot_be_undone_twice(signe: App) -> None:
    """What was written over since stands."""
    rec = concern(signe).rec
    page = signe.concerns.read(rec)
    saved = signe.concerns.save(rec, {"worries": "Andre ord"}, None, page.base)
    signe.undo.undo(saved.undo)
    assert signe.concerns.read(rec).worries == "Gråd ved aflevering"
    with pytest.raises(CannotUndo):
        signe.undo.undo(saved.undo)
