"""I dag: every row says why it is there."""

from datetime import date

import pytest
from helpers.notes import agreement, note, note_values
from helpers.torn import rewritten
from helpers.town import Town

from desktop.assembly import App
from desktop.services.drafts import DraftValues
from sync.crypto.envelope import seal_commit
from sync.crypto.keys import DeviceKeys
from sync.log import Judged
from sync.model import NO_WITNESS, ZERO32, CtlRef

DAY = 24 * 3600


def waits(app: App) -> list[tuple[str, str, str]]:
    """What waits, once who came in was looked at."""
    app.newcomers.seen(app.newcomers.unseen())
    return [(row.title, row.detail, row.action) for row in app.today.load().waits]


def test_an_empty_day(signe: App) -> None:
    """Nothing waits but who came in, until that was looked at; nothing came."""
    page = signe.today.load()
    assert (page.date, page.place, page.follow.rows, page.since) == (date(2026, 11, 20), "", (), ())
    assert [(row.title, row.action) for row in page.waits] == [("Ny adgang", "access")]
    assert waits(signe) == []


def test_drafts_wait_and_many_are_a_number(signe: App, town: Town) -> None:
    """A draft with what is missing, the newest first; from the fifth on the rest is one row."""
    signe.drafts.put(DraftValues("d", "consultation", {"form": "sparring", "text": "x"}))
    ((title, detail, action),) = waits(signe)
    assert (title, action) == ("Kladde: sparring", "draft")
    assert detail == "Fra i dag 08.18 · mangler: hvor, hvem drejer det sig om"
    signe.drafts.put(DraftValues("d", "consultation", note_values(signe)))
    assert waits(signe)[0][1] == "Fiktivby Skole · fra i dag 08.18"
    for number in range(4):
        town.clock.forward(60)
        signe.drafts.put(DraftValues(f"d{number}", "agreement", {"text": "x"}))
    rows = signe.today.load().waits
    assert [(row.title, row.kind) for row in rows] == [("Kladde: aftale", "agreement")] * 3 + [("2 kladder mere", "")]
    assert (rows[-1].detail, rows[-1].action) == ("Den ældste fra i dag 08.18", "drafts")


def test_a_draft_of_sixty_days_still_waits(signe: App, town: Town) -> None:
    """S2: with its day, however old."""
    signe.drafts.put(DraftValues("d", "consultation", {"form": "sparring"}))
    town.clock.forward(60 * DAY)
    (_silent, (_title, detail, _action)) = waits(signe)
    assert detail.startswith("Fra 20. november 2026 08.18 · mangler: ")


def test_what_was_rewritten_in_two_places_waits(signe: App, palle: App, town: Town) -> None:
    """By whom, without a word of either text; not while it is put off."""
    town.line.up = True
    rec = agreement(signe)
    town.sync(signe, palle)
    town.line.up = False
    rewritten(rec, (signe, "Møde 14. december"), (palle, "Observation 11. december"))
    town.line.up = True
    town.sync(signe, palle, signe)
    (row,) = [row for row in signe.today.load().waits if row.action == "settle"]
    assert (row.title, row.kind, row.target) == ("En aftale er rettet to steder", "agreement", rec)
    assert row.detail == "Fiktivby Skole · Du og Palle har skrevet hver sin tekst"


def test_notes_that_nobody_approved_for_a_day_wait(signe: App, town: Town) -> None:
    """Not on the day they were written."""
    note(signe)
    assert waits(signe) == []
    town.clock.forward(25 * 3600)
    note(signe)
    assert waits(signe) == [("1 notat er ikke godkendt", "Fra i går 08.18", "approve")]


