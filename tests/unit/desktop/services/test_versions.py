"""A record's history in words, oldest first, and whose text is whose."""

from helpers.notes import agreement, note
from helpers.town import Town

from desktop.assembly import App
from desktop.domain.registry import kind
from desktop.services.writing import Change


def test_the_history_of_an_agreement_quotes_what_was_written(signe: App, palle: App, town: Town) -> None:
    """Created with its text, corrected by another, removed and brought back: a line each, with the writer."""
    rec = agreement(signe, "Møde")
    town.sync(signe, palle)
    palle.agreements.save(rec, {"text": "Observation"})
    palle.agreements.save(rec, {"owner_name": "Lone Leder"})
    for gone in ({"at": palle.clock.now(), "by": palle.me.user}, {}):
        wire = kind("agreement").group_to_wire("withdrawn", gone)
        palle.writing.commit(town.space, [Change(kind("agreement"), rec, "edit", {"withdrawn": wire})])
    lines = palle.agreements.read(rec).history
    assert [(line.who, line.what) for line in lines] == [
        ("Signe Prøvested", "Skrev: »Møde«"),
        ("Palle Pseudonym", "Skrev: »Observation«"),
        ("Palle Pseudonym", "Rettede: hvem gør det"),
        ("Palle Pseudonym", "Fjernede det"),
        ("Palle Pseudonym", "Hentede det tilbage"),
    ]


def test_what_was_changed_besides_a_text_is_named(signe: App) -> None:
    """Closed with the same save: the history says so, and not of what it was made with."""
    rec = agreement(signe, "Hjelmene deles ud")
    signe.agreements.save(rec, {"text": "Hjelmene lånes", "status": "done"})
    assert [line.what for line in signe.agreements.read(rec).history] == [
        "Skrev: »Hjelmene deles ud«",
        "Skrev: »Hjelmene lånes« · rettede: status",
    ]


def test_the_history_of_a_note_names_its_additions(signe: App, palle: App, town: Town) -> None:
    """The note's own text stands on its page; who added and when stands in the history."""
    rec = note(signe).rec
    town.sync(signe, palle)
    palle.consultations.amend(rec, "Set igen onsdag")
    page = palle.consultations.read(rec)
    assert [line.what for line in page.history] == ["Skrev notatet", "Skrev en tilføjelse"]
    (added,) = page.amendments
    assert (added.text, added.who, added.mine) == ("Set igen onsdag", "Palle Pseudonym", True)
    assert not page.texts[0].mine
