"""The sheet that a family without a name takes home: what was talked about, without district and worker, as paper."""

from dataclasses import dataclass
from datetime import date

from desktop.domain.note_fields import LONG
from desktop.services.casework import Consultations
from desktop.services.copying import NEVER
from desktop.services.errors import NotFound, told
from desktop.services.readlog import ReadLog
from desktop.services.wording import Wording
from desktop.texts import _

#: What is the family's own to keep: not what was observed, and not what the worker thinks of it.
_SHOWN = ("worries", "strengths", "next_steps")


@dataclass(frozen=True)
class Paper:
    """One page in words: a title, a line under it, and sections of a heading and a text each."""

    title: str
    under: str
    sections: tuple[tuple[str, str], ...]


class FamilySheets:
    """Makes the sheet of a talk."""

    def __init__(self, consultations: Consultations, readlog: ReadLog, words: Wording) -> None:
        self._consultations, self._readlog, self._words = consultations, readlog, words

    @told()
    def of(self, rec: bytes) -> Paper:
        """The sheet of one talk; (W): a copy that leaves the program stands in the read log. Raises NotFound."""
        page, text = self._consultations.read(rec), self._words.text
        if not page.family:
            raise NotFound
        day = self._words.day(page.occurred_at.date(), NEVER)
        code = dict(page.facts).get(text(_("Family code")), "")
        labels = {field.name: text(field.label) for field in LONG}
        parts = dict(page.parts)
        sections = [
            (labels[name], "\n\n".join(version.text for version in parts[labels[name]]))
            for name in _SHOWN
            if labels[name] in parts
        ]
        agreed = [
            " · ".join(part for part in (version.text, self._due(row.due)) if part)
            for row in page.agreements
            for version in row.texts
        ]
        if agreed:
            sections.append((text(_("What we agreed")), "\n".join(agreed)))
        sections += [(answer.scale, answer.words) for answer in page.assessments]
        self._readlog.copied(page.kind, rec)
        return Paper(text(_("Talk sheet, family {code}"), code=code), f"{page.family} · {day}", tuple(sections))

    def _due(self, due: date | None) -> str:
        return self._words.text(_("by {date}"), date=self._words.day(due, NEVER)) if due else ""
