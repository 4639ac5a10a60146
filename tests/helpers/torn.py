"""Records that two people rewrote without knowing of each other."""

from helpers.notes import agreement
from helpers.town import Town

from desktop.assembly import App
from desktop.domain.registry import kind
from desktop.services.writing import Change

BEFORE, SIGNES, PALLES = "Aftale møde", "Møde 14. december", "Observation 11. december"


def torn(signe: App, palle: App, town: Town) -> bytes:
    """One agreement that both corrected without a connection, Palle also in another part."""
    rec = agreement(signe, BEFORE)
    town.sync(signe, palle)
    signe.agreements.save(rec, {"text": SIGNES})
    town.clock.forward(660)
    palle.agreements.save(rec, {"text": PALLES})
    palle.agreements.save(rec, {"owner_name": "Lone Leder"})
    town.sync(signe, palle)
    return rec


def rewritten(rec: bytes, *texts: tuple[App, str]) -> None:
    """Each writes another text into an agreement, over what stands on that pc."""
    for app, text in texts:
        page = app.agreements.read(rec)
        app.agreements.save(rec, {**page.values, "text": text}, base=page.base)


def corrected(app: App, rec: bytes, text: str = "Rettet af Palle", of: str = "consultation") -> None:
    """A correction of a note's text, whatever page offers it."""
    found = app.records.get(of, rec)
    assert found is not None
    dots = [dot for one in found.view.groups["text"].survivors for dot in one.dots]
    change = Change(kind(of), rec, "edit", {"text": {"text": text}}, {"text": dots})
    app.writing.commit(found.space, [change])
