"""Taking records out of every list, and bringing them back: nothing is deleted (docs/format.md, M12).

It knows what may be removed, not how it looks; undo of a removal is the ordinary undo of a save.
"""

from dataclasses import dataclass
from datetime import datetime

from desktop.domain.registry import kind as kind_of
from desktop.domain.registry import kinds
from desktop.services.clock import from_ms
from desktop.services.concerns import Concerns
from desktop.services.editing import Editor
from desktop.services.errors import NotAllowed, NotFound, told
from desktop.services.outrows import Titles
from desktop.services.session import Names
from desktop.services.spaces import Spaces
from desktop.services.undo import referring, token
from desktop.services.values import Saved
from desktop.services.writing import Change, Writing, standing
from desktop.store.records import Found, Records
from desktop.texts import Message, _
from sync.approval import signed

NOT_BY_ITSELF = frozenset({"child", "member", "machine", "space_info"})
"""A child goes and comes with its concern; the others are the organisation's."""
LISTED = 200

APPROVED = Message(_("It is approved. An approved note cannot be removed, only get an addition."))
IN_USE = Message(_("Other records stand on it: correct or remove those first. Nothing was changed."))


@dataclass(frozen=True)
class RemovedRow:
    """One removed record: what it was, without a name of a child, who removed it and when."""

    kind: str
    rec: bytes
    title: str
    who: str
    mine: bool
    when: datetime
    can_bring_back: bool


class Removing:
    """What one person removes and brings back."""

    def __init__(
        self,
        records: Records,
        writing: Writing,
        editor: Editor,
        concerns: Concerns,
        titles: Titles,
        names: Names,
        spaces: Spaces,
        me: bytes,
    ) -> None:
        self._records, self._writing, self._editor, self._concerns = records, writing, editor, concerns
        self._titles, self._names, self._spaces, self._me = titles, names, spaces, me

    @told()
    def remove(self, kind: str, rec: bytes) -> Saved:
        """Takes a record out of every list, at once; (W). A concern takes its child along where it is the last.

        Raises NotFound, NotAllowed (approved; other records stand on it; no right to write there).
        """
        if kind == "concern":
            return self._concerns.remove(rec)
        found, _row = self._editor.find(kind, rec)
        if kind in NOT_BY_ITSELF or found.view.withdrawn:
            raise NotFound
        if signed(found.view):
            raise NotAllowed(APPROVED)
        if self._in_use(kind, rec):
            raise NotAllowed(IN_USE)
        return self._editor.withdraw(rec, [(kind, found)])

    @told()
    def list(self) -> tuple[RemovedRow, ...]:
        """What was removed in the spaces of this pc, the last removed first, `LISTED` at most of a kind; (R)."""
        rows = [
            row
            for kind in kinds()
            if kind not in NOT_BY_ITSELF
            for rec in self._records.removed(kind, LISTED)
            if (row := self._row(kind, rec)) is not None
        ]
        return tuple(sorted(rows, key=lambda row: row.when.timestamp(), reverse=True))

    @told()
    def bring_back(self, kind: str, rec: bytes) -> Saved:
        """Puts a record into the lists again, with what was removed in the same act; (W). Raises as `remove`."""
        found = self._records.get(kind, rec)
        if found is None or not found.view.withdrawn:
            raise NotFound
        changes = []
        for other, dot_rec in self._together(found) or ((kind, rec),):
            gone = self._records.get(other, dot_rec, found.space)
            if gone is not None and gone.view.withdrawn:
                over = {"withdrawn": standing(gone.view)["withdrawn"]}
                changes.append(Change(kind_of(other), dot_rec, "edit", {"withdrawn": {}}, over))
        commit = self._writing.commit(found.space, changes)
        return Saved(rec, token(commit, changes))

    def _together(self, found: Found) -> tuple[tuple[str, bytes], ...]:
        survivor = found.view.groups["withdrawn"].survivors[0]
        return self._records.of_commit(found.space, survivor.dots[0].cid)

    def _row(self, kind: str, rec: bytes) -> RemovedRow | None:
        found = self._records.get(kind, rec)
        if found is None or not found.view.withdrawn:
            return None
        gone = found.view.groups["withdrawn"].survivors[0]
        return RemovedRow(
            kind,
            rec,
            self._titles.of([(kind, rec)]),
            self._names.user(gone.user),
            gone.user == self._me,
            from_ms(gone.at[0]),
            self._spaces.can_write(found.space),
        )

    def _in_use(self, kind: str, rec: bytes) -> bool:
        """Whether records of other kinds are about it and would lose what they stand on."""
        return any(self._records.count(name, {field: rec}) for name, field in referring(kind))
