"""A form that waits for what it offers: what is typed meanwhile comes into it, a long wait is said, Esc leaves."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from helpers.shown import show
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.services.errors import AppError
from desktop.texts import Texts
from desktop.ui.forms.offering import LATE, Offering
from desktop.ui.forms.widgets import LineField, PlaceCombo, Sheet
from desktop.ui.shell import ViewBase
from desktop.ui.tasks import Tasks


class Shell:
    """What a form is given, as far as waiting goes."""

    def __init__(self) -> None:
        self.texts, self.told = Texts(), []
        self.tasks = Tasks(self.told.append)

    def failed(self, error: AppError) -> None:
        """The one door for errors."""
        self.told.append(error)


class Form(ViewBase):
    """A sheet whose two fields come with the choices, and those when they are let go."""

    def __init__(self) -> None:
        super().__init__(Shell())  # type: ignore[arg-type]  # less than a whole one
        self.shell: Any
        self.let_go = Event()
        self.sheet = Sheet("Nyt notat")
        self.fill(self.sheet)
        self.offering = Offering(self.shell, self, self.sheet)
        self.place, self.name = PlaceCombo(name="Hvor"), LineField(name="Navn")
        self.filled = False

    def ask(self, opens: bool = False, wrong: bool = False) -> None:
        """As a view does when it is made; then it is shown and given the focus."""

        def read() -> list[tuple[object, str]]:
            self.let_go.wait(10)
            if wrong:
                raise AppError
            return [(b"1", "Fiktivby Skole"), (b"2", "Børnehuset Prøven")]

        self.offering.ask(read, self._fill_in, opens)
        assert self.offering.focus()

    def _fill_in(self, places: list[tuple[object, str]]) -> None:
        self.filled = True
        self.place.set_options(places)
        for field in (self.place, self.name):
            self.sheet.body.addWidget(field)
        self.focus()

    def focus(self) -> None:
        """As a form does."""
        if not self.offering.focus():
            self.place.setFocus()

    def type(self, words: str) -> None:
        """Where the focus is."""
        focus = QApplication.focusWidget()
        assert focus is not None
        QTest.keyClicks(focus, words)

    def said(self) -> str:
        """Every word on the sheet."""
        return " ".join(label.text() for label in self.sheet.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def form(qapp: QApplication, qtbot: QtBot) -> Iterator[Form]:
    """Shown, with the focus; its workers are stopped after the test."""
    made = Form()
    show(qtbot, made)
    yield made
    made.let_go.set()
    made.shell.tasks.stop()


def test_what_is_typed_before_the_fields_are_there_comes_into_them(form: Form, qtbot: QtBot) -> None:
    """Words, Tab and Backspace as if they were typed now, and a save after the words that were typed before it."""
    form.ask()
    saved: list[tuple[object, str]] = []
    form.type("prøven\tSigns")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backspace)
    assert form.offering.keep(lambda: saved.append((form.place.value(), form.name.text())))
    form.type("e")
    assert not form.filled
    form.let_go.set()
    qtbot.waitUntil(lambda: form.name.hasFocus())
    assert (form.place.currentText(), form.name.text()) == ("Børnehuset Prøven", "Signe")
    assert saved == [(b"2", "Sign")]
    assert form.said() == "Nyt notat"
    assert not form.offering.keep(saved.clear)
    assert not form.offering.focus()


def test_a_long_wait_is_said_and_heard(form: Form, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words on the sheet and to a screen reader, once; fields that stand there already take nothing meanwhile."""
    heard: list[str] = []
    monkeypatch.setattr("desktop.ui.forms.patience.LATE_MS", 1)
    monkeypatch.setattr("desktop.ui.accessibility.announce", lambda _widget, words: heard.append(words))
    words = Texts()(LATE)
    form.ask()
    assert words not in form.said()
    qtbot.waitUntil(lambda: words in form.said())
    assert heard == [words]
    assert not form.sheet.area.isEnabled()
    form.type("prø")
    form.let_go.set()
    qtbot.waitUntil(lambda: form.filled)
    assert words not in form.said()
    assert form.sheet.area.isEnabled()
    qtbot.waitUntil(lambda: form.place.currentText() == "prø")
    assert form.place.hasFocus()


def test_who_leaves_is_waited_for_no_more(form: Form, qtbot: QtBot) -> None:
    """The answer is not wanted, and nothing that was typed is put in anywhere."""
    form.ask()
    form.type("prøven")
    form.offering.leave()
    form.let_go.set()
    back: list[None] = []
    form.shell.tasks.read(lambda: None, back.append)
    qtbot.waitUntil(lambda: back == [None])
    assert not form.filled
    assert not form.offering.keep(back.clear)


def test_nothing_is_typed_into_another_page(form: Form, qtbot: QtBot) -> None:
    """The fields come while something else is shown: what was typed for them goes nowhere."""
    form.ask()
    form.type("prøven")
    form.hide()
    form.let_go.set()
    qtbot.waitUntil(lambda: form.filled)
    QTest.qWait(20)
    assert form.place.currentText() == ""


def test_reading_on_the_writer_is_not_said_to_be_saving(form: Form, qtbot: QtBot) -> None:
    """What opens something is written in the read log; »Gemmer …« would be about nothing that was saved."""
    asked: list[None] = []
    form.shell.tasks.asked.connect(lambda: asked.append(None))
    form.let_go.set()
    form.ask(opens=True)
    qtbot.waitUntil(lambda: form.filled)
    assert asked == []


def test_what_cannot_be_read_is_said_by_the_error_alone(
    form: Form, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It will not be there in a moment; the focus stays where Esc leaves from."""
    form.let_go.set()
    monkeypatch.setattr("desktop.ui.forms.patience.LATE_MS", 50)
    form.ask(wrong=True)
    qtbot.waitUntil(lambda: bool(form.shell.told))
    QTest.qWait(80)
    assert Texts()(LATE) not in form.said()
    assert form.offering.focus()


def test_what_was_promised_and_cannot_be_read_is_taken_back(
    form: Form, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was said that the fields come in a moment: when they do not, that goes, for the eye and by ear."""
    monkeypatch.setattr("desktop.ui.forms.patience.LATE_MS", 20)
    form.ask(wrong=True)
    qtbot.waitUntil(lambda: Texts()(LATE) in form.said())
    form.let_go.set()
    qtbot.waitUntil(lambda: bool(form.shell.told))
    assert Texts()(LATE) not in form.said()
    assert form.offering.focus()
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.accessibleName() == "Nyt notat"
