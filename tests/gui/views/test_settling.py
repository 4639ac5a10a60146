"""The page of two versions in the real window: by name, nothing by Enter, one kept and taken back, one anew."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from helpers.desks import CTRL, Desks
from helpers.notes import agreement
from helpers.sheets import beside
from helpers.sheets import sheet as open_sheet
from helpers.torn import BEFORE, PALLES, SIGNES
from helpers.town import Town
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.services.settling import later_id
from desktop.texts import Texts
from desktop.ui import accessibility
from desktop.ui.forms.buttons import Button
from desktop.ui.forms.settling import possessive


@pytest.fixture
def town(torn_model: tuple[Town, bytes], tmp_path: Path) -> Iterator[Town]:
    """A town where Signe and Palle rewrote one agreement apart, its line cut."""
    with torn_model[0].twin(tmp_path) as twin:
        twin.line.up = False
        yield twin


@pytest.fixture
def rec(torn_model: tuple[Town, bytes]) -> bytes:
    """That agreement."""
    return torn_model[1]


def test_nothing_is_chosen_by_enter_one_is_kept_by_space_and_taken_back(
    rec: bytes, unlock: Callable[..., Desks]
) -> None:
    """Both texts by name beside what stood before; Enter on every button leaves both; Space keeps; Ctrl+Z undoes."""
    signe = unlock()
    signe.open("agreements", rec=rec)
    signe.tab_to("Vælg …")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    shown = said(signe)
    for words in (
        "Du og Palle har rettet den samme aftale",
        BEFORE,
        SIGNES,
        PALLES,
        "Palle Pseudonym",
    ):
        assert words in shown
    assert "forbindelse" not in shown, "why a text came late, nobody here knows"
    assert signe.window.windowTitle() == "Rød Tråd"
    choices = [made for made in signe.view.findChildren(Button) if made.isVisible()]
    assert [made.accessibleName() for made in choices] == [
        "Behold Signes", "Behold Palles", "Afklar senere", "Skriv en ny …", "Behold begge",
    ]  # fmt: skip
    assert all(made.kind != "primary" for made in choices)
    for made in choices:
        signe.tab_to(made.accessibleName())
        signe.press(Qt.Key.Key_Return)
        signe.press(Qt.Key.Key_Enter)
    signe.settle()
    assert "Intet vælges med Enter her" in signe.words()
    assert len(texts(signe, rec)) == 2
    signe.tab_to("Behold Palles")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "Afklaret" in signe.words()
    assert texts(signe, rec) == [PALLES]
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert sorted(texts(signe, rec)) == [SIGNES, PALLES]


def test_a_new_text_is_drafted_kept_over_a_lock_and_takes_the_place_of_both(
    rec: bytes, unlock: Callable[..., Desks]
) -> None:
    """What is missing is said beside the field; half a sentence is there after a lock; saved, it stands alone."""
    signe = unlock()
    signe.open("settle", kind="agreement", rec=rec)
    signe.tab_to("Skriv en ny …")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    shown = said(signe)
    assert SIGNES in shown and PALLES in shown
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert "Skriv hvad der er aftalt" in signe.words()
    signe.type("Begge dele, observation først")
    signe.lock()
    signe.unlock()
    assert "Begge dele, observation først" in signe.view.findChild(object, "text").toPlainText()  # type: ignore[attr-defined]
    for _press in range(12):
        signe.press(Qt.Key.Key_Tab)
    assert accessibility.focused() is not None
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert texts(signe, rec) == ["Begge dele, observation først"]
    assert signe.desk.tasks.on_writer(signe.app.drafts.list) == ()


def test_a_day_and_who_does_it_are_written_anew_by_their_own_fields(town: Town, unlock: Callable[..., Desks]) -> None:
    """Two dates and two owners: »Skriv en ny …« asks for a date, typed as anywhere, and for a colleague or a name."""
    town.line.up = True
    with closing(town.app("palle")) as palle, closing(town.app("signe")) as app:
        rec = agreement(app)
        town.sync(app, palle)
        app.agreements.save(rec, {"due_on": date(2026, 12, 1), "owner_name": "Lis Leder"})
        palle.agreements.save(rec, {"due_on": date(2026, 12, 3), "owner_name": "Lone Leder"})
        town.sync(app, palle, app)
    town.line.up = False
    signe = unlock()
    signe.open("settle_sheet", kind="agreement", rec=rec)
    sheet = open_sheet(signe)
    names = ("owner", "due_on", "reason")
    assert {name for name in names if sheet.findChild(QWidget, name)} == set(names)
    sheet.go_to("due_on")
    signe.type("en dag")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert "Skriv datoen som" in beside(sheet, "due_on")
    sheet.widget("due_on").setText("2/12")
    sheet.widget("owner").setEditText("Signe")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    row = signe.desk.tasks.on_writer(lambda: signe.app.agreements.read(rec)).row
    assert (row.due, row.owner, row.divided) == (date(2026, 12, 2), "Du", 0)


def test_settled_later_it_says_until_when(rec: bytes, unlock: Callable[..., Desks]) -> None:
    """A follow-up of one's own; the page says that it was put off, and the choice is still there, and from I dag."""
    signe = unlock()
    signe.open("settle", kind="agreement", rec=rec)
    signe.tab_to("Afklar senere")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "En opfølgning om en uge" in signe.words()
    signe.open("settle", kind="agreement", rec=rec)
    assert "Du har udskudt det til 27. november" in signe.words()
    every = [accessibility.accessible_name(widget) for widget in accessibility.focusable(signe.view)]
    assert all(every) and "Behold Signes" in every
    signe.open("today")
    signe.tab_to("Fiktivby Skole: afklar hvilken tekst der gælder")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert type(signe.view).__module__.endswith(".settle")
    signe.open("agreements", rec=later_id(rec, signe.app.me.user))
    assert "Du har udskudt at afklare det" in signe.words()
    signe.tab_to("Vælg …")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert type(signe.view).__module__.endswith(".settle")


def test_the_genitive_of_a_name() -> None:
    """Signes, but Jens'."""
    texts_ = Texts("da")
    assert [possessive(texts_, name) for name in ("Signe", "Jens", "Max")] == [
        "Behold Signes", "Behold Jens'", "Behold Max'",
    ]  # fmt: skip


def said(desks: Desks) -> str:
    """Everything that stands on the page."""
    return " ".join(label.accessibleName() or label.text() for label in desks.view.findChildren(QLabel))


def texts(desks: Desks, rec: bytes) -> list[str]:
    """Every text of the agreement that stands."""
    read = desks.desk.tasks.on_writer(lambda: desks.app.agreements.read(rec))
    return [version.text for version in read.row.texts]
