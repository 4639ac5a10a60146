"""Concerns: begin, correct, close, remove, list and open, each in words; knows no window and no network."""

import os
from collections.abc import Iterable
from datetime import date

from desktop.domain import concern_rules, rules
from desktop.domain.kind import Kind
from desktop.domain.registry import kind as kind_of
from desktop.services.agreements import Agreements
from desktop.services.assessments import Assessments
from desktop.services.children import Children
from desktop.services.clock import Clock
from desktop.services.concern_values import (
    ConcernChoices,
    ConcernFilter,
    ConcernPage,
    ConcernRow,
    ConcernRows,
    Divided,
)
from desktop.services.editing import Editor, demand
from desktop.services.errors import NoSpace, told
from desktop.services.field_words import FieldWords
from desktop.services.lineage import unshown
from desktop.services.note_kinds import NOTES
from desktop.services.presence import Presence
from desktop.services.problems import in_words
from desktop.services.readlog import ReadLog
from desktop.services.session import Names
from desktop.services.spaces import Spaces
from desktop.services.thread import Thread
from desktop.services.undo import token
from desktop.services.values import Option, Problem, Saved, SendState, Version
from desktop.services.versions import Versions
from desktop.services.wording import Wording
from desktop.services.writing import Change, Writing, base, in_hand
from desktop.store.records import After, Found, Records, Row
from desktop.texts import _

OPEN = ConcernFilter()
FACTS = {
    "noticed_on": _("Noticed"),
    "parents_informed": _("Parents told"),
    "outcome": _("Outcome"),
    "closed_on": _("Closed"),
}


