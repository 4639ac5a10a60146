"""How a person comes to each screen of the window, from the keyboard alone.

It knows neither looks nor processes: it is handed an app that obeys, unlocked and on »I dag«.
"""

from collections.abc import Callable
from pathlib import Path

from installer.demo.journey import PLACE, App, edit_agreement, go_to
from installer.demo.municipality import ROOT
from installer.demo.screen import Pc

NOTE = "Lærer undres over uro efter frikvarter; aftalt at observere onsdag"
SIGNES = "Signe og klasselæreren holder møde den 14. december"
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Fiktivby Kommune//Kalender//DA
BEGIN:VEVENT
UID:1@fiktivby.example
DTSTART:20261124T090000
DTEND:20261124T100000
SUMMARY:Personalemøde
LOCATION:Børnehuset Prøven
END:VEVENT
BEGIN:VEVENT
UID:2@fiktivby.example
DTSTART:20261125T130000
DTEND:20261125T143000
SUMMARY:Netværksmøde
LOCATION:Fiktivby Skole
END:VEVENT
BEGIN:VEVENT
UID:3@fiktivby.example
DTSTART:20261126T080000
DTEND:20261126T084500
SUMMARY:Tandlæge
END:VEVENT
END:VCALENDAR
"""
NAMED = "Mikkel er 5 år og går på Blå stue. Han græder når han bliver afleveret. Cpr 660321-4011"


def page(keys: str, shows: str) -> Callable[[App], object]:
    """By one shortcut, and what then is shown."""

    def come(app: App) -> None:
        app.keys(keys)
        app.wait(shows)

    return come


def then(come: Callable[[App], object], *presses: tuple[str, str]) -> Callable[[App], object]:
    """Comes somewhere, then presses one button after the other: its name, and what it shows."""

    def further(app: App) -> None:
        come(app)
        for name, shows in presses:
            press(app, name, shows)

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


def press(app: App, name: str, shows: str) -> None:
    """One button, and what it shows."""
    go_to(app, name, 90)
    app.keys("Space")
    app.wait(shows, within=20)


def choose(app: App, button: str, file: Path, shows: str) -> None:
    """A file by its name, in the dialog that the button opens."""
    press(app, button, "Filnavn")
    app.keys("Ctrl+A")
    app.type(str(file))
    app.keys("Enter")
    app.wait(shows, within=20)


def search(app: App) -> None:
    """Search, with something found."""
    app.keys("Ctrl+K")
    app.type("fiktivby")
    app.wait("Institutioner")


def begin_note(app: App) -> None:
    """A note, as far as its kind."""
    app.keys("Ctrl+N")
    app.wait("Hvem drejer det sig om?")
    go_to(app, "Hvad slags")
    app.type("Sparring")


def note(app: App) -> None:
    """A note about a class, kept as a draft."""
    begin_note(app)
    go_to(app, "Anonymt barn")
    app.keys("Right Space")
    app.wait("Klasse eller gruppe")
    app.keys("Tab")
    app.type("3.b")
    go_to(app, "Hvad talte I om, og hvad aftalte I?")
    app.type(NOTE)
    app.wait("Kladden er gemt")


def guarded(app: App) -> None:
    """An anonymous note with what gives somebody away in it."""
    begin_note(app)
    go_to(app, "Anonymt barn")
    app.keys("Space")
    go_to(app, "Hvad talte I om, og hvad aftalte I?")
    app.type(NAMED)
    app.wait("ligner et CPR-nummer")


def wrong(app: App) -> None:
    """A passphrase that is not the right one."""
    app.wait("Din adgangssætning", within=20)
    app.type("det er ikke den")
    app.keys("Enter")
    app.wait("forkert forsøg")


def locked_again(app: App) -> None:
    """A lock in the middle of a note."""
    note(app)
    app.keys("Ctrl+L")
    app.wait("Låst 08.")


def whole_note(app: App) -> None:
    """Every part of the form open."""
    begin_note(app)
    go_to(app, "Anonymt barn")
    app.keys("End Space")
    app.wait("Barnets navn")
    go_to(app, "Hvad talte I om, og hvad aftalte I?")
    app.type(NOTE)
    parts = {"Skala …": "Hvem siger det?", "Aftale …": "Hvem gør det?", "Langt notat …": "egen vurdering"}
    for part, shows in parts.items():
        press(app, part, shows)


def note_of_ppr(app: App) -> None:
    """The long form of a psychologist."""
    app.keys("Ctrl+N")
    app.wait("Hvem drejer det sig om?")
    go_to(app, "Langt notat …")
    app.keys("Space")
    app.wait("Pejlemærker")
    go_to(app, "Forebyggende", 90)


def reading(app: App) -> None:
    """The newest note."""
    app.keys("Ctrl+2")
    go_to(app, "Rådgivninger")
    app.keys("Home Enter")
    app.wait("Historik")


def own_of_ppr(app: App) -> None:
    """The newest is Signe's, the next one is of PPR."""
    app.keys("Ctrl+2")
    go_to(app, "Rådgivninger")
    app.keys("Home Down Enter")
    app.wait("Niveau")


