"""Finds, makes and changes records: the rules first, then one commit; knows no form and no list."""

import os
from collections.abc import Sequence

from desktop.domain import rules
from desktop.domain.registry import kind as kind_of
from desktop.services.clock import Clock
from desktop.services.errors import Approved, Invalid, NoSpace, NotFound
from desktop.services.problems import in_words
from desktop.services.undo import token
from desktop.services.values import Problem, Saved
from desktop.services.wording import Wording
from desktop.services.writing import Change, Writing, edits, standing
from desktop.store.records import Found, Records, Row


class Editor:
    """What one person does to records of any kind."""

    def __init__(self, records: Records, writing: Writing, words: Wording, clock: Clock, me: bytes) -> None:
        self._records, self._writing, self._words = records, writing, words
        self._clock, self._me = clock, me

    def find(self, kind: str, rec: bytes) -> tuple[Found, Row]:
        """The record whole, and as lists show it. Raises NotFound."""
        found, row = self._records.get(kind, rec), self._records.row(kind, rec)
        if found is None or row is None:
            raise NotFound
        return found, row

    def check(self, kind: str, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving; pure, any thread."""
        return in_words(rules.problems(kind_of(kind), values, clock=self._clock), self._words)

    def create(self, kind: str, values: dict[str, object], space: bytes | None, draft: str | None) -> Saved:
        """A new record in `space` (None: there is none to write in); (W). Raises Invalid, NoSpace, NotAllowed."""
        demand(self.check(kind, values))
        if space is None:
            raise NoSpace
        declared, rec = kind_of(kind), os.urandom(16)
        return self._save(space, Change(declared, rec, "create", declared.to_wire(values)), draft)

    def edit(self, kind: str, rec: bytes, values: dict[str, object], base: bytes, draft: str | None) -> Saved:
        """Writes those of `values` that differ from what the page of `base` showed; (W).

        What others replaced since stays beside it. Raises Invalid, NotFound, NotAllowed, Approved.
        """
        found, row = self.find(kind, rec)
        if found.view.approved:
            raise Approved
        demand(self.check(kind, {**row.values, **values}))
        seen = self._writing.now_seen(found.space, base)
        change = edits(kind_of(kind), found.view, values, seen, self._me)
        if change is None:
            self._writing.nothing(draft)
            return Saved(rec, b"")
        return self._save(found.space, change, draft)

    def withdraw(self, rec: bytes, gone: Sequence[tuple[str, Found]]) -> Saved:
        """Takes records of one space out of every list in one commit (M12), `rec` being what was removed; (W).

        Raises NotAllowed, Approved.
        """
        if any(found.view.approved for _kind, found in gone):
            raise Approved
        changes = [self.withdrawal(kind, found) for kind, found in gone]
        commit = self._writing.commit(gone[0][1].space, changes)
        return Saved(rec, token(commit, changes))

    def withdrawal(self, kind: str, found: Found) -> Change:
        """What takes one record out of every list."""
        written = kind_of(kind).group_to_wire("withdrawn", {"at": self._clock.now(), "by": self._me})
        over = {group: dots for group, dots in standing(found.view).items() if group == "withdrawn"}
        return Change(kind_of(kind), found.view.rec, "edit", {"withdrawn": written}, over)

    def _save(self, space: bytes, change: Change, draft: str | None) -> Saved:
        commit = self._writing.commit(space, [change], draft)
        return Saved(change.rec, token(commit, [change]))


def demand(problems: tuple[Problem, ...]) -> None:
    """Raises Invalid where one of them stops a save."""
    if any(problem.severity == "error" for problem in problems):
        raise Invalid(problems)
