"""Whether typed words can stand in a list that others may look at: none that names a child, or looks like one (S14).

It says no rather than yes; the words themselves stand on the page that the row opens.
"""

from desktop.domain import telltale
from desktop.domain.known_names import KnownNames
from desktop.services.events import Event, Events, RecordsChanged
from desktop.store.records import Records

_HELD = ("name", "pseudonym", "consent_giver")
_CERTAIN = frozenset({"cpr", "child"})


class Unnamed:
    """Knows the children of this pc and their relatives, in memory, folded; colleagues and contacts may be named."""

    def __init__(self, records: Records, events: Events) -> None:
        self._records = records
        self._names, self._held = KnownNames(), set[bytes]()
        self._changes, self._read = 1, 0
        events.subscribe(self._heard)

    def __call__(self, words: str, guess: bool = True) -> bool:
        """Whether nothing in the words looks like a name, a number, initials or an exact age; (R).

        Without `guess` only a number and the names that are known of children and their relatives count.
        """
        self._bring_up_to_date()
        found = telltale.marks(words, "anonymous_child", self._names)
        return not any(guess or mark.sort in _CERTAIN for mark in found)

    def _bring_up_to_date(self) -> None:
        change = self._changes
        if self._read == change:
            return
        rows = self._records.all("child")
        for gone in self._held - {row.rec for row in rows}:
            self._names.put(gone, ())
        for row in rows:
            self._names.put(row.rec, [("child", str(row.values[name])) for name in _HELD if name in row.values])
        self._held, self._read = {row.rec for row in rows}, change

    def _heard(self, event: Event) -> None:
        if isinstance(event, RecordsChanged) and "child" in event.kinds:
            self._changes += 1
