"""Who opened which record about a child on this pc, and who searched for what: a chained local list, for the person."""

from dataclasses import dataclass, replace
from datetime import datetime

from desktop.domain.registry import kind as kind_of
from desktop.services.clock import Clock, from_ms
from desktop.services.errors import told
from desktop.services.note_kinds import NOTES
from desktop.services.session import Names
from desktop.services.wording import Wording
from desktop.store import readlog as store
from desktop.store.errors import ReadLogBroken
from desktop.store.records import Records
from desktop.texts import _


@dataclass(frozen=True)
class ReadLine:
    """One opening of a record, its title without a word that somebody typed; or a search, with what was typed in it."""

    when: datetime
    who: str
    title: str


class ReadLog:
    """The read log of this pc."""

    def __init__(
        self, kept: store.ReadLog, records: Records, names: Names, words: Wording, clock: Clock, me: bytes
    ) -> None:
        self._kept, self._records, self._names = kept, records, names
        self._words, self._clock, self._me = words, clock, me

    def opened(self, kind: str, rec: bytes) -> None:
        """Writes a line: this person opened the record now; (W)."""
        self._kept.append(self._me, self._clock.now_ms(), "read", kind, rec)

    def copied(self, kind: str, rec: bytes) -> None:
        """Writes a line: a copy of the record left the program now; (W)."""
        self._kept.append(self._me, self._clock.now_ms(), "copy", kind, rec)

    def searched(self, text: str) -> None:
        """Writes a line: this person was shown what `text` finds; (W).

        Any word may be a name, so every search has its line (BEK 528/2000 § 19: the search criterion).
        """
        self._kept.append(self._me, self._clock.now_ms(), "search", "", text.encode(errors="replace"))

    @told()
    def lines(self, limit: int = 200) -> tuple[ReadLine, ...]:
        """The newest first; (R)."""
        return tuple(
            ReadLine(from_ms(line.at_ms), self._names.user(line.who), self._title(line))
            for line in self._kept.lines(limit=limit)
        )

    @told()
    def intact(self) -> bool:
        """Whether every line stands as it was written; (R)."""
        try:
            self._kept.verify()
        except ReadLogBroken:
            return False
        return True

    def _title(self, line: store.Line) -> str:
        if line.act == "search":
            return self._words.text(_("Searched for »{text}«"), text=line.rec.decode(errors="replace"))
        if line.act == "copy":
            return self._words.text(_("Copied: {title}"), title=self._title(replace(line, act="read")))
        row = self._records.row(line.kind, line.rec)
        if row is None or line.kind in NOTES:
            return self._words.discreet_title(row.values) if row else ""
        place = self._names.place(row.values.get("institution"))
        label = self._words.text(kind_of(line.kind).label)
        return f"{label}, {place}" if place else label
