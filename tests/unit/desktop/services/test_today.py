"""I dag: every row says why it is there."""

from datetime import date

from helpers.notes import agreement, note
from helpers.town import Town

from desktop.assembly import App
from desktop.services.drafts import DraftValues


def test_an_empty_day(signe: App) -> None:
    """Nothing waits, nothing came."""
    page = signe.today.load()
    assert (page.date, page.place, page.waits, page.since) == (date(2026, 11, 20), None, (), ())


def test_drafts_and_ones_own_deadlines_wait(signe: App, town: Town) -> None:
    """A draft with what is missing, an agreement that is late; not one that is far off, nor a colleague's."""
    signe.drafts.put(DraftValues("d", "consultation", {"form": "sparring", "text": "x"}))
    agreement(signe, "Sen", due_on=date(2026, 11, 17), owner_user=signe.me.user)
    agreement(signe, "Fjern", due_on=date(2027, 2, 1), owner_user=signe.me.user)
    agreement(signe, "Palles", due_on=date(2026, 11, 17), owner_name="Palle Pseudonym")
    draft, late = signe.today.load().waits
    assert draft.title == "Kladde: sparring"
    assert draft.detail == "Fra i dag 08.18 · mangler: hvor, hvem drejer det sig om"
    assert (draft.action, draft.target) == ("draft", "d")
    assert (late.title, late.detail) == ("Aftale, Fiktivby Skole", "Du · fristen var 17. november")


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
