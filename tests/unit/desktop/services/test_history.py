"""The history of a record and how it looked that day; what others wrote over one's words is told."""

import pytest
from helpers.concerns import assessment, concern
from helpers.notes import agreement, approved, note, school
from helpers.revs import dot, rev
from helpers.torn import BEFORE, PALLES, SIGNES, corrected, torn
from helpers.town import Town

from desktop.assembly import App
from desktop.domain.registry import kind
from desktop.services import history
from desktop.services.lineage import unshown
from desktop.services.writing import Change
from sync.merge import fold


def test_every_moment_shows_the_record_as_it_looked_then(signe: App, palle: App, town: Town) -> None:
    """As made, as Signe wrote it, both texts by name, and as it was settled; in the names of who wrote what."""
    rec = torn(signe, palle, town)
    page = palle.to_settle.read("agreement", rec)
    key = next(side.key for side in page.sides if not side.mine)
    palle.settling.keep("agreement", rec, page.seen, key)
    read = palle.history.read("agreement", rec)
    assert read.about == "Aftale, Fiktivby Skole"
    told = [(moment.line.who, moment.line.what, texts_of(moment)) for moment in reversed(read.moments)]
    assert told == [
        ("Signe Prøvested", f"Skrev: »{BEFORE}«", [(BEFORE, "Signe Prøvested")]),
        ("Signe Prøvested", f"Skrev: »{SIGNES}«", [(SIGNES, "Signe Prøvested")]),
        (
            "Palle Pseudonym",
            f"Skrev: »{PALLES}«",
            [(SIGNES, "Signe Prøvested"), (PALLES, "Palle Pseudonym")],
        ),
        (
            "Palle Pseudonym",
            "Rettede: hvem gør det",
            [(SIGNES, "Signe Prøvested"), (PALLES, "Palle Pseudonym")],
        ),
        ("Palle Pseudonym", f"Valgte: »{SIGNES}«", [(SIGNES, "Signe Prøvested")]),
    ]


def test_a_removed_place_shows_that_it_was_and_what_it_held(signe: App) -> None:
    """Places have a history too; taking one away is a moment of it, and no line of the read log."""
    rec = signe.contacts.save_institution({"name": "Lukket Børnehave", "type": "kindergarten"}).rec
    signe.removing.remove("institution", rec)
    newest, made = signe.history.open("institution", rec).moments
    assert newest.removed and not made.removed
    assert ("Navn", "Lukket Børnehave") in [(one.label, one.text) for one in newest.stood]
    assert signe.readlog.lines() == ()


def test_what_is_protected_is_hidden_in_what_was_too(signe: App) -> None:
    """An address that was there before it was protected is not shown as it stood then."""
    values = {"name": "Sikker Børnehave", "type": "kindergarten", "address": "Hemmeligvej 1"}
    rec = signe.contacts.save_institution(values).rec
    assert ("Adresse", "Hemmeligvej 1") in said(signe, rec)
    option = signe.contacts.choices().protections["institution"][0]
    signe.contacts.save_institution({"protected": option.code}, rec=rec)
    assert ("Adresse", "beskyttet") in said(signe, rec)
    assert "Hemmeligvej" not in repr(signe.history.read("institution", rec))


def test_a_long_history_shows_its_newest_changes(signe: App) -> None:
    """Each is folded from all before it; the oldest are counted."""
    rec = agreement(signe, "0")
    for number in range(1, 8):
        signe.agreements.save(rec, {"text": str(number)})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "AT_MOST", 5)
        read = signe.history.read("agreement", rec)
    assert (read.older, [moment.stood[0].text for moment in read.moments]) == (3, ["7", "6", "5", "4", "3"])


def test_opening_the_history_of_a_note_about_children_is_in_the_read_log(signe: App) -> None:
    """Once for the opening; none for reading on."""
    rec = note(signe).rec
    signe.history.open("consultation", rec)
    signe.history.read("consultation", rec)
    assert len(signe.readlog.lines()) == 1


def test_both_authors_are_told_what_a_third_or_the_other_chose(signe: App, palle: App, town: Town) -> None:
    """Palle settles: Signe hears it with his name, he does not; from a later place on nothing is new."""
    rec = torn(signe, palle, town)
    before = signe.records.latest()
    page = palle.to_settle.read("agreement", rec)
    palle.settling.keep("agreement", rec, page.seen, page.sides[0].key)
    town.sync(palle, signe)
    (row,) = signe.replaced.rows(before)
    assert (row.kind, row.rec, row.view) == ("agreement", rec, "agreements")
    assert row.title == "Aftale, Fiktivby Skole"
    assert row.detail.startswith("Palle Pseudonym har afklaret hvilken tekst der gælder · i dag")
    assert palle.replaced.rows(0) == ()
    assert signe.replaced.rows(signe.records.latest()) == ()
    assert len(signe.replaced.rows(before)) == 1


def test_a_correction_of_ones_words_is_told_and_a_new_note_is_not(signe: App, palle: App, town: Town) -> None:
    """Palle corrects what Signe wrote of the school: told; what he writes himself is not about her words."""
    place = signe.contacts.save_institution({"name": "Prøven", "type": "kindergarten"}).rec
    town.sync(signe, palle)
    before = signe.records.latest()
    note(palle, institution=school(palle))
    palle.contacts.save_institution({"name": "Børnehuset Prøven"}, rec=place)
    town.sync(palle, signe)
    (row,) = signe.replaced.rows(before)
    assert row.rec == place and "har rettet det du skrev" in row.detail


