"""The page of a place, visits planned with two keys, »I am here now«, what stands twice, lists that leave."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from helpers import notes
from helpers.desks import CTRL, Desks
from helpers.town import Town
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

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


@pytest.mark.parametrize("page", ["place", "visit_sheet", "duplicates", "contacts"])
def test_every_widget_is_named_and_left_by_tab(unlock: Callable[..., Desks], place: bytes, page: str) -> None:
    """At 200 % text, too: nothing without a name, Tab goes round, and every button is whole."""
    signe = unlock(text_size=200)
    signe.open(page, **({"rec": place} if page == "place" else {}))
    assert accessibility.nameless(signe.desk) == []
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


def test_visits_come_from_a_calendar_file_and_each_can_be_left_out(
    unlock: Callable[..., Desks], place: bytes, tmp_path: Path
) -> None:
    """Two at the school, one is left out; what they are called is not shown while the view is discreet.

    What was said of a file that is not there goes when a good one is read.
    """
    events = "".join(
        f"BEGIN:VEVENT\nUID:{day}\nDTSTART:202611{day}T080000Z\nSUMMARY:Om Mikkel\n"
        "LOCATION:Fiktivby Skole\nEND:VEVENT\n"
        for day in (24, 25)
    )
    path = tmp_path / "kalender.ics"
    path.write_text(f"BEGIN:VCALENDAR\n{events}END:VCALENDAR\n", encoding="utf-8")
    signe = unlock()
    view = signe.open("visits_import")
    view.look_at(tmp_path / "er her ikke.ics")  # type: ignore[attr-defined]
    signe.settle()
    assert "Filen kunne ikke åbnes" in _said(signe)
    view.look_at(path)  # type: ignore[attr-defined]
    signe.settle()
    assert "Filen kunne ikke åbnes" not in _said(signe)
    assert "2 besøg" in _said(signe) and "Mikkel" not in _said(signe)
    next(b for b in view.findChildren(Button) if b.objectName() == "take-25").setFocus()
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "kommer ikke med" in _said(signe)
    focus = accessibility.focused()
    assert focus is not None and focus.objectName() == "take-25"  # the same press takes it along again
    _click(signe, "Planlæg besøgene")
    assert [len(signe.app.visits.on(date(2026, 11, day))) for day in (24, 25)] == [1, 0]
    assert "1 besøg er planlagt." in _said(signe)


def test_a_large_calendar_file_can_be_stopped(
    unlock: Callable[..., Desks], place: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """It says that it takes a moment; Esc stops it and stays on the page, and »Prøv igen« reads it after all."""
    monkeypatch.setattr("desktop.ui.forms.patience.LATE_MS", 1)
    path, held = tmp_path / "kalender.ics", Event()
    path.write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n", encoding="utf-8")
    signe = unlock()
    view, preview = signe.open("visits_import"), signe.app.calendar_visits.preview
    monkeypatch.setattr(signe.app.calendar_visits, "preview", lambda path: held.wait(10) and preview(path))
    view.look_at(path)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "Det tager et øjeblik" in _said(signe), timeout=5_000)
    signe.press(Qt.Key.Key_Escape)
    held.set()
    signe.settle()
    assert signe.view is view
    assert "Det blev stoppet. Intet er ændret." in _said(signe)
    _click(signe, "Prøv igen")
    assert "stoppet" not in _said(signe)
    assert view._preview is not None  # type: ignore[attr-defined]


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
