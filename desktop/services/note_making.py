"""What one form of a note becomes: the note, its child, its agreements and its answer on a scale, in one commit."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from desktop.domain import note_rules, problem, rules
from desktop.domain.families import parse_code
from desktop.domain.identifiers import NotANumber
from desktop.domain.kind import Kind
from desktop.domain.registry import kind as kind_of
from desktop.services.assessments import in_use
from desktop.services.children import Children
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.editing import demand
from desktop.services.errors import NoSpace
from desktop.services.families import Families
from desktop.services.note_forms import ASSESSMENT, OWN_VIEW, Parts, agreement_name, taken_apart
from desktop.services.problems import in_words
from desktop.services.undo import token
from desktop.services.values import Problem, Saved
from desktop.services.wording import Wording
from desktop.services.writing import Change, Writing

_NOWHERE = bytes(16)


class NoteMaking:
    """Checks and saves whole forms."""

    def __init__(self, writing: Writing, children: Children, families: Families, words: Wording, clock: Clock) -> None:
        self._writing, self._children, self._families = writing, children, families
        self._words, self._clock = words, clock
        self._child, self._agreement = kind_of("child"), kind_of("agreement")
        self._assessment = kind_of("assessment")

    def check(self, kind: str, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving, each beside its field in the form; pure, any thread."""
        parts = self.apart(kind, values)
        return in_words(tuple(self._problems(kind_of(kind), parts)), self._words)

    def save(self, kind: str, values: dict[str, object], space: bytes | None, draft: str | None) -> Saved:
        """Everything in one commit; (W). Raises Invalid, NoSpace, NotAllowed, NoRoom."""
        demand(self.check(kind, values))
        parts = self.apart(kind, values)
        demand(self._families.check(parts.note.get("family_code"), parts.note.get("over_reason")))
        if space is None:
            raise NoSpace
        rec = os.urandom(16)
        note, beside = self.made(rec, parts)
        declared = kind_of(kind)
        changes = [Change(declared, rec, "create", declared.to_wire(note)), *beside]
        commit = self._writing.commit(space, changes, draft)
        return Saved(rec, token(commit, changes))

    def apart(self, kind: str, values: dict[str, object]) -> Parts:
        """The form by the record that each value goes into, without what does not belong to whom it is about."""
        parts = taken_apart(kind, note_rules.fitting(values))
        new_child = values.get("subject") == "child" and not values.get("child") and not values.get("concern")
        return replace(parts, child=self._consented(parts.child) if new_child else {})

    def _consented(self, child: dict[str, object]) -> dict[str, object]:
        """A named child whose consent ends after a year, unless another end is written."""
        given, ends = child.get("consent_on"), child.get("consent_expires_on")
        if isinstance(given, date) and ends is None:
            ends = self._children.consent_ends(given)
        return {**child, "naming": "named", "consent_expires_on": ends}

    def _problems(self, kind: Kind, parts: Parts) -> Iterator[problem.Problem]:
        if parts.child:
            yield from rules.together((self._child, kind), parts.child | parts.note, clock=self._clock)
        else:
            yield from rules.problems(kind, parts.note, clock=self._clock)
        for number, agreement in parts.agreements.items():
            held = {"status": "open", **agreement}
            for found in rules.problems(self._agreement, held, clock=self._clock):
                name = "owner" if found.field == "owner_name" else found.field
                yield replace(found, field=agreement_name(number, name))
        if parts.assessment:
            named = {held: name for name, held in ASSESSMENT.items()}
            for found in rules.problems(self._assessment, self.answer(parts, _NOWHERE), clock=self._clock):
                if found.field in named:
                    yield replace(found, field=named[found.field])

    def made(self, rec: bytes, parts: Parts) -> tuple[dict[str, object], list[Change]]:
        """What the note `rec` holds, and the records that are made beside it."""
        note = dict(parts.note)
        if note.get("family_code"):
            note["family_code"] = _as_kept(str(note["family_code"]))
        beside = []
        if parts.child:
            note["child"] = child = os.urandom(16)
            beside.append(Change(self._child, child, "create", self._child.to_wire(parts.child)))
        return note, [*beside, *self._beside(rec, note, parts)]

    def _beside(self, rec: bytes, note: dict[str, object], parts: Parts) -> Iterator[Change]:
        about = {"consultation": rec, "institution": note.get("institution"), "concern": note.get("concern")}
        for agreement in parts.agreements.values():
            wire = self._agreement.to_wire({"status": "open", **about, **agreement})
            yield Change(self._agreement, os.urandom(16), "create", wire)
        if parts.assessment:
            wire = self._assessment.to_wire(self.answer(parts, rec))
            yield Change(self._assessment, os.urandom(16), "create", wire)

    def answer(self, parts: Parts, rec: bytes) -> dict[str, object]:
        """The answer on a scale that the note `rec` brings along, of the day of the talk."""
        when = parts.note.get("occurred_at")
        day = when.astimezone(COPENHAGEN).date() if isinstance(when, datetime) and when.tzinfo else None
        answer = {"perspective": OWN_VIEW, **parts.assessment, "concern": parts.note.get("concern")}
        return in_use({**answer, "consultation": rec, "assessed_on": day or self._clock.now().date()})


def _as_kept(code: str) -> str:
    try:
        return parse_code(code)
    except NotANumber:
        return code
