"""The guard knows the names this pc can read, as they are now, and keeps no word of the texts it looks through."""

import logging

import pytest
from helpers.concerns import NAMED, concern
from helpers.notes import note, school

from desktop.assembly import App
from desktop.services.anonymity import Looked
from desktop.texts import Texts


def said(app: App, text: str, subject: str = "anonymous_child") -> list[str]:
    """What it says of one text."""
    return [app.texts(one) for one in app.anonymity.look({"text": text}, subject).said]


def test_names_of_contacts_and_children_are_known(signe: App) -> None:
    """A contact, a named child and who consented; the name of a place is none."""
    person = {"name": "Karnelia Kontakt", "institution": school(signe)}
    signe.contacts.save_person(person)
    concern(signe, **NAMED)
    assert said(signe, "så ringede Karnelia om TEST-Alfa fra Fiktivby Skole") == [
        "»TEST-Alfa« er navnet på et barn eller en pårørende som er kendt her.",
        "»Karnelia« står i Kontakter.",
    ]


def test_a_name_that_was_corrected_or_removed_is_known_no_more(signe: App) -> None:
    """The names follow the records, also what is undone."""
    saved = signe.contacts.save_person({"name": "Karnelia Kontakt", "institution": school(signe)})
    assert said(signe, "så kom karnelia")
    page = signe.contacts.person(saved.rec)
    signe.contacts.save_person({**page.values, "name": "Grimhilda Kontakt"}, saved.rec, base=page.base)
    assert said(signe, "så kom karnelia") == []
    assert said(signe, "så kom grimhilda") == ["»grimhilda« står i Kontakter."]


def test_a_number_comes_first_and_stops_a_save(signe: App) -> None:
    """The gravest is said first; each sort once, with its words quoted."""
    looked = signe.anonymity.look({"text": "Mikkel, Mikkel og Emma", "label": "cpr 610812-4321"}, "anonymous_child")
    assert looked.numbers
    assert [signe.texts(one) for one in looked.said] == [
        "»610812-4321« ligner et CPR-nummer.",
        "»Mikkel« og »Emma« ligner navne.",
    ]
    assert {name: len(found) for name, found in looked.marks.items()} == {"text": 3, "label": 1}


def test_words_of_a_sort_are_told_as_one_says_them(signe: App) -> None:
    """Commas, and »og« before the last, in the language of the window."""
    (looked,) = signe.anonymity.look({"text": "7 år og 4 måneder, går i 1.b"}, "anonymous_child").said
    assert signe.texts(looked) == "»7 år«, »4 måneder« og »1.b« kan tilsammen afsløre hvem det er."
    assert Texts("en")(looked) == "Together, »7 år«, »4 måneder« and »1.b« can tell who it is."


def test_many_words_of_a_sort_are_not_all_quoted(signe: App) -> None:
    """The strip stays short; all are marked."""
    assert said(signe, "Så Mikkel, Emma, Oliver, Freja og Magnus") == [
        "»Mikkel«, »Emma«, »Oliver«, »Freja« … ligner navne."
    ]


def test_nothing_of_it_is_kept_or_logged(signe: App, caplog: pytest.LogCaptureFixture) -> None:
    """Neither a log line nor the repr of an answer holds a word of the text; the read log has no line of it."""
    caplog.set_level(logging.DEBUG)
    before = signe.readlog.lines()
    looked = signe.anonymity.look({"text": "Mikkel er ked"}, "anonymous_child")
    assert looked.said and "Mikkel" not in repr(looked) + caplog.text
    assert signe.readlog.lines() == before


def test_nothing_stands_out(signe: App) -> None:
    """A clean text: no sentence and no number."""
    looked = signe.anonymity.look({"text": "Lærer undres over uro efter frikvarter"}, "anonymous_child")
    assert (looked.said, looked.numbers) == ((), False)
    assert isinstance(looked, Looked)


def test_what_belongs_to_another_record_is_about_the_same(signe: App) -> None:
    """An agreement, an assessment or an addition is as anonymous as the concern or the note it belongs to."""
    named, unnamed = concern(signe, **NAMED).rec, concern(signe, room="Blå stue").rec
    about = signe.anonymity.about
    assert about({"concern": named}) == ("child", "")
    assert about({"concern": unnamed, "consultation": None}) == ("anonymous_child", "Blå stue")
    assert about({"child": signe.concerns.read(named).child}) == ("child", "")
    assert about({"consultation": note(signe).rec}) == ("group", "3.b (klasse)")
    assert about({}) == about({"consultation": b"?" * 16}) == ("", "")
