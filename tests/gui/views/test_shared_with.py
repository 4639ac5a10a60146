"""Who a new note is shared with, in the real window: it goes by the place, and another district is said in words."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from helpers.desks import CTRL, Desks
from helpers.note_form import TEXT, begin, choose
from helpers.notes import note, note_values
from helpers.sheets import sheet as open_sheet
from helpers.town import Town
from PySide6.QtCore import Qt

from desktop.domain.registry import kind
from desktop.services.writing import Change

IN_SYD = b"s" * 16
SYD, MIDT, PPR = "Deles i distrikt Syd", "Deles i distrikt Midt", "Kun PPR & Sundhed, Midt"


@pytest.fixture(scope="module")
def three_spaces(town_model: Town, tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, bytes]:
    """Palle is of Midt, of its PPR and of Syd, where another school is; closed, and the space of Syd."""
    with town_model.twin(tmp_path_factory.mktemp("spaces")) as town:
        with town.office("asta") as asta:
            made = [asta.membership.new_space(), asta.membership.new_space()]
            for space in made:
                asta.membership.set_role(space, asta.membership.find("palle"), "finalise")
            asta.desk.sync()
        with town.office("palle") as office:
            office.desk.sync()
            for space, name, short in zip(made, (SYD, PPR), ("Syd", "Midt"), strict=True):
                office.membership.open_space(space, name, short)
            wire = kind("institution").to_wire({"name": "Sydskolen", "type": "school"})
            office.app.writing.commit(made[0], [Change(kind("institution"), IN_SYD, "create", wire)])
        return town, made[0]


@pytest.fixture
def town(three_spaces: tuple[Town, bytes], tmp_path: Path) -> Iterator[Town]:
    """A twin of that town, its line cut."""
    with three_spaces[0].twin(tmp_path) as twin:
        twin.line.up = False
        yield twin


def test_the_place_decides_until_somebody_chooses_and_another_district_is_said(
    three_spaces: tuple[Town, bytes], unlock: Callable[..., Desks]
) -> None:
    """The note follows its place to Syd; a choice stays, and says before it is saved who else can read it."""
    syd = three_spaces[1]
    palle = unlock("palle")
    view = begin(palle)
    shared, place = view._shared, view.widget("institution")
    place.setEditText("Fiktivby Skole")
    assert (shared.words, shared.warning) == (MIDT, "")
    place.setEditText("Sydskolen")
    assert (shared.words, shared.warning) == (SYD, "")
    place.setEditText("Fiktivby Skole")
    shared._ask()
    menu = shared._switch.choices
    offered = [act.text() for act in menu.actions()]
    assert offered == [MIDT, PPR.replace("&", "&&"), "", SYD], "what another district reads stands apart, and last"
    menu.actions()[1].trigger()
    menu.close()
    assert (shared.words, shared.warning) == (PPR, "")
    place.setEditText("Sydskolen")
    assert shared.words == PPR, "nobody else reads it because the place was changed"
    assert shared.warning.startswith(f"Det hører til i »{SYD}«. Alle i »{PPR}« kan læse det")
    assert shared.warning in palle.words()
    palle.settle()
    palle.shot("shared-elsewhere")
    view.put({"form": "konsultativ", "text": TEXT})
    choose(view, "staff")
    view.widget("subject_label").setText("Lærerne")
    shared._take(syd.hex())
    assert shared.warning == ""
    palle.press(Qt.Key.Key_S, CTRL)
    palle.settle()
    (row,) = palle.desk.tasks.on_writer(palle.app.consultations.page).rows
    assert row.space == SYD


def test_a_draft_keeps_the_choice(unlock: Callable[..., Desks]) -> None:
    """Closed half-way and opened again it is still for PPR alone; one that nobody chose for goes on by the place."""
    palle = unlock("palle")
    view = begin(palle)
    view.widget("institution").setEditText("Fiktivby Skole")
    view._shared._take(next(one.code for one in view._choices.sharing.offered(None) if one.label == PPR))
    view.widget("text").setPlainText(TEXT)
    view.close_sheet()
    palle.settle()
    (kept,) = palle.desk.tasks.on_writer(palle.app.drafts.list)
    again = palle.open("quick_note", draft=kept.id)
    assert again._shared.words == PPR
    again.widget("institution").setEditText("Sydskolen")
    assert again._shared.words == PPR and again._shared.warning


def test_what_was_taken_back_keeps_the_choice(unlock: Callable[..., Desks]) -> None:
    """A note and a place that were for PPR alone, saved and undone, are for PPR alone in the form they come back to."""
    palle = unlock("palle")
    app = palle.app

    def taken_back() -> tuple[str | None, ...]:
        sharing = app.consultations.choices().sharing
        (ppr,) = (bytes.fromhex(one.code) for one in sharing.offered(None) if one.label == PPR)
        place: dict[str, object] = {"name": "PPR's sted", "type": "school", "district": "Midt"}
        saves = (
            app.consultations.save(note_values(app), None, ppr),
            app.contacts.save_institution(place, space=ppr),
        )
        return tuple(app.undo.undo(saved.undo) for saved in saves)

    of_note, of_place = palle.desk.tasks.on_writer(taken_back)
    for name, given in (
        ("quick_note", {"draft": of_note}),
        ("contact_sheet", {"draft": of_place, "kind": "institution"}),
    ):
        palle.open(name, **given)
        assert open_sheet(palle)._shared.words == PPR
        open_sheet(palle).close_sheet()
        palle.settle()


def test_where_a_child_lives_is_asked_of_the_child_it_is_about_now(
    three_spaces: tuple[Town, bytes], unlock: Callable[..., Desks], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note goes to the child's district; an answer about a child it is no longer about moves it nowhere."""
    palle = unlock("palle")
    let_go = Event()
    monkeypatch.setattr(palle.app.consultations, "home_of", lambda _child: let_go.wait(10) and three_spaces[1])
    view = begin(palle)
    view.widget("institution").setEditText("Fiktivby Skole")
    choose(view, "child")
    child = view.widget("child")
    for used, words in (((b"c" * 16, None), MIDT), ((b"c" * 16,), SYD)):
        let_go.clear()
        for one in used:
            child._used = one
            child.changed.emit()
        let_go.set()
        palle.settle()
        assert view._shared.words == words