class Concerns:
    """The concerns this pc can read."""

    def __init__(
        self,
        records: Records,
        writing: Writing,
        editor: Editor,
        spaces: Spaces,
        names: Names,
        versions: Versions,
        agreements: Agreements,
        assessments: Assessments,
        children: Children,
        readlog: ReadLog,
        presence: Presence,
        words: Wording,
        fields: FieldWords,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._writing, self._editor = records, writing, editor
        self._spaces, self._names, self._versions = spaces, names, versions
        self._agreements, self._assessments, self._children = agreements, assessments, children
        self._readlog, self._presence, self._words, self._fields = readlog, presence, words, fields
        self._clock, self._me = clock, me
        self._kind, self._child = kind_of("concern"), kind_of("child")

    @told()
    def page(self, after: After | None = None, limit: int = 50, query: ConcernFilter = OPEN) -> ConcernRows:
        """A page of the list, the latest noticed first; (R)."""
        where: dict[str, object] = {"status": "open"} if query.open_only else {}
        if query.mine_only:
            where["lead_user"] = self._me
        if query.place is not None:
            where["institution"] = query.place
        page = self._records.page("concern", order="noticed_on", where=where, after=after, limit=limit)
        return ConcernRows(self.rows(page.rows), page.next)

    def rows(self, rows: tuple[Row, ...]) -> tuple[ConcernRow, ...]:
        """The rows of a list in words, in the order given."""
        states = self._versions.states(row.rec for row in rows)
        return tuple(self._row(row, states.get(row.rec)) for row in rows)

    @told()
    def open(self, rec: bytes) -> ConcernPage:
        """One concern whole; (W): opening it writes a line in the read log. Raises NotFound."""
        page = self.read(rec)
        self._readlog.opened("concern", rec)
        return page

    @told()
    def read(self, rec: bytes) -> ConcernPage:
        """The same for a page that is open already; (R)."""
        found, row = self._editor.find("concern", rec)
        values, today = row.values, self._clock.now().date()
        child = values.get("child") or b""
        whole = self._with_child(found, child)
        agreed = self._records.all("agreement", where={"concern": rec})
        shown = {one.rec: one for one in self._agreements.rows(agreed)}
        answers = self._assessments.of(rec)
        thread = Thread(self._assessments, self._versions, self._names, self._words, today)
        return ConcernPage(
            row=self._row(row, self._versions.states([rec]).get(rec)),
            child=child,
            count=self._count(row, child),
            worries=str(values.get("worries") or ""),
            strengths=str(values.get("strengths") or ""),
            next_steps=str(values.get("next_steps") or ""),
            standings=self._assessments.standings(answers),
            thread=thread.tie(
                row,
                [note for kind in NOTES for note in self._records.all(kind, where={"concern": rec})],
                [(one, shown[one.rec]) for one in agreed],
                answers,
            ),
            agreements=tuple(shown.values()),
            divided=self._divided(whole),
            facts=self._words.told(self._kind, values, FACTS, today) + self._children.facts(child),
            history=self._versions.history(self._kind, found.view),
            values=in_hand(self._kind, found.view, self._me),
            can_edit=self._spaces.can_write(found.space),
            removed=found.view.withdrawn,
            base=base(found.view),
            newer=any(unshown(kind, one.view) for kind, one in whole),
        )

    @told()
    def about(self, rec: object) -> tuple[str, dict[str, object]]:
        """What a note about a concern is called by, and what it is filled with; (R). Raises NotFound."""
        _found, row = self._editor.find("concern", rec if isinstance(rec, bytes) else b"")
        child = row.values.get("child")
        place = {"institution": row.values["institution"]} if row.values.get("institution") else {}
        return self._children.title(child), {"concern": row.rec, **place, **self._children.about(child)}

    @told()
    def choices(self) -> ConcernChoices:
        """What the form offers; (R)."""
        words, offered, here = self._words, self._names.places(), self._presence.here()
        where = {"institution": here} if any(one.rec == here for one in offered) else {}
        return ConcernChoices(
            places=offered,
            leads=tuple(Option(user.hex(), name) for user, name in self._names.users().items()),
            parents=words.options("parents_informed"),
            statuses=words.options("concern_status"),
            outcomes=words.options("outcomes"),
            child=self._children.choices(),
            prefill={"naming": "age_band", "lead_user": self._me, **where},
        )

    def check(self, values: dict[str, object], new_child: bool) -> tuple[Problem, ...]:
        """What must or might be mended before saving; with `new_child` also in who it is about. Pure, any thread."""
        made = (self._child, self._kind) if new_child else (self._kind,)
        found = rules.together(made, concern_rules.fitting({"status": "open", **values}), clock=self._clock)
        return in_words(found, self._words)

    @told()
    def begin(self, values: dict[str, object], draft: str | None = None) -> Saved:
        """A new concern, with its child in the same commit unless `child` names one; (W).

        Raises Invalid, NoSpace, NotAllowed, NoRoom.
        """
        known = values.get("child")
        demand(self.check(values, new_child=known is None))
        filled = concern_rules.fitting({"status": "open", **values})
        space = self._spaces.choose(
            self._spaces.of(known, "child"), self._spaces.of(values["institution"], "institution")
        )
        if space is None:
            raise NoSpace
        rec, child = os.urandom(16), known if isinstance(known, bytes) else os.urandom(16)
        changes = [Change(self._kind, rec, "create", self._kind.to_wire({**filled, "child": child}))]
        if known is None:
            changes.append(Change(self._child, child, "create", self._child.to_wire(filled)))
        commit = self._writing.commit(space, changes, draft)
        return Saved(rec, token(commit, changes))

    @told()
    def save(self, rec: bytes, values: dict[str, object], draft: str | None = None, base: bytes = b"") -> Saved:
        """Corrects what differs from what was shown (`base`), or closes it; (W).

        Raises Invalid, NotFound, NotAllowed.
        """
        if values.get("status") == "closed":
            values = {**values, "closed_on": values.get("closed_on") or self._clock.now().date()}
        elif values.get("status") == "open":
            values = {**values, "closed_on": None, "outcome": None}
        return self._editor.edit("concern", rec, values, base, draft)

    @told()
    def remove(self, rec: bytes) -> Saved:
        """Takes a concern out of every list, and its child where no other concern is about it; (W).

        Nothing is deleted: the history stays, and it can be undone. Raises NotFound, NotAllowed.
        """
        found, row = self._editor.find("concern", rec)
        gone = [("concern", found)]
        child = row.values.get("child")
        others = (
            [one for one in self._records.all("concern", where={"child": child}) if one.rec != rec] if child else []
        )
        known = self._records.get("child", child, found.space) if isinstance(child, bytes) and not others else None
        if known is not None:
            gone.append(("child", known))
        return self._editor.withdraw(rec, gone)

    def _count(self, row: Row, child: bytes) -> str:
        """»3. bekymring på 5 uger«: how many about this child until then, since the first."""
        noticed = row.values.get("noticed_on")
        if not child or not isinstance(noticed, date):
            return ""
        days = sorted(
            one.values["noticed_on"]
            for one in self._records.all("concern", where={"child": child})
            if isinstance(one.values.get("noticed_on"), date) and one.values["noticed_on"] <= noticed
        )
        if len(days) < 2:
            return ""
        weeks = max(1, -((days[0] - noticed).days // 7))
        return self._words.text.plural(
            _("concern no. {count} in {n} week"), _("concern no. {count} in {n} weeks"), weeks, count=len(days)
        )

    def _with_child(self, found: Found, child: bytes) -> tuple[tuple[Kind, Found], ...]:
        known = self._records.get("child", child, found.space) if child else None
        return ((self._kind, found), *([(self._child, known)] if known is not None else ()))

    def _divided(self, whole: Iterable[tuple[Kind, Found]]) -> tuple[Divided, ...]:
        """Every part that was corrected in two places, of the concern and of its child, with both versions."""
        return tuple(
            Divided(
                self._words.text(kind.in_group(group)[0].label),
                tuple(
                    Version(
                        self._fields.group(kind, group, version.value),
                        self._names.user(version.user),
                        self._versions.when(version),
                        version.user == self._me,
                    )
                    for version in shown.survivors
                ),
                kind.name,
                one.view.rec,
            )
            for kind, one in whole
            for group, shown in one.view.groups.items()
            if shown.conflict and group in kind.groups and kind.in_group(group)
        )

    def _row(self, row: Row, state: SendState | None) -> ConcernRow:
        values = row.values
        child, place, lead = values.get("child"), values.get("institution"), values.get("lead_user")
        status = str(values.get("status") or "")
        return ConcernRow(
            rec=row.rec,
            title=self._children.title(child),
            discreet_title=self._children.discreet_title(child),
            place=self._names.place(place),
            place_rec=place,
            room=str(values.get("room") or ""),
            lead=self._names.user(lead) if isinstance(lead, bytes) else str(values.get("lead_name") or ""),
            status=Option(status, self._words.label("concern_status", status)),
            noticed_on=values.get("noticed_on"),
            divided=self._versions.divided(row),
            state=state,
        )
