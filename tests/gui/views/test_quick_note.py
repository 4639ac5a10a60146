"""The quick note on real services: saving, drafts, problems beside the field, what must not be written."""

from collections.abc import Callable

import pytest
from helpers.desks import CTRL, Desks
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.services.drafts import DraftRow
from desktop.services.errors import NoRoom
from desktop.store.errors import DiskFull
from desktop.ui import accessibility
from desktop.ui.forms.widgets import LabelledField, TextArea
from desktop.ui.views.consultations import View as ListPage
from desktop.ui.views.quick_note import View as Note

TEXT = "Lærer undres over uro efter frikvarter; aftalt at observere onsdag"


def note(desks: Desks) -> Note:
    """The open note."""
    assert isinstance(desks.view, Note)
    return desks.view


def begin(desks: Desks) -> Note:
    """Ctrl+N, and the form is there."""
    desks.press(Qt.Key.Key_N, CTRL)
    desks.settle()
    return note(desks)


def fill_in(desks: Desks, label: str = "3.b", text: str = TEXT) -> None:
    """The four required inputs by keyboard: where is typed when it is not there already."""
    view = note(desks)
    if view.values()["institution"] == "":
        view.go_to("institution")
        desks.type("Fiktivby")
    view.go_to("form")
    desks.type("Sparring")
    desks.tab_to("Anonymt barn")
    desks.press(Qt.Key.Key_Right)
    desks.press(Qt.Key.Key_Tab)
    desks.type(label)
    desks.press(Qt.Key.Key_Tab)
    view.widget("text").setPlainText(text)


def problem(view: Note, field: str) -> str:
    """What stands beside a field."""
    wrapper = view.fields[field][1]
    assert wrapper is not None
    shown = [label.text() for label in wrapper.findChildren(QLabel) if label.isVisible()]
    return shown[-1] if wrapper.has_problem else ""


def drafts(desks: Desks) -> tuple[DraftRow, ...]:
    """The drafts on the disk."""
    return desks.window._tasks.on_writer(desks.app.drafts.list)


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


def test_a_pause_keeps_the_draft_valid_or_not(signe: Desks, qtbot: QtBot) -> None:
    """After 800 ms the words are on the disk, though nothing else is filled in; the sheet says when."""
    view = begin(signe)
    view.go_to("text")
    signe.type("Halvt skrevet")
    qtbot.waitUntil(lambda: "Kladden er gemt 08.18" in signe.words(), timeout=5_000)
    kept = signe.window._tasks.on_writer(lambda: signe.app.drafts.get(drafts(signe)[0].id))
    assert kept is not None
    assert kept.values["text"] == "Halvt skrevet"


def test_typing_without_a_pause_is_kept_too(signe: Desks, qtbot: QtBot) -> None:
    """One who never stops typing loses at most three seconds: the draft is written while the keys go on."""
    view = begin(signe)
    view.go_to("text")
    for _key in range(14):
        signe.type("x")
        qtbot.wait(200)
    signe.settle()
    (draft,) = drafts(signe)
    kept = signe.window._tasks.on_writer(lambda: signe.app.drafts.get(draft.id))
    assert kept is not None
    assert len(str(kept.values["text"])) >= 5


def test_a_lock_in_the_middle_loses_nothing(signe: Desks) -> None:
    """Ctrl+L between two keys; after unlocking the note is open again with every letter and the cursor where it was."""
    view = begin(signe)
    view.go_to("text")
    signe.type("Pædagogen fortalte om Blå stue")
    for _letter in range(8):
        signe.press(Qt.Key.Key_Left)
    signe.lock()
    signe.unlock()
    view = note(signe)
    area = view.widget("text")
    assert isinstance(area, TextArea)
    assert area.toPlainText() == "Pædagogen fortalte om Blå stue"
    assert area.textCursor().position() == len("Pædagogen fortalte om ")
    assert area.hasFocus()


def test_the_draft_is_offered_first_and_what_is_missing_is_marked(signe: Desks) -> None:
    """I dag offers »Fortsæt«; the restored note has its words, and says beside the fields what is missing."""
    view = begin(signe)
    view.go_to("text")
    signe.type("Uden emne")
    signe.press(Qt.Key.Key_Escape)
    signe.open("today")
    signe.tab_to("Fortsæt")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    view = note(signe)
    assert view.values()["text"] == "Uden emne"
    assert problem(view, "subject")
    assert not problem(view, "text")


