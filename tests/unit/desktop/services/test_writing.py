"""A change is made only where this pc may act: by right, by key, and by how it came in."""

import pytest
from helpers.town import Town

from desktop.domain.registry import kind as kind_of
from desktop.services.errors import NotAllowed
from desktop.services.writing import Change


def test_nothing_is_written_in_a_space_one_was_led_into(town: Town) -> None:
    """Rule T2: a key is here and the right too, but nobody typed the words back of whoever vouched."""
    signe = town.app("signe")
    kind = kind_of("institution")
    change = Change(kind, b"i" * 16, "create", kind.to_wire({"name": "Fiktivby Børnehus"}))
    with signe.machine.store.transaction() as db:
        db.execute("DELETE FROM secrets WHERE substr(name, 1, 10) = 'confirmed-'")
    before = signe.machine.journal.outbox_count(town.space)
    with pytest.raises(NotAllowed):
        signe.writing.commit(town.space, [change])
    assert signe.machine.journal.outbox_count(town.space) == before
