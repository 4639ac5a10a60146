"""Every screen of the window, and how a person comes to it from the keyboard; pictures are made of each.

It knows neither looks nor processes: it is handed an app that obeys, unlocked and on »I dag«.
"""

from collections.abc import Callable
from dataclasses import dataclass

from installer.demo.journey import PLACE, App, edit_agreement, go_to

NOTE = "Lærer undres over uro efter frikvarter; aftalt at observere onsdag"
SIGNES = "Signe og klasselæreren holder møde den 14. december"
NAMED = "Mikkel er 5 år og går på Blå stue. Han græder når han bliver afleveret. Cpr 660321-4011"


#: An empty folder, one whose key file is gone, and one that another window holds.
NEWCOMER, KEYLESS, OPEN_ELSEWHERE = "newcomer", "keyless", "open-elsewhere"


@dataclass(frozen=True)
class Screen:
    """One screen: its name is its file's; `come` goes there, and waits until it stands. `view` is what is shown.

    `who` is a person of the municipality, or one of the folders that are none's: NEWCOMER, KEYLESS and OPEN_ELSEWHERE.
    `height` is that of the window at 100 %, so that a long form is seen whole.
    """

    name: str
    come: Callable[[App], object]
    view: str = ""
    who: str = "signe"
    locked: bool = False
    height: int = 768


def _page(keys: str, shows: str) -> Callable[[App], object]:
    def come(app: App) -> None:
        app.keys(keys)
        app.wait(shows)

    return come


def _then(come: Callable[[App], object], *presses: tuple[str, str]) -> Callable[[App], object]:
    """Comes somewhere, then presses one button after the other: its name, and what it shows."""

    def further(app: App) -> None:
        come(app)
        for name, shows in presses:
            go_to(app, name, 90)
            app.keys("Space")
            app.wait(shows)

    return further


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


def _wrong(app: App) -> None:
    app.wait("Din adgangssætning", within=20)
    app.type("det er ikke den")
    app.keys("Enter")
    app.wait("forkert forsøg")


def _locked_again(app: App) -> None:
    _note(app)
    app.keys("Ctrl+L")
    app.wait("Låst 08.")


def _wizard(*presses: tuple[str, str]) -> Callable[[App], object]:
    """From the first page of the wizard: presses buttons by what stands beside them or on them."""

    def come(app: App) -> None:
        app.keys("Esc Esc")
        app.wait("Velkommen til Rød Tråd", within=30)
        for name, shows in presses:
            go_to(app, name)
            app.keys("Space")
            app.wait(shows, within=20)

    return come


def _founding(app: App) -> None:
    """To the kit on paper; nothing is made before both pages are kept."""
    _wizard(("Opret …", "Dit navn"))(app)
    typed = {"Dit navn": "Asta Afprøver", "Din titel": "Administrator", "Adressen": "https://server.example"}
    for label, words in typed.items():
        go_to(app, label)
        app.type(words)


def _whole_note(app: App) -> None:
    """Every part of the form open."""
    _begin_note(app)
    go_to(app, "Anonymt barn")
    app.keys("End Space")
    app.wait("Barnets navn")
    go_to(app, "Hvad talte I om, og hvad aftalte I?")
    app.type(NOTE)
    parts = {"Skala …": "Hvem siger det?", "Aftale …": "Hvem gør det?", "Langt notat …": "egen vurdering"}
    for part, shows in parts.items():
        go_to(app, part, 90)
        app.keys("Space")
        app.wait(shows)


def _note_of_ppr(app: App) -> None:
    app.keys("Ctrl+N")
    app.wait("Hvem drejer det sig om?")
    go_to(app, "Langt notat …")
    app.keys("Space")
    app.wait("Pejlemærker")
    go_to(app, "Forebyggende", 90)


def _reading(app: App) -> None:
    app.keys("Ctrl+2")
    go_to(app, "Rådgivninger")
    app.keys("Home Enter")
    app.wait("Historik")


def _own_of_ppr(app: App) -> None:
    """The newest is Signe's, the next one is of PPR."""
    app.keys("Ctrl+2")
    go_to(app, "Rådgivninger")
    app.keys("Home Down Enter")
    app.wait("Niveau")


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
    go_to(app, "Kontakter")
    app.keys("Home Enter")
    app.wait("Siden sidst")


def _help(app: App) -> None:
    _begin_note(app)
    app.keys("F1")
    app.wait("Mere hjælp")


def _agreement(app: App) -> None:
    _place(app)
    go_to(app, SIGNES)
    app.keys("Enter")
    app.wait("Historik")


def _twice(app: App) -> None:
    """Somebody is added who is among the contacts already, and it is hinted."""
    app.keys("Ctrl+4")
    go_to(app, "Steder")
    app.keys("End")
    go_to(app, "Tilføj en person")
    app.keys("Space")
    app.wait("Hvornår træffes de?")
    app.type("Lis Leder")
    app.keys("Ctrl+S")
    app.wait("Gemt på denne pc")


def two_texts(signe: App, palle: App, endpoint_up: Callable[[], object]) -> None:
    """Leaves both with an agreement that was rewritten in two places, and Signe with a person who stands twice."""
    edit_agreement(signe, SIGNES)
    edit_agreement(palle, "Palle observerer i klassen den 11. december")
    _twice(signe)
    endpoint_up()
    for app in (signe, palle):
        app.keys("Ctrl+1")
        app.wait("rettet to steder", within=30)