def concern(app: App) -> None:
    """The first concern."""
    app.keys("Ctrl+3")
    app.wait("Bemærket")
    go_to(app, "Bekymringer")
    app.keys("Home Enter")
    app.wait("Den røde tråd")


def place(app: App) -> None:
    """The page of the school."""
    app.keys("Ctrl+4")
    go_to(app, "Find i kontakter")
    app.type(PLACE)
    app.wait(PLACE)
    go_to(app, "Kontakter")
    app.keys("Home Enter")
    app.wait("Siden sidst")


def helped(app: App) -> None:
    """The help of a note."""
    begin_note(app)
    app.keys("F1")
    app.wait("Mere hjælp")


def agreement(app: App) -> None:
    """The agreement that Signe rewrote, from the page of the school."""
    place(app)
    go_to(app, SIGNES)
    app.keys("Enter")
    app.wait("Historik")


def twice(app: App) -> None:
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


def family(app: App) -> None:
    """A family that says no name: which talk of five it is."""
    begin_note(app)
    go_to(app, "Anonymt barn")
    app.keys("Right Right Right Space")
    app.wait("Træk en ny kode")
    go_to(app, "Familiekode")
    app.type("GRØN-FYR-27")
    app.keys("Tab")
    app.wait("Samtale 1 af 5")


def calendar_read(app: Pc) -> None:
    """A calendar's file with two visits, and an appointment that is none."""
    page("Ctrl+B", "Planlæg besøg")(app)
    press(app, "Fra kalender", "Planlæg besøgene")
    file = app.data / "kalender.ics"
    file.write_text(CALENDAR, encoding="utf-8", newline="\r\n")
    choose(app, "Vælg en fil", file, "2 besøg")


def list_read(app: App) -> None:
    """A list of places: what each row will do."""
    page("Ctrl+4", "Find i kontakter")(app)
    press(app, "Indlæs fra fil", "Vælg en fil")
    choose(app, "Vælg en fil", ROOT / "resources" / "demo" / "institutionsregister.csv", "Vis hvad der vil ske")
    press(app, "Vis hvad der vil ske", "Tilføjes")


def whole_life(app: App) -> None:
    """A note that is approved, put on file and added to."""
    reading(app)
    press(app, "Godkend", "Godkendes")
    press(app, "Journalisér …", "Nummer")
    go_to(app, "Nummer")
    app.type("2026-0815")
    app.keys("Ctrl+S")
    app.wait("Historik")
    press(app, "Skriv en tilføjelse", "Hvad vil du tilføje?")
    app.type("Forældrene har ringet og takket; punktet er på dagsordenen.")
    app.keys("Ctrl+S")
    app.wait("takket")


def two_texts(signe: App, palle: App, endpoint_up: Callable[[], object]) -> None:
    """Leaves both with all that was rewritten in two places or three, and Signe with a person who stands twice."""
    edit_agreement(signe, SIGNES)
    edit_agreement(palle, "Palle observerer i klassen den 11. december")
    twice(signe)
    endpoint_up()
    for app in (signe, palle):
        app.keys("Ctrl+1")
        for seen in ("rettet to steder", "rettet tre steder", "3 skal afklares"):
            app.wait(seen, within=60)
