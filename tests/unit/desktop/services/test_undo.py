"""Undo: what was made is withdrawn, what was changed is written back, and nothing of another's is touched."""

from datetime import date

import pytest
from helpers.notes import agreement, note, school
from helpers.town import Town

from desktop.assembly import App
from desktop.domain.registry import kind
from desktop.services.errors import CannotUndo
from desktop.services.undo import token
from desktop.services.writing import edits


def test_a_saved_note_comes_back_as_a_draft(signe: App, palle: App, town: Town) -> None:
    """It leaves the lists of both, stays in history, and its words are a draft again."""
    saved = note(signe, themes=["wellbeing"])
    town.sync(signe, palle)
    draft = signe.undo.undo(saved.undo)
    assert draft is not None
    kept = signe.drafts.get(draft)
    assert kept is not None and kept.values["text"] == "Uro efter frikvarter"
    assert kept.values["institution"] == school(signe)
    town.sync(signe, palle)
    for app in (signe, palle):
        assert app.consultations.page().rows == ()
        assert [line.what for line in app.consultations.read(saved.rec).history] == ["Skrev notatet", "Fjernede det"]


def test_a_note_that_somebody_added_to_stands(signe: App, palle: App, town: Town) -> None:
    """Palle wrote an addition: Signe can no longer take the note away."""
    saved = note(signe)
    town.sync(signe, palle)
    palle.consultations.amend(saved.rec, "Jeg kommer forbi")
    town.sync(palle, signe)
    with pytest.raises(CannotUndo):
        signe.undo.undo(saved.undo)


def test_an_edit_is_written_back(signe: App) -> None:
    """Text and date as they were, by a new edit; undoing the same save twice is refused."""
    rec = agreement(signe, "Møde", due_on=date(2026, 11, 24))
    saved = signe.agreements.save(rec, {"text": "Observation", "due_on": None})
    assert signe.agreements.read(rec).row.due is None
    assert signe.undo.undo(saved.undo) is None
    page = signe.agreements.read(rec)
    assert (page.values["text"], page.values["due_on"]) == ("Møde", date(2026, 11, 24))
    assert not page.row.divided and len(page.history) == 3
    with pytest.raises(CannotUndo):
        signe.undo.undo(saved.undo)


def test_edits_are_taken_back_one_after_another(signe: App, palle: App, town: Town) -> None:
    """The newest first, as far as nobody else wrote in between: then it stops, and says so."""
    rec = agreement(signe, "Ring")
    saves = [signe.agreements.save(rec, {"text": text}) for text in ("Skriv", "Mød")]
    for save, text in zip(reversed(saves), ("Skriv", "Ring"), strict=True):
        signe.undo.undo(save.undo)
        assert signe.agreements.read(rec).values["text"] == text
    first = signe.agreements.save(rec, {"text": "Skriv"})
    town.sync(signe, palle)
    palle.agreements.save(rec, {"text": "Palles"})
    town.sync(palle, signe)
    signe.undo.undo(signe.agreements.save(rec, {"text": "Signes"}).undo)
    with pytest.raises(CannotUndo):
        signe.undo.undo(first.undo)
    assert signe.agreements.read(rec).values["text"] == "Palles"


def test_an_edit_that_was_written_over_stands(signe: App, palle: App, town: Town) -> None:
    """Palle has corrected it since."""
    rec = agreement(signe, "Møde")
    saved = signe.agreements.save(rec, {"text": "Observation"})
    town.sync(signe, palle)
    palle.agreements.save(rec, {"text": "Palles"})
    town.sync(palle, signe)
    with pytest.raises(CannotUndo):
        signe.undo.undo(saved.undo)
    assert signe.agreements.read(rec).values["text"] == "Palles"


def test_a_field_that_was_empty_is_empty_again(signe: App) -> None:
    """The group that the edit first filled is emptied."""
    rec = agreement(signe, "Møde")
    saved = signe.agreements.save(rec, {"owner_name": "Lone Leder"})
    signe.undo.undo(saved.undo)
    assert "owner_name" not in signe.agreements.read(rec).values


def test_what_cannot_be_undone_is_said(signe: App) -> None:
    """An addition, a save of nothing, and rubbish."""
    rec = note(signe).rec
    addition = signe.consultations.amend(rec, "Tilføjet")
    assert addition.undo == b""
    for odd in (b"", b"rubbish", b"\x93" + bytes(3)):
        with pytest.raises(CannotUndo):
            signe.undo.undo(odd)


def test_a_set_is_written_back_whole(signe: App) -> None:
    """Themes that an edit took away and put in are as they were."""
    rec = note(signe, themes=["wellbeing", "absence"]).rec
    found = signe.records.get("consultation", rec)
    assert found is not None
    change = edits(kind("consultation"), found.view, {"themes": ["absence", "behaviour"]}, b"", signe.me.user)
    assert change is not None
    commit = signe.writing.commit(found.space, [change])
    assert _themes(signe, rec) == {"absence", "behaviour"}
    signe.undo.undo(token(commit, [change]))
    assert _themes(signe, rec) == {"wellbeing", "absence"}


def test_nobody_undoes_what_another_wrote(signe: App, palle: App, town: Town) -> None:
    """Nor what is not here: a token names its writer's commit."""
    saved = note(signe)
    with pytest.raises(CannotUndo):
        palle.undo.undo(saved.undo)
    town.sync(signe, palle)
    with pytest.raises(CannotUndo):
        palle.undo.undo(saved.undo)
    assert palle.consultations.page().rows


def _themes(app: App, rec: bytes) -> set[str]:
    row = app.records.row("consultation", rec)
    assert row is not None
    return set(row.values["themes"])
