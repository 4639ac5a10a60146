"""The parts of the note's form: few keys, parts made when asked for, a psychologist's own; drafts hold all of it."""

from collections.abc import Callable

import pytest
from helpers.desks import CTRL, SHIFT, Desks
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.casework import ConsultationPage
from desktop.ui import accessibility
from desktop.ui.forms.widgets import Button
from desktop.ui.views.quick_note import View as Note

TEXT = "Lærer undres over uro efter frikvarter; aftalt at observere onsdag"
SIGNE = "GRØN-FYR-27"


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


def said(view: Note, field: str) -> str:
    """The problem beside a field."""
    wrapper = view.fields[field][1]
    assert wrapper is not None
    return wrapper.problem_text


def words(part: QWidget) -> str:
    """What is to be read in a part."""
    return " ".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


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
    hand.press(Qt.Key.Key_Right)  # »Klasse eller gruppe«
    hand.press(Qt.Key.Key_Tab, SHIFT)
    for number, time in enumerate(times):
        note(signe).widget("occurred_at").selectAll()
        write(f"i går {time}")
        hand.tab()
        hand.tab()
        note(signe).widget("subject_label").selectAll()
        write(f"{number % 9}.b")
        hand.tab()
        write(words)
        hand.press(Qt.Key.Key_Return, CTRL)
        signe.settle()
    rows = signe.window._tasks.on_writer(signe.app.consultations.page).rows
    assert [f"{row.occurred_at:%H.%M}".lstrip("0") for row in reversed(rows[1:])] == times
    assert all(row.excerpt == words for row in rows[1:])
    assert (strokes + hand.presses) / 200 <= 6


def test_a_fifth_talk_counts_and_a_sixth_asks_why(signe: Desks, qtbot: QtBot) -> None:
    """S5 in the window: the counter, the last answer beside the new one, and a reason beside its field."""
    for number in range(5):
        view = four(signe, subject="family_code")
        choose(view, "family_code")
        view.widget("family_code").setText("grøn fyr 27")
        part = view._extras._parts["family_code"].widget
        qtbot.waitUntil(lambda part=part, number=number: f"Samtale {number + 1} af 5" in words(part))
        if number >= 3:
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
    assert said(view, "over_reason") == "Skriv hvorfor familien får mere end 5 samtaler."
    assert view.widget("over_reason").hasFocus()
    view.widget("over_reason").setText("Familien venter på en plads")
    save(signe)
    assert last(signe).family == "Samtale 6 af 5"


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
    assert all(said(view, field) for field in missing)
    assert view.widget("name").hasFocus()
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
    themes.chip("violence").click()
    assert "Ring og underret." in words(view._hint)
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
    chip.click()
    chip.click()
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


@pytest.mark.parametrize("size", [100, 200])
def test_tab_walks_a_psychologists_whole_form_and_out(unlock: Callable[..., Desks], size: int) -> None:
    """Every field of PPR's long form has a name of its own, is met once by Tab, and none keeps the focus."""
    palle = unlock("palle", text_size=size)
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
    assert view._shared.text() == "Deles i distrikt Midt"
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
