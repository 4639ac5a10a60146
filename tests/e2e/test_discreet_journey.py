"""Discreet, from outside: nobody's name in the whole tree of any page until a row is opened."""

from collections.abc import Iterable

import pytest
from helpers.outside import OutsideTown, search

from installer.demo.journey import go_to

NAMES = ("Alfa", "Bjørk", "TEST-")
PAGES = (
    ("Ctrl+1", "Venter på dig"),
    ("Ctrl+2", "Rådgivninger"),
    ("Ctrl+3", "Ny bekymring"),
    ("Ctrl+4", "Find i kontakter"),
    ("Ctrl+8", "Venter på at blive sendt"),
    ("Ctrl+G", "Godkend notater"),
    ("Ctrl+B", "Planlæg besøg"),
    ("Ctrl+9", "Indstillinger"),
)


@pytest.mark.timeout(240, func_only=True)
def test_nobody_is_named_before_a_row_is_opened(out_of_touch: OutsideTown) -> None:
    """S14, S20: each page, its lists whole, search too; each thing named; Tab goes on; the name is one Enter away."""
    (signe,) = out_of_touch.today("signe")
    for keys, shows in PAGES:
        signe.keys(keys)
        signe.wait(shows)
        assert named(signe.texts()) == [], keys
        assert signe.unnamed() == [], keys
        before = signe.focus().path
        signe.keys("Tab")
        assert signe.focus().path != before, keys
        signe.keys("Esc" if keys == "Ctrl+B" else "Ctrl+1")
    signe.wait("Venter på dig")
    signe.node("frame", "Rød Tråd")
    place = signe.node("radio button", "I dag")
    assert (place.within, "CHECKED" in place.states) == ("Navigation", True)
    if any(text.startswith("Vis alle") for text in signe.texts()):
        go_to(signe, "Vis alle")
        signe.keys("Space")
        signe.wait("Vis færre")
        assert named(signe.texts()) == []
    search(signe, "Alfa")
    signe.wait("Barn, ")
    assert named(text for text in signe.texts() if text != "Alfa") == []
    assert signe.title == "Rød Tråd"
    signe.heard()
    signe.keys("Enter")
    signe.wait("Barn TEST-Alfa")
    assert signe.title == "Rød Tråd"
    assert not named(signe.heard())
    signe.keys("Ctrl+1")
    signe.wait("Venter på dig")
    assert named(signe.texts()) == []


def named(texts: Iterable[str]) -> list[str]:
    """The texts that hold somebody's name."""
    return [text for text in texts if any(name in text for name in NAMES)]
