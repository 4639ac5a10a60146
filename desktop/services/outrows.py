"""What one's own commits are called on the page Synkronisering: no name of a child, no typed word about one."""

from collections.abc import Sequence

from desktop.domain.registry import kinds
from desktop.services.note_kinds import NOTES
from desktop.services.session import Names
from desktop.services.wording import Wording
from desktop.store.records import Records
from desktop.texts import _


class Titles:
    """Titles of what was changed in one commit."""

    def __init__(self, records: Records, names: Names, words: Wording) -> None:
        self._records, self._names, self._words = records, names, words

    def of(self, recs: Sequence[tuple[str, bytes]]) -> str:
        """The first record's title, and how many more there are."""
        if not recs:
            return self._words.text(_("A change"))
        first = self._title(*recs[0])
        more = len({rec for _kind, rec in recs}) - 1
        return self._words.text(_("{first} and {n} more"), first=first, n=more) if more else first

    def of_commit(self, recs: Sequence[tuple[str, bytes]]) -> str:
        """The same; where the first record stands in no list now, it says so: else a save and its undo read alike."""
        title, found = self.of(recs), self._records.get(*recs[0]) if recs else None
        gone = found is not None and found.view.withdrawn
        return self._words.text(_("{title}, removed"), title=title) if gone else title

    def _title(self, kind: str, rec: bytes) -> str:
        declared = kinds().get(kind)
        if declared is None:
            return self._words.text(_("A change"))
        label, row = self._words.text(declared.label), self._records.row(kind, rec)
        if row is None:
            return label
        if kind in NOTES:
            return self._words.discreet_title(row.values)
        if kind in ("agreement", "concern", "visit"):
            place = self._names.place(row.values.get("institution"))
            return f"{label}, {place}" if place else label
        name = "" if kind == "child" else row.values.get("name")
        if kind == "machine" and isinstance(user := row.values.get("user"), bytes):
            name = self._names.user(user)
        return f"{label}: {name}" if name else label
