"""The quick note on real services: saving, problems beside the field, what must not be written."""

from collections.abc import Callable

import pytest
from helpers.desks import CTRL, Desks
from helpers.note_form import TEXT, begin, drafts, fill_in, note
from helpers.sheets import beside
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.services.errors import NoRoom
from desktop.store.errors import DiskFull
from desktop.ui import accessibility
from desktop.ui.forms.widgets import LabelledField, TextArea
from desktop.ui.views.consultations import View as ListPage
from desktop.ui.views.quick_note import View as Note


def test_four_inputs_are_enough(signe: Desks) -> None:
    """Where, what kind, about and text by keyboard, Ctrl+S: it is first in Rådgivning with »Gemt på denne pc«."""
    begin(signe)
    fill_in(signe)
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert "Gemt på denne pc" in signe.words()
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    first = page.list.rows.rows[0]
    assert (first.tag, first.heading) == ("Gemt på denne pc", "I dag")
    assert first.title.startswith("Sparring")
    assert drafts(signe) == ()


def test_no_more_than_four_inputs_are_required(signe: Desks) -> None:
    """A star stands at where, what kind, whom and text, and nowhere else."""
    view = begin(signe)
    starred = [f.label.text() for f in view.findChildren(LabelledField) if f.label.text().endswith("*")]
    assert len(starred) == 4


def test_saving_what_is_missing_goes_to_the_first_field(signe: Desks) -> None:
    """Nothing is saved; each sentence stands beside its field, and the focus is on the first of them."""
    view = begin(signe)
    view.widget("institution").setEditText("")
    signe.press(Qt.Key.Key_S, CTRL)
    assert note(signe) is view
    assert all(beside(view, field) for field in ("institution", "form", "subject", "text"))
    assert view.widget("institution").isAncestorOf(accessibility.focused()) or view.widget("institution").hasFocus()


def test_a_refused_save_does_not_stand_beside_the_word_of_the_one_before(signe: Desks) -> None:
    """»Gemt på denne pc« is of the last note: beside a red field it would be taken for this one's."""
    begin(signe)
    fill_in(signe)
    signe.press(Qt.Key.Key_Return, CTRL)
    signe.settle()
    assert "Gemt på denne pc" in signe.words()
    signe.press(Qt.Key.Key_S, CTRL)
    assert beside(note(signe), "text")
    assert "Gemt på denne pc" not in signe.words()


def test_nothing_is_marked_before_a_save_was_tried(signe: Desks, qtbot: QtBot) -> None:
    """One who has just begun is not told of empty fields."""
    view = begin(signe)
    view.go_to("text")
    signe.type("a")
    qtbot.wait(300)
    assert not any(beside(view, field) for field in ("form", "subject", "text"))


@pytest.mark.parametrize(("field", "typed"), [("institution", "hos lægen"), ("occurred_at", "17/")])
def test_half_a_date_or_a_place_is_left_in_peace(signe: Desks, qtbot: QtBot, field: str, typed: str) -> None:
    """While one is in the field nothing is red; when one has left it, it says what it does not understand."""
    view = begin(signe)
    view.go_to(field)
    signe.press(Qt.Key.Key_A, CTRL)
    signe.type(typed)
    qtbot.wait(300)
    assert not beside(view, field)
    signe.press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: bool(beside(view, field)))


def test_a_cpr_pattern_is_marked_while_typing_and_cannot_be_saved(signe: Desks, qtbot: QtBot) -> None:
    """The digits are marked, the sentence stands beside the field, and Ctrl+S saves nothing."""
    view = begin(signe)
    fill_in(signe, text="Barnet 610815-4321 er ked af det")
    qtbot.waitUntil(lambda: bool(beside(view, "text")))
    qtbot.waitUntil(lambda: len(view.widget("text").extraSelections()) == 1)
    (mark,) = view.widget("text").extraSelections()
    assert mark.cursor.selectedText() == "610815-4321"
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert note(signe) is view
    assert view.widget("text").hasFocus()


