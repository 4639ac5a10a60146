"""Signe's Friday 27 November, 08.18: something of everything that I dag and Synkronisering can show."""

from datetime import date, datetime

from helpers.concerns import NAMED, concern
from helpers.notes import agreement, note, school
from helpers.torn import rewritten
from helpers.town import Town

from desktop.services.clock import COPENHAGEN
from desktop.services.drafts import DraftValues

DAY = 24 * 3600


def busy_day(town: Town) -> None:
    """Writes it through the services on both pc's, syncs, and leaves Signe without a connection."""
    town.line.up = True
    signe, palle = town.app("signe"), town.app("palle")
    me = signe.me.user
    rec = concern(signe, **NAMED, room="Blå stue", lead_user=me).rec
    agreement(signe, "Opfølgning med mor", concern=rec, due_on=date(2026, 11, 24), owner_user=me)
    both = agreement(signe, "Møde i klassen", due_on=date(2026, 12, 3), owner_user=me)
    talk = note(signe, subject_label="4.a (klasse)", followup_on=date(2026, 12, 3)).rec
    agreement(
        signe, "Observation", consultation=talk, earliest_on=date(2026, 11, 25), due_on=date(2026, 12, 2), owner_user=me
    )  # fmt: skip
    for number in range(4):
        day = date(2026, 11, 30 - number)
        agreement(signe, f"Skema {number}", due_on=day, owner_name="Lis Leder", reason="planen er ny")
    town.sync(signe, palle, signe)
    agreement(palle, "Ring til Lis", due_on=date(2026, 11, 25), owner_user=me)
    town.sync(palle, signe)
    town.line.up = False
    rewritten(both, (signe, "Møde 14. december"), (palle, "Observation 11. december"))
    signe.close()
    town.app("signe").close()
    town.clock.forward(6 * DAY + 20 * 3600)
    note(palle, form="konsultativ", subject_label="indskolingen")
    town.line.up = True
    signe = town.app("signe")
    town.sync(palle, signe)
    town.line.up = False
    signe.newcomers.seen(signe.newcomers.unseen())
    signe.close()
    town.clock.forward(4 * 3600 - 54)
    signe = town.app("signe")
    for hour, minute in ((8, 30), (13, 0)):
        when = datetime(2026, 11, 27, hour, minute, tzinfo=COPENHAGEN)
        signe.visits.save({"institution": school(signe), "starts_at": when, "purpose": "TVÆRS"})
    note(signe)
    signe.drafts.put(DraftValues("d", "concern", {"worries": "Gråd", "institution": school(signe)}))
    signe.close()
    palle.close()
