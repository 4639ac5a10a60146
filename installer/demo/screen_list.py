"""Every screen of the window, and how a person comes to it from the keyboard; pictures are made of each.

It knows neither looks nor processes: it is handed an app that obeys, unlocked and on »I dag«.
"""

from collections.abc import Callable
from dataclasses import dataclass

from installer.demo.journey import PLACE, App, edit_agreement, go_to

NOTE = "Lærer undres over uro efter frikvarter; aftalt at observere onsdag"
NAMED = "Mikkel er 5 år og går på Blå stue. Han græder når han bliver afleveret. Cpr 660321-4011"


@dataclass(frozen=True)
class Screen:
    """One screen: its name is its file's; `come` goes there, and waits until it stands."""

    name: str
    come: Callable[[App], object]
    who: str = "signe"
    locked: bool = False


def _page(keys: str, shows: str) -> Callable[[App], object]:
    def come(app: App) -> None:
        app.keys(keys)
        app.wait(shows)

    return come


def command(name: str, shows: str) -> Callable[[App], object]:
    """By search: types words of a command that nothing else answers to, and Enter."""

    def come(app: App) -> None:
        app.keys("Ctrl+K")
        app.type(name)
        app.wait("Handlinger")
        app.keys("Enter")
        app.wait(shows)

    return come


def _search(app: App) -> None:
    app.keys("Ctrl+K")
    app.type("fiktivby")
    app.wait("Institutioner")


def _begin_note(app: App) -> None:
    app.keys("Ctrl+N")
    app.wait("Hvem drejer det sig om?")
    go_to(app, "Hvad slags")
    app.type("Sparring")


def _note(app: App) -> None:
    _begin_note(app)
    go_to(app, "Anonymt barn")
    app.keys("Right Space")
    app.wait("Klasse eller gruppe")
    app.keys("Tab")
    app.type("3.b")
    go_to(app, "Hvad talte I om, og hvad aftalte I?")
    app.type(NOTE)
    app.wait("Kladden er gemt")


def _guarded(app: App) -> None:
    _begin_note(app)
    go_to(app, "Anonymt barn")
    app.keys("Space")
    go_to(app, "Hvad talte I om, og hvad aftalte I?")
    app.type(NAMED)
    app.wait("ligner et CPR-nummer")


def _reading(app: App) -> None:
    app.keys("Ctrl+2")
    go_to(app, "Rådgivninger")
    app.keys("Home Enter")
    app.wait("Historik")


def _addition(app: App) -> None:
    _reading(app)
    go_to(app, "Skriv en tilføjelse")
    app.keys("Space")
    app.wait("Hvad vil du tilføje?")


def _concern(app: App) -> None:
    app.keys("Ctrl+3")
    go_to(app, "Bekymringer")
    app.keys("Home Enter")
    app.wait("Den røde tråd")


def _place(app: App) -> None:
    app.keys("Ctrl+4")
    go_to(app, "Find i kontakter")
    app.type(PLACE)
    app.wait(PLACE)
    app.keys("Tab Tab Home Enter")
    app.wait("Siden sidst")


def _help(app: App) -> None:
    _begin_note(app)
    app.keys("F1")
    app.wait("Mere hjælp")


def two_texts(signe: App, palle: App, endpoint_up: Callable[[], object]) -> None:
    """Leaves both with an agreement that was rewritten in two places."""
    edit_agreement(signe, "Signe og klasselæreren holder møde den 14. december")
    edit_agreement(palle, "Palle observerer i klassen den 11. december")
    endpoint_up()
    for app in (signe, palle):
        app.keys("Ctrl+1")
        app.wait("rettet to steder", within=30)


SCREENS = (
    Screen("lock", lambda app: app.wait("Din adgangssætning", within=20), locked=True),
    Screen("urgent-locked", _page("F9", "112"), locked=True),
    Screen("today", _page("Ctrl+1", "Venter på dig")),
    Screen("consultations", _page("Ctrl+2", "Rådgivninger")),
    Screen("note", _note),
    Screen("note-guard", _guarded),
    Screen("reading", _reading),
    Screen("addition", _addition),
    Screen("concerns", _page("Ctrl+3", "Bekymringer")),
    Screen("concern", _concern),
    Screen("contacts", _page("Ctrl+4", "Find i kontakter")),
    Screen("place", _place),
    Screen("search", _search),
    Screen("import", command("Indlæs fra fil", "Vælg en fil")),
    Screen("drafts", command("Kladder", "De bliver på denne pc")),
    Screen("removed", command("Fjernet", "Intet er slettet")),
    Screen("keys", _page("Shift+F1", "Genveje")),
    Screen("help", _help),
    Screen("urgent", _page("F9", "112")),
    Screen("sync", _page("Ctrl+8", "Synkronisering")),
    Screen("settings", _page("Ctrl+9", "Indstillinger")),
    Screen("today-psychologist", _page("Ctrl+1", "Venter på dig"), "palle"),
    Screen("today-administrator", _page("Ctrl+1", "I dag"), "asta"),
)
