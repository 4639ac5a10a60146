"""What nobody should put into a field: ten megabytes, NUL, emoji, right-to-left text, days that are none."""

from collections.abc import Callable

import pytest
from helpers.desks import CTRL, Desks
from helpers.notes import note, school
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.registry import kind
from desktop.services.writing import Change
from desktop.ui.forms.draft_sheet import DraftSheet
from desktop.ui.forms.fields import LINE_MOST, TEXT_MOST, LineField, TextArea
from desktop.ui.forms.widgets import Button, LabelledField

SHEETS: dict[str, dict[str, object]] = {
    "quick_note": {},
    "contact_sheet": {"kind": "institution"},
    "person": {"kind": "person"},
    "agreement_sheet": {},
    "concern_sheet": {},
    "amend": {},
}
TEN_MEGABYTES = 10_000_000


def sheet(desks: Desks, name: str) -> DraftSheet:
    """An open form."""
    target = {"rec": note(desks.app).rec} if name == "amend" else SHEETS[name]
    view = desks.open("contact_sheet" if name == "person" else name, **target)
    assert isinstance(view, DraftSheet)
    return view


def fields(view: DraftSheet) -> list[tuple[str, LineField | TextArea, LabelledField]]:
    """The fields one can paste into, each with the place for a sentence."""
    found = [
        (name, widget, wrapper)
        for name, (widget, wrapper) in view.fields.items()
        if isinstance(widget, LineField | TextArea) and wrapper is not None
    ]
    assert found
    return found


def paste(desks: Desks, widget: LineField | TextArea, text: str) -> None:
    """Ctrl+V."""
    QApplication.clipboard().setText(text)
    widget.setFocus()
    desks.press(Qt.Key.Key_V, CTRL)


@pytest.mark.parametrize("name", SHEETS)
def test_ten_megabytes_in_any_field(signe: Desks, qtbot: QtBot, name: str) -> None:
    """A sentence beside the field; the window goes on, and what was in the field before is still there."""
    view = sheet(signe, name)
    for _name, widget, wrapper in fields(view):
        if not widget.isVisible():
            continue
        widget.setFocus()
        signe.type("Før ")
        paste(signe, widget, "x" * TEN_MEGABYTES)
        qtbot.waitUntil(lambda wrapper=wrapper: wrapper.problem_text != "", timeout=5000)
        most, said = (LINE_MOST, "2.000 tegn") if isinstance(widget, LineField) else (TEXT_MOST, "100.000 tegn")
        assert said in wrapper.problem_text
        held = widget.text() if isinstance(widget, LineField) else widget.toPlainText()
        assert "Før " in held and len(held) <= most
        widget.clear()
        qtbot.waitUntil(lambda wrapper=wrapper, said=said: said not in wrapper.problem_text, timeout=5000)


@pytest.mark.parametrize("text", ["😀👩‍👧 Lis", "مرحبا بالعالم", "\u202eשלום\u202c"])
def test_every_script_is_kept_as_it_was_typed(signe: Desks, text: str) -> None:
    """Emoji and right-to-left text are saved, shown and found again letter for letter."""
    view = sheet(signe, "person")
    widget = view.widget("name")
    assert isinstance(widget, LineField)
    paste(signe, widget, text)
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert [row.name for row in signe.app.contacts.people()] == [text]


def test_nul_is_refused_beside_the_field(signe: Desks) -> None:
    """However it came there: a sentence, nothing saved, nothing lost."""
    view = sheet(signe, "person")
    widget, wrapper = view.fields["name"]
    assert isinstance(widget, LineField) and wrapper is not None
    widget.setText("Lis\x00Leder")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    held = widget.text()
    if "\x00" in held:
        assert "tegn som ikke er tekst" in wrapper.problem_text
        assert signe.app.contacts.people() == ()
    else:
        assert [row.name for row in signe.app.contacts.people()] == [held]


def test_nul_in_a_text_of_many_lines(signe: Desks) -> None:
    """The quick note says it beside its text."""
    view = sheet(signe, "quick_note")
    view.put({"institution": school(signe.app), "form": "sparring", "subject": "anonymous_child"})
    widget, wrapper = view.fields["text"]
    assert isinstance(widget, TextArea) and wrapper is not None
    widget.setPlainText("Uro\x00 i klassen")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert "tegn som ikke er tekst" in wrapper.problem_text
    assert "i klassen" in widget.toPlainText()


@pytest.mark.parametrize("day", ["31. februar", "31-02-2027", "00-00-0000", "29. februar 2027", "99999", "-1"])
def test_days_that_are_none(unlock: Callable[..., Desks], day: str) -> None:
    """A deadline on a day that cannot be is a sentence beside it, and is never saved as another day."""
    signe = unlock()
    view = sheet(signe, "agreement_sheet")
    name = next(name for name in view.fields if name in ("due_on", "due"))
    widget, wrapper = view.fields[name]
    line = widget if isinstance(widget, LineField) else widget.findChild(LineField)
    assert isinstance(line, LineField) and wrapper is not None
    view.put({"text": "Møde", "institution": school(signe.app)})
    line.setFocus()
    line.clear()
    signe.type(day)
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert signe.app.agreements.list(school(signe.app)) == ()
    assert wrapper.problem_text or any(label.problem_text for label in view.findChildren(LabelledField))
    assert line.text() == day


def test_a_note_of_very_many_agreements_holds_no_window(signe: Desks, qtbot: QtBot) -> None:
    """Fifty stand there; the link brings the next under them, and the focus goes to the first that came."""
    made = note(signe.app)
    wire = kind("agreement").to_wire({"text": "Aftale", "status": "open", "consultation": made.rec})
    many = [Change(kind("agreement"), bytes([number]) * 16, "create", wire) for number in range(120)]
    signe.app.writing.commit(signe.app.spaces.writable()[0].id, many)
    view = signe.open("reading", rec=made.rec)

    def rows() -> list[QWidget]:
        return [one for one in view.findChildren(QWidget) if one.objectName().startswith("agreement-")]

    for shown, left in ((50, "Vis 50 aftaler mere"), (100, "Vis 20 aftaler mere"), (120, "")):
        assert len(rows()) == shown
        links = [one for one in view.findChildren(Button) if one.objectName() == "more-agreements" and one.isVisible()]
        assert [one.text() for one in links] == [left][: bool(left)]
        if links:
            links[0].setFocus()
            signe.press(Qt.Key.Key_Space)
            qtbot.waitUntil(lambda: len(rows()) > shown)  # noqa: B023 - it is asked in this round alone
            assert QApplication.focusWidget() is rows()[shown]
            signe.press(Qt.Key.Key_Tab)
            assert QApplication.focusWidget() is rows()[shown + 1]
