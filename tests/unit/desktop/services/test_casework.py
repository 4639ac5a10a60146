"""Consultations: what is demanded, what is kept, what is shown, and who may."""

from datetime import datetime, timedelta

import pytest
from helpers.concerns import concern
from helpers.notes import note, note_values, school
from helpers.town import Town

from desktop.assembly import App
from desktop.services.casework import ConsultationFilter
from desktop.services.clock import COPENHAGEN
from desktop.services.drafts import DraftValues
from desktop.services.errors import Invalid, NoRoom, NoSpace, NotAllowed, NotFound
from desktop.services.events import DraftsChanged, Event, RecordsChanged


def test_four_inputs_are_enough(signe: App) -> None:
    """Where, what kind, about whom, and the text; the time is now, to the minute."""
    row = signe.consultations.page().rows
    assert row == ()
    saved = note(signe)
    (row_,) = signe.consultations.page().rows
    assert (row_.rec, row_.title, row_.place, row_.mine) == (
        saved.rec,
        "Sparring, 3.b (klasse)",
        "Fiktivby Skole",
        True,
    )
    assert row_.occurred_at == datetime(2026, 11, 20, 8, 18, tzinfo=COPENHAGEN)
    assert (row_.state, row_.divided, row_.excerpt) == ("local", 0, "Uro efter frikvarter")


@pytest.mark.parametrize("missing", ["institution", "form", "subject", "subject_label", "text"])
def test_what_is_missing_is_named_and_nothing_is_saved(signe: App, missing: str) -> None:
    """Each required input is refused by its field, with a Danish sentence."""
    values = {name: value for name, value in note_values(signe).items() if name != missing}
    with pytest.raises(Invalid) as refused:
        signe.consultations.save(values)
    (problem,) = refused.value.problems
    assert (problem.field, problem.severity) == (missing, "error")
    assert problem.text and "{" not in problem.text
    assert signe.consultations.page().rows == ()


def test_a_cpr_pattern_is_refused_everywhere(signe: App) -> None:
    """In the text, in the label and in an addition; the draft stays."""
    signe.drafts.put(DraftValues("d", "consultation", note_values(signe, text="610120-1234")))
    for values in (note_values(signe, text="barnet 610120-1234"), note_values(signe, subject_label="610120 1234")):
        with pytest.raises(Invalid):
            signe.consultations.save(values, "d")
    rec = note(signe).rec
    with pytest.raises(Invalid):
        signe.consultations.amend(rec, "se 6101201234")
    with pytest.raises(Invalid):
        signe.consultations.amend(rec, "  ")
    assert signe.drafts.get("d") is not None
    assert signe.consultations.read(rec).amendments == ()


def test_saving_drops_the_draft_and_tells_everybody(signe: App) -> None:
    """In one act: the draft is gone, lists and drafts are told."""
    heard: list[Event] = []
    signe.drafts.put(DraftValues("d", "consultation", {"text": "Uro"}))
    signe.events.subscribe(heard.append)
    saved = signe.consultations.save(note_values(signe), "d")
    assert signe.drafts.get("d") is None
    assert RecordsChanged(frozenset({"consultation"}), frozenset({saved.rec})) in heard
    assert DraftsChanged() in heard


def test_the_place_last_used_is_offered(signe: App) -> None:
    """First nothing, then the place of the last note; and the space it goes to, by name."""
    assert "institution" not in signe.consultations.choices().prefill
    note(signe)
    choices = signe.consultations.choices()
    assert choices.prefill["institution"] == school(signe)
    place = choices.prefill["institution"]
    assert [(option.code, option.label) for option in choices.sharing.offered(place)] == [
        (choices.sharing.usual(place), "Deles i distrikt Midt")
    ]
    assert {option.code for option in choices.subjects} == {"anonymous_child", "group", "staff", "family_code", "child"}
    assert choices.previous == {"institution": school(signe), "form": "sparring"}


def test_opening_a_note_about_children_leaves_a_line(signe: App) -> None:
    """One line an opening; none for a note about staff, and none for lists."""
    about_class = note(signe).rec
    about_staff = note(signe, subject="staff", subject_label="indskolingen").rec
    signe.consultations.page()
    assert signe.readlog.lines() == ()
    signe.consultations.read(about_class)
    signe.consultations.read(about_staff)
    signe.consultations.read(about_class)
    lines = signe.readlog.lines()
    assert [(line.who, line.title) for line in lines] == [("Signe Prøvested", "Sparring, 3.b (klasse)")] * 2
    assert signe.readlog.intact()


def test_the_page_tells_everything_in_words(signe: App, town: Town) -> None:
    """Facts, text, addition and history, under names and times."""
    occurred = datetime(2026, 11, 19, 14, 0, tzinfo=COPENHAGEN)
    rec = note(signe, themes=["wellbeing"], duration_min=15, occurred_at=occurred).rec
    town.clock.forward(60)
    signe.consultations.amend(rec, "Husk at ringe")
    page = signe.consultations.read(rec)
    assert (page.title, page.place, page.who, page.mine) == (
        "Sparring, 3.b (klasse)",
        "Fiktivby Skole",
        "Signe Prøvested",
        True,
    )
    assert (page.occurred_at, page.duration_min) == (occurred, 15)
    assert ("Tema", "Trivsel") in page.facts
    assert [version.text for version in page.texts] == ["Uro efter frikvarter"]
    assert [version.text for version in page.amendments] == ["Husk at ringe"]
    assert [line.what for line in page.history] == ["Skrev notatet", "Skrev en tilføjelse"]
    assert page.can_amend and page.readable_by_family and page.received_at is None


