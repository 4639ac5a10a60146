"""The parts of the note's form: made when asked for, drafted and saved as one; a psychologist's own fields."""

from collections.abc import Callable

from helpers.desks import Desks
from helpers.note_form import TEXT, begin, choose, four, last, note, save, words
from helpers.notes import note as written
from helpers.sheets import beside
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui import accessibility
from desktop.ui.forms.widgets import Button
from desktop.ui.views.quick_note import View as Note


def test_a_fifth_talk_counts_and_a_sixth_asks_why(signe: Desks, qtbot: QtBot) -> None:
    """S5 in the window: the counter, the last answer beside the new one, and a reason beside its field."""
    talk = {"form": "anonymous", "subject": "family_code", "subject_label": "", "family_code": "GRØN-FYR-27"}
    for _talk in range(3):
        signe.window._tasks.on_writer(lambda: written(signe.app, **talk))
        signe._town.clock.forward(3600)
    for number in range(3, 5):
        view = four(signe, subject="family_code")
        choose(view, "family_code")
        view.widget("family_code").setText("grøn fyr 27")
        part = view._extras._parts["family_code"].widget
        qtbot.waitUntil(lambda part=part, number=number: f"Samtale {number + 1} af 5" in words(part))
        view._extras.scale.click()
        signe.settle()
        assert view.values()["scale"] == "safety"
        if number == 4:
            assert "Sidst: 3 af 10, rådgiver, i dag" in words(view._extras._parts["scale"].widget)
        view.widget("scale_value").chip(str(number)).click()
        view.widget("scale_reason").setPlainText("Mormor bor hos dem")
        save(signe)
    page = last(signe)
    assert (page.family, [answer.words for answer in page.assessments]) == ("Samtale 5 af 5", ["4 af 10"])
    view = four(signe, subject="family_code")
    choose(view, "family_code")
    view.widget("family_code").setText("GRØN-FYR-27")
    qtbot.waitUntil(lambda: view.widget("over_reason").isVisible())
    save(signe)
    assert beside(view, "over_reason") == "Skriv hvorfor familien får mere end 5 samtaler."
    assert view.widget("over_reason").hasFocus()
    view.widget("over_reason").setText("Familien venter på en plads")
    save(signe)
    assert last(signe).family == "Samtale 6, ud over de 5"


def test_what_comes_into_sight_after_a_refused_save_is_in_peace_until_the_next(signe: Desks) -> None:
    """A save that was refused marks what was asked then; a child with a name is asked about first when saved again."""
    view = begin(signe)
    save(signe)
    assert beside(view, "text")
    choose(view, "child")
    view._check_while_typing()
    assert beside(view, "text")
    assert not any(beside(view, name) for name in ("name", "naming_reason", "consent_giver"))
    save(signe)
    assert beside(view, "name") == "Skriv barnets navn, eller vælg at skrive uden navn."


def test_what_is_seldom_needed_is_reached_with_tab(signe: Desks) -> None:
    """»Udfald« and »Spurgt af« open by Space, and an arrow and Enter choose."""
    view = begin(signe)
    for chip, name in (("Udfald …", "outcome"), ("Spurgt af …", "requester_role")):
        signe.tab_to(chip)
        signe.press(Qt.Key.Key_Space)
        menu = view.widget(name)._menu
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
            QTest.keyClick(menu, key)
        assert view.values()[name]


def test_a_code_can_be_drawn(signe: Desks) -> None:
    """The button puts a code in that nobody has, and says that it is new."""
    view = begin(signe)
    choose(view, "family_code")
    signe.tab_to("Træk en ny kode")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert len(str(view.values()["family_code"]).split("-")) == 3


def test_a_named_child_is_asked_for_in_place(signe: Desks) -> None:
    """Each part of the consent that is missing is said beside its field, and the whole of it saves."""
    view = four(signe, subject="child")
    choose(view, "child")
    save(signe)
    missing = ("name", "naming_reason", "consent_giver", "consent_role", "consent_on", "consent_purpose")
    assert all(beside(view, field) for field in missing)
    assert view.widget("name").hasFocus()
    talked, number = view.values()["text"], "Cpr 660321-4011"
    view.put({"text": number})
    save(signe)
    assert view.widget("name").hasFocus(), "the first as one reads, also where what stands below was made before it"
    assert "hverken med eller uden navn" in beside(view, "text")
    view.put({"text": talked})
    given = {"consent_giver": "Mor", "consent_role": "mother", "consent_purpose": "Samarbejde"}
    view.put({"name": "Barn TEST-Alfa", "naming_reason": "Samme barn", **given})
    view.go_to("consent_on")
    signe.type("-3")
    signe.press(Qt.Key.Key_Tab)
    assert view.widget("consent_on").text() == "17. november"
    assert view.widget("consent_expires_on").text() == "17. november 2027"
    save(signe)
    assert last(signe).title == "Anonym rådgivning, Barn TEST-Alfa"
    assert "Alfa" not in signe.window.windowTitle()


