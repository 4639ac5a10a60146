"""A note as plain text for the authority's system, and that it was put on file there; knows no clipboard.

What a person copies is the note as it is shown, with whole dates: there nobody knows which year »today« was.
"""

from collections.abc import Iterator
from datetime import date, datetime

from desktop.domain.registry import kind as kind_of
from desktop.services.approval_values import Standing
from desktop.services.casework import FACTS
from desktop.services.casework_values import ConsultationPage
from desktop.services.clock import Clock
from desktop.services.editing import demand
from desktop.services.errors import NotFound, NotYet, told
from desktop.services.note_kinds import kind_of_note
from desktop.services.readlog import ReadLog
from desktop.services.session import Me
from desktop.services.undo import token
from desktop.services.values import Problem, Saved, Version
from desktop.services.wording import Wording, places
from desktop.services.writing import Writing, edits
from desktop.store.records import Records
from desktop.texts import Message, _

LIMIT = 80
#: No year is this one, so every date is written with its own.
NEVER = date(1, 1, 1)


class Copying:
    """Takes a note out of the program by a person's hand."""

    def __init__(
        self, records: Records, writing: Writing, readlog: ReadLog, words: Wording, clock: Clock, me: Me
    ) -> None:
        self._records, self._writing, self._readlog = records, writing, readlog
        self._words, self._clock, self._me = words, clock, me

    @told()
    def text(self, note: ConsultationPage, standing: Standing) -> str:
        """The note in lines of plain text; (R). Raises NotYet where it was rewritten in two places."""
        texts = [one for one in note.texts if not one.beside]
        torn = max(standing.divided, 0 if standing.signed else len(texts))
        if torn > 1:
            raise NotYet(Message(_("It was changed in {places}. Settle that first."), {"places": places(torn)}))
        return "\n".join([*self._head(note, standing), "", *self._body(note, texts, standing), "", self._foot()])

    @told()
    def copied(self, kind: str, rec: bytes) -> None:
        """Writes a line in the read log: a copy left the program; (W)."""
        self._readlog.copied(kind, rec)

    def check(self, reference: str) -> tuple[Problem, ...]:
        """What must be mended in a reference."""
        words = self._words.text
        if not reference.strip():
            return (Problem("journal_ref", words(_("Write the number or the title it has there.")), "error"),)
        if len(reference.strip()) > LIMIT:
            return (Problem("journal_ref", words(_("At most {most} characters fit here."), most=LIMIT), "error"),)
        return ()

    @told()
    def on_file(self, rec: bytes) -> str:
        """The reference that stands at a note, "" for none; (R)."""
        kind = kind_of_note(self._records, rec)
        row = self._records.row(kind, rec) if kind else None
        return str(row.values.get("journal_ref") or "") if row is not None else ""

    @told()
    def journalised(self, rec: bytes, reference: str, draft: str | None = None) -> Saved:
        """Notes that a copy stands in the authority's system, and under what; also of an approved note; (W).

        Raises Invalid, NotFound, NotAllowed.
        """
        demand(self.check(reference))
        kind = kind_of_note(self._records, rec)
        found = self._records.get(kind, rec) if kind else None
        if kind is None or found is None:
            raise NotFound
        values = {"journalised_at": self._clock.now().replace(second=0, microsecond=0), "journal_ref": reference}
        change = edits(kind_of(kind), found.view, values, b"", self._me.user)
        if change is None:
            self._writing.nothing(draft)
            return Saved(rec, b"")
        commit = self._writing.commit(found.space, [change], draft)
        return Saved(rec, token(commit, [change]))

    # -- behind the methods

    def _head(self, note: ConsultationPage, standing: Standing) -> Iterator[str]:
        words = self._words.text
        yield note.title
        lines = [
            (_("Where"), note.place),
            (_("When"), self._moment(note.occurred_at)),
            (_("Time spent"), words(_("{n} min"), n=note.duration_min) if note.duration_min else ""),
            (_("Written by"), note.who),
        ]
        yield from (f"{words(label)}: {said}" for label, said in lines if said)
        for signed in standing.signed:
            yield f"{words(_('Approved by'))}: {', '.join(signed.who)}, {self._moment(signed.when)}"
        if not standing.signed:
            yield words(_("Not approved yet."))
        yield from (f"{label.rstrip('?')}: {said}" for label, said in self._facts(note))

    def _facts(self, note: ConsultationPage) -> tuple[tuple[str, str], ...]:
        """The facts of the page, with the year in every date."""
        kind, row = kind_of(note.kind), self._records.row(note.kind, note.rec)
        named = tuple(name for name in FACTS if any(field.name == name for field in kind.fields))
        return self._words.facts(kind, row.values, named, NEVER) if row is not None else ()

    def _body(self, note: ConsultationPage, texts: list[Version], standing: Standing) -> Iterator[str]:
        words = self._words.text
        for version in texts:
            yield version.text
        for label, versions in note.parts:
            yield ""
            yield label.rstrip("?")
            yield from (version.text for version in versions if not version.beside)
        for late in standing.late:
            yield ""
            said = _("Proposed: {what}") if late.proposal else _("Came after it was approved: {what}")
            came = words(said, what=late.label)
            yield f"{came} ({late.who}, {self._moment(late.when)})"
            yield late.text
        for addition in note.amendments:
            yield ""
            yield f"{words(_('Addition'))} ({addition.who}, {self._moment(addition.when)})"
            yield addition.text
        if note.agreements:
            yield ""
            yield words(_("Agreements"))
        for agreement in note.agreements:
            said = " / ".join(version.text for version in agreement.texts)
            due = words(_("by {date}"), date=self._words.day(agreement.due, NEVER)) if agreement.due else ""
            yield "- " + ", ".join(part for part in (said, agreement.owner, due) if part)

    def _foot(self) -> str:
        return self._words.text(
            _("Copied from Rød Tråd {when} by {name}"), when=self._moment(self._clock.now()), name=self._me.name
        )

    def _moment(self, moment: datetime) -> str:
        return self._words.moment(moment, NEVER)
