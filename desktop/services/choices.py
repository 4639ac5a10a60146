"""What forms offer that is itself a record: the places."""

from desktop.services.values import Place
from desktop.services.wording import Wording
from desktop.store.records import Records


def places(records: Records, words: Wording) -> tuple[Place, ...]:
    """Every institution this pc can read, in the Danish order of names; (R)."""
    return tuple(
        Place(row.rec, str(row.values.get("name", "")), words.label("institution_types", row.values.get("type")))
        for row in words.by_name(records.all("institution"))
    )
