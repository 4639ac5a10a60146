"""A concern that was interrupted, from outside: kill -9 while one types, and what is missing is still marked."""

import time

import pytest
from helpers.outside import OutsideTown

from installer.demo.journey import go_to

LOST_AT_MOST_S = 3.0
WORDS = "Gråd ved aflevering "


@pytest.mark.timeout(240, func_only=True)
def test_a_concern_that_is_half_written(out_of_touch: OutsideTown) -> None:
    """S2: the draft is offered first and without the name; at most 3 s are missing, what lacks is marked, none sent."""
    (signe,) = out_of_touch.today("signe")
    sent = next(text for text in signe.texts() if text.startswith("Synkronisering: "))
    signe.keys("Ctrl+3")
    signe.wait("Ny bekymring")
    go_to(signe, "Ny bekymring")
    signe.keys("Enter")
    signe.wait("Uden navn")
    go_to(signe, "Uden navn")
    signe.keys("Right Right Tab")
    signe.comes_to("Barnets navn")
    signe.type("Barn TEST-Alfa, 5 år")
    go_to(signe, "Hvad er vi bekymrede for?")
    began, typed = time.monotonic(), [(0.0, 0)]
    while time.monotonic() - began < LOST_AT_MOST_S + 0.5:
        signe.type(WORDS)
        typed.append((time.monotonic(), typed[-1][1] + len(WORDS)))
    killed = time.monotonic()
    signe.kill()
    (signe,) = out_of_touch.today("signe")
    drafts = [node.description for node in signe.nodes() if node.name == "Fortsæt"]
    assert drafts[0].startswith("Kladde: bekymring")
    assert not any("Alfa" in text for text in signe.texts())
    missing = next(text for text in signe.texts() if "hvornår blev det bemærket" in text)
    assert "samtykke givet" in missing
    go_to(signe, "Fortsæt")
    signe.keys("Enter")
    signe.wait("Barn TEST-Alfa, 5 år")
    there = signe.comes_to("Hvad er vi bekymrede for?")
    kept, whole = len(there.text) + 1, WORDS * len(typed)
    assert whole.startswith(there.text)
    assert kept >= max(length for when, length in typed if when <= killed - LOST_AT_MOST_S)
    for field, words in (
        ("Hvornår blev det bemærket?", "Skriv hvornår det blev bemærket."),
        ("Samtykke givet", "Skriv hvornår samtykket blev givet."),
    ):
        assert words in signe.node("text", field).description
    signe.keys("Esc Ctrl+1")
    signe.wait("Kladde: bekymring")
    assert sent in signe.texts()