def test_the_list_is_paged_and_filtered(signe: App, palle: App, town: Town) -> None:
    """Newest talk first, no row twice, one's own alone, one place alone."""
    base = datetime(2026, 11, 1, 9, 0, tzinfo=COPENHAGEN)
    for n in range(7):
        note(signe, subject_label=f"{n}.a", occurred_at=base + timedelta(days=n))
    note(palle, subject_label="palles", occurred_at=base)
    town.sync(palle, signe)
    first = signe.consultations.page(limit=5)
    second = signe.consultations.page(first.next, limit=5)
    titles = [row.title for row in (*first.rows, *second.rows)]
    assert titles[0] == "Sparring, 6.a" and len(titles) == len(set(titles)) == 8
    assert second.next is None
    assert len(signe.consultations.page(query=ConsultationFilter(mine_only=True)).rows) == 7
    through = ConsultationFilter(through=base.date() + timedelta(days=2))
    some = signe.consultations.page(limit=2, query=through)
    rest = signe.consultations.page(some.next, limit=5, query=through)
    assert [row.title.rpartition(", ")[2] for row in (*some.rows, *rest.rows)][:2] == ["2.a", "1.a"]
    assert len(some.rows) + len(rest.rows) == 4 and rest.next is None, "of that day and before"
    assert signe.consultations.page(query=ConsultationFilter(place=b"x" * 16)).rows == ()


def test_of_two_notes_of_the_same_minute_the_last_written_is_first(signe: App, town: Town) -> None:
    """A day logged at once: the list and the place show the newest note on top, whatever ids they were given."""
    written = []
    for n in range(6):
        written.append(note(signe, subject_label=f"{n}.a", occurred_at=town.clock.now()).rec)
        town.clock.forward(0.01)
    assert [row.rec for row in signe.consultations.page().rows] == written[::-1]


def test_who_may_only_read_cannot_write(town: Town, signe: App) -> None:
    """Lene reads the note; saving and adding are refused in words, and nothing is kept."""
    rec = note(signe).rec
    lene = town.app("lene")
    town.sync(signe, lene)
    page = lene.consultations.read(rec)
    assert not page.can_amend and page.state is None and page.received_at is not None
    with pytest.raises(NotAllowed):
        lene.consultations.amend(rec, "Hej")
    with pytest.raises(NoSpace):
        note(lene)


def test_an_administrator_sees_nothing(town: Town, signe: App) -> None:
    """Asta syncs and has neither places nor notes, nor anywhere to write."""
    note(signe)
    asta = town.app("asta")
    town.sync(signe, asta)
    assert asta.consultations.page().rows == () and asta.contacts.institutions() == ()
    with pytest.raises(NoSpace):
        asta.consultations.save(note_values(signe))


def test_what_is_not_here_is_said(signe: App) -> None:
    """An unknown record is NotFound, not an error of the program."""
    with pytest.raises(NotFound):
        signe.consultations.read(b"?" * 16)
    with pytest.raises(NotFound):
        signe.consultations.amend(b"?" * 16, "Hej")


def test_a_full_disk_loses_nothing(signe: App) -> None:
    """The save is refused whole; the draft and what was saved before stand, and saving again works."""
    before = note(signe).rec
    signe.drafts.put(DraftValues("d", "consultation", note_values(signe)))
    connection = signe.machine.store.writer.conn
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(NoRoom) as refused:
        for _n in range(50):
            signe.consultations.save(note_values(signe, text="Uro " * 2000))
    assert "Disken er fuld" in signe.texts(refused.value.title)
    connection.execute("PRAGMA max_page_count=100000")
    assert signe.drafts.get("d") is not None
    assert signe.consultations.read(before).texts
    note(signe)


def test_a_note_goes_where_it_was_said_to_go_or_nowhere(town: Town) -> None:
    """Also one about a concern of the district; a space that cannot be written is no reason to tell more people."""
    space = town.space_for("palle", "Kun PPR, Midt", "Midt")
    with town.office("palle") as office:
        palle, about = office.app, concern(office.app).rec
        child = {"subject": "child", "subject_label": "", "concern": about}
        rec = palle.consultations.save(note_values(palle, **child), space=space).rec
        assert palle.records.row("ppr_consultation", rec).space == space
        rec = palle.consultations.save(note_values(palle, **child)).rec
        assert palle.records.row("ppr_consultation", rec).space == town.space, "nothing was said: where its concern is"
        with pytest.raises(NotAllowed):
            palle.consultations.save(note_values(palle), space=b"?" * 16)


def test_who_can_read_a_psychologists_note_stands_in_every_list(town: Town) -> None:
    """Where there is a choice of it; of other notes, and where there is one space alone, nothing is said."""
    with town.office("asta") as asta:
        space = asta.membership.new_space()
        asta.membership.set_role(space, asta.membership.find("palle"), "finalise")
        asta.desk.sync()
    alone = town.app("palle")
    alone.consultations.save(note_values(alone, subject_label="7.a"))
    assert [row.space for row in alone.consultations.page().rows] == [""]
    alone.close()
    with town.office("palle") as office:
        office.desk.sync()
        office.membership.open_space(space, "Kun PPR, Midt", "Midt")
        office.app.consultations.save(note_values(office.app, subject_label="7.b"), space=space)
    town.sync(palle := town.app("palle"))
    assert {row.space for row in palle.consultations.page().rows} == {"Deles i distrikt Midt", "Kun PPR, Midt"}