_TODAY = _page("Ctrl+1", "Venter på dig")
_CONTACTS = _page("Ctrl+4", "Find i kontakter")
_SYNC = _page("Ctrl+8", "Synkronisering")
_SETTINGS = _page("Ctrl+9", "Indstillinger")
_SETTLE = _then(_SYNC, ("Vælg …", "Afklar senere"))

SCREENS = (
    Screen("lock", lambda app: app.wait("Din adgangssætning", within=20), locked=True),
    Screen("urgent-locked", _page("F9", "112"), locked=True),
    Screen("lock-wrong", _wrong, locked=True),
    Screen("today", _TODAY, "today"),
    Screen("consultations", _page("Ctrl+2", "Rådgivninger"), "consultations"),
    Screen("note", _note, "quick_note"),
    Screen("note-guard", _guarded, "quick_note"),
    Screen("reading", _reading, "reading"),
    Screen("correct", _then(_reading, ("Ret", "Ret notatet")), "correct"),
    Screen("addition", _then(_reading, ("Skriv en tilføjelse", "Hvad vil du tilføje?")), "amend"),
    Screen("copied", _then(_reading, ("Kopiér", "Journalisér"), ("Journalisér", "Nummer")), "journalise"),
    Screen("approve", _page("Ctrl+G", "Godkend"), "approve"),
    Screen("concerns", _page("Ctrl+3", "Bekymringer"), "concerns"),
    Screen("concern", _concern, "concern"),
    Screen("concern-new", _then(_page("Ctrl+3", "Bekymringer"), ("Ny bekymring", "Med navn")), "concern_sheet"),
    Screen("concern-child", _then(_concern, ("Ret hvem", "Ret hvem det drejer sig om")), "child_sheet"),
    Screen("concern-scale", _then(_concern, ("Ny vurdering", "Hvem siger det?")), "assessment_sheet"),
    Screen("contacts", _CONTACTS, "contacts"),
    Screen("place", _place, "place"),
    Screen("contact", _then(_place, ("Ret", "Institutionsnummer")), "contact_sheet"),
    Screen("duplicates", _then(_CONTACTS, ("Se dem", "Luk")), "duplicates"),
    Screen("visit", _page("Ctrl+B", "Planlæg besøg"), "visit_sheet"),
    Screen("agreement", _agreement, "agreements"),
    Screen("agreement-edit", _then(_agreement, ("Ret", "Hvad er aftalt?")), "agreement_sheet"),
    Screen("history", _then(_agreement, ("Se hvordan", "Sådan")), "history"),
    Screen("settle", _SETTLE, "settle"),
    Screen("settle-anew", _then(_SETTLE, ("Skriv en ny", "Ny tekst")), "settle_sheet"),
    Screen("search", _search),
    Screen("import", _then(_CONTACTS, ("Indlæs fra fil", "Vælg en fil")), "contacts_import"),
    Screen(
        "import-calendar",
        _then(_page("Ctrl+B", "Planlæg besøg"), ("Fra kalender", "Planlæg besøgene")),
        "visits_import",
    ),
    Screen("drafts", command("Kladder", "De bliver på denne pc"), "drafts"),
    Screen("removed", command("Fjernet", "Intet er slettet"), "removed"),
    Screen("keys", _page("Shift+F1", "Genveje"), "keys"),
    Screen("help", _help, "help"),
    Screen("urgent", _page("F9", "112"), "urgent"),
    Screen("sync", _SYNC, "sync"),
    Screen("usb", _then(_SYNC, ("Gem på USB", "Gem alt")), "bundle"),
    Screen("settings", _SETTINGS, "settings"),
    Screen("passphrase", _then(_SETTINGS, ("Skift adgangssætning", "Ny adgangssætning")), "access"),
    Screen("note-whole", _whole_note, "quick_note", height=2200),
    # the last of hers: it does not open again
    Screen("lock-again", _locked_again, who="signe"),
    Screen("today-psychologist", _TODAY, "today", who="palle"),
    Screen("note-psychologist", _note_of_ppr, "quick_note", who="palle", height=2000),
    Screen("reading-psychologist", _own_of_ppr, "reading", who="palle"),
    Screen("today-administrator", _page("Ctrl+1", "I dag"), "today", who="asta"),
    Screen("sync-administrator", _page("Ctrl+8", "Synkronisering"), "sync", who="asta"),
    Screen("begin", _wizard(), who=NEWCOMER, locked=True),
    Screen("begin-join", _wizard(("Kom med …", "Vælg din invitation")), who=NEWCOMER, locked=True),
    Screen("begin-found", _founding, who=NEWCOMER, locked=True),
    Screen("begin-demo", _wizard(("Se demoen …", "Lav demoen")), who=NEWCOMER, locked=True),
    Screen("lock-keyless", lambda app: app.wait("sikkerhedskopi", within=30), who=KEYLESS, locked=True),
    Screen("lock-elsewhere", lambda app: app.wait("allerede åben", within=30), who=OPEN_ELSEWHERE, locked=True),
)
