"""How few keys a note takes, and a day of them; counted in the real window."""

from threading import Event

import pytest
from helpers.desks import CTRL, SHIFT, Desks
from helpers.note_form import TEXT, begin, choose, four, last, note, save
from helpers.sheets import beside
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.forms import binding


class Fingers:
    """Counts every key press but the text of the note and of whom it is about (docs/scenarios.md, S1)."""

    def __init__(self, desks: Desks) -> None:
        self.desks, self.presses = desks, 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """One key."""
        self.presses += 1
        self.desks.press(key, modifier)

    def tab(self) -> None:
        """One Tab."""
        self.press(Qt.Key.Key_Tab)

    def text(self, words: str) -> None:
        """What the note says."""
        self.desks.type(words)


def test_a_consultation_takes_at_most_twelve_keys(signe: Desks) -> None:
    """From I dag to »Gemt på denne pc«: kind, class, fifteen minutes and the text in twelve key presses or fewer."""
    four(signe, subject="staff", subject_label="Klasselærer")
    save(signe)  # the place is the one last used
    hand = Fingers(signe)
    hand.press(Qt.Key.Key_N, CTRL)
    signe.settle()
    hand.press(Qt.Key.Key_S)  # S for Sparring
    hand.tab()
    hand.tab()
    hand.press(Qt.Key.Key_Right)  # from the first chip to »Klasse eller gruppe«
    hand.tab()
    hand.text("3.b (klasse)")
    hand.tab()
    hand.text(TEXT)
    hand.tab()
    hand.press(Qt.Key.Key_Right)
    hand.press(Qt.Key.Key_Right)  # 15 min
    hand.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    page = last(signe)
    assert (page.title, page.texts[0].text, page.duration_min) == ("Sparring, 3.b (klasse)", TEXT, 15)
    assert "Gemt på denne pc" in signe.words()
    assert hand.presses <= 12


def test_as_the_last_one_takes_fewer(signe: Desks) -> None:
    """Ctrl+D puts place and kind in and goes to whom it is about; it is offered where there was a last one."""
    view = begin(signe)
    assert view._same.isHidden()
    signe.press(Qt.Key.Key_Escape)
    four(signe, subject="staff", subject_label="Klasselærer")
    save(signe)
    view = begin(signe)
    assert view._same.isVisible()
    signe.press(Qt.Key.Key_D, CTRL)
    assert view.values()["form"] == "anonymous"
    assert view.widget("subject").chip("anonymous_child").hasFocus()
    assert view._same.isHidden()


def test_as_the_last_one_after_save_and_new_is_as_the_one_just_saved(signe: Desks) -> None:
    """Ctrl+D in the next note means the note that was saved a second ago, not the one before it, and place and kind."""
    four(signe, subject="staff", subject_label="Klasselærer")
    save(signe)
    view = four(signe, subject="staff", subject_label="Klasselærer")
    binding.write(view.widget("form"), "observation")
    signe.press(Qt.Key.Key_Return, CTRL)
    signe.settle()
    assert view._same.isHidden(), "place and kind stand already"
    binding.write(view.widget("form"), "anonymous")
    signe.press(Qt.Key.Key_D, CTRL)
    repeated = view.values()
    assert repeated["form"] == "observation"
    assert not repeated["subject"], "whom it is about is asked for each note"
    assert view.widget("subject").chip("anonymous_child").hasFocus()


def test_a_named_child_goes_into_no_other_note(signe: Desks) -> None:
    """Neither by Ctrl+Enter nor by Ctrl+D: no name, no consent, and not that it is about a child at all."""
    given = {"consent_giver": "Mor", "consent_role": "mother", "consent_purpose": "Samarbejde"}
    child = {"name": "Barn TEST-Alfa", "naming_reason": "Samme barn", "consent_on": "2026-11-17", **given}
    view = four(signe)
    choose(view, "child")
    view.put(child)
    signe.press(Qt.Key.Key_Return, CTRL)
    signe.settle()
    assert last(signe).title == "Anonym rådgivning, Barn TEST-Alfa"
    for key in (None, Qt.Key.Key_D):
        if key is not None:
            signe.press(key, CTRL)
        assert view.values()["form"] == "anonymous"
        assert not {name for name in ("subject", "child", *child) if view.values().get(name)}


def test_a_day_written_up_afterwards_goes_to_the_time(signe: Desks) -> None:
    """S12: whoever typed a time begins the next note there, with the words marked so that typing replaces them."""
    view = four(signe, subject="staff", subject_label="Klasselærer")
    view.go_to("occurred_at")
    view.widget("occurred_at").selectAll()
    signe.type("7.15")
    signe.press(Qt.Key.Key_Return, CTRL)
    signe.settle()
    assert view.widget("occurred_at").hasFocus()
    assert view.widget("occurred_at").selectedText() == "i dag 08.18"
    assert view.widget("subject_label").text() == ""
    assert last(signe).occurred_at.strftime("%H.%M") == "07.15"


def test_twelve_notes_of_the_day_take_six_minutes(signe: Desks) -> None:
    """S12: twelve notes with their times at two hundred strokes a minute, keys and text, after one unlock."""
    four(signe, subject="staff", subject_label="Klasselærer")
    save(signe)
    words = "Læreren spørger til pauser; aftalt en fast plads og at vi ses igen"
    hand, strokes, times = Fingers(signe), 0, [f"{7 + number // 2}.{number % 2 * 25 + 10}" for number in range(12)]

    def write(said: str) -> None:
        nonlocal strokes
        strokes += len(said)
        hand.text(said)

    hand.press(Qt.Key.Key_N, CTRL)
    signe.settle()
    hand.press(Qt.Key.Key_D, CTRL)
    hand.press(Qt.Key.Key_Tab, SHIFT)
    for number, time in enumerate(times):
        note(signe).widget("occurred_at").selectAll()
        write(f"i går {time}")
        hand.tab()
        hand.press(Qt.Key.Key_Right)  # »Klasse eller gruppe«
        hand.tab()
        write(f"{number % 9}.b")
        hand.tab()
        write(words)
        hand.press(Qt.Key.Key_Return, CTRL)
        signe.settle()
    rows = signe.window._tasks.on_writer(signe.app.consultations.page).rows
    assert [f"{row.occurred_at:%H.%M}".lstrip("0") for row in reversed(rows[1:])] == times
    assert all(row.excerpt == words for row in rows[1:])
    assert (strokes + hand.presses) / 200 <= 6


def test_a_note_is_typed_before_its_form_is_there(signe: Desks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow pc the first words, Tab and Ctrl+S wait for the fields; a form that is used again keeps them too."""
    let_go, choices = Event(), signe.app.consultations.choices
    slow = lambda *of, **more: let_go.wait(10) and choices(*of, **more)  # noqa: E731
    monkeypatch.setattr(signe.app.consultations, "choices", slow)
    for kind in ("sparring", ""):  # two words so soon after each other would be one to Qt's search in a list
        let_go.clear()
        signe.press(Qt.Key.Key_N, CTRL)
        view = note(signe)
        signe.type(f"fiktivby\t{kind}\t")
        signe.press(Qt.Key.Key_S, CTRL)
        let_go.set()
        qtbot.waitUntil(lambda view=view: "text" in view.fields and bool(beside(view, "text")), timeout=5_000)
        assert view.values()["form"] == (kind or None)
        assert view.values()["institution"] == choices().places[0].rec
        signe.press(Qt.Key.Key_Escape)
        signe.settle()
        qtbot.waitUntil(lambda: "quick_note" in signe.desk._way._resting, timeout=5_000)
