"""The open note in a real window: begun, filled in, saved and read, as a person would."""

from helpers.desks import CTRL, Desks
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.services.casework import ConsultationPage
from desktop.services.drafts import DraftRow
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


def four(desks: Desks, **more: object) -> Note:
    """A note with where, what kind and text, about something."""
    view = begin(desks)
    place = desks.app.consultations.choices().places[0].rec
    view.put({"institution": place, "form": "anonymous", "text": TEXT, **more})
    view.changed("text")
    return view


def choose(view: Note, subject: str) -> None:
    """A click on whom it is about."""
    view.widget("subject").chip(subject).click()


def save(desks: Desks) -> None:
    """Ctrl+S, and it is on the disk; a minute goes by."""
    desks.press(Qt.Key.Key_S, CTRL)
    desks.settle()
    desks._town.clock.forward(60)


def last(desks: Desks) -> ConsultationPage:
    """The note that stands first in the list, opened."""
    consultations = desks.app.consultations

    def read() -> ConsultationPage:
        return consultations.read(consultations.page().rows[0].rec)

    return desks.window._tasks.on_writer(read)


def words(part: QWidget) -> str:
    """What is to be read in a part."""
    return " ".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


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


def drafts(desks: Desks) -> tuple[DraftRow, ...]:
    """The drafts on the disk."""
    return desks.window._tasks.on_writer(desks.app.drafts.list)


def saved(desks: Desks) -> list[str]:
    """The texts of the notes, the newest first."""
    consultations = desks.app.consultations

    def read() -> list[str]:
        return [consultations.read(row.rec).texts[0].text for row in consultations.page().rows]

    return desks.window._tasks.on_writer(read)


def kept(desks: Desks) -> list[dict[str, object]]:
    """What stands in the drafts on the disk."""

    def read() -> list[dict[str, object]]:
        found = (desks.app.drafts.get(row.id) for row in desks.app.drafts.list())
        return [draft.values for draft in found if draft]

    return desks.window._tasks.on_writer(read)
