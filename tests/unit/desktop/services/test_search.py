"""Search over everything a person may read: by folded words, in groups, discreet, and written in the read log."""

from datetime import date

from helpers.notes import agreement, note, school
from helpers.torn import rewritten
from helpers.town import SCHOOL, Town

from desktop.assembly import App
from desktop.services.search import AT_FIRST, Answer, Hit


def ask(app: App, text: str, **limits: int) -> Answer:
    """The answer to a question nobody interrupts."""
    answer = app.search.ask(text, limits)()
    assert answer is not None
    return answer


def hits(app: App, text: str) -> list[Hit]:
    """Every row of an answer."""
    return [hit for group in ask(app, text).groups for hit in group.hits]


def concern(app: App, **more: object) -> bytes:
    """A concern about a named child, with all that a name needs."""
    child = {
        "naming": "named", "name": "Barn TEST-Åge", "born_on": date(2021, 3, 1), "naming_reason": "Møde med forældre",
        "consent_giver": "Mor Testsen", "consent_role": "mother", "consent_on": date(2026, 11, 1),
        "consent_purpose": "Rådgivning", "consent_expires_on": date(2027, 5, 1),
    }  # fmt: skip
    values = {
        "institution": school(app), "room": "Blå stue", "noticed_on": date(2026, 11, 2), "worries": "Græder meget",
        "parents_informed": "yes", "lead_user": app.me.user,
    }  # fmt: skip
    return app.concerns.begin({**child, **values, **more}).rec


def test_groups_hold_what_people_look_for(signe: App) -> None:
    """A place, a note and an agreement by the same word, each in its group, in the order of the window."""
    note(signe, text="Uro i frikvarteret på Fiktivby")
    agreement(signe, "Ring til Fiktivby om uro")
    groups = ask(signe, "fiktivby").groups
    assert [(group.kind, group.count) for group in groups] == [
        ("institution", 1),
        ("consultation", 1),
        ("agreement", 1),
    ]
    assert groups[0].hits[0].title == SCHOOL
    assert [group.label for group in groups] == ["Institutioner", "Rådgivninger", "Aftaler"]


def test_of_two_places_of_one_name_it_is_said_which_is_which(signe: App) -> None:
    """By the address where type and district are alike; what the row says anyway is not said twice."""
    for values in ({"type": "nursery", "address": "Prøvevej 1, 0000 By"}, {"type": "nursery", "address": "Andenvej 2"}):
        signe.contacts.save_institution({"name": "Huset", "district": "Midt", **values})
    assert {hit.detail for hit in hits(signe, "huset")} == {
        "Vuggestue · Midt · Prøvevej 1",
        "Vuggestue · Midt · Andenvej 2",
    }
    signe.contacts.save_institution({"name": "Skuret", "type": "nursery"})
    signe.contacts.save_institution({"name": "Skuret", "type": "school"})
    assert {hit.detail for hit in hits(signe, "skuret")} == {"Vuggestue", "Folkeskole"}


def test_who_is_called_so_comes_before_who_lives_there(signe: App) -> None:
    """The place that is called what was typed is first of all, though a concern and newer places hold the words too."""
    concern(signe)
    for number in range(AT_FIRST + 1):
        signe.contacts.save_institution({"name": f"Daghuset {number}", "type": "integrated", "address": SCHOOL})
    assert hits(signe, SCHOOL)[0].title == SCHOOL
    group = ask(signe, SCHOOL).groups[0]
    assert (len(group.hits), group.count) == (AT_FIRST, AT_FIRST + 2)
    signe.contacts.save_person({"name": "Frida Fiktivby", "institution": school(signe), "role_title": "Leder"})
    assert [group.kind for group in ask(signe, "frida").groups] == ["person"]


def test_danish_letters_meet_their_two_letter_forms(signe: App) -> None:
    """æ ø å and ae oe aa find each other both ways; å is not a, and case does not matter."""
    rec = note(signe, text="Børnene på blå stue får færre pauser").rec
    for text in ("børn", "BOERN", "blå", "blaa", "Blå", "faerre", "får", "faar", "b\u0061\u030a".replace("b", "bl")):
        assert [hit.rec for hit in hits(signe, text)] == [rec], text
    for text in ("far", "blast", "farre", "boern stae"):
        assert hits(signe, text) == [], text


def test_every_word_must_begin_a_word(signe: App) -> None:
    """Words in any order, each the beginning of one; what stands in the middle of a word is not found."""
    rec = note(signe, text="Konflikter i frikvarteret").rec
    assert [hit.rec for hit in hits(signe, "frikv konf")] == [rec]
    assert hits(signe, "kvarter") == []
    assert hits(signe, "konflikter middag") == []


def test_codes_and_places_are_searched_by_what_they_are_called(signe: App) -> None:
    """A note is found by the labels of its choices, by its place and by both with a word of the text."""
    rec = note(signe, text="Noget om pauser", form="sparring", themes=("wellbeing",)).rec
    for text in ("sparring", "trivsel", "fiktivby pauser", "spar fikt"):
        assert rec in [hit.rec for hit in hits(signe, text)], text


