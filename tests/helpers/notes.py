"""Records through the services, as a person would make them."""

from datetime import date

from helpers.town import Town

from desktop.assembly import App
from desktop.services.values import Saved

#: What a note asks for of a child with a name and the consent to it.
CHILD = {
    "name": "Barn TEST-Alfa",
    "naming_reason": "Skolen og sundhedsplejersken taler om det samme barn",
    "consent_giver": "Mor TEST-Alfa",
    "consent_role": "mother",
    "consent_on": date(2026, 11, 12),
    "consent_purpose": "Samarbejde om trivslen",
}


def school(app: App) -> bytes:
    """The school of the town."""
    return app.consultations.choices().places[0].rec


def note_values(app: App, **more: object) -> dict[str, object]:
    """A quick note with the four required inputs."""
    about = {"subject": "group", "subject_label": "3.b (klasse)"}
    return {"institution": school(app), "form": "sparring", **about, "text": "Uro efter frikvarter", **more}


def note(app: App, **more: object) -> Saved:
    """A saved quick note."""
    return app.consultations.save(note_values(app, **more))


def agreement(app: App, text: str = "Møde", **more: object) -> bytes:
    """A saved agreement at the school."""
    return app.agreements.save(None, {"text": text, "institution": school(app), **more}).rec


def approved(app: App, town: Town) -> None:
    """Every note that waits for this person, approved and final."""
    app.approving.approve(app.approving.page().rows)
    town.clock.forward(601)
    assert app.approving.carry_out()
