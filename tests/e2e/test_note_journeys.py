"""Notes logged from outside, by keyboard and by ear: a name without consent, a family's fifth talk, a whole day."""

import re
import time

import pytest
from helpers.outside import OutsideTown, begin_note
from helpers.windows import Node, OutsideApp

from installer.demo.journey import go_to

TEXT = "Hvad talte I om, og hvad aftalte I?"
NAMES = "Lone Lærke siger at Mikkel græder. Cpr 660321-4011"
MARKED = ("»660321-4011« ligner et CPR-nummer.", "»Lone Lærke« står i Kontakter.", "»Mikkel« ligner et navn.")
CODE = "GRØN-FYR-27"
WORDS = "Læreren spørger til pauser; aftalt en fast plads og at vi ses igen"
DAY = [f"{7 + number // 2}.{number % 2 * 25 + 10}" for number in range(12)]
STROKES_A_MINUTE, MINUTES = 200, 6


def goes_through(app: OutsideApp, *names: str) -> None:
    """Tab meets these one after the other."""
    for name in names:
        app.keys("Tab")
        app.comes_to(name)


@pytest.mark.timeout(240, func_only=True)
def test_a_name_without_consent(out_of_touch: OutsideTown) -> None:
    """S4: name and number are said as they are typed, three ways stand behind the text, no save while it is there."""
    (palle,) = out_of_touch.today("palle")
    begin_note(palle, "Børnehuset Prøven", "Konsul")
    go_to(palle, "Anonymt barn")
    palle.keys("Space")
    palle.until(lambda here: "CHECKED" in here.states)
    go_to(palle, TEXT)
    palle.type(NAMES)
    palle.hear(" ".join(MARKED))
    palle.wait("bliver ikke mærket: læs selv efter")
    palle.keys("Ctrl+S")
    palle.hear("Det kan ikke gemmes her")
    refused = palle.comes_to(TEXT)
    assert (refused.role, refused.name, refused.text) == ("text", TEXT, NAMES)
    assert "CPR-nummer" in refused.description
    goes_through(palle, "Fjern det mærkede", "Registrér samtykke …", "Gør til navngiven henvendelse …")
    palle.keys("Shift+Tab Shift+Tab Space")
    palle.wait("ligner et CPR-nummer", gone=True)
    assert palle.comes_to(TEXT).text == "siger at græder. Cpr"
    palle.keys("Ctrl+Z")
    palle.wait(MARKED[0])
    assert palle.focus().text == NAMES
    palle.keys("Tab Tab Space")
    palle.wait("Hvem gav samtykke?")
    palle.comes_to("Hvem gav samtykke?")
    for asked in ("Samtykke givet *", "Hvad må det bruges til? *", "Samtykke udløber"):
        assert asked in palle.texts()
    assert "CHECKED" in palle.node("radio button", "Navngivet barn").states
    palle.keys("Ctrl+S")
    palle.wait("Barnets navn")
    palle.keys("Esc")
    palle.wait("Kladde")
    assert not any("Mikkel" in text for text in palle.texts())


@pytest.mark.timeout(240, func_only=True)
def test_an_anonymous_family_talk_five_of_five(out_of_touch: OutsideTown) -> None:
    """S5: the code counts, the last answer is said beside the new one, worries and strengths; a sixth asks why."""
    (signe,) = out_of_touch.today("signe")
    begin_note(signe, "Fiktivby Skole", "Anonym")
    for number in range(1, 5):
        a_family(signe)
        signe.hear(f"Samtale {number} af 5")
        go_to(signe, TEXT)
        signe.type("De ringer om natten")
        if number == 4:
            answer(signe, 3, "Mormor er der ikke")
        signe.keys("Ctrl+Enter")
        signe.hear("Gemt på denne pc")
    a_family(signe)
    signe.hear("Samtale 5 af 5")
    go_to(signe, TEXT)
    signe.type("De har en aftale for natten")
    answer(signe, 4, "Mormor bor hos dem nu")
    assert any(text.startswith("Sidst: 3 af 10") for text in signe.texts())
    go_to(signe, "Langt notat")
    signe.keys("Space")
    for part, words in (
        ("Hvad er vi bekymrede for?", "Natten"),
        ("Hvad virker godt?", "Mormor"),
        ("Hvad skal der ske?", "Ring igen"),
    ):
        go_to(signe, part)
        signe.type(words)
    go_to(signe, "Udfald")
    picks(signe, "Udfald")
    signe.keys("Ctrl+S")
    signe.hear("Gemt på denne pc")
    assert not any(CODE in text for text in signe.texts())
    begin_note(signe, "", "Anonym")
    a_family(signe)
    signe.wait("Hvorfor en samtale mere?")
    go_to(signe, TEXT)
    signe.type("En til")
    signe.keys("Ctrl+S")
    signe.hear("Skriv hvorfor familien får mere end 5 samtaler.")
    signe.comes_to("Hvorfor en samtale mere?")
    signe.type("De venter på en plads")
    signe.keys("Ctrl+S")
    signe.hear("Gemt på denne pc")