def test_a_consent_that_holds_is_not_asked_for_again(signe: Desks, qtbot: QtBot) -> None:
    """The whole name finds the consent; it is used by one press, kept in the draft, and the child stays one record."""
    given = {"consent_giver": "Mor", "consent_role": "mother", "consent_purpose": "Samarbejde"}
    child = {"name": "Barn TEST-Alfa", "naming_reason": "Samme barn", "consent_on": "2026-11-17", **given}
    view = four(signe)
    choose(view, "child")
    view.put(child)
    save(signe)
    view = four(signe)
    choose(view, "child")
    line = view.widget("child")
    view.widget("name").setText("Barn TEST-Alf")
    signe.settle()
    assert line.isHidden()
    view.widget("name").setText("Barn TEST-Alfa")
    qtbot.waitUntil(lambda: not line.isHidden())
    assert "Der er et samtykke fra Mor, givet 17. november, gælder til 17. november 2027." in words(line)
    view.widget("name").setText("Barn TEST-Beta")
    assert line.isHidden(), "at once: it is another child's"
    view.widget("name").setText("Barn TEST-Alfa")
    qtbot.waitUntil(lambda: not line.isHidden())
    line._button.click()
    assert not view.widget("consent_giver").isVisible()
    signe.lock()
    signe.unlock()
    view = note(signe)
    qtbot.waitUntil(lambda: "Der er et samtykke fra Mor" in words(view.widget("child")))
    assert not view.widget("consent_giver").isVisible()
    save(signe)
    assert last(signe).title == "Anonym rådgivning, Barn TEST-Alfa"
    assert len(signe.window._tasks.on_writer(lambda: signe.app.records.all("child"))) == 1


def test_violence_says_call_and_notify(signe: Desks) -> None:
    """The theme says it beside itself, with the way to the telephone numbers; another theme says nothing."""
    view = begin(signe)
    themes = view.widget("themes")
    themes.chip("wellbeing").click()
    assert view._hint.isHidden()
    themes.chip("…").click()
    view.widget("text").setPlainText("\n".join(["Uro"] * 30))
    signe.settle()
    themes.chip("violence").setFocus()
    themes.chip("violence").click()
    signe.settle()
    assert "Ring og underret." in words(view._hint)
    area = view.sheet.area.viewport()
    assert area.rect().contains(view._hint.mapTo(area, view._hint.rect().bottomLeft())), "all of it"
    themes.chip("violence").click()
    assert view._hint.isHidden()
    themes.chip("violence").click()
    names = [accessibility.accessible_name(signe.tab_to(name)) for name in ("Akut", "Skala …")]
    assert names == ["Akut", "Skala …"]
    view._hint.findChild(Button).click()
    signe.settle()
    assert not isinstance(signe.view, Note)
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert "violence" in note(signe).values()["themes"]


def test_the_guard_leads_to_the_consent(signe: Desks) -> None:
    """»Make it a named enquiry« and »Record consent« choose the child and go to the name or to who gave consent."""
    view = four(signe, subject="anonymous_child")
    choose(view, "anonymous_child")
    view._guard.consent_asked.emit()
    assert view.values()["subject"] == "child"
    assert view.widget("consent_giver").hasFocus()
    view._guard.naming_asked.emit()
    assert view.widget("name").hasFocus()