def test_a_month_without_the_server_is_said(signe: App, town: Town) -> None:
    """The day of the last contact decides, what is on this pc alone is counted, and contact ends it."""
    town.line.up = True
    town.sync(signe)
    town.line.up = False
    town.clock.forward(6 * DAY)
    assert waits(signe) == []
    town.clock.forward(24 * DAY)
    note(signe)
    said = "1 ændring er kun på denne pc."
    assert waits(signe) == [("Ingen kontakt med kommunens server i 30 dage", said, "sync")]
    town.line.up = True
    town.sync(signe)
    assert waits(signe) == []


@pytest.mark.parametrize(
    ("offset_h", "said"),
    [(3, "Uret på denne pc er 3 timer bagud"), (-3, "Uret på denne pc er 3 timer foran")],
)
def test_a_clock_that_is_wrong_is_said(signe: App, monkeypatch: pytest.MonkeyPatch, offset_h: int, said: str) -> None:
    """Three hours; its deadlines may be wrong, and nothing is lost."""
    monkeypatch.setattr(signe.syncing, "_offset_ms", offset_h * 3_600_000)
    assert waits(signe) == [(said, "Dage og frister kan være forkerte her. Stil pc'ens ur; intet går tabt.", "none")]


def test_a_change_of_a_newer_version_is_said(signe: App, town: Town) -> None:
    """A kind that this version does not know: it is kept, and what to do stands there."""
    made = seal_commit(
        DeviceKeys.generate(), org=signe.machine.identity.org, space=town.space, inc=b"i" * 8, dseq=1,
        dprev=ZERO32, ctl=CtlRef(1, ZERO32), epoch=1, epoch_key=bytes(32), wit=NO_WITNESS, revisions=[b"\x80"],
    )  # fmt: skip
    entry = Judged(made.cid, made.raw(), made, 0, 0, b"", "unknown", "kind of a newer version", b"", ())
    signe.machine.journal.take(town.space, [entry])
    assert waits(signe) == [
        (
            "1 ændring er lagt til side",
            "Det er skrevet af en nyere udgave af Rød Tråd. Opdatér programmet for at læse det.",
            "sync",
        )
    ]


def test_a_draft_of_a_newer_version_waits_for_it(signe: App) -> None:
    """No form here can go on with it: what to do stands there, and nothing to press."""
    signe.drafts.put(DraftValues("d", "hologram", {"what": "x"}))
    ((title, detail, action),) = waits(signe)
    assert (title, action) == ("Kladde: noget nyt", "none")
    assert detail.endswith("En nyere udgave af Rød Tråd har lavet den. Opdatér programmet for at fortsætte.")


def test_since_last_is_ones_own_and_others(signe: App, palle: App, town: Town) -> None:
    """The last written first; one's own with its state, others' with none; the place of today."""
    note(palle, subject_label="palles")
    town.clock.forward(60)
    note(signe)
    town.sync(palle, signe)
    page = signe.today.load()
    assert [(row.who, row.state) for row in page.since] == [("Signe Prøvested", "seen"), ("Palle Pseudonym", None)]
    assert page.place == "Fiktivby Skole"


def test_since_last_begins_at_the_last_day_at_work(town: Town) -> None:
    """The next day shows only what came after the last unlock of the day before, and the same all that day."""
    palle, signe = town.app("palle"), town.app("signe")
    note(palle, subject_label="i går")
    town.sync(palle, signe)
    signe.close()
    town.app("signe").close()
    town.clock.forward(24 * 3600)
    signe = town.app("signe")
    assert signe.today.load().since == ()
    note(palle, subject_label="i dag")
    town.sync(palle, signe)
    assert [row.title for row in signe.today.load().since] == ["Sparring, i dag"]
    signe.close()
    assert [row.title for row in town.app("signe").today.load().since] == ["Sparring, i dag"]


def test_an_administrator_is_told_why_there_are_no_notes(town: Town) -> None:
    """Who has a role in no space reads in »Venter på dig« why, before anything is typed in vain."""
    page = town.app("asta").today.load()
    assert [row.title for row in page.waits] == ["En administrator læser og skriver ikke notater"]
