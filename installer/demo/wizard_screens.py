"""The steps of the first-run wizard, and how a person comes to each by keys: beginning, joining, founding.

Each way begins wherever the window stands, so that one screen alone can be looked at too.
"""

from collections.abc import Callable

from desktop.services.enrolment import read_invite
from installer.demo.journey import App, go_to
from installer.demo.newcomers import ALONE, INVITE, INVITED, PHRASES, VOUCHED, WELCOME, WORDS
from installer.demo.screen import Pc, Screen
from installer.demo.screen_ways import choose, press

CHOSEN = "Asta afprøver alle ark af papir"


def _begin(*presses: tuple[str, str]) -> Callable[[App], object]:
    """From the first page: presses buttons by what stands beside them or on them."""

    def come(app: App) -> None:
        app.keys("Esc Esc Esc Esc")
        app.wait("Velkommen til Rød Tråd", within=30)
        for name, shows in presses:
            press(app, name, shows)

    return come


def _fill(app: App, typed: dict[str, str]) -> None:
    for label, words in typed.items():
        go_to(app, label)
        app.keys("Ctrl+A")
        app.type(words)


def _chosen(app: App) -> None:
    _fill(app, {"Vælg en adgangssætning": CHOSEN, "Den samme igen": CHOSEN})


def _joining(app: Pc) -> None:
    _begin(("Kom med …", "Vælg din invitation"))(app)
    choose(app, "Vælg invitationen …", app.data / INVITE, "Vælg det der åbner denne pc")
    _chosen(app)


def _unlocked(app: Pc, who: str, shows: str) -> None:
    """The wizard where it was left, or the step of it that Esc leads back to."""
    if "Din adgangssætning" in app.texts():
        app.type(PHRASES[who])
        app.keys("Enter")
    else:
        app.keys("Esc")
    app.wait(shows, within=30)


def _asking(app: Pc) -> None:
    _unlocked(app, VOUCHED, "Bed om at blive lukket ind")


def _answering(app: Pc) -> None:
    _asking(app)
    choose(app, "Indlæs velkomsten …", app.data / WELCOME, "Skriv de seks kontrolord du hører")
    _fill(app, {"Kollegaens seks kontrolord": (app.data / WORDS).read_text(encoding="utf-8")})


def _in(app: Pc) -> None:
    _answering(app)
    press(app, "Luk denne pc ind", "Denne pc er sat op")


def _alone(app: Pc) -> None:
    _unlocked(app, ALONE, "kontrolord")
    if not any("En kollega skal stadig" in words for words in app.texts()):
        choose(app, "Indlæs velkomsten …", app.data / WELCOME, "En kollega skal stadig lukke dig ind")


def _space(app: Pc) -> None:
    _alone(app)
    press(app, "Videre uden", "Luk jeres fællesskab op")
    _fill(app, {"Hvad fællesskabet hedder": "Deles i distrikt Øst", "Distriktet, kort": "Øst"})


def _opened(app: Pc) -> None:
    _space(app)
    press(app, "Luk det op", "Denne pc er sat op")


def _organisation(app: Pc) -> None:
    _begin(("Opret …", "Dit navn"))(app)
    _fill(app, {"Dit navn": "Bo Begynder", "Din titel": "Administrator", "Adressen": "https://server.example"})


def _founder(app: Pc) -> None:
    _organisation(app)
    _fill(app, {"Adressen": read_invite((app.data / INVITE).read_bytes()).url})
    press(app, "Videre", "Vælg det der åbner denne pc")
    _chosen(app)


def _kit(app: Pc) -> None:
    """One page of the kit is kept, the other is not."""
    _founder(app)
    press(app, "Videre", "Gendannelsesarket er to sider")
    for page in (app.data / "side-a", app.data / "side-b"):
        page.unlink(missing_ok=True)  # of a time before: nothing is ever written over
    choose(app, "Gem som fil …", app.data / "side-a", "Udskrevet eller gemt")


def _admit(app: Pc) -> None:
    """The organisation is made, and the municipality's server does not know of it."""
    _kit(app)
    choose(app, "Gem som fil …", app.data / "side-b", "Udskrevet eller gemt")
    app.wait("Ikke på papir eller i en fil endnu", gone=True)
    press(app, "Opret organisationen", "Sig det til kommunens server")


def _first_day(keys: str, shows: str) -> Callable[[Pc], object]:
    """A page of somebody who has just come in, and has nothing yet."""

    def come(app: Pc) -> None:
        if "Lås" not in app.texts():
            if "Denne pc er sat op" not in app.texts():
                _opened(app)
            press(app, "Til låseskærmen", "Din adgangssætning")
            app.type(PHRASES[ALONE])
            app.keys("Enter")
            app.wait("Nyt notat", within=30)
        app.keys(keys)
        app.wait(shows)

    return come


WIZARD = (
    Screen("begin", _begin(), who=INVITED, locked=True),
    Screen("begin-join", _begin(("Kom med …", "Vælg din invitation")), who=INVITED, locked=True),
    Screen("begin-passphrase", _joining, who=INVITED, locked=True),
    Screen("begin-demo", _begin(("Se demoen …", "Lav demoen")), who=INVITED, locked=True),
    Screen("begin-found", _organisation, who=INVITED, locked=True),
    Screen("begin-founder", _founder, who=INVITED, locked=True),
    Screen("begin-kit", _kit, who=INVITED, locked=True),
    # the last of that folder: from here there is no way back to the first page
    Screen("begin-admit", _admit, who=INVITED, locked=True),
    Screen("begin-asking", _asking, who=VOUCHED, locked=True),
    Screen("begin-answer", _answering, who=VOUCHED, locked=True),
    Screen("begin-in", _in, who=VOUCHED, locked=True),
    Screen("begin-alone", _alone, who=ALONE, locked=True),
    Screen("begin-space", _space, who=ALONE, locked=True),
    Screen("begin-opened", _opened, who=ALONE, locked=True),
    Screen("first-today", _first_day("Ctrl+1", "Ingenting venter på dig"), who=ALONE, locked=True),
    Screen("first-consultations", _first_day("Ctrl+2", "Skriv det første notat"), who=ALONE, locked=True),
    Screen("first-concerns", _first_day("Ctrl+3", "Skriv en bekymring"), who=ALONE, locked=True),
)
