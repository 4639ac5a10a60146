"""Children with a name and a consent that holds: found by the whole name alone, so that no list of them is shown."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from desktop.services.clock import Clock
from desktop.services.errors import told
from desktop.services.readlog import ReadLog
from desktop.services.wording import Wording
from desktop.store.records import Records, Row
from desktop.texts import _


@dataclass(frozen=True)
class Known:
    """A child whose consent holds today; `words` say whose it is and until when."""

    rec: bytes
    words: str


class KnownChildren:
    """The named children this pc can read about."""

    def __init__(self, records: Records, readlog: ReadLog, words: Wording, clock: Clock) -> None:
        self._records, self._readlog = records, readlog
        self._words, self._clock = words, clock

    @told()
    def called(self, name: str) -> Known | None:
        """The child of exactly that name, by its latest consent; None for none whose consent holds; (R)."""
        whole = unicodedata.normalize("NFC", name.strip())
        rows = self._records.all("child", where={"name": whole}) if whole else ()
        holding = [row for row in rows if self._holds(row)]
        return self._known(max(holding, key=lambda row: (row.values["consent_on"], row.rec))) if holding else None

    @told()
    def told_of(self, rec: object, kept: bool = False) -> Known | None:
        """The same for a child that was chosen before; `kept`: for a note that is about it, whose consent may be over.

        (R).
        """
        row = self._records.row("child", rec) if isinstance(rec, bytes) else None
        if row is not None and self._holds(row):
            return self._known(row)
        return Known(row.rec, self._words.text(_("The consent is over, or was taken back."))) if row and kept else None

    @told()
    def use(self, rec: bytes) -> None:
        """Writes in the read log that somebody looked the child up; (W)."""
        self._readlog.opened("child", rec)

    def _holds(self, row: Row) -> bool:
        given, ends = row.values.get("consent_on"), row.values.get("consent_expires_on")
        return (
            row.values.get("naming") == "named"
            and isinstance(given, date)
            and isinstance(ends, date)
            and ends >= self._clock.now().date()
        )

    def _known(self, row: Row) -> Known:
        today, values = self._clock.now().date(), row.values
        words = self._words.text(
            _("There is a consent: {giver}, given {day}, until {end}."),
            giver=str(values.get("consent_giver") or ""),
            day=self._words.day(values["consent_on"], today),
            end=self._words.day(values["consent_expires_on"], today),
        )
        return Known(row.rec, words)
