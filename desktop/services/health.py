"""Whether the store is whole after the app was cut off; it says so in words and mends nothing."""

from desktop.services.errors import Damaged, told
from desktop.store.errors import StoreDamaged
from desktop.store.store import Store


class Health:
    """The store's check, where one is due."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def due(self) -> bool:
        """Whether the last run did not end as it should: killed, or the power was gone."""
        return self._store.unclean

    @told()
    def check(self) -> None:
        """Reads every page on a connection of its own; (R), slow. Raises Damaged."""
        try:
            self._store.check()
        except StoreDamaged as problem:
            raise Damaged from problem
