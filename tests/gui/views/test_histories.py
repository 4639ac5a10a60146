"""The way to the history of what has no page of its own; what only a newer version shows is said on every page."""

from collections.abc import Callable

import pytest
from helpers.concerns import NAMED, assessment, concern
from helpers.desks import CTRL, Desks
from helpers.notes import agreement, note, school
from helpers.sheets import sheet
from helpers.town import Town
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from desktop.domain.registry import kind
from desktop.services.writing import Change
from desktop.ui import accessibility
from desktop.ui.forms.rows import ActiveRow
from desktop.ui.forms.who_combo import WhoCombo

ANSWER = {"scale": "child_ruler", "scale_value": "3", "scale_perspective": "worker", "scale_reason": "Far er flyttet"}
SAID = "har skrevet mere i det end der vises her"
GHOST, OTHER = bytes.fromhex("a1b2" * 8), bytes.fromhex("c3d4" * 8)


@pytest.fixture
def made(town: Town) -> dict[str, bytes]:
    """A concern about a named child, with a joint answer of its own and one that was made in a note."""
    app = town.app("signe")
    rec = concern(app, **NAMED).rec
    place = school(app)
    made = {
        "concern": rec,
        "child": app.concerns.read(rec).child,
        "assessment": assessment(app, rec, perspective="joint").rec,
        "consultation": note(app, concern=rec, subject="child", subject_label="", **ANSWER).rec,
        "agreement": agreement(app, "Møde", owner_user=GHOST),
        "institution": place,
        "person": app.contacts.save_person({"name": "Karnelia Kontakt", "institution": place}).rec,
        "visit": app.visits.save({"institution": place, "starts_at": town.clock.now(), "purpose": "Møde"}).rec,
    }
    app.close()
    return made


def opened(desks: Desks) -> tuple[object, object]:
    """Whose history is open."""
    target = desks.view.target()
    return target.get("kind"), target.get("rec")


def test_an_answer_leads_to_its_history_where_it_is_read(unlock: Callable[..., Desks], made: dict[str, bytes]) -> None:
    """On the red thread and in the note: a stop of its own, heard as what it opens; Esc comes back to it."""
    signe = unlock()
    signe.open("concern", rec=made["concern"])
    words = "Fælles: 3 – bekymring. »Han er ked af det om morgenen«"
    answer = signe.tab_to(words)
    heard = QAccessible.queryAccessibleInterface(answer)
    assert heard.role() == QAccessible.Role.Button
    assert heard.text(QAccessible.Text.Description) == "Historik · 27. oktober"
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert opened(signe) == ("assessment", made["assessment"])
    assert "Oprettede det" in signe.words() and "3 – bekymring" in signe.words()
    lines = signe.desk.tasks.on_writer(signe.app.readlog.lines)
    assert [line.title for line in lines[:2]] == ["Vurdering", "Bekymring, Fiktivby Skole"]
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    focus = accessibility.focused()
    assert focus is not None and accessibility.accessible_name(focus) == words
    signe.open("reading", rec=made["consultation"])
    signe.tab_to("Børnelinealen: 3 – bekymring, rådgiver, i dag")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    (made_in_note,) = signe.app.assessments.in_note(made["consultation"])
    assert opened(signe) == ("assessment", made_in_note.rec)


def test_a_child_and_what_was_removed_lead_to_theirs(unlock: Callable[..., Desks], made: dict[str, bytes]) -> None:
    """Also where nothing can be corrected: from the concern that was removed, and from the list of what was."""
    signe = unlock()
    signe.desk.tasks.on_writer(lambda: signe.app.removing.remove("concern", made["concern"]))
    signe.open("concern", rec=made["concern"])
    signe.tab_to("Hvem har rettet oplysningerne om barnet")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert opened(signe) == ("child", made["child"])
    assert "Mor TEST-Alfa" in signe.words(), "the consent stands in it"
    signe.open("removed")
    assert "TEST-Alfa" not in signe.words()
    signe.tab_to("Bekymring, Fiktivby Skole")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert opened(signe) == ("concern", made["concern"])
    assert "Gråd ved aflevering" in signe.words() and "Det var fjernet og stod på ingen liste." in signe.words()


def test_every_page_of_a_record_says_what_a_newer_version_wrote(
    unlock: Callable[..., Desks], made: dict[str, bytes]
) -> None:
    """Pages, forms and histories say so where it is true, also a form that goes on with a draft, and nowhere else."""
    signe = unlock()
    pages = [
        ("concern", "concern", {}),
        ("concern", "concern_sheet", {}),
        ("child", "child_sheet", {}),
        ("consultation", "reading", {}),
        ("consultation", "correct", {}),
        ("agreement", "agreements", {}),
        ("agreement", "agreement_sheet", {}),
        ("institution", "place", {}),
        ("institution", "contact_sheet", {"kind": "institution"}),
        ("person", "contact_sheet", {"kind": "person"}),
        ("visit", "visit_sheet", {}),
        *((of, "history", {"kind": of}) for of in made),
    ]
    for of, page, target in pages:
        signe.open(page, rec=made[of], **target)
        assert SAID not in signe.words(), (of, page)
    for of, rec in made.items():
        found = signe.app.records.get(of, rec)
        assert found is not None
        more = Change(kind(of), rec, "edit", {"weather": {"sky": "regn"}})
        signe.desk.tasks.on_writer(lambda space=found.space, more=more: signe.app.writing.commit(space, [more]))
    for of, page, target in pages:
        signe.open(page, rec=made[of], **target)
        assert signe.words().count(SAID) == 1, (of, page)
    signe.open("concern", rec=made["concern"])
    assert SAID in signe.words(), "its child is told of there too"
    for page, target in (("contact_sheet", {"kind": "person"}), ("child_sheet", {})):
        view = signe.open(page, rec=made["person" if target else "child"], **target)
        sheet(signe).widget("name").setFocus()
        signe.type("x")
        view.flush()  # type: ignore[attr-defined]
        signe.settle()
        draft = view.target()["draft"]
        signe.open("today")
        signe.open(page, draft=draft, **target)
        assert SAID in signe.words(), page


