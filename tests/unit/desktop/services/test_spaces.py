"""Which spaces there are for this person, by name, and where something new goes."""

import pytest
from helpers.notes import note, school
from helpers.town import Town

from desktop.assembly import App
from desktop.services.errors import NotAllowed


def test_spaces_by_name_and_right(signe: App, town: Town) -> None:
    """Signe writes in Midt; a space without a name yet is called so; Asta has none."""
    (midt,) = signe.spaces.all()
    assert (midt.name, midt.short, midt.can_write) == ("Deles i distrikt Midt", "Midt", True)
    assert (midt.option.code, midt.option.label) == (town.space.hex(), midt.name)
    lene = town.app("lene")
    assert [space.can_write for space in lene.spaces.all()] == [False] and lene.spaces.writable() == ()
    asta = town.app("asta")
    assert asta.spaces.all() == () and asta.spaces.choose() is None


def test_something_new_goes_where_its_place_is(signe: App, town: Town) -> None:
    """Else to the first space there is; never where one cannot write, nor to others instead."""
    assert signe.spaces.of(school(signe), "institution") == town.space
    assert signe.spaces.of(note(signe).rec, "institution", "consultation") == town.space
    for nothing in (None, bytes(16), "school"):
        assert signe.spaces.of(nothing, "institution") is None
    assert signe.spaces.choose(None) == signe.spaces.choose(b"?" * 16, town.space) == town.space
    with pytest.raises(NotAllowed):
        signe.spaces.choose(None, b"?" * 16)
    assert not signe.spaces.can_write(b"?" * 16)