def test_a_correction_says_that_the_note_stays_where_it_lives(unlock: Callable[..., Desks]) -> None:
    """Its place becomes one of Syd: those of Midt go on reading it; put right again, nothing is said."""
    palle = unlock("palle")
    rec = palle.desk.tasks.on_writer(lambda: note(palle.app, subject="staff", subject_label="Lærerne")).rec
    palle.open("correct", rec=rec)
    place = open_sheet(palle).widget("institution")
    place.setEditText("Sydskolen")
    assert f"hører til i »{SYD}«. Alle i »{MIDT}« kan læse det" in palle.words()
    place.setEditText("Fiktivby Skole")
    assert "hører til i" not in palle.words()


def test_a_new_place_goes_to_its_district(three_spaces: tuple[Town, bytes], unlock: Callable[..., Desks]) -> None:
    """By what is typed, and it says so; its notes go there after it."""
    palle = unlock("palle")
    palle.open("contact_sheet", kind="institution")
    sheet = open_sheet(palle)
    assert sheet._shared.words == MIDT
    sheet.widget("name").setText("Sydbørnehaven")
    sheet.widget("type").setCurrentIndex(0)
    sheet.widget("district").setText("Syd")
    assert (sheet._shared.words, sheet._shared.warning) == (SYD, "")
    palle.press(Qt.Key.Key_S, CTRL)
    palle.settle()
    rows = palle.desk.tasks.on_writer(lambda: palle.app.records.all("institution"))
    assert [row.space for row in rows if row.values["name"] == "Sydbørnehaven"] == [three_spaces[1]]
