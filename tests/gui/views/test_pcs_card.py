"""Pc's in the district, on Synkronisering in the real window: who has not heard of a removal, what stands on one pc."""

from collections.abc import Callable

from helpers.desks import Desks
from helpers.town import Town
from PySide6.QtWidgets import QLabel, QWidget


def test_a_removal_that_was_not_heard_and_a_space_on_one_pc(town: Town, unlock: Callable[..., Desks]) -> None:
    """One warning names the spaces, and the pc's row says whose lost access it has not heard of."""
    town.line.up = True
    with town.office("palle") as palle:
        palle.desk.sync()
    with town.office("asta") as asta:
        asta.desk.sync()
        space = asta.membership.new_space()
        asta.membership.set_role(space, asta.membership.find("signe"), "finalise")
        asta.membership.set_role(town.space, asta.membership.find("lene"), "none")
        asta.desk.sync()
    with town.office("signe") as office:
        office.desk.sync()
        office.membership.open_space(space, "Kun PPR, Midt", "Midt")
        office.desk.sync()
    town.line.up = False
    signe = unlock("signe")
    signe.open("sync")
    signe.settle()
    card = signe.view.findChild(QWidget, "pcs")
    assert card is not None
    said = [label.text().replace("\u200b", "") for label in card.findChildren(QLabel)]
    alone = [words for words in said if words.startswith("Kun én pc har nøglen til »Kun PPR, Midt«.")]
    assert len(alone) == 1
    assert "gendannelsesarkene" in alone[0]
    row = said[said.index("Palle Pseudonym: pc") + 1]
    assert row.endswith("har endnu ikke hørt at Lene Eksempel har mistet adgang")
    assert sum("har endnu ikke hørt" in words for words in said) == 1
    assert "Lene Eksempel: pc" not in said