def test_moments_in_a_draft_are_days_not_words(signe: Desks) -> None:
    """»i dag« written today is »i går« when the draft is opened tomorrow."""
    view = begin(signe)
    view.widget("occurred_at").setText("i dag 08.00")
    view.go_to("text")
    signe.type("Fra dagen før")
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    draft = drafts(signe)[0].id
    signe._town.clock.forward(24 * 3600)
    signe.open("quick_note", draft=draft)
    assert note(signe).widget("occurred_at").text() == "i går 08.00"


def test_an_empty_note_leaves_no_draft(signe: Desks) -> None:
    """Ctrl+N, a word that is taken out again, Esc: nothing waits in I dag."""
    view = begin(signe)
    view.go_to("text")
    signe.type("x")
    view.flush()
    signe.press(Qt.Key.Key_Backspace)
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert drafts(signe) == ()


def test_whatever_was_written_or_chosen_stays(signe: Desks) -> None:
    """A time alone, a choice alone: »Luk, kladden bliver« holds for each."""
    view = begin(signe)
    view.go_to("occurred_at")
    view.widget("occurred_at").selectAll()
    signe.type("i går 9.15")
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    begin(signe).widget("subject").chip("staff").click()
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert len(drafts(signe)) == 2


def test_saving_what_is_missing_goes_to_the_first_field(signe: Desks) -> None:
    """Nothing is saved; each sentence stands beside its field, and the focus is on the first of them."""
    view = begin(signe)
    view.widget("institution").setEditText("")
    signe.press(Qt.Key.Key_S, CTRL)
    assert note(signe) is view
    assert all(problem(view, field) for field in ("institution", "form", "subject", "text"))
    assert view.widget("institution").isAncestorOf(accessibility.focused()) or view.widget("institution").hasFocus()


def test_nothing_is_marked_before_a_save_was_tried(signe: Desks, qtbot: QtBot) -> None:
    """One who has just begun is not told of empty fields."""
    view = begin(signe)
    view.go_to("text")
    signe.type("a")
    qtbot.wait(300)
    assert not any(problem(view, field) for field in ("form", "subject", "text"))


def test_a_cpr_pattern_is_marked_while_typing_and_cannot_be_saved(signe: Desks, qtbot: QtBot) -> None:
    """The digits are marked, the sentence stands beside the field, and Ctrl+S saves nothing."""
    view = begin(signe)
    fill_in(signe, text="Barnet 610815-4321 er ked af det")
    qtbot.waitUntil(lambda: bool(problem(view, "text")))
    (mark,) = view.widget("text").extraSelections()
    assert mark.cursor.selectedText() == "610815-4321"
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert note(signe) is view
    assert view.widget("text").hasFocus()


def test_save_and_new_repeats_place_and_kind(signe: Desks) -> None:
    """Ctrl+Enter saves and begins the next: place, kind and whom stay, the words are gone, both are in the list."""
    view = begin(signe)
    fill_in(signe)
    place = view.values()["institution"]
    signe.press(Qt.Key.Key_Return, CTRL)
    signe.settle()
    assert note(signe) is view
    values = view.values()
    assert (values["institution"], values["form"], values["subject"]) == (place, "sparring", "group")
    assert (values["text"], values["subject_label"], values["duration_min"]) == ("", "", None)
    signe.press(Qt.Key.Key_Tab)
    signe.type("4.a")
    view.widget("text").setPlainText("Det næste")
    signe.press(Qt.Key.Key_S, CTRL)
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    assert len(page.list.rows.rows) == 2


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("occurred_at", "engang", "Skriv det som"),
        ("institution", "Et sted der ikke er", "findes ikke"),
    ],
)
def test_words_that_mean_nothing_are_said_to(signe: Desks, field: str, typed: str, said: str) -> None:
    """A moment or a place that cannot be understood is never quietly replaced by another."""
    view = begin(signe)
    fill_in(signe)
    widget = view.widget(field)
    (widget.setEditText if hasattr(widget, "setEditText") else widget.setText)(typed)
    signe.press(Qt.Key.Key_S, CTRL)
    assert said in problem(view, field)
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
