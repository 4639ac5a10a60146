"""Whoever drives the engine may put off that keys change, until the store was copied."""

from helpers.wire import Town

from sync.client.engine import Engine
from sync.control_space_bodies import MemberSet


def test_keys_change_when_they_may(town: Town) -> None:
    """Palle is removed: asked once a round and put off, what was signed since stays here; then the key is made, and
    what waited goes out under it. Where nothing is due nobody is asked."""
    may, asked = [False], []

    def careful() -> bool:
        asked.append(may[0])
        return may[0]

    signe = town.signe
    signe.engine = Engine(signe.journal, signe.keys, signe.org, signe.clock, careful=careful)
    signe.sync()
    assert asked == []
    town.post(town.admin, MemberSet(town.space, town.palle.user, "none"))
    signe.sync()
    assert asked == [False]
    assert signe.journal.epochs(town.space) == {1}
    signe.save(town.space, b"n" * 16, "efter")
    signe.sync()
    assert signe.states(town.space) == ["local"]
    may[0] = True
    signe.sync()
    assert asked[-2:] == [True, True], "before the key, and before what is signed anew"
    assert signe.journal.epochs(town.space) == {1, 2}
    assert signe.states(town.space) == ["stored"]
