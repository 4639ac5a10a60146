"""The page of a place, visits planned with two keys, »I am here now«, what stands twice, lists that leave."""

from collections.abc import Callable
from datetime import date

import pytest
from helpers import audit, notes
from helpers.concerns import ALFA, NAMED, concern
from helpers.desks import CTRL, Desks
from helpers.town import Town
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from desktop.ui import accessibility
from desktop.ui.forms.buttons import Button
from desktop.ui.forms.when import MomentField
from desktop.ui.forms.widgets import LineField, PlaceCombo


@pytest.fixture
def place(town: Town) -> bytes:
    """Fiktivby Skole with a note, a person, and its twin, written by Signe before the window opens."""
    app = town.app("signe")
    rec = notes.school(app)
    notes.note(app)
    app.contacts.save_person(
        {"name": "Lis Leder", "role_title": "Skoleleder", "phone": "00 00 00 99", "institution": rec,
         "protected": "protected"}
    )  # fmt: skip
    app.contacts.save_institution({"name": "fiktivby skole", "type": "school", "address": "Hemmelig Vej 3",
                                   "protected": "protected"})  # fmt: skip
    app.close()
    return rec


def _said(desks: Desks) -> str:
    return "\n".join(label.text() for label in desks.window.findChildren(QLabel) if label.isVisible())


def _click(desks: Desks, words: str) -> None:
    made = next(b for b in desks.view.findChildren(Button) if b.accessibleName() == words and b.isVisible())
    made.click()
    desks.settle()


def test_a_visit_is_planned_with_two_keys_from_the_place(unlock: Callable[..., Desks], place: bytes) -> None:
    """Ctrl+B on the page of the place, Ctrl+S: it is planned for nine on the next working day, and stands there."""
    signe = unlock()
    signe.open("place", rec=place)
    signe.press(Qt.Key.Key_B, CTRL)
    signe.settle()
    assert signe.view.title() == "Planlæg besøg"
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    (visit,) = signe.app.visits.ahead(place)
    assert (visit.starts_at.isoformat()[:16], visit.mine) == ("2026-11-23T09:00", True)
    assert signe.view.title() == "Sted" and "23. november 09.00" in _said(signe)


def test_the_sheet_says_what_is_wrong_beside_the_field_and_keeps_a_draft(
    unlock: Callable[..., Desks], place: bytes
) -> None:
    """No place, no time, an end that is none: each beside its field; what was typed is there when it opens again."""
    signe = unlock()
    signe.open("visit_sheet")
    fields = signe.view.fields  # type: ignore[attr-defined]
    fields["starts_at"][0].setText("engang")
    fields["ends_at"][0].setText("sent")
    fields["purpose"][0].setText("Overgange")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    said = _said(signe)
    assert "Vælg hvor du skal hen." in said and "Skriv det som" in said
    fields["starts_at"][0].setText("i morgen 13")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert "Skriv tiden som »14.00«." in _said(signe) and not signe.app.visits.ahead(place)
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    (draft,) = signe.app.drafts.list()
    signe.open("visit_sheet", draft=draft.id)
    again = signe.view.fields  # type: ignore[attr-defined]
    when, until, where = again["starts_at"][0], again["ends_at"][0], again["institution"][0]
    assert isinstance(when, MomentField) and isinstance(until, LineField) and isinstance(where, PlaceCombo)
    assert (when.moment().hour, until.text(), again["purpose"][0].text()) == (13, "sent", "Overgange")  # type: ignore[union-attr]
    where.set_value(place)
    until.setText("14.30")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    (visit,) = signe.app.visits.ahead(place)
    assert visit.ends_at is not None and (visit.ends_at.hour, visit.ends_at.minute) == (14, 30)
    assert not signe.app.drafts.list()
    signe.open("visit_sheet", rec=visit.rec)
    signe.tab_to("Historik")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "Sådan er det nu" in _said(signe) and "Overgange" in _said(signe)


def test_here_now_is_said_once_and_taken_back(unlock: Callable[..., Desks], place: bytes) -> None:
    """The button goes, the line says so, the next note begins there; Ctrl+Z makes it as it was."""
    signe = unlock()
    signe.open("place", rec=place)
    _click(signe, "Jeg er her nu")
    assert "du er her" in _said(signe) and signe.app.presence.here() == place
    assert not any(b.accessibleName() == "Jeg er her nu" and b.isVisible() for b in signe.view.findChildren(Button))
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert signe.app.presence.here() is None and "du er her" not in _said(signe)


def test_what_is_protected_is_nowhere_in_the_window_nor_in_the_copy(unlock: Callable[..., Desks], place: bytes) -> None:
    """Not on the page, in the lists, in the accessible names nor on the clipboard."""
    signe = unlock()
    hidden = ("Hemmelig", "00 00 00 99")
    for view, target in (("contacts", {}), ("contacts", {"show": "people"}), ("place", {"rec": place}),
                         ("duplicates", {})):  # fmt: skip
        signe.open(view, **target)
        words = _said(signe) + "\n".join(
            f"{b.accessibleName()} {b.accessibleDescription()}" for b in signe.window.findChildren(Button)
        )
        assert not any(secret in words for secret in hidden), view
    signe.open("contacts", show="people")
    _click(signe, "Kopiér listen")
    copied = QGuiApplication.clipboard().text()
    assert "Lis Leder" in copied and "beskyttet" in copied and "00 00 00 99" not in copied