def test_agreements_and_the_long_form_are_drafted_and_saved(signe: Desks) -> None:
    """Everything that was typed in the parts comes back after a lock, cursor included, and is saved as one note."""
    view = four(signe, subject="staff")
    choose(view, "staff")
    view.widget("subject_label").setText("Klasselærer")
    view._extras.agreements.click()
    signe.settle()
    assert view.widget("agreement_1_text").hasFocus()
    signe.type("Observere frikvarteret")
    # offscreen, a list of completions that was open stays the active window, so it is not typed
    view.widget("agreement_1_owner").setEditText("Lis Leder")
    view.go_to("agreement_1_due_on")
    signe.type("+7")
    signe.tab_to("En aftale mere")
    signe.press(Qt.Key.Key_Space)
    signe.type("Tale med klassen")
    view._extras.long.click()
    signe.settle()
    signe.type("Tre børn sad alene")
    signe.lock()
    signe.unlock()
    view = note(signe)
    area = accessibility.focused()
    assert area is view.widget("observation")
    assert view.values()["agreement_2_text"] == "Tale med klassen"
    assert view._extras.agreements.isChecked()
    assert not view._extras.scale.isChecked()
    save(signe)
    page = last(signe)
    assert [(row.texts[0].text, row.owner, str(row.due or "")) for row in page.agreements] == [
        ("Observere frikvarteret", "Lis Leder", "2026-11-27"),
        ("Tale med klassen", "", ""),
    ]
    assert [(label, versions[0].text) for label, versions in page.parts] == [
        ("Hvad blev set og hørt?", "Tre børn sad alene")
    ]


def test_a_part_that_holds_something_stays_open(signe: Desks) -> None:
    """A second press closes an empty part; one that something stands in cannot be hidden and saved unseen."""
    view = begin(signe)
    chip = view._extras.agreements
    said = [chip.accessibleDescription()]
    chip.click()
    said.append(chip.accessibleDescription())
    chip.click()
    assert [*said, chip.accessibleDescription()] == ["Sammenklappet", "Udvidet", "Sammenklappet"]
    assert not view._extras._parts["agreements"].widget.isVisible()
    chip.click()
    view.widget("agreement_1_text").setText("Ringe til skolen")
    chip.click()
    assert chip.isChecked()
    assert view._extras._parts["agreements"].widget.isVisible()


def test_opening_a_part_leaves_no_draft(signe: Desks) -> None:
    """The scale that a part is opened with was typed by nobody: Esc leaves nothing behind."""
    view = begin(signe)
    view._extras.scale.click()
    signe.settle()
    view.flush()
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert signe.window._tasks.on_writer(signe.app.drafts.list) == ()


def test_tab_walks_a_psychologists_whole_form_and_out(unlock: Callable[..., Desks]) -> None:
    """Every field of PPR's long form has a name of its own, is met once by Tab, and none keeps the focus."""
    palle = unlock("palle", text_size=200)
    view = begin(palle)
    for chip in (view._extras.scale, view._extras.agreements, view._extras.long):
        chip.click()
    palle.settle()
    choose(view, "child")
    view.go_to("institution")
    met: list[str] = []
    for _press in range(90):
        focus = accessibility.focused()
        assert focus is not None
        name = accessibility.accessible_name(focus)
        assert name
        if met and name == met[0]:
            break
        met.append(name)
        palle.press(Qt.Key.Key_Tab)
    assert met[:3] == ["Hvor", "Hvad slags", "Hvornår"]
    chips = [accessibility.accessible_name(view.widget(field)) for field in ("level", "focus", "guideposts")]
    assert chips == ["Niveau", "Fokus", "Pejlemærker"]
    for name in ("Hvad er spørgsmålet?", "Hypoteser", "Er PPV overvejet?", "Hvem gav samtykke?", "Gem"):
        assert met.count(name) == 1


def test_a_psychologist_sees_who_it_is_shared_with(unlock: Callable[..., Desks]) -> None:
    """The space stands beside the buttons before anything is saved; the note is of PPR's own kind."""
    palle = unlock("palle")
    view = begin(palle)
    assert view._shared.words == "Deles i distrikt Midt"
    place = palle.app.consultations.choices().places[0].rec
    view.put({"institution": place, "form": "konsultativ", "text": TEXT, "level": "preventive"})
    choose(view, "parents")
    save(palle)
    page = last(palle)
    assert (page.kind, page.title) == ("ppr_consultation", "Konsultativ bistand, forældre")
    assert ("Niveau", "Forebyggende") in page.facts
    assert ("Hvem kan læse det?", "Deles i distrikt Midt") in page.facts


def test_a_journal_belongs_in_the_system_of_ppr(unlock: Callable[..., Desks]) -> None:
    """A psychologist who names a child is told where an examination is written; a social worker is not."""
    palle = unlock("palle")
    view = begin(palle)
    choose(view, "child")
    assert "hører til i PPR-systemet" in words(view._note.text_field())
