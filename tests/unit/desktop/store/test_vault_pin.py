"""A PIN between locks: it opens with this process alone."""

import itertools

from helpers.stores import CHEAP

from desktop.store.vault import Keys
from desktop.store.vault_pin import PinBox


def test_a_pin_opens_only_with_this_process_and_this_pin() -> None:
    """Another box of the same PIN is another secret; a wrong PIN gives nothing; nothing is shown in a repr."""
    keys = Keys(bytes(range(32)))
    box, other = PinBox(keys, "481516", CHEAP), PinBox(keys, "481516", CHEAP)
    assert box.open("481516") == keys
    assert box.open("481517") is None
    assert box._wrapped != other._wrapped
    parts = [repr(box), *map(repr, itertools.chain(vars(box).values()))]
    assert not any(keys.store.hex() in part or repr(keys.store) in part or "481516" in part for part in parts)
