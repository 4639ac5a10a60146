"""Lists follow what arrives without moving the person, and a long one comes page by page."""

from collections.abc import Callable

import pytest
from helpers import notes
from helpers.desks import Desks
from helpers.town import Town

from desktop.assembly import App
from desktop.services.drafts import DraftValues
from desktop.ui import accessibility
from desktop.ui.forms.buttons import Button
from desktop.ui.views.consultations import View as ListPage


def save_note(desks: Desks, **more: object) -> None:
    """A note that comes while the window stands there, as sync would bring it."""
    app: App = desks.app
    desks.desk.tasks.write(lambda: notes.note(app, **more))
    desks.settle()


def test_the_list_follows_without_moving_the_person(unlock: Callable[..., Desks], records: dict[str, bytes]) -> None:
    """A new note appears in the open list; the chosen row stays chosen and the focus stays in the list."""
    signe = unlock()
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    page.list.setFocus()
    page.list.select(records["note"])
    save_note(signe, subject_label="4.a")
    assert len(page.list.rows.rows) == 2
    assert page.list.selected() == records["note"]
    assert page.list.hasFocus()


def test_today_follows_and_keeps_the_focus(unlock: Callable[..., Desks], records: dict[str, bytes]) -> None:
    """I dag is rebuilt when a note comes, and the focus is on the row where it was."""
    signe = unlock()
    name = f"consultation-{records['note'].hex()}"
    row = signe.view.findChild(object, name) or next(
        w for w in accessibility.focusable(signe.view) if w.objectName() == name
    )
    row.setFocus()
    save_note(signe)
    focus = accessibility.focused()
    assert focus is not None
    assert focus.objectName() == name


def test_today_waits_behind_a_note_and_has_its_draft_afterwards(
    unlock: Callable[..., Desks], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a note is written the page behind it is left alone; when one comes back the draft stands on it."""
    signe = unlock()
    today, read = signe.view, []
    monkeypatch.setattr(today, "load", lambda load=today.load: read.append(1) or load())
    signe.open("quick_note")
    values = {"form": "sparring", "text": "Uro efter frikvarter"}
    for number in range(3):
        signe.app.drafts.put(DraftValues(f"d{number}", "consultation", values))
    signe.settle()
    assert read == []
    signe.desk.back()
    signe.settle()
    assert read
    assert sum(w.objectName().startswith("wait-draft-") for w in signe.view.findChildren(Button)) == 3


def test_a_long_list_comes_page_by_page(unlock: Callable[..., Desks], town: Town) -> None:
    """Two hundred notes: the first page at once, the rest while scrolling to the end, none twice and none missing."""
    app = town.app("signe")
    wanted = {notes.note(app, subject_label=f"{n}.x").rec for n in range(200)}
    app.close()
    signe = unlock()
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    assert len(page.list.rows.rows) < 200
    for _scroll in range(16):
        page.list.scrollToBottom()
        signe.settle()
    keys = [row.key for row in page.list.rows.rows]
    assert len(keys) == 200
    assert set(keys) == wanted
