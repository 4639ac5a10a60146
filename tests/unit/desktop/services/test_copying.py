"""A note as plain text for the authority's system: whole dates, every part, in the read log, and put on file after."""

from datetime import date

import pytest
from helpers.notes import CHILD, agreement, approved, note
from helpers.torn import corrected
from helpers.town import Town

from desktop.assembly import App
from desktop.services.errors import Invalid, NotFound, NotYet


def test_the_whole_note_is_plain_text_with_whole_dates(signe: App, palle: App, town: Town) -> None:
    """Title, place, time, writer, approval, text, what came late, additions and agreements; years everywhere."""
    rec = note(signe, duration_min=15, followup_on=date(2026, 11, 25)).rec
    agreement(signe, "Ring til mor", consultation=rec, due_on=date(2026, 11, 25), owner_name="Lone Leder")
    town.sync(signe, palle)
    corrected(palle, rec, "Det var i tirsdags")
    approved(signe, town)
    palle.consultations.amend(rec, "Mor er ringet op")
    town.sync(palle, signe)
    assert plain(signe, rec).splitlines() == [
        "Sparring, 3.b (klasse)",
        "Hvor: Fiktivby Skole",
        "Hvornår: 20. november 2026 08.18",
        "Tid: 15 min",
        "Skrevet af: Signe Prøvested",
        "Godkendt af: Signe Prøvested, 20. november 2026 08.28",
        "Hvad slags: Sparring",
        "Hvem drejer det sig om: Klasse eller gruppe",
        "Klasse eller gruppe: 3.b (klasse)",
        "Følg op: 25. november 2026",
        "",
        "Uro efter frikvarter",
        "",
        "Kom til efter godkendelsen: Hvad talte I om, og hvad aftalte I (Palle Pseudonym, 20. november 2026 08.18)",
        "Det var i tirsdags",
        "",
        "Tilføjelse (Palle Pseudonym, 20. november 2026 08.28)",
        "Mor er ringet op",
        "",
        "Aftaler",
        "- Ring til mor, Lone Leder, senest 25. november 2026",
        "",
        "Kopieret fra Rød Tråd 20. november 2026 08.28 af Signe Prøvested",
    ]


def test_a_familys_talk_is_copied_with_its_answers_and_without_its_code(signe: App) -> None:
    """S5: a case has a name, and the code beside it would tell who the family is in every other talk."""
    scale = {"scale": "safety", "scale_value": "4", "scale_reason": "Far er flyttet"}
    about = {"subject": "family_code", "subject_label": "", "family_code": "GRØN-FYR-27", "over_reason": "Venter"}
    rec = note(signe, **about, **scale, worries="Aftenerne er svære").rec
    assert plain(signe, rec).splitlines() == [
        "Sparring, familie (kode)",
        "Hvor: Fiktivby Skole",
        "Hvornår: 20. november 2026 08.18",
        "Skrevet af: Signe Prøvested",
        "Ikke godkendt endnu.",
        "Hvad slags: Sparring",
        "Hvem drejer det sig om: Familie (kode)",
        "Hvorfor en samtale mere: Venter",
        "",
        "Uro efter frikvarter",
        "",
        "Hvad er vi bekymrede for",
        "Aftenerne er svære",
        "",
        "Vurderinger",
        "- Tryghedsskalaen: 4 af 10, rådgiver, 20. november 2026",
        "Far er flyttet",
        "",
        "Kopieret fra Rød Tråd 20. november 2026 08.18 af Signe Prøvested",
    ]


def test_a_copy_tells_of_the_consent_and_calls_whom_it_is_about_by_its_name(signe: App) -> None:
    """The consent stands in a journal, with whole dates; who in the staff is no class, on no page."""
    named = plain(signe, note(signe, subject="child", subject_label="", **CHILD).rec).splitlines()
    assert [line for line in named if line.startswith(("Samtykke fra", "Givet", "Bruges til", "Udløber"))] == [
        "Samtykke fra: Mor TEST-Alfa",
        "Givet: 12. november 2026",
        "Bruges til: Samarbejde om trivslen",
        "Udløber: 12. november 2027",
    ]
    rec = note(signe, subject="staff", subject_label="Klasselæreren i 3.b").rec
    assert "Hvem i personalet: Klasselæreren i 3.b" in plain(signe, rec).splitlines()
    assert ("Hvem i personalet", "Klasselæreren i 3.b") in signe.consultations.read(rec).facts
    assert "Hvem i personalet" in [one.label for one in signe.history.read("consultation", rec).moments[0].stood]


def test_a_copy_is_in_the_read_log(signe: App) -> None:
    """A line of its own, beside that of opening the note."""
    rec = note(signe).rec
    signe.copying.copied("consultation", rec)
    assert [line.title for line in signe.readlog.lines()] == ["Kopieret: Sparring, 3.b (klasse)"]
    assert signe.readlog.intact()


def test_what_stands_in_two_versions_is_not_copied(signe: App, palle: App, town: Town) -> None:
    """Nobody shall put a text on file that two people have not settled."""
    rec = note(signe).rec
    town.sync(signe, palle)
    corrected(palle, rec)
    corrected(signe, rec, "Rettet af Signe")
    town.sync(palle, signe)
    with pytest.raises(NotYet):
        plain(signe, rec)


def test_it_is_put_on_file_also_when_it_is_approved(signe: App, town: Town) -> None:
    """The reference stands at the note with its time, is no late addition, can be corrected and taken back."""
    rec = note(signe).rec
    approved(signe, town)
    backs = [signe.copying.journalised(rec, reference).undo for reference in ("2026-1", " 2026-14482 ")]
    standing = signe.approving.standing("consultation", rec)
    assert (standing.journal_ref, standing.late, standing.divided) == ("2026-14482", (), False)
    assert standing.journalised_at is not None and standing.journalised_at == town.clock.now().replace(second=0)
    assert signe.copying.on_file(rec) == "2026-14482"
    assert [line.what for line in signe.consultations.read(rec).history][-1] == "Journaliserede det"
    for back, reference in zip(reversed(backs), ("2026-1", ""), strict=True):
        signe.undo.undo(back)
        assert signe.copying.on_file(rec) == reference
    assert signe.consultations.read(rec).history[-1].what == "Tog tilbage at det var journaliseret"
    assert signe.approving.standing("consultation", rec).signed


def test_a_reference_must_say_something_of_a_note_that_is_here(signe: App) -> None:
    """Empty, too long, or of no note: refused, and nothing is kept."""
    rec = note(signe).rec
    for reference in ("  ", "x" * 81):
        with pytest.raises(Invalid):
            signe.copying.journalised(rec, reference)
    with pytest.raises(NotFound):
        signe.copying.journalised(b"?" * 16, "2026-1")
    assert signe.copying.on_file(rec) == signe.copying.on_file(b"?" * 16) == ""


def plain(app: App, rec: bytes) -> str:
    """What is copied of the note as its page shows it."""
    return app.copying.text(app.consultations.read(rec), app.approving.standing("consultation", rec))
