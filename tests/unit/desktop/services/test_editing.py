"""One way to find, make and change a record: rules first, nothing for nothing, and only where one may."""

import pytest
from helpers.notes import school
from helpers.town import Town

from desktop.assembly import App
from desktop.services.editing import Editor, demand
from desktop.services.errors import Invalid, NoSpace, NotFound
from desktop.services.values import Problem
from desktop.services.wording import Wording


def _editor(app: App) -> Editor:
    return Editor(app.records, app.writing, Wording(app.texts), app.clock, app.me.user)


def test_rules_come_before_everything(signe: App, town: Town) -> None:
    """What is missing is told before there is talk of where to put it, and nothing is written."""
    editor, before = _editor(signe), len(signe.contacts.people())
    with pytest.raises(Invalid) as told:
        editor.create("person", {}, None, None)
    assert [problem.field for problem in told.value.problems] == ["name"]
    with pytest.raises(NoSpace):
        editor.create("person", {"name": "Lone Leder"}, None, None)
    with pytest.raises(Invalid):
        editor.edit("institution", school(signe), {"name": ""}, b"", None)
    assert len(signe.contacts.people()) == before


def test_a_change_of_nothing_writes_nothing(signe: App) -> None:
    """There is nothing to undo and nothing to send."""
    saved = _editor(signe).edit("institution", school(signe), {"name": "Fiktivby Skole"}, b"", None)
    assert (saved.rec, saved.undo) == (school(signe), b"")
    assert signe.syncing.status().waiting == 0


def test_what_is_not_here_is_not_found(signe: App) -> None:
    """An unknown id, or one of another kind."""
    editor = _editor(signe)
    for kind, rec in (("person", bytes(16)), ("agreement", school(signe))):
        with pytest.raises(NotFound):
            editor.find(kind, rec)
    with pytest.raises(NotFound):
        editor.edit("person", bytes(16), {"name": "Lone Leder"}, b"", None)


def test_a_warning_stops_nobody() -> None:
    """An error does."""
    demand((Problem("due_on", "Datoen er passeret.", "warning"),))
    with pytest.raises(Invalid):
        demand((Problem("text", "Skriv hvad der blev aftalt.", "error"),))
