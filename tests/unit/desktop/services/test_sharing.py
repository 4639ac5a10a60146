"""Who can read a new note: where what it is about lives, by a person's choice elsewhere, and then in words."""

from dataclasses import replace

import pytest

from desktop.services.errors import NotAllowed
from desktop.services.sharing import Sharing
from desktop.services.spaces import Space
from desktop.texts import Texts

MIDT, PPR_MIDT, SYD, FOREIGN = (bytes([number]) * 16 for number in range(1, 5))
PLACE, IN_SYD, ELSEWHERE = b"p" * 16, b"s" * 16, b"e" * 16
MINE = (
    Space(MIDT, "Deles i distrikt Midt", "Midt", True),
    Space(SYD, "Deles i distrikt Syd", "Syd", True),
    Space(PPR_MIDT, "Kun PPR, Midt", "Midt", True),
)
FOUND = Sharing(MINE, {PLACE: MIDT, IN_SYD: SYD, ELSEWHERE: FOREIGN})


@pytest.mark.parametrize(
    ("keeps", "last", "place", "goes"),
    [
        (False, PPR_MIDT, PLACE, MIDT),
        (False, SYD, None, SYD),
        (False, FOREIGN, None, MIDT),
        (True, None, PLACE, MIDT),
        (True, PPR_MIDT, PLACE, PPR_MIDT),
        (True, PPR_MIDT, IN_SYD, SYD),
        (True, MIDT, PLACE, MIDT),
        (True, SYD, PLACE, MIDT),
        (True, FOREIGN, PLACE, MIDT),
    ],
)
def test_by_itself_a_note_goes_where_its_place_is(keeps: bool, last: bytes | None, place: object, goes: bytes) -> None:
    """A space that cannot be written, or of another district, is never where a note goes by itself."""
    assert replace(FOUND, keeps=keeps, last=last).usual(place) == goes.hex()


def test_the_concern_is_nearer_than_the_place() -> None:
    """A note about a child of Syd, at a place in Midt, goes to Syd; also where the last one was kept to PPR."""
    about = replace(FOUND, about=SYD, last=PPR_MIDT, keeps=True)
    assert about.usual(PLACE) == SYD.hex() and about.elsewhere(PLACE, MIDT.hex()) is not None


def test_nothing_goes_by_itself_to_people_nobody_was_told_of() -> None:
    """Where the place lives in a space that one only reads, a form warns; without a form it is not saved elsewhere."""
    only_read = replace(FOUND, spaces=(replace(MINE[0], can_write=False), MINE[1]))
    assert only_read.usual(PLACE) == SYD.hex()
    for found, place in ((only_read, PLACE), (FOUND, ELSEWHERE)):
        with pytest.raises(NotAllowed):
            found.goes_to(place)
    assert (FOUND.goes_to(PLACE), FOUND.goes_to(None), Sharing().goes_to(PLACE)) == (MIDT, MIDT, None)


def test_who_may_write_nowhere_is_offered_nothing() -> None:
    """And nothing is said of it."""
    assert (Sharing().usual(PLACE), Sharing().offered(PLACE), Sharing().elsewhere(PLACE, "")) == ("", (), None)


def test_another_district_is_said_in_words() -> None:
    """Not for the place's own, nor for »Kun PPR« of the same district, nor where nobody knows where the place is."""
    said = [FOUND.elsewhere(PLACE, space.id.hex()) for space in MINE]
    assert (said[0], said[2]) == (None, None) and said[1] is not None
    assert Texts("da")(said[1]) == (
        "Det hører til i »Deles i distrikt Midt«. Alle i »Deles i distrikt Syd« kan læse det, også de der kommer til"
        " senere."
    )
    assert FOUND.elsewhere(None, SYD.hex()) is None
    unreadable = FOUND.elsewhere(ELSEWHERE, SYD.hex())
    assert unreadable is not None and "»et fællesskab du ikke har adgang til«" in Texts("da")(unreadable)


def test_spaces_without_a_short_name_are_of_no_common_district() -> None:
    """Two whose names have not come yet are not taken for one district."""
    bare = tuple(replace(space, short="") for space in MINE)
    found = replace(FOUND, spaces=bare)
    assert found.elsewhere(PLACE, PPR_MIDT.hex()) is not None and found.elsewhere(PLACE, MIDT.hex()) is None


def test_a_new_contact_lives_in_its_district() -> None:
    """A place by the name of its district, a person by the place; one of no district where most places are."""
    found = Sharing.of_contacts(MINE, {PLACE: MIDT, IN_SYD: SYD, b"o" * 16: MIDT})
    assert [found.usual(where) for where in ("syd", "midt", "", "nord", IN_SYD)] == [
        space.hex() for space in (SYD, MIDT, MIDT, MIDT, SYD)
    ]
    assert found.elsewhere("syd", MIDT.hex()) is not None and found.elsewhere("nord", MIDT.hex()) is None


def test_those_of_the_district_are_offered_first() -> None:
    """At a place in Syd its own comes first; of Midt both stand before Syd's."""
    assert [one.code for one in FOUND.offered(IN_SYD)] == [SYD.hex(), MIDT.hex(), PPR_MIDT.hex()]
    assert [one.code for one in FOUND.offered(PLACE)] == [MIDT.hex(), PPR_MIDT.hex(), SYD.hex()]
