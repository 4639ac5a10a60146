"""A note as plain text for the authority's system, and that it was put on file there; knows no clipboard.

What a person copies is the note as it is shown, with whole dates: there nobody knows which year »today« was.
"""

from collections.abc import Iterator
from datetime import date, datetime

from desktop.domain.registry import kind as kind_of
from desktop.services.approval_values import Standing
from desktop.services.casework import fact_labels
from desktop.services.casework_values import ConsultationPage
from desktop.services.children import Children
from desktop.services.clock import Clock
from desktop.services.editing import demand
from desktop.services.errors import NotFound, NotYet, told
from desktop.services.note_kinds import kind_of_note
from desktop.services.readlog import ReadLog
from desktop.services.session import Me
from desktop.services.undo import token
from desktop.services.values import Problem, Saved, Version
from desktop.services.wording import Values, Wording, places
from desktop.services.writing import Writing, edits
from desktop.store.records import Records
from desktop.texts import Message, _, inside

LIMIT = 80
#: No year is this one, so every date is written with its own.
NEVER = date(1, 1, 1)


class Copying:
    """Takes a note out of the program by a person's hand."""

    def __init__(
        self,
        records: Records,
        writing: Writing,
        children: Children,
        readlog: ReadLog,
        words: Wording,
        clock: Clock,
        me: Me,
    ) -> None:
        self._records, self._writing, self._children, self._readlog = records, writing, children, readlog
        self._words, self._clock, self._me = words, clock, me

    @told()
    def text(self, note: ConsultationPage, standing: Standing) -> str:
        """The note in lines of plain text; (R). Raises NotYet where it was rewritten in two places."""
        texts = [one for one in note.texts if not one.beside]
        torn = max(standing.divided, 0 if standing.signed else len(texts))
        if torn > 1:
            raise NotYet(Message(_("It was changed in {places}. Settle that first."), {"places": places(torn)}))
        row = self._records.row(note.kind, note.rec)
        values = row.values if row is not None else {}
        return "\n".join(
            [*self._head(note, standing, values), "", *self._body(note, texts, standing), "", self._foot()]
        )

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

    def _head(self, note: ConsultationPage, standing: Standing, values: Values) -> Iterator[str]:
        words = self._words.text
        # a case has a name: beside it, the code would tell who the family is in every other talk
        yield self._words.discreet_title(values) if values.get("family_code") else note.title
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
        yield from (f"{label.rstrip('?')}: {said}" for label, said in self._facts(note, values))

    def _facts(self, note: ConsultationPage, values: Values) -> tuple[tuple[str, str], ...]:
        """The facts of the page but a family's code and a CPR number, with the year in every date."""
        kind = kind_of(note.kind)
        labels = {name: label for name, label in fact_labels(kind, values).items() if name != "family_code"}
        return self._words.told(kind, values, labels, NEVER) + self._children.consent(values.get("child"), NEVER)

    def _body(self, note: ConsultationPage, texts: list[Version], standing: Standing) -> Iterator[str]:
        words = self._words.text
        for version in texts:
            yield version.text
        for label, versions in note.parts:
            yield ""
            yield label.rstrip("?")
            yield from (version.text for version in versions if not version.beside)
        if note.assessments:
            yield ""
            yield words(_("Assessments"))
        for answer in note.assessments:
            day = self._words.day(answer.day, NEVER)
            yield f"- {answer.scale}: {answer.words}, {inside(answer.perspective)}, {day}"
            yield from (answer.reason,) if answer.reason else ()
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