def test_save_and_new_repeats_place_and_kind(signe: Desks) -> None:
    """Ctrl+Enter saves and begins the next: place and kind stay, whom and the words are gone, both are in the list."""
    view = begin(signe)
    fill_in(signe)
    place = view.values()["institution"]
    signe.press(Qt.Key.Key_Return, CTRL)
    signe.settle()
    assert note(signe) is view
    values = view.values()
    assert (values["institution"], values["form"], values["subject"]) == (place, "sparring", None)
    assert (values["text"], values["subject_label"], values["duration_min"]) == ("", "", None)
    signe.press(Qt.Key.Key_Right)
    signe.press(Qt.Key.Key_Tab)
    signe.type("4.a")
    view.widget("text").setPlainText("Det næste")
    signe.press(Qt.Key.Key_S, CTRL)
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    assert len(page.list.rows.rows) == 2


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("occurred_at", "engang", "Skriv det som"),
        ("institution", "Et sted der ikke er", "findes ikke"),
    ],
)
def test_words_that_mean_nothing_are_said_to(signe: Desks, field: str, typed: str, told: str) -> None:
    """A moment or a place that cannot be understood is never quietly replaced by another."""
    view = begin(signe)
    fill_in(signe)
    widget = view.widget(field)
    (widget.setEditText if hasattr(widget, "setEditText") else widget.setText)(typed)
    signe.press(Qt.Key.Key_S, CTRL)
    assert told in beside(view, field)
    assert note(signe) is view


def test_the_weekday_in_the_text_is_offered_never_chosen(signe: Desks) -> None:
    """»observere onsdag« puts a chip with the date first; nothing is chosen until a person does."""
    view = begin(signe)
    fill_in(signe)
    follow = view.widget("followup_on")
    assert follow._chips.chip("said").text() == "ons. 25. nov."
    assert follow.day() is None
    follow._chips.chip("said").click()
    assert str(follow.day()) == "2026-11-25"


def test_a_save_can_be_undone(signe: Desks) -> None:
    """Ctrl+Z right after takes the note back out of the list."""
    begin(signe)
    fill_in(signe)
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    assert page.list.rows.rows == []


def test_the_primary_button_stays_in_sight_at_200_percent(unlock: Callable[..., Desks]) -> None:
    """At 1366×768 and 200 % text »Gem« is whole inside the window, and the fields scroll."""
    signe = unlock(text_size=200)
    view = begin(signe)
    button = view._save
    corner = button.mapTo(signe.window, button.rect().bottomRight())
    assert signe.window.rect().contains(corner)
    assert view.sheet.area.verticalScrollBar().maximum() > 0


def test_a_full_disk_keeps_the_words(signe: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The save is refused with a sentence; the sheet stands with every word, and a second try saves."""

    def full(*_arguments: object) -> None:
        raise NoRoom(DiskFull())

    view = begin(signe)
    fill_in(signe)
    with monkeypatch.context() as patch:
        patch.setattr(signe.app.consultations, "save", full)
        signe.press(Qt.Key.Key_S, CTRL)
        signe.settle()
    assert note(signe) is view
    assert view.values()["text"] == TEXT
    assert "Disken er fuld" in signe.words()
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert "Gemt på denne pc" in signe.words()


def test_the_line_that_is_written_is_in_sight_at_200_percent(unlock: Callable[..., Desks]) -> None:
    """A click into a field that is half behind the foot: the sheet follows the cursor down and up again."""
    signe = unlock(text_size=200)
    view = signe.open("quick_note")
    assert isinstance(view, Note)
    area, field = view.sheet.area, view.widget("text")
    assert isinstance(field, TextArea)
    area.verticalScrollBar().setValue(0)
    field.setFocus(Qt.FocusReason.MouseFocusReason)

    def in_sight() -> bool:
        place = field.viewport().mapTo(area.viewport(), field.cursorRect().center())
        return area.viewport().rect().contains(place)

    for _line in range(6):
        signe.type("ord")
        signe.press(Qt.Key.Key_Return)
        signe.settle()
        assert in_sight()
    signe.press(Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    signe.settle()
    assert in_sight()


def test_the_ages_are_met_by_tab_as_soon_as_they_are_asked_for(signe: Desks) -> None:
    """»Anonymt barn« by keyboard: the next stop is the age, which was made only then, and after it the text."""
    view = begin(signe)
    signe.tab_to("Anonymt barn")
    signe.press(Qt.Key.Key_Space)
    signe.press(Qt.Key.Key_Tab)
    assert view.widget("age_band").isAncestorOf(accessibility.focused())
    signe.press(Qt.Key.Key_Tab)
    assert view.widget("text").hasFocus()


def test_a_refused_field_comes_in_sight_with_its_label(unlock: Callable[..., Desks]) -> None:
    """At 200 % too one reads what is asked for there."""
    signe = unlock(text_size=200)
    view = begin(signe)
    fill_in(signe, text="")
    bar = view.sheet.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    text, around = view.fields["text"]
    assert text.hasFocus() and around is not None
    assert around.label.visibleRegion().boundingRect().height() == around.label.height()
    assert not text.visibleRegion().isEmpty()
