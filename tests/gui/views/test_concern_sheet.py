"""The sheet of a concern: its draft comes back, and what a name needs is said beside the field."""

from collections.abc import Callable
from datetime import date

import pytest
from helpers.concerns import ALFA, NAMED
from helpers.desks import Desks
from helpers.notes import school
from helpers.sheets import beside
from PySide6.QtCore import Qt

from desktop.ui.forms.draft_sheet import DraftSheet
from desktop.ui.views.concern import View as ConcernView
from desktop.ui.views.concern_sheet import View as Sheet


def test_an_interrupted_concern_comes_back(unlock: Callable[..., Desks]) -> None:
    """S2: half written with a date missing and a lock in the middle; offered first, whole, the missing field marked."""
    signe = unlock()
    view = signe.open("concern_sheet")
    assert isinstance(view, Sheet)
    signe.tab_to("Uden navn")
    signe.press(Qt.Key.Key_Right)
    signe.press(Qt.Key.Key_Right)
    view.go_to("name")
    signe.type(ALFA)
    view.put({"born_on": date(2021, 3, 6), "institution": school(signe.app)})
    view.go_to("worries")
    signe.type("Gråd ved aflevering")
    signe.lock()
    assert ALFA not in signe.words()
    signe.unlock()
    signe.open("today")
    assert "Kladde: bekymring" in signe.words() and ALFA not in signe.words()
    waits = signe.app.today.load().waits
    assert waits[0].action == "draft" and "hvornår blev det bemærket" in waits[0].detail
    again = signe.open("concern_sheet", draft=str(waits[0].target))
    assert isinstance(again, Sheet)
    values = again.values()
    assert (values["name"], values["worries"], values["naming"]) == (ALFA, "Gråd ved aflevering", "named")
    assert beside(again, "noticed_on") == "Skriv hvornår det blev bemærket."
    assert beside(again, "consent_on") == "Skriv hvornår samtykket blev givet."
    assert signe.app.concerns.page().rows == ()
    assert signe.app.syncing.status().waiting == 0, "nothing was sent"


@pytest.mark.parametrize(
    ("view", "field", "words"),
    [
        ("concern_sheet", "noticed_on", "12/10"),
        ("concern_sheet", "noticed_on", "31/2"),
        ("concern_sheet", "cpr", "210316"),
        ("concern_sheet", "consent_giver", "Mor"),
        ("concern_sheet", "lead", "Hanne"),
        ("agreement_sheet", "due_on", "25/11"),
        ("agreement_sheet", "owner", "Hanne"),
    ],
)
def test_one_field_alone_stays(unlock: Callable[..., Desks], view: str, field: str, words: str) -> None:
    """»Luk, kladden bliver« holds for every field, also one that is not the text."""
    signe = unlock()
    opened = signe.open(view)
    assert isinstance(opened, DraftSheet)
    if field in NAMED or field == "cpr":
        opened.put({"naming": "named"})
    opened.go_to(field)
    signe.type(words)
    written = opened.values()[field]
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    (draft,) = signe.app.drafts.list()
    again = signe.open(view, draft=draft.id)
    assert isinstance(again, DraftSheet)
    assert written and again.values()[field] == written


def test_a_consent_ends_after_a_year_by_itself(unlock: Callable[..., Desks]) -> None:
    """Nobody is asked for the day that the form says it sets."""
    signe = unlock()
    view = signe.open("concern_sheet")
    assert isinstance(view, Sheet)
    view.put({"institution": school(signe.app), "noticed_on": date(2026, 11, 2), "worries": "Gråd"})
    view.put({**NAMED, "consent_on": None, "consent_expires_on": None})
    view.save()
    assert beside(view, "consent_on") == "Skriv hvornår samtykket blev givet."
    assert not beside(view, "consent_expires_on")
    view.put({"consent_on": "12/10"})
    view.save()
    signe.settle()
    (row,) = signe.app.concerns.page().rows
    child = signe.app.children.values(signe.app.concerns.read(row.rec).child)
    assert child["consent_expires_on"] == date(2027, 10, 12)


def test_a_named_child_needs_a_reason_and_consent(unlock: Callable[..., Desks]) -> None:
    """Each is asked for beside its field; a CPR number that can be is warned of, one that cannot be is refused."""
    signe = unlock()
    view = signe.open("concern_sheet")
    assert isinstance(view, Sheet)
    view.put({"naming": "named", "name": ALFA, "institution": school(signe.app), "noticed_on": date(2026, 11, 2)})
    view.put({"worries": "Gråd ved aflevering", "cpr": "990321-4011"})
    view.save()
    signe.settle()
    assert "ti cifre" in beside(view, "cpr")
    for field in ("naming_reason", "consent_giver", "consent_role", "consent_on", "consent_purpose"):
        assert beside(view, field), field
    view.put({"cpr": "660321-4012", **{name: NAMED[name] for name in NAMED if "con" in name or "reason" in name}})
    view.put({"consent_expires_on": None})
    view.go_to("consent_on")
    signe.press(Qt.Key.Key_Tab)
    assert view.values()["consent_expires_on"] == "2027-10-12", "a year unless another day is written"
    view.changed("cpr")
    view.show_problems(view.check())
    assert "modulus 11" in beside(view, "cpr")
    view.save()
    signe.settle()
    (row,) = signe.app.concerns.page().rows
    assert row.title == f"{ALFA}, 5 år"
    assert isinstance(signe.view, ConcernView), "one goes on where it now stands"


def test_a_name_that_was_typed_first_goes_no_further(unlock: Callable[..., Desks]) -> None:
    """Choosing »Uden navn« hides the name and leaves it out; the draft still had it."""
    signe = unlock()
    view = signe.open("concern_sheet")
    assert isinstance(view, Sheet)
    view.put({"naming": "age_band", "age_band": "3-5", "name": ALFA, "cpr": "660321-4011"})
    view.put({"institution": school(signe.app), "noticed_on": date(2026, 11, 2), "worries": "Gråd"})
    view.save()
    signe.settle()
    (row,) = signe.app.concerns.page().rows
    assert row.title == "Barn, 3–5 år"
    child = signe.app.children.values(signe.app.concerns.read(row.rec).child)
    assert child == {"naming": "age_band", "age_band": "3-5"}