def test_what_stands_twice_is_told_merged_by_a_press_and_parted(unlock: Callable[..., Desks], place: bytes) -> None:
    """Enter on the page chooses nothing; one press says which stays; on its page they are parted again."""
    signe = unlock()
    signe.open("contacts")
    assert "1 par ser ud til at stå to gange." in _said(signe)
    _click(signe, "Se dem")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert len(signe.app.contacts.institutions()) == 2
    keep = next(b for b in signe.view.findChildren(Button) if b.objectName().startswith(f"keep-{place.hex()}"))
    keep.click()
    signe.settle()
    assert [row.rec for row in signe.app.contacts.institutions()] == [place]
    assert "står under »Fiktivby Skole«" in _said(signe)
    signe.open("place", rec=place)
    assert "»fiktivby skole« er også dette sted." in _said(signe)
    _click(signe, "Skil dem ad")
    assert "er også dette sted" not in _said(signe)
    assert len(signe.app.contacts.institutions()) == 2


def test_they_are_two_is_kept_and_undone(unlock: Callable[..., Desks], place: bytes) -> None:
    """The pair is shown no more; Ctrl+Z shows it again."""
    signe = unlock()
    signe.open("duplicates")
    signe.tab_to("De er to forskellige")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert not signe.app.same.pairs()
    focus = accessibility.focused()
    assert focus is not None and signe.view.isAncestorOf(focus), "the pressed button is gone, the focus not"
    assert accessibility.accessible_name(focus) == "Står de to gange?"
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert len(signe.app.same.pairs()) == 1
    assert "vises ikke her igen" not in _said(signe), "what is no more true is said no more"
    _click(signe, "De er to forskellige")
    next(b for b in signe.desk.findChildren(Button) if b.accessibleName() == "Fortryd" and b.isVisible()).click()
    signe.settle()
    assert len(signe.app.same.pairs()) == 1
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert "ikke noget at fortryde" in _said(signe), "once is enough, by the button or by the keys"


@pytest.mark.parametrize("page", ["place", "visit_sheet", "duplicates", "contacts"])
def test_every_widget_is_named_and_left_by_tab(unlock: Callable[..., Desks], place: bytes, page: str) -> None:
    """At 200 % text, too: nothing without a name, Tab goes round, and every button is whole."""
    signe = unlock(text_size=200)
    signe.open(page, **({"rec": place} if page == "place" else {}))
    assert audit.nameless(signe.desk) == []
    met: list[object] = []
    for _press in range(60):
        signe.press(Qt.Key.Key_Tab)
        focus = accessibility.focused()
        if focus in met:
            break
        met.append(focus)
    inside = [widget for widget in met if signe.view.isAncestorOf(widget)]  # type: ignore[arg-type]
    assert inside and len(met) > len(inside)
    for button in signe.view.findChildren(Button):
        if button.isVisible() and button.kind != "link":
            assert button.width() >= button.sizeHint().width()


def test_the_most_pressing_agreements_stand_there_and_the_others_are_a_press_away(
    unlock: Callable[..., Desks], place: bytes
) -> None:
    """Five of eight, the first of the others under the focus when they come; the name of a child is in none of them."""
    signe = unlock()
    concern(signe.app, **NAMED)
    for n in range(8):
        words = f"Tal med {ALFA} selv" if n == 1 else f"Skema {n}"
        notes.agreement(signe.app, words, due_on=date(2026, 12, 1 + n))
    signe.open("place", rec=place)
    said = _said(signe)
    assert "Skema 4" in said and "Skema 5" not in said and ALFA not in said
    signe.tab_to("Vis 3 andre der er åbne")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "Skema 7" in _said(signe) and "andre der er åbne" not in _said(signe)
    focus = accessibility.focused()
    assert focus is not None and "Skema 5" in accessibility.accessible_name(focus)
    signe.press(Qt.Key.Key_F8)
    signe.settle()
    assert f"Tal med {ALFA} selv" in _said(signe), "shown to whoever says that nobody looks on"


def test_the_list_stands_under_its_districts_and_tells_who_was_not_talked_with(
    unlock: Callable[..., Desks], place: bytes
) -> None:
    """One of no district comes last; »Længe siden« leaves out the place with today's note."""
    signe = unlock()
    signe.open("contacts")
    shown = signe.view.list.rows.rows  # type: ignore[attr-defined]
    assert [(row.heading, row.title) for row in shown] == [
        ("Distrikt Midt", "Fiktivby Skole"), ("Uden distrikt", "fiktivby skole"),
    ]  # fmt: skip
    signe.open("contacts", show="quiet")
    assert [row.title for row in signe.view.list.rows.rows] == ["fiktivby skole"]  # type: ignore[attr-defined]


def test_a_new_place_begins_in_the_district_of_who_adds_it(unlock: Callable[..., Desks]) -> None:
    """So it stands among the others; it can be written over, and alone it makes no draft."""
    signe = unlock()
    signe.open("contact_sheet", kind="institution")
    assert signe.view.fields["district"][0].text() == "Midt"  # type: ignore[attr-defined]
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert not signe.app.drafts.list()


def test_protection_is_one_press_in_the_form(unlock: Callable[..., Desks], place: bytes) -> None:
    """Written, saved, and the address is gone from the page; the form shows it to who corrects it."""
    signe = unlock()
    signe.open("contact_sheet", kind="institution", rec=place)
    fields = signe.view.fields  # type: ignore[attr-defined]
    fields["address"][0].setText("Skjult Vej 7")
    fields["protected"][0].set_value("protected")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    signe.open("place", rec=place)
    assert "adressen er beskyttet" in _said(signe) and "Skjult" not in _said(signe)
    signe.open("contact_sheet", kind="institution", rec=place)
    assert signe.view.fields["address"][0].text() == "Skjult Vej 7"  # type: ignore[attr-defined]
    _click(signe, "Historik")
    assert "Beskyttelse" in _said(signe) and "Skjult" not in _said(signe)
