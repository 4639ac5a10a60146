"""Who a new note is shared with, in the real window: it goes by the place, and another district is said in words."""

from collections.abc import Callable

from helpers.desks import CTRL, Desks
from helpers.note_form import TEXT, begin, choose
from helpers.town import Town
from PySide6.QtCore import Qt

from desktop.domain.registry import kind
from desktop.services.writing import Change

IN_SYD = b"s" * 16
SYD, MIDT, PPR = "Deles i distrikt Syd", "Deles i distrikt Midt", "Kun PPR, Midt"


def three_spaces(town: Town) -> bytes:
    """Palle is of Midt, of its PPR and of Syd, where another school is; the space of Syd."""
    town.line.up = True
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
    town.line.up = False
    return made[0]


def test_the_place_decides_until_somebody_chooses_and_another_district_is_said(
    town: Town, unlock: Callable[..., Desks]
) -> None:
    """The note follows its place to Syd; a choice stays, and says before it is saved who else can read it."""
    syd = three_spaces(town)
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
    assert offered == [MIDT, PPR, "", SYD], "what another district reads stands apart, and last"
    menu.actions()[1].trigger()
    menu.close()
    assert (shared.words, shared.warning) == (PPR, "")
    place.setEditText("Sydskolen")
    assert shared.words == PPR, "nobody else reads it because the place was changed"
    assert shared.warning.startswith(f"Det notatet handler om, hører til i »{SYD}«. Alle i »{PPR}« kan læse notatet")
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


def test_a_draft_keeps_the_choice(town: Town, unlock: Callable[..., Desks]) -> None:
    """Closed half-way and opened again it is still for PPR alone; one that nobody chose for goes on by the place."""
    three_spaces(town)
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
