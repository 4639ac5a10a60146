"""One thing changed in two places and in three, from outside: by name, nothing by Enter, the same for everybody."""

import pytest
from helpers.outside import OutsideTown, begin_note, search
from helpers.windows import OutsideApp

from installer.demo.journey import go_to

FIRST, SECOND = "Fælles plan for skraldespandene", "Opslag om cykelhjelme"
MEETING, WATCHING = "Møde 14. december", "Observation 11. december"
HELMETS = {"Signe": "Hjelmene deles ud", "Palle": "Hjelmene købes ind", "Mona": "Hjelmene lånes"}
WAYS = ("Afklar senere", "Skriv en ny …")


def staff_note(app: OutsideApp, place: str, text: str) -> None:
    """A note about the staff of a place, as far as its text."""
    begin_note(app, place, "Sparring")
    go_to(app, "Anonymt barn")
    app.keys("Right Right Tab")
    app.comes_to("Hvem i personalet")
    app.type("Pedellen")
    go_to(app, "Hvad talte I om, og hvad aftalte I?")
    app.type(text)


def agree(app: OutsideApp) -> None:
    """A note with the two agreements that all know."""
    staff_note(app, "Børnehuset Udkastet", "To ting blev aftalt")
    go_to(app, "Aftale …")
    app.keys("Space")
    app.wait("En aftale mere")
    app.comes_to("Hvad er aftalt?")
    app.type(FIRST)
    go_to(app, "En aftale mere")
    app.keys("Space")
    app.comes_to("Aftale 2: Hvad er aftalt?")
    app.type(f"{SECOND}{{Ctrl+S}}")
    app.hear("Gemt på denne pc")


def find(app: OutsideApp, word: str) -> None:
    """Opens the one agreement that holds a word, by search."""
    search(app, word)
    app.hear("1 fundet. Aftaler · 1. Aftale, Børnehuset Udkastet.")
    app.keys("Enter")
    app.wait("Historik")


def rewrite(app: OutsideApp, word: str, text: str, done: bool = False) -> None:
    """Puts another text into that agreement, and closes it."""
    find(app, word)
    app.keys("Ctrl+E")
    app.comes_to("Hvad er aftalt?")
    app.type(f"{{Ctrl+A}}{text}")
    if done:
        go_to(app, "I gang")
        app.keys("Right")
        app.until(lambda here: here.name == "Gennemført" and "CHECKED" in here.states)
    app.keys("Ctrl+S")
    app.hear("Gemt på denne pc")
    app.keys("Ctrl+1")


def choose(app: OutsideApp, among: str) -> None:
    """From »I dag« to the page where one chooses between what these people wrote; nothing is chosen, also by Enter."""
    app.keys("Ctrl+1")
    app.wait(among)
    go_to(app, "Vælg …")
    while among not in app.focus().description:
        app.keys("Tab")
    app.keys("Enter")
    app.wait("Sådan stod der før")
    assert app.focus().role != "push button"
    app.heard()
    for way in [node.name for node in app.nodes() if node.name in WAYS or node.name.startswith("Behold ")]:
        go_to(app, way)
        app.keys("Enter")
        app.hear("Intet vælges med Enter her")


def sides(app: OutsideApp) -> set[str]:
    """The ways to keep one, each with the words that are said of it."""
    nodes = [node for node in app.nodes() if node.name.startswith("Behold ") and node.description]
    return {f"{node.name}: {node.description}" for node in nodes}


def stands(app: OutsideApp, *texts: str) -> None:
    """Each of these is one agreement, of which nothing is in doubt."""
    app.keys("Ctrl+1")
    for text in texts:
        search(app, text)
        app.hear("1 fundet. Aftaler · 1. Aftale, Børnehuset Udkastet. ")
        app.keys("Esc")


@pytest.mark.timeout(300, func_only=True)
def test_the_same_field_in_two_places_and_in_three(town: OutsideTown) -> None:
    """S6, S17: all by name, time and what stood before; nothing by Enter; told to everybody, the same for everybody."""
    town.online()
    signe, palle, mona = town.today("signe", "palle", "mona")
    agree(signe)
    for app in (palle, mona):
        app.wait("Sparring, Pedellen")
    town.offline()
    rewrite(signe, "skraldespandene", MEETING)
    rewrite(signe, "cykelhjelme", HELMETS["Signe"])
    rewrite(palle, "skraldespandene", WATCHING)
    rewrite(palle, "cykelhjelme", HELMETS["Palle"])
    staff_note(palle, "Børnehaven Skitsen", "Frugten står et andet sted nu")
    palle.keys("Ctrl+S")
    palle.hear("Gemt på denne pc")
    rewrite(mona, "cykelhjelme", HELMETS["Mona"], done=True)
    town.online()

    signe.wait("Du, Mona og Palle har skrevet hver sin tekst")  # else the helmets are so called
    choose(signe, "Du og Palle har skrevet hver sin tekst")
    assert sides(signe) == {f"Behold Signes: {MEETING}", f"Behold Palles: {WATCHING}"}
    shown = " ".join(signe.texts())
    for words in (f"Hvad er aftalt {FIRST}", "Palle Pseudonym I dag ", "Signe Prøvested (dig) I dag "):
        assert words in shown, words
    go_to(signe, "Behold begge")
    signe.keys("Space")
    signe.hear("Afklaret")
    palle.wait("Du og Signe har skrevet hver sin tekst", gone=True)

    mona.wait("En aftale er rettet tre steder")
    choose(mona, "Du, Palle og Signe har skrevet hver sin tekst")
    assert sides(mona) == {f"Behold {name}s: {words}" for name, words in HELMETS.items()}
    assert "Du har lukket den: Gennemført." in " ".join(mona.texts())
    go_to(mona, "Behold Palles")
    mona.keys("Space")
    mona.hear("Afklaret")
    signe.wait("Du, Mona og Palle har skrevet hver sin tekst", gone=True)
    for app in (signe, palle):
        app.wait("Mona Midlertidig har afklaret hvilken tekst der gælder")
    mona.keys("Ctrl+Z")
    mona.hear("Fortrudt")
    for app, among in ((signe, "Du, Mona og Palle"), (palle, "Du, Mona og Signe")):
        app.wait(f"{among} har skrevet hver sin tekst")
    choose(mona, "Du, Palle og Signe har skrevet hver sin tekst")
    go_to(mona, "Behold alle")
    mona.keys("Space")
    mona.hear("Afklaret")
    for app in (signe, palle):
        app.wait("har skrevet hver sin tekst", gone=True)
    for app in (signe, palle, mona):
        stands(app, MEETING, WATCHING, *HELMETS.values())
    find(palle, MEETING)
    for text in (FIRST, MEETING, WATCHING):
        assert f"Skrev: »{text}«" in " ".join(palle.texts()), text
    signe.keys("Ctrl+2")
    signe.wait("Palle Pseudonym · Børnehaven Skitsen")