@pytest.mark.parametrize("first", ["signe", "palle"])
def test_both_are_told_that_one_approved_while_the_other_corrected(
    signe: App, palle: App, town: Town, first: str
) -> None:
    """Nothing was replaced: each hears that the correction stands under the note, whoever sends first."""
    rec = note(signe).rec
    town.sync(signe, palle)
    before = {app: app.records.latest() for app in (signe, palle)}
    corrected(palle, rec)
    approved(signe, town)
    order = (signe, palle) if first == "signe" else (palle, signe)
    town.sync(*order)
    town.sync(*order)
    for app, told in (
        (signe, "Palle Pseudonym har rettet det uden at vide at det er godkendt. Rettelsen står under notatet · i dag"),
        (palle, "Signe Prøvested har godkendt det uden at kende din rettelse. Den står under notatet · i dag"),
    ):
        (row,) = app.today.load().replaced
        assert row.detail.startswith(told)
        assert (row.rec, row.view, row.title) == (rec, "reading", "Sparring, 3.b (klasse)")
        assert len(app.replaced.rows(before[app])) == 1 and app.replaced.rows(app.records.latest()) == ()


def test_who_corrected_what_was_approved_with_it_hears_nothing(signe: App, palle: App, town: Town) -> None:
    """Both of Palle's corrections had come when Signe approved: she hears that he corrected, he nothing."""
    rec = note(signe).rec
    town.sync(signe, palle)
    corrected(palle, rec, "Første rettelse")
    corrected(palle, rec, "Anden rettelse")
    town.sync(palle, signe)
    approved(signe, town)
    town.sync(signe, palle)
    assert palle.approving.standing("consultation", rec).signed
    assert palle.replaced.rows(0) == ()
    (row,) = signe.replaced.rows(0)
    assert "Palle Pseudonym har rettet det du skrev" in row.detail


def test_a_correction_of_a_psychologists_note_is_a_proposal(signe: App, palle: App, town: Town) -> None:
    """It replaces nothing either, approved or not."""
    rec = note(palle).rec
    town.sync(palle, signe)
    corrected(signe, rec, "Signes forslag", "ppr_consultation")
    town.sync(signe, palle)
    (row,) = palle.replaced.rows(0)
    assert "Signe Prøvested har foreslået en rettelse. Den står under notatet" in row.detail
    assert signe.replaced.rows(0) == ()


def test_an_answer_is_told_in_the_words_of_its_scale(signe: App) -> None:
    """Also as it was before it was corrected; opening it stands in the read log without a word of it."""
    rec = assessment(signe, concern(signe).rec, value="3").rec
    found, declared = signe.records.get("assessment", rec), kind("assessment")
    assert found is not None
    row = signe.records.row("assessment", rec)
    assert row is not None
    answer = declared.group_to_wire("answer", {**row.values, "value": "4a"})
    dots = [at for one in found.view.groups["answer"].survivors for at in one.dots]
    signe.writing.commit(found.space, [Change(declared, rec, "edit", {"answer": answer}, {"answer": dots})])
    page = signe.history.open("assessment", rec)
    stood = [{one.label: one.text for one in moment.stood} for moment in page.moments]
    assert [one["Vurdering"] for one in stood] == ["4a – udsat, hjælp i almenområdet", "3 – bekymring"]
    assert all("Bekymring" not in one for one in stood), "which concern it was is no word of it"
    assert [line.title for line in signe.readlog.lines()] == ["Vurdering"]


def test_two_answers_of_one_are_told_apart_in_the_words_of_the_scale(signe: App) -> None:
    """Corrected on two pc's of hers at once: what is chosen between is said as everywhere."""
    rec = assessment(signe, concern(signe).rec, value="3").rec
    found, row, declared = (
        signe.records.get("assessment", rec),
        signe.records.row("assessment", rec),
        kind("assessment"),
    )
    assert found is not None and row is not None
    dots = [at for one in found.view.groups["answer"].survivors for at in one.dots]
    for value in ("4a", "2"):
        answer = declared.group_to_wire("answer", {**row.values, "value": value})
        signe.writing.commit(found.space, [Change(declared, rec, "edit", {"answer": answer}, {"answer": dots})])
    sides = signe.to_settle.read("assessment", rec).sides
    assert len(sides) == 2
    told = [part.text for side in sides for part in side.parts]
    assert any("4a – udsat, hjælp i almenområdet" in text for text in told), told


def test_what_must_be_understood_and_is_not_is_more_than_is_shown() -> None:
    """Such a change is not applied, and is told like a part that no page shows."""
    declared = kind("agreement")
    before = rev("a", act="create", text={"text": "før"})
    assert not unshown(declared, fold(declared.rule, [before]))
    after = rev("b", must=["newer"], text={"text": "efter"}, over={"text": [dot("a")]})
    assert unshown(declared, fold(declared.rule, [before, after]))
    assert unshown(declared, fold(declared.rule, [before, rev("c", text={"text": "før", "mood": "glad"})]))


def said(app: App, rec: bytes) -> set[tuple[str, str]]:
    """What the history of a place says, at any moment."""
    moments = app.history.read("institution", rec).moments
    return {(one.label, one.text) for moment in moments for one in moment.stood}


def texts_of(moment: object) -> list[tuple[str, str]]:
    """The texts of an agreement at a moment, with their authors."""
    return sorted((one.text, one.who) for one in moment.stood if one.label == "Hvad er aftalt")  # type: ignore[attr-defined]
