"""Bekymringer in the window: discreet lists, the page and its read log, shown scales, drafts, errors beside fields."""

from collections.abc import Callable
from datetime import date

import pytest
from helpers import audit, pixels
from helpers.concerns import ALFA, NAMED, assessment, concern
from helpers.desks import CTRL, Desks
from helpers.notes import agreement, note
from helpers.sheets import beside, sheet
from helpers.town import Town
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from desktop.ui import accessibility
from desktop.ui.forms.buttons import Button
from desktop.ui.forms.draft_sheet import DraftSheet
from desktop.ui.views.concern import View as ConcernView
from desktop.ui.views.concern_sheet import View as Sheet


@pytest.fixture
def made(town: Town) -> dict[str, bytes]:
    """A named child with a whole thread, and one without a name, before the window opens."""
    app = town.app("signe")
    rec = concern(app, **NAMED, room="Blå stue", lead_user=app.me.user, parents_informed="yes").rec
    late = {"followup_on": date(2026, 11, 17), "followup_reason": "aftale fra TVÆRS"}
    note(app, concern=rec, subject="child", subject_label="", text="Urolig ved aflevering", **late)
    assessment(app, rec, perspective="joint")
    assessment(app, rec, perspective="parent", value="2", reason="Det går bedre hjemme")
    agreement(app, "Søvnsamtale hos sundhedsplejersken", concern=rec, due_on=date(2026, 11, 24))
    concern(app)
    made = {"rec": rec, "child": app.concerns.read(rec).child}
    app.close()
    return made


def pages(made: dict[str, bytes]) -> tuple[tuple[str, dict[str, object]], ...]:
    """Every page of concerns."""
    return (
        ("concerns", {}),
        ("concern", {"rec": made["rec"]}),
        ("concern_sheet", {}),
        ("concern_sheet", {"rec": made["rec"]}),
        ("child_sheet", {"rec": made["child"]}),
        ("assessment_sheet", {"concern": made["rec"]}),
        ("quick_note", {"concern": made["rec"]}),
    )


def revisions(desks: Desks) -> int:
    """The place of what came to the store last."""
    latest: int = desks.desk.tasks.on_writer(desks.app.records.latest)
    return latest


def test_every_widget_is_named_and_left_by_tab(unlock: Callable[..., Desks], made: dict[str, bytes]) -> None:
    """Nothing that takes the focus is without a name, Tab goes round, and one primary button is in sight at 200 %."""
    signe = unlock(text_size=200)
    for page, target in pages(made):
        signe.open(page, **target)
        assert audit.nameless(signe.desk) == [], page
        met: list[object] = []
        for _press in range(80):
            signe.press(Qt.Key.Key_Tab)
            focus = accessibility.focused()
            assert focus is not None
            if focus in met:
                break
            met.append(focus)
        inside = [w for w in met if signe.view.isAncestorOf(w)]  # type: ignore[arg-type]
        assert inside and len(met) > len(inside), page
        primary = [b for b in signe.view.findChildren(Button) if b.kind == "primary" and b.isVisible()]
        assert len(primary) == 1, page
        corner = primary[0].mapTo(signe.window, primary[0].rect().bottomRight())
        assert signe.window.rect().contains(corner), page


@pytest.mark.parametrize(("colour", "size"), [("light", 200), ("dark", 100)])
def test_every_page_can_be_read_and_hit(
    unlock: Callable[..., Desks], made: dict[str, bytes], colour: str, size: int
) -> None:
    """Contrast, edges, targets, nothing cut: at the top of each page and scrolled to its end."""
    signe = unlock(text_size=size, colour=colour)
    for page, target in pages(made):
        signe.open(page, **target)
        for end in (False, True):
            for area in signe.window.findChildren(QScrollArea) if end else ():
                area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
            found = pixels.faults(signe.view)
            for _again in range(3):
                if found:
                    QTest.qWait(100)
                    found = [fault for fault in pixels.faults(signe.view) if fault in found]
            assert found == [], f"{page}, {end}"


