"""What was saved from a form and taken back is a draft of that form: every field of it stands there again."""

from collections.abc import Callable
from datetime import datetime

import pytest
from helpers.desks import Desks
from helpers.notes import school
from helpers.sheets import sheet
from helpers.town import NAMES, Town
from PySide6.QtWidgets import QComboBox, QLineEdit

from desktop.services.clock import COPENHAGEN
from desktop.services.values import Saved


def taken_back(desks: Desks, save: Callable[[], Saved]) -> str:
    """The draft of what was saved and undone."""
    draft = desks.desk.tasks.on_writer(lambda: desks.app.undo.undo(save().undo))
    assert isinstance(draft, str)
    return draft


@pytest.mark.parametrize("colleague", [False, True])
def test_who_does_it_stands_in_an_agreement_that_was_taken_back(signe: Desks, town: Town, colleague: bool) -> None:
    """Somebody by name, or a colleague: in the field, and in what is saved from it."""
    app, owner = signe.app, {"owner_name": "Lone Leder"}
    who: dict[str, object] = {"owner_user": app.me.user} if colleague else dict(owner)
    draft = taken_back(signe, lambda: app.agreements.save(None, {"text": "Møde", "institution": school(app), **who}))
    signe.open("agreement_sheet", draft=draft)
    field = sheet(signe).widget("owner")
    assert isinstance(field, QComboBox)
    assert field.currentText() == (NAMES["signe"] if colleague else "Lone Leder")
    sheet(signe).save()
    signe.settle()
    (row,) = signe.app.agreements.list()
    assert row.owner == ("Du" if colleague else "Lone Leder")


def test_until_when_stands_in_a_visit_that_was_taken_back(signe: Desks) -> None:
    """As a time of the day, which can be saved as it stands."""
    app = signe.app
    begins, ends = (datetime(2026, 11, 24, hour, 30, tzinfo=COPENHAGEN) for hour in (9, 11))
    planned = {"institution": school(app), "starts_at": begins, "ends_at": ends, "purpose": "Overgange"}
    signe.open("visit_sheet", draft=taken_back(signe, lambda: app.visits.save(planned)))
    field = sheet(signe).widget("ends_at")
    assert isinstance(field, QLineEdit) and field.text() == "11.30"
    sheet(signe).save()
    signe.settle()
    (row,) = app.visits.on(begins.date())
    assert (row.starts_at, row.ends_at) == (begins, ends)