def test_the_history_says_it_of_the_moments_where_it_is_true(signe: Desks) -> None:
    """Before the newer version wrote, nothing was missing."""
    tasks, app = signe.desk.tasks, signe.app
    rec = tasks.on_writer(lambda: agreement(app))
    found = app.records.get("agreement", rec)
    assert found is not None
    more = Change(kind("agreement"), rec, "edit", {"weather": {"sky": "regn"}})
    tasks.on_writer(lambda: app.writing.commit(found.space, [more]))
    signe.open("history", kind="agreement", rec=rec)
    assert SAID in signe.words()
    signe.press(Qt.Key.Key_Tab)
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert "Sådan så det ud" in signe.words() and SAID not in signe.words()


def test_a_colleague_without_a_name_stands_in_words_and_stays(
    unlock: Callable[..., Desks], made: dict[str, bytes]
) -> None:
    """In the forms of an agreement and of a concern; whoever corrects something else keeps who it is."""
    signe = unlock()
    tasks, app = signe.desk.tasks, signe.app
    led = tasks.on_writer(lambda: concern(app, lead_user=GHOST)).rec
    for page, rec, of, field, text in (
        ("agreement_sheet", made["agreement"], "agreement", "owner", "text"),
        ("concern_sheet", led, "concern", "lead", "worries"),
    ):
        signe.open(page, rec=rec)
        who = sheet(signe).widget(field)
        assert isinstance(who, WhoCombo) and who.currentText() == "En kollega uden navn her"
        sheet(signe).widget(text).setFocus()
        signe.press(Qt.Key.Key_End, CTRL)
        signe.type(" igen")
        signe.press(Qt.Key.Key_S, CTRL)
        signe.settle()
        row = app.records.row(of, rec)
        assert row is not None and str(row.values[text]).endswith(" igen")
        assert (row.values[f"{field}_user"], row.values.get(f"{field}_name")) == (GHOST, None)


def test_two_colleagues_without_names_are_told_apart_in_one_note(signe: Desks) -> None:
    """And a name that is typed in the place of one is a name."""
    tasks, app = signe.desk.tasks, signe.app
    rec = tasks.on_writer(lambda: note(app)).rec
    for text, owner in (("Møde", GHOST), ("Brev", OTHER)):
        tasks.on_writer(lambda text=text, owner=owner: agreement(app, text, consultation=rec, owner_user=owner))
    signe.open("correct", rec=rec)
    fields = [sheet(signe).widget(f"agreement_{n}_owner") for n in (1, 2)]
    said = {field.currentText() for field in fields if isinstance(field, WhoCombo)}
    assert len(said) == 2 and said <= {
        "En kollega uden navn her",
        "Kollega a1b2 uden navn",
        "Kollega c3d4 uden navn",
    }
    first = fields[0]
    assert isinstance(first, WhoCombo)
    first.setFocus()
    first.lineEdit().selectAll()  # type: ignore[union-attr]
    signe.type("Lone Leder")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    owners = [row.values.get("owner_user") or row.values.get("owner_name") for row in app.records.all("agreement")]
    assert len(owners) == 2 and "Lone Leder" in owners and len({GHOST, OTHER} & {*owners}) == 1


def test_a_pc_leads_to_who_wrote_whose_name_it_is(town: Town, unlock: Callable[..., Desks]) -> None:
    """An exchanged name shows there: who wrote it, and what it was before; a role stands by its title."""
    asta, app = town.app("asta"), town.app("signe")
    palle = next(bytes.fromhex(one.code) for one in app.agreements.choices().owners if one.label == "Palle Pseudonym")
    found, declared = asta.records.get("member", palle), kind("member")
    assert found is not None
    dots = [at for one in found.view.groups["name"].survivors for at in one.dots]
    other = Change(declared, palle, "edit", {"name": {"name": "Pernille Prøve"}}, {"name": dots})
    asta.writing.commit(found.space, [other])
    town.line.up = True
    town.sync(asta, app)
    town.line.up = False
    for one in (asta, app):
        one.close()
    signe = unlock()
    signe.open("sync")
    rows = [one for one in signe.view.findChildren(ActiveRow) if one.objectName().startswith("pc-")]
    row = next(one for one in rows if one.accessibleName().startswith("Pernille Prøve"))
    assert row.accessibleDescription().endswith(" · Hvem har skrevet navnet")
    signe.tab_to(row.accessibleName())
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert opened(signe) == ("member", palle)
    words = signe.words()
    assert "Kollega: Pernille Prøve" in words and "Rettede: navn Asta Afprøver" in words and "PPR-psykolog" in words
    signe.press(Qt.Key.Key_Tab)
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert "Palle Pseudonym" in signe.words(), "as it was"
