"""The red thread without a window: Signe logs offline, the endpoint comes up, Palle reads, both correct one text."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.torn import rewritten
from helpers.town import Town

from desktop.assembly import App
from desktop.services.casework import ConsultationRow

NOTE = "Lærer undres over uro efter frikvarter; aftalt at observere onsdag"


@pytest.fixture
def town(town_model: Town, tmp_path: Path) -> Iterator[Town]:
    """A town of one's own."""
    with town_model.twin(tmp_path) as twin:
        yield twin


def log(app: App, label: str = "3.b (klasse)", text: str = NOTE) -> bytes:
    """A quick note at the school with the four required inputs."""
    place = app.consultations.choices().places[0].rec
    values: dict[str, object] = {"institution": place, "form": "sparring", "subject": "group"}
    return app.consultations.save({**values, "subject_label": label, "text": text}).rec


def row(app: App, rec: bytes) -> ConsultationRow | None:
    """The row of a consultation in the list, if it is there."""
    return next((row for row in app.consultations.page().rows if row.rec == rec), None)


def test_a_note_goes_from_signe_to_palle_and_is_seen(town: Town) -> None:
    """Offline it is kept and says so; online it is sent, read by Palle, and then received by others."""
    signe, palle = town.app("signe"), town.app("palle")
    town.line.up = False
    rec = log(signe)
    signe.syncing.step()
    kept = row(signe, rec)
    assert kept is not None and kept.state == "local"
    assert kept.title == "Sparring, 3.b (klasse)"
    assert signe.texts(signe.syncing.status().sentence) == "Offline · 1 venter på at blive sendt"

    town.line.up = True
    town.clock.forward(10)
    town.endpoint.clock.sleep(10)
    while signe.syncing.step() <= 0:
        pass
    sent = row(signe, rec)
    assert sent is not None and sent.state == "sent"
    assert signe.texts(signe.syncing.status().sentence) == "Alt er sendt"

    assert row(palle, rec) is None
    town.sync(palle)
    there = row(palle, rec)
    assert there is not None and there.state is None and not there.mine
    assert there.who == "Signe Prøvested"
    assert palle.consultations.read(rec).texts[0].text == NOTE

    town.sync(signe)
    seen = row(signe, rec)
    assert seen is not None and seen.state == "seen"


def test_a_reader_alone_makes_it_received_by_others(town: Town) -> None:
    """Lene may only read; her pc's beat counts, and she cannot write."""
    signe, lene = town.app("signe"), town.app("lene")
    rec = log(signe)
    town.sync(signe, lene, signe)
    seen = row(signe, rec)
    assert seen is not None and seen.state == "seen"
    assert not lene.consultations.read(rec).can_amend


def test_an_addition_arrives_with_name_and_time(town: Town) -> None:
    """Palle adds to Signe's note offline; Signe sees his words under his name."""
    signe, palle = town.app("signe"), town.app("palle")
    rec = log(signe)
    town.sync(signe, palle)
    town.line.up = False
    palle.consultations.amend(rec, "Jeg kigger forbi onsdag klokken ti")
    town.line.up = True
    town.sync(palle, signe)
    (addition,) = signe.consultations.read(rec).amendments
    assert (addition.text, addition.who) == ("Jeg kigger forbi onsdag klokken ti", "Palle Pseudonym")


@pytest.mark.parametrize("first", ["signe", "palle"])
def test_both_texts_of_one_agreement_stand(town: Town, first: str) -> None:
    """Both correct the same agreement offline: whoever syncs first, both see both texts, and both waits say so."""
    signe, palle = town.app("signe"), town.app("palle")
    place = signe.consultations.choices().places[0].rec
    rec = signe.agreements.save(None, {"text": "Aftale om uro", "institution": place}).rec
    town.sync(signe, palle)
    town.line.up = False
    rewritten(rec, (signe, "Møde 14. december"), (palle, "Observation 11. december"))
    town.line.up = True
    town.sync(*((signe, palle) if first == "signe" else (palle, signe)), signe, palle)
    for app, other in ((signe, "Palle Pseudonym"), (palle, "Signe Prøvested")):
        shown = app.agreements.read(rec)
        assert {version.text for version in shown.row.texts} == {"Møde 14. december", "Observation 11. december"}
        assert {version.who for version in shown.row.texts} == {"Signe Prøvested", "Palle Pseudonym"}
        assert shown.row.divided == 2
        told = next(wait for wait in app.today.load().waits if wait.action == "settle")
        assert told.title == "En aftale er rettet to steder"
        assert told.detail == f"Fiktivby Skole · Du og {other.split()[0]} har skrevet hver sin tekst"
        assert next(line.what for line in shown.history) == "Skrev: »Aftale om uro«"
        assert app.syncing.status().to_settle == 1


def test_a_clock_years_wrong_loses_nothing(town: Town) -> None:
    """Signe's pc is ten years ahead: the note still goes both ways, and Palle's later note is not held back."""
    signe, palle = town.app("signe"), town.app("palle")
    town.clock.forward(10 * 365 * 86_400)
    rec = log(signe)
    town.sync(signe, palle)
    assert row(palle, rec) is not None
    town.clock.passed -= 10 * 365 * 86_400
    later = log(palle, "4.a (klasse)")
    town.clock.forward(10 * 365 * 86_400)
    town.sync(palle, signe)
    assert row(signe, later) is not None


def test_nothing_readable_lies_on_the_endpoint(town: Town) -> None:
    """No word of the note, no name and no label is in any file of the endpoint."""
    signe = town.app("signe")
    log(signe)
    town.sync(signe)
    held = b"".join(path.read_bytes() for path in (town.folder / "endpoint").rglob("*") if path.is_file())
    for word in (NOTE, "3.b", "Signe", "Fiktivby", "consultation"):
        assert word.encode() not in held