def test_the_list_names_no_child_until_a_row_is_opened(unlock: Callable[..., Desks], made: dict[str, bytes]) -> None:
    """S14: Ctrl+3 shows places and colleagues; the name stands on the page, and opening it is in the read log once."""
    signe = unlock()
    lines = signe.desk.tasks.on_writer(signe.app.readlog.lines)
    signe.press(Qt.Key.Key_3, CTRL)
    signe.settle()
    rows = signe.view.list.rows.rows  # type: ignore[attr-defined]
    said = " ".join(f"{row.title} {row.detail} {row.extra}" for row in rows)
    assert "Blå stue" in said and "Barn, 3–5 år" in said
    assert all(row.detail.startswith("Bemærket ") for row in rows), "first, where large text cuts nothing"
    assert "TEST-Alfa" not in said + signe.words()
    assert signe.desk.tasks.on_writer(signe.app.readlog.lines) == lines
    signe.open("concern", rec=made["rec"])
    assert f"{ALFA}, 5 år" in signe.words()
    after = signe.desk.tasks.on_writer(signe.app.readlog.lines)
    assert [line.title for line in after[: len(after) - len(lines)]] == ["Bekymring, Fiktivby Skole"]
    signe.desk.tasks.write(lambda: assessment(signe.app, made["rec"], perspective="teacher", reason="Set i klassen"))
    signe.settle()
    assert "Set i klassen" in signe.words(), "the open page follows"
    assert len(signe.desk.tasks.on_writer(signe.app.readlog.lines)) == len(after), "which is no new opening"


def test_what_a_child_was_known_by_has_its_history(unlock: Callable[..., Desks], made: dict[str, bytes]) -> None:
    """From where it is corrected: who did what when, and how it looked; opening it is in the read log."""
    signe = unlock()
    signe.open("child_sheet", rec=made["child"])
    lines = signe.desk.tasks.on_writer(signe.app.readlog.lines)
    signe.tab_to("Historik")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "Sådan er det nu" in signe.words() and ALFA in signe.words()
    assert len(signe.desk.tasks.on_writer(signe.app.readlog.lines)) == len(lines) + 1


def test_without_discreet_view_the_list_says_who(unlock: Callable[..., Desks], made: dict[str, bytes]) -> None:
    """F8 shows names in the list, and hides them again."""
    signe = unlock()
    signe.open("concerns")
    signe.press(Qt.Key.Key_F8)
    signe.settle()
    titles = [row.title for row in signe.view.list.rows.rows]  # type: ignore[attr-defined]
    assert f"{ALFA}, 5 år" in titles
    signe.press(Qt.Key.Key_F8)
    signe.settle()
    titles = [row.title for row in signe.view.list.rows.rows]  # type: ignore[attr-defined]
    assert not any("Alfa" in title for title in titles)


def test_a_shown_scale_is_words(unlock: Callable[..., Desks], made: dict[str, bytes]) -> None:
    """S16: no click and no key on a shown scale changes anything; it holds no button but »Ny vurdering …«."""
    signe = unlock()
    view = signe.open("concern", rec=made["rec"])
    assert isinstance(view, ConcernView)
    before = revisions(signe)
    card = next(w for w in view.findChildren(QWidget) if w.accessibleName() == "Hvor bekymrede er vi?")
    assert [b.accessibleName() for b in card.findChildren(Button)] == ["Ny vurdering …"]
    labels = [label for label in card.findChildren(QLabel) if label.isVisible()]
    shown = [label.text() for label in labels]
    assert "3" in shown and "Bekymring" in shown and "Fælles, 27. oktober · Signe Prøvested" in shown
    assert any("Forælder siger 2" in words and "Børnelinealen, udgave 2" in words for words in shown)
    for label in labels:
        for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            QTest.mouseClick(label, button)
        QTest.mouseDClick(label, Qt.MouseButton.LeftButton)
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_4, Qt.Key.Key_Up, Qt.Key.Key_Delete):
            QTest.keyClick(label, key)
    for line in view.findChildren(QWidget):
        if line.objectName().startswith("knot-") and "Børnelinealen" in " ".join(
            label.text() for label in line.findChildren(QLabel)
        ):
            QTest.mouseClick(line, Qt.MouseButton.LeftButton)
            QTest.keyClick(line, Qt.Key.Key_Return)
    signe.settle()
    assert signe.view is view, "nothing was opened"
    assert revisions(signe) == before
    assert [label.text() for label in labels] == shown


def test_an_assessment_is_an_act_of_its_own(unlock: Callable[..., Desks], made: dict[str, bytes]) -> None:
    """It asks beside the fields for what is missing; saved, scale, author, perspective, date and reason stand."""
    signe = unlock()
    view = signe.open("assessment_sheet", concern=made["rec"])
    assert isinstance(view, DraftSheet)
    view.save()
    signe.settle()
    assert beside(view, "perspective") == "Vælg hvem der siger det."
    assert beside(view, "value") == "Vælg et svar på skalaen." and beside(view, "reason") == "Skriv hvorfor."
    view.put({"scale": "safety", "perspective": "child", "reason": "Jeg vil hellere være hos mormor"})
    view.changed("scale")
    view.put({"value": "6", "assessed_on": date(2026, 11, 18)})
    view.save()
    signe.settle()
    (row,) = [row for row in signe.app.assessments.of(made["rec"]) if row.values["perspective"] == "child"]
    assert {name: row.values[name] for name in ("scale", "version", "value", "assessed_on", "reason")} == {
        "scale": "safety",
        "version": "1",
        "value": "6",
        "assessed_on": date(2026, 11, 18),
        "reason": "Jeg vil hellere være hos mormor",
    }
    assert row.created_by == signe.app.me.user


