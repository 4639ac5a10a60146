"""Removing: out of every list at once, in the list of what was removed, and back again; never what is approved."""

from datetime import UTC, datetime

import pytest
from helpers.concerns import concern
from helpers.notes import agreement, note, school
from helpers.town import Town

from desktop.assembly import App
from desktop.domain.registry import kind
from desktop.services.errors import CannotUndo, NotAllowed, NotFound
from desktop.services.writing import Change


def test_what_was_removed_is_listed_and_comes_back(signe: App, palle: App, town: Town) -> None:
    """Palle sees who removed it and brings it back himself; both have it in their lists again."""
    rec = agreement(signe, "Møde")
    saved = signe.removing.remove("agreement", rec)
    assert signe.agreements.list(school(signe)) == ()
    town.sync(signe, palle)
    (row,) = palle.removing.list()
    assert (row.kind, row.rec, row.who, row.mine, row.can_bring_back) == (
        "agreement", rec, "Signe Prøvested", False, True
    )  # fmt: skip
    assert "Møde" not in row.title, "the list is discreet"
    palle.removing.bring_back("agreement", rec)
    town.sync(palle, signe)
    for app in (signe, palle):
        assert app.removing.list() == ()
        assert [line.what for line in app.agreements.read(rec).history][-2:] == ["Fjernede det", "Hentede det tilbage"]
    assert saved.undo


def test_removing_and_bringing_back_are_undone_as_any_save(signe: App) -> None:
    """Undo of the one brings it back, undo of the other removes it again."""
    rec = agreement(signe, "Møde")
    signe.undo.undo(signe.removing.remove("agreement", rec).undo)
    assert signe.removing.list() == ()
    signe.removing.remove("agreement", rec)
    signe.undo.undo(signe.removing.bring_back("agreement", rec).undo)
    assert [row.rec for row in signe.removing.list()] == [rec]


def test_a_concern_and_its_child_go_and_come_together(signe: App) -> None:
    """The child is no row of its own, and stands again when its concern does."""
    rec = concern(signe).rec
    child = signe.records.row("concern", rec).values["child"]
    signe.removing.remove("concern", rec)
    assert [row.kind for row in signe.removing.list()] == ["concern"]
    assert signe.records.get("child", child).view.withdrawn
    signe.removing.bring_back("concern", rec)
    assert not signe.records.get("child", child).view.withdrawn
    assert [row.rec for row in signe.concerns.page().rows] == [rec]


def test_what_is_approved_stays(signe: App) -> None:
    """An approved note cannot be removed, nor its save undone; what is said is why."""
    saved = note(signe)
    found = signe.records.get("consultation", saved.rec)
    every = [rev.dot for rev in found.view.history]
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    signe.writing.commit(found.space, [Change(kind("consultation"), saved.rec, "finalise", {}, at=at, final=every)])
    with pytest.raises(CannotUndo):
        signe.undo.undo(saved.undo)
    with pytest.raises(NotAllowed) as refused:
        signe.removing.remove("consultation", saved.rec)
    assert "godkendt" in signe.texts(refused.value.sentence)


def test_a_place_that_is_used_stays(signe: App) -> None:
    """A note is about it: removing the place would leave the note without one."""
    note(signe)
    with pytest.raises(NotAllowed):
        signe.removing.remove("institution", school(signe))
    assert signe.removing.list() == ()


@pytest.mark.parametrize("kind_name", ["child", "member", "agreement"])
def test_what_is_not_there_or_no_matter_of_lists(signe: App, kind_name: str) -> None:
    """A child goes with its concern alone, a colleague never, and nothing goes twice."""
    rec = agreement(signe)
    signe.removing.remove("agreement", rec)
    with pytest.raises(NotFound):
        signe.removing.remove(kind_name, rec)
    with pytest.raises(NotFound):
        signe.removing.bring_back("agreement", b"\x00" * 16)