def test_a_class_and_a_number_are_found_as_they_are_written(signe: App) -> None:
    """»3.b«, »3b« and »3.B« are one class; a telephone number is found with and without its spaces."""
    rec = note(signe, subject_label="3.b").rec
    note(signe, subject_label="3.a og b")
    for text in ("3.b", "3b", "3.B"):
        assert [hit.rec for hit in hits(signe, text)] == [rec], text
    place = signe.contacts.save_institution({"name": "Prøvehuset", "type": "nursery", "phone": "12 34 56 78"}).rec
    for text in ("12345678", "12 34 56 78", "123456"):
        assert [hit.rec for hit in hits(signe, text)] == [place], text


def test_the_newest_comes_first_and_more_can_be_asked_for(signe: App) -> None:
    """By the day it happened, whatever was saved first; the count is of all."""
    recs = {
        day: note(signe, text="Uro", occurred_at=signe.clock.now().replace(day=day)).rec
        for day in (9, 3, 18, 11, 5, 14)
    }
    group = ask(signe, "uro").groups[0]
    assert [hit.rec for hit in group.hits] == [recs[day] for day in (18, 14, 11, 9)]
    assert (len(group.hits), group.count, group.over) == (AT_FIRST, 6, False)
    assert [hit.rec for hit in ask(signe, "uro", consultation=24).groups[0].hits] == [
        recs[d] for d in (18, 14, 11, 9, 5, 3)
    ]


def test_a_child_is_found_by_name_and_told_without(signe: App) -> None:
    """The child's name, also with a word of the concern; what is shown until it is opened holds no typed name."""
    rec = concern(signe)
    for text in ("TEST-Åge", "test aage", "aage blå", "græder"):
        (hit,) = (hit for hit in hits(signe, text) if hit.kind == "concern")
        assert hit.rec == rec, text
        shown = f"{hit.discreet_title} {hit.detail}"
        assert "ge" not in hit.discreet_title.split()
        assert "TEST" not in shown
        assert "Græder" not in shown


def test_no_typed_word_about_a_child_is_shown_discreetly(signe: App) -> None:
    """S14: what lists show of every kind of hit about a child, a family or a group holds no word of theirs."""
    note(signe, subject="anonymous_child", subject_label="Emil", text="Emil vred uro")
    note(signe, subject="group", subject_label="Solsikkerne", text="Solveig uro")
    agreement(signe, "Ring til mor Solveig uro", owner_name="Mor Solveig")
    found = hits(signe, "uro")
    assert len(found) == 3
    shown = " ".join(f"{hit.discreet_title} {hit.detail}" for hit in found)
    assert "Emil" not in shown
    assert "Solveig" not in shown


def test_what_was_removed_is_not_found(signe: App) -> None:
    """Taken back, it leaves the index; nor does the file keep the word."""
    saved = note(signe, text="Kanariefugl")
    assert hits(signe, "kanariefugl")
    signe.undo.undo(saved.undo)
    assert hits(signe, "kanariefugl") == []


def test_both_texts_of_a_conflict_are_found_and_what_comes_by_sync(town: Town, signe: App, palle: App) -> None:
    """Written apart about the same agreement, met by sync: either text finds it on both pc's, the old one nowhere."""
    rec = agreement(signe, "Møde")
    town.sync(signe, palle)
    assert [hit.rec for hit in hits(palle, "møde")] == [rec]
    rewritten(rec, (signe, "Observation"), (palle, "Telefonsamtale"))
    town.sync(signe, palle, signe)
    for app in (signe, palle):
        assert [hit.rec for hit in hits(app, "observation")] == [rec]
        assert [hit.rec for hit in hits(app, "telefonsamtale")] == [rec]
        assert hits(app, "møde") == []


def test_additions_are_found(signe: App) -> None:
    """A word that stands only in an addition finds the note."""
    rec = note(signe).rec
    signe.consultations.amend(rec, "Senere: bedstemor ringede")
    assert [hit.rec for hit in hits(signe, "bedstemor")] == [rec]


def test_too_little_searches_no_record(signe: App) -> None:
    """Nothing, white space, signs or one letter: no record is looked at."""
    note(signe)
    for text in ("", "  ", "u", "»«", '"', "*", "\0"):
        answer = ask(signe, text)
        assert (answer.asked, answer.groups) == (False, ()), text


def test_a_newer_question_ends_the_one_before(signe: App) -> None:
    """What is asked for no longer is answered with nothing, and the newer one with what it finds."""
    note(signe, text="Uro")
    first = signe.search.ask("uro")
    second = signe.search.ask("ur")
    assert first() is None
    answer = second()
    assert answer is not None
    assert answer.groups


def test_a_search_stands_in_the_read_log(signe: App) -> None:
    """With the words that were searched for, in the chain that shows whether a line was changed."""
    signe.search.note("  Barn   TEST-Åge ")
    (line,) = signe.readlog.lines()
    assert (line.title, line.who) == ("Søgte efter »Barn TEST-Åge«", "Signe Prøvested")
    assert line.when == signe.clock.now()
    assert signe.readlog.intact()
