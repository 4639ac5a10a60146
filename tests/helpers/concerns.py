"""Concerns through the services, as a person would begin them; every name and number is synthetic."""

from datetime import date

from helpers.notes import school

from desktop.assembly import App
from desktop.services.values import Saved

ALFA = "Barn TEST-Alfa"
NAMED: dict[str, object] = {
    "naming": "named",
    "name": ALFA,
    "cpr": "660321-4011",
    "naming_reason": "Sundhedsplejersken og børnehuset skal tale om det samme barn",
    "consent_giver": "Mor TEST-Alfa",
    "consent_role": "mother",
    "consent_on": date(2026, 10, 12),
    "consent_purpose": "Samarbejde om barnets trivsel",
    "consent_expires_on": date(2027, 10, 12),
}


def concern_values(app: App, **more: object) -> dict[str, object]:
    """A concern about a child without a name."""
    about = {"naming": "age_band", "age_band": "3-5", "noticed_on": date(2026, 10, 12)}
    return {**about, "institution": school(app), "worries": "Gråd ved aflevering", **more}


def concern(app: App, **more: object) -> Saved:
    """A saved concern."""
    return app.concerns.begin(concern_values(app, **more))


def assessment(app: App, about: bytes, **more: object) -> Saved:
    """A saved assessment of a concern: the adviser's own, unless said otherwise."""
    values: dict[str, object] = {"scale": "child_ruler", "value": "3", "perspective": "worker"}
    values |= {"assessed_on": date(2026, 10, 27), "reason": "Han er ked af det om morgenen"}
    return app.assessments.save({"concern": about, **values, **more})
