"""What colleagues write apart, each on a pc without a connection: an agreement of three, a concern that is closed."""

from datetime import datetime
from pathlib import Path

from desktop.assembly import App
from desktop.cli.municipality import ADMIN, FIRST
from desktop.cli.state import State
from desktop.services.clock import Clock
from desktop.services.membership import level_of
from installer.demo.municipality import TODAY, passphrases
from installer.demo.newcomers import at_dawn, home, office

AGREEMENT = "Skema over hvilken kollega der kan kaldes på i hver time"
THREE = {
    "palle": "Palle laver et skema over hvilken kollega der kan kaldes på",
    "signe": "Skema over hvilken kollega der kan kaldes på, hængt op på lærerværelset",
    "lene": "Skolelederen laver skemaet og giver det videre den 26. november",
}
NEXT = {
    "palle": "Vi spørger skolen igen i januar.",
    "signe": "Skolen ringer, hvis det begynder igen.",
}
AGREED = f"{TODAY}T07:30"
TIMES = {who: f"{TODAY}T{time}" for who, time in (("palle", "07:41"), ("signe", "07:48"), ("lene", "07:52"))}


def lets_lene_write(data: Path) -> None:
    """The leader of the team may write in the district, and everybody's pc knows; the endpoint is up."""
    state, phrases = at_dawn(), passphrases()
    with office(data / FIRST, phrases[FIRST], state) as made:
        space = home(made, state)
    with office(data / ADMIN, phrases[ADMIN], state) as made:
        made.desk.sync()
        made.membership.set_role(space, made.membership.find("Lene Eksempel"), level_of("district_social_worker"))
        made.desk.sync()
    for who in THREE:
        send(data, who, AGREED)


def write_apart(data: Path) -> None:
    """Signe, Palle and Lene rewrite one agreement; Signe closes a concern that Palle writes in."""
    for who in THREE:
        state = _state(TIMES[who])
        with office(data / who, passphrases()[who], state) as made:
            _agreement(made.app, THREE[who])
            if who in NEXT:
                _concern(made.app, NEXT[who], closes=who == "signe")


def send(data: Path, who: str, at: str) -> None:
    """What somebody whose window is closed has written reaches the municipality's server."""
    with office(data / who, passphrases()[who], _state(at)) as made:
        made.desk.sync()


def _state(at: str) -> State:
    return State(clock=Clock(datetime.fromisoformat(at)))


def _agreement(app: App, text: str) -> None:
    rec = next(row.rec for row in app.agreements.list() if AGREEMENT in {version.text for version in row.texts})
    page = app.agreements.read(rec)
    app.agreements.save(rec, {**page.values, "text": text}, base=page.base)


def _concern(app: App, text: str, closes: bool) -> None:
    """The one that was noticed first."""
    page = app.concerns.read(app.concerns.page().rows[-1].rec)
    values = {**page.values, "next_steps": text}
    if closes:
        values |= {"status": "closed", "outcome": app.concerns.choices().outcomes[0].code}
    app.concerns.save(page.row.rec, values, None, page.base)