def test_the_next_note_about_a_concern_is_begun_with_its_words(
    unlock: Callable[..., Desks], made: dict[str, bytes]
) -> None:
    """Ctrl+Enter stays with the concern, which is said, and asks for no subject; Ctrl+D changes nothing in it."""
    signe = unlock()
    signe.open("quick_note", concern=made["rec"])
    view = sheet(signe)
    view.put({"form": "phone", "text": "Mor ringede"})
    signe.press(Qt.Key.Key_Return, CTRL)
    signe.settle()
    assert f"Om {ALFA}, 5 år" in signe.words()
    assert view.widget("text").hasFocus()
    before = view.values()
    signe.press(Qt.Key.Key_D, CTRL)
    assert view.values() == before


def test_ctrl_n_on_a_concern_is_a_note_about_it(unlock: Callable[..., Desks], made: dict[str, bytes]) -> None:
    """It is about the concern without a question, stands on the thread, and leads back to the concern."""
    signe = unlock()
    signe.open("concern", rec=made["rec"])
    signe.press(Qt.Key.Key_N, CTRL)
    signe.settle()
    view = sheet(signe)
    assert f"Om {ALFA}, 5 år" in signe.words() and "Anonymt barn" not in signe.words()
    view.put({"form": "phone", "text": "Mor ringede"})
    view.save()
    signe.settle()
    assert "Mor ringede" in signe.words()
    knot = next(k for k in signe.app.concerns.read(made["rec"]).thread if k.detail == "Mor ringede")
    assert (knot.title, knot.view) == ("Telefonrådgivning", "reading")
    signe.open("reading", rec=knot.target)
    to_concern = [b for b in signe.view.findChildren(Button) if b.accessibleName() == "Åbn bekymringen"]
    assert to_concern[0].isVisible()


def test_closing_asks_what_came_of_it_and_removing_can_be_undone(
    unlock: Callable[..., Desks], made: dict[str, bytes]
) -> None:
    """»Afsluttet« needs an outcome and then leaves the open list; »Fjern« acts at once, and Ctrl+Z brings it back."""
    signe = unlock()
    view = signe.open("concern_sheet", rec=made["rec"])
    assert isinstance(view, Sheet)
    view.put({"status": "closed"})
    view.changed("status")
    view.save()
    signe.settle()
    assert beside(view, "outcome") == "Vælg hvad der kom ud af det."
    view.put({"outcome": "handled_locally"})
    view.save()
    signe.settle()
    assert [row.rec for row in signe.app.concerns.page().rows] != [made["rec"]]
    assert signe.app.concerns.read(made["rec"]).thread[0].title == "Bekymring afsluttet"
    view = signe.open("concern_sheet", rec=made["rec"])
    assert isinstance(view, Sheet)
    view._remove.click()
    signe.settle()
    assert "Fjernet. Det står under »Fjernet«" in signe.words()
    assert signe.app.concerns.read(made["rec"]).removed
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert not signe.app.concerns.read(made["rec"]).removed


def test_two_texts_of_a_concern_stand_side_by_side(town: Town, unlock: Callable[..., Desks]) -> None:
    """Both correct what worries them: both texts are shown, and I dag says so without a name."""
    town.line.up = True
    signe, palle = town.app("signe"), town.app("palle")
    rec = concern(signe, **NAMED).rec
    town.sync(signe, palle)
    town.line.up = False
    for app, words in ((signe, "Gråd hver morgen"), (palle, "Gråd efter weekenden")):
        page = app.concerns.read(rec)
        app.concerns.save(rec, {**page.values, "worries": words}, None, page.base)
    town.line.up = True
    town.sync(signe, palle, signe)
    town.line.up = False
    signe.close()
    palle.close()
    desks = unlock()
    desks.open("today")
    assert "En bekymring er rettet to steder" in desks.words() and "Alfa" not in desks.words()
    desks.open("concern", rec=rec)
    quoted = [label.accessibleName() for label in desks.view.findChildren(QLabel)]
    assert {"Gråd hver morgen", "Gråd efter weekenden"} <= set(quoted)