def picks(app: OutsideApp, name: str) -> None:
    """Opens the menu of this name by keys; each item is heard as one comes to it, and the second one is taken."""
    button = app.focus()
    assert (button.role, "HAS_POPUP" in button.states) == ("push button", True)
    app.keys("Space")
    first = app.until(lambda here: here.role == "menu item")
    app.keys("Down")
    second = app.until(lambda here: here.role == "menu item" and here.name != first.name)
    items = [node for node in app.nodes() if node.role == "menu item"]
    assert [item.name for item in items[:2]] == [first.name, second.name]
    assert {item.within for item in items} == {name}
    app.keys("Enter")
    app.wait(f"{name}: {second.name}")


def a_family(app: OutsideApp) -> None:
    """Chooses a family without a name, and types its code."""
    go_to(app, "Anonymt barn")
    app.keys("Left Left")
    app.until(is_a_family)
    goes_through(app, "Familiekode")
    app.type(CODE)


def is_a_family(here: Node) -> bool:
    """Whether the focus is on the choice of a family without a name, one of its group, and it is made."""
    one = (here.role, here.within) == ("radio button", "Hvem drejer det sig om?")
    return one and here.name == "Familie (kode)" and "CHECKED" in here.states


def answer(app: OutsideApp, number: int, because: str) -> None:
    """An answer on the safety scale, chosen with the arrows, and why."""
    go_to(app, "Skala")
    app.keys("Space")
    app.wait("Fordi *")
    assert app.focus().within == "Vurdering"
    app.keys("Home " + "Right " * number)
    app.until(lambda here: here.name.startswith(str(number)) and "CHECKED" in here.states)
    go_to(app, "Fordi")
    app.type(because)


@pytest.mark.timeout(240, func_only=True)
def test_the_day_at_half_past_three(out_of_touch: OutsideTown) -> None:
    """S12: twelve notes with their times in six minutes at a typing pace, approved in one act, one taken back."""
    (mona,) = out_of_touch.today("mona")
    mona.strokes, waited = 0, 0.0
    mona.keys("Ctrl+N")
    waited += mona.wait("Hvem drejer det sig om?")
    mona.comes_to("Hvor")
    mona.type("Fiktivby Skole{Tab}")
    mona.comes_to("Hvad slags")
    mona.type("Sparring{Tab}")
    for number, moment in enumerate(DAY):
        group = f"{{Right}}{{Tab}}{number % 9 + 1}.b"
        mona.type(f"{{Ctrl+A}}i går {moment}{{Tab}}{group}{{Tab}}{WORDS}{{Ctrl+Enter}}")
        typed = time.monotonic()
        mona.hear("Gemt på denne pc")
        mona.wait(WORDS, gone=True)
        mona.comes_to("Hvornår")
        waited += time.monotonic() - typed
    minutes = mona.strokes / STROKES_A_MINUTE + waited / 60
    assert minutes <= MINUTES, f"{mona.strokes} strokes and {waited:.1f} s of waiting"
    mona.keys("Esc Ctrl+G")
    mona.wait("Godkend alle 12 notater")
    rows = [text for text in mona.texts() if re.search(r"Fiktivby Skole · \d\d\.\d\d", text)]
    shown = sorted(set(re.findall(r"Fiktivby Skole · (\d\d\.\d\d)", " ".join(rows))))
    assert [moment.removeprefix("0") for moment in shown] == DAY
    mona.keys("Ctrl+S")
    mona.hear("12 notater godkendes")
    go_to(mona, "Fortryd")
    while "Sparring" not in mona.focus().description:
        mona.keys("Tab")
    taken = mona.focus()
    assert taken.name == "Fortryd"
    mona.keys("Space")
    mona.hear("Fortrudt. 1 notat er ikke godkendt nu")
    mona.wait("Godkend 1 notat")
    (left,) = [node for node in mona.nodes() if node.role == "push button" and node.name == "Godkend"]
    assert left.description == taken.description
