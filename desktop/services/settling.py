"""Two versions of one thing: a person keeps one, keeps both, writes a new one, or settles it later; each can be undone.

What was not chosen stays in the history. Two who choose the same end the same, whoever syncs first.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from desktop.domain.kind import Kind
from desktop.domain.registry import kind as kind_of
from desktop.domain.registry import kinds
from desktop.services.clock import Clock
from desktop.services.editing import Editor, demand
from desktop.services.errors import NotYet, Settled, told
from desktop.services.lineage import (
    STATUS,
    Closing,
    Question,
    Side,
    choice,
    closing,
    divided,
    overs,
    questions,
    repeated,
)
from desktop.services.settling_values import Choice
from desktop.services.undo import named_by, token
from desktop.services.values import Problem
from desktop.services.wording import Wording, places
from desktop.services.writing import NEWER, Change, Writing, dots_of, standing
from desktop.store.records import Found, Records, Row
from desktop.texts import _
from sync.codec import encode
from sync.model import Dot
from sync.record import RecordView, Rev
from sync.revision import Fields

#: Kinds of which two may stand side by side: what one does by Wednesday, and what the other does by Friday.
BOTH = frozenset({"agreement"})
LATER = timedelta(days=7)
AT_MOST = 50


class Settling:
    """What people do with versions that stand against each other; all of it is (W) and raises NotFound, NotAllowed.

    Settled is raised where what was shown stands against nothing any more.
    """

    def __init__(
        self, records: Records, writing: Writing, editor: Editor, words: Wording, clock: Clock, me: bytes
    ) -> None:
        self._records, self._writing, self._editor = records, writing, editor
        self._words, self._clock, self._me = words, clock, me

    @told()
    def keep(self, kind: str, rec: bytes, seen: bytes, key: bytes) -> Choice:
        """The version named by `key` is the one that holds."""
        found, _row, question = self._asked(kind, rec, seen)
        side = _side(question, self._writing.now_seen(found.space, key))
        return self._resolve(found, question, choice(question, side))

    @told()
    def keep_both(self, kind: str, rec: bytes, seen: bytes) -> Choice:
        """The first written stays in this record; each other becomes a record of its own.

        Its id follows from the version's, so that two people who both keep both make the same records. Where one of
        them closed it unknown to the others, only his is closed.
        """
        found, _row, question = self._asked(kind, rec, seen)
        if kind not in BOTH:
            raise Settled
        first, *others = question.sides
        closed = closing(found.view, question)
        made = [self._own_record(found, question, side, closed) for side in others]
        return self._resolve(found, question, _kept(question, first, closed), made)

    def check(self, kind: str, values: Mapping[str, object]) -> tuple[Problem, ...]:
        """What must be mended in a new text before it is kept; of the other fields nothing is asked."""
        found = self._editor.check(kind, dict(values))
        return tuple(problem for problem in found if problem.field in values)

    @told()
    def write(
        self, kind: str, rec: bytes, seen: bytes, values: Mapping[str, object], draft: str | None = None
    ) -> Choice:
        """A new text instead of all of them. Raises Invalid."""
        found, _row, question = self._asked(kind, rec, seen)
        demand(self.check(kind, values))
        declared, written = kind_of(kind), dict[str, Fields]()
        for group in question.groups:
            known = {field.name for field in declared.in_group(group)}
            unknown = [
                {name: value for name, value in side.values[group].value.items() if name not in known}
                for side in question.sides
            ]
            if any(kept != unknown[0] for kept in unknown):
                raise NotYet(NEWER)
            written[group] = {**unknown[0], **declared.group_to_wire(group, values)}  # type: ignore[dict-item]
        return self._resolve(found, question, written, draft=draft)

    @told()
    def later(self, kind: str, rec: bytes) -> Choice:
        """A follow-up of one's own in a week, which is done by itself when it is settled.

        It is about no place and no concern: nobody agreed on it, and it stands in no list of theirs.
        """
        found, _row = self._editor.find(kind, rec)
        due = self._clock.now().date() + LATER
        mine = later_id(rec, self._me)
        values: dict[str, object] = {
            "text": self._words.text(_("Settle which text holds")),
            "due_on": due,
            "reason": self._words.text(_("it was changed in {places}"), places=places(max(2, divided(found.view)))),
            "status": "open",
            "owner_user": self._me,
        }
        agreement, there = kind_of("agreement"), self._records.get("agreement", mine, found.space)
        change = Change(agreement, mine, "create", agreement.to_wire(values))
        if there is not None:  # it was put off before: the same follow-up, open again and in its list
            groups = ("due", "status", *(("withdrawn",) if there.view.withdrawn else ()))
            again = {group: agreement.group_to_wire(group, values if group != "withdrawn" else {}) for group in groups}
            over = {group: dots for group, dots in standing(there.view).items() if group in groups}
            change = Change(agreement, mine, "edit", again, over)
        commit = self._writing.commit(found.space, [change])
        return Choice(token(commit, [change]), len(questions(found.view)))

    @told()
    def undo(self, undo: bytes) -> None:
        """Takes a choice back: the versions stand against each other again, each in its author's name.

        One commit may set a group once, so a third version comes back in a commit of its own.
        """
        where, cid, named = named_by(undo)
        made = self._writing.now_called(where, cid)
        commits: list[list[Change]] = [[]]
        for kind, rec in named:
            found = self._records.get(kind, rec, where)
            rev = next((rev for rev in found.view.history if rev.dot.cid == made), None) if found else None
            if found is None or rev is None:
                raise Settled
            for number, change in enumerate(self._back(kind_of(kind), found.view, rev)):
                commits += [[]] * (number + 1 - len(commits))
                commits[number] = [*commits[number], change]
        for changes in commits:
            self._writing.commit(where, changes)

    # -- behind the methods

    def _asked(self, kind: str, rec: bytes, seen: bytes) -> tuple[Found, Row, Question]:
        """The question as the person saw it: what came after that is no part of it."""
        found, row = self._editor.find(kind, rec)
        shown = dots_of(self._writing.now_seen(found.space, seen))
        for question in questions(found.view):
            sides = tuple(
                side
                for side in question.sides
                if all(set(one.dots).intersection(shown.get(group, ())) for group, one in side.values.items())
            )
            if set(question.groups) & set(shown) and len(sides) > 1:
                return found, row, Question(question.groups, sides)
        raise Settled

    def _resolve(
        self,
        found: Found,
        question: Question,
        values: Mapping[str, Fields],
        made: Sequence[Change] = (),
        draft: str | None = None,
    ) -> Choice:
        view = found.view
        if view.locked.intersection(values):
            raise NotYet(NEWER)
        over = {group: standing(view)[group] for group in values} | overs(question)
        chosen = Change(kind_of(view.kind), view.rec, "resolve", values, over)
        left = len(questions(view)) - 1
        done = self._followed(found) if not left else []
        changes = [chosen, *made, *done]
        commit = self._writing.commit(found.space, changes, draft)
        return Choice(token(commit, changes), left)

    def _own_record(self, found: Found, question: Question, side: Side, closed: Closing | None) -> Change:
        """A record with one side's version, and everything else as it stands."""
        view, declared = found.view, kind_of(found.view.kind)
        held = {
            group: shown.value
            for group, shown in view.groups.items()
            if group in declared.groups and group not in ("amend", "withdrawn") and shown.value
        }
        held |= _kept(question, side, closed)
        held["kept"] = declared.group_to_wire("kept", {"kept_from": view.rec, "kept_user": side.by})  # type: ignore[assignment]
        rec = kept_id(view.rec, side.rev.dot)
        return Change(declared, rec, "create", held)

    def _followed(self, found: Found) -> list[Change]:
        """Every follow-up »settle later« of this record that is open is done now, whosoever it is."""
        agreement, done = kind_of("agreement"), []
        for user in self._people(found.view):
            rec = later_id(found.view.rec, user)
            there = self._records.get("agreement", rec, found.space)
            row = self._records.row("agreement", rec) if there else None
            if there is None or row is None or row.values.get("status") != "open":
                continue
            wire = agreement.group_to_wire("status", {"status": "done"})
            done.append(Change(agreement, rec, "edit", {"status": wire}, {"status": standing(there.view)["status"]}))
        return done

    def _people(self, view: RecordView) -> list[bytes]:
        colleagues = {row.rec for row in self._records.all("member")}
        return sorted(colleagues | {self._me} | {rev.user for rev in view.history})

    def _back(self, kind: Kind, view: RecordView, rev: Rev) -> list[Change]:
        """What takes one revision of a choice back, a commit each. Raises Settled where it was written over since."""
        for group in rev.revision.set:
            shown = view.groups.get(group)
            if shown is None or not any(rev.dot in one.dots for one in shown.survivors):
                raise Settled
        if rev.act == "create":
            if len({one.user for one in view.history}) > 1:
                raise Settled
            gone = kind.group_to_wire("withdrawn", {"at": self._clock.now(), "by": self._me})
            return [Change(kind, view.rec, "edit", {"withdrawn": gone})]
        stood = {group: _former(view, rev, group) for group in rev.revision.set}
        if rev.act == "edit":  # a follow-up that was done
            values = {group: former[0][0] for group, former in stood.items() if former}
            return [Change(kind, view.rec, "edit", values, dict.fromkeys(values, (rev.dot,)))]
        back, here = list[Change](), {one.dot: one for one in view.history}
        for number in range(max(map(len, stood.values()), default=0)):
            some = {group: former[number] for group, former in stood.items() if number < len(former)}
            # A text that nobody had written before goes when the first comes back; one that was chosen stays beside.
            over = {
                group: of if number or repeated(here, group, rev) else (*of, rev.dot)
                for group, (_v, of) in some.items()
            }
            back.append(Change(kind, view.rec, "edit", {group: value for group, (value, _of) in some.items()}, over))
        return back


def _former(view: RecordView, rev: Rev, group: str) -> list[tuple[Fields, tuple[Dot, ...]]]:
    """The values `rev` was over, each with its dots, but for the one it repeats."""
    said, found = encode(rev.revision.set[group]), dict[bytes, tuple[Fields, tuple[Dot, ...]]]()
    for dot in rev.revision.over.get(group, ()):
        for older in view.history:
            if older.dot == dot and group in older.revision.set:
                value = older.revision.set[group]
                _value, dots = found.get(encode(value), (value, ()))
                found[encode(value)] = (value, (*dots, dot))
    return [one for value, one in found.items() if value != said]


def _kept(question: Question, side: Side, closed: Closing | None) -> dict[str, Fields]:
    """What an agreement of one side's version says: open as it was to whoever did not know that it was closed."""
    still = {STATUS: closed.before} if closed and side.by not in closed.by else {}
    return still | choice(question, side)


def _side(question: Question, key: bytes) -> Side:
    wanted = dots_of(key)
    for side in question.sides:
        if all(set(one.dots).intersection(wanted.get(group, ())) for group, one in side.values.items()):
            return side
    raise Settled


def later_id(rec: bytes, user: bytes) -> bytes:
    """The id of somebody's follow-up »settle later« of a record."""
    return hashlib.sha256(b"settle later" + rec + user).digest()[:16]


def kept_id(rec: bytes, dot: Dot) -> bytes:
    """The id of the record that a version of `rec` becomes when both are kept."""
    return hashlib.sha256(b"keep both" + rec + dot.cid + bytes([dot.i])).digest()[:16]


def waiting(records: Records) -> list[Row]:
    """Everything that waits for a choice, of each kind at most `AT_MOST`; (R)."""
    return [row for kind in kinds() for row in records.page(kind, conflicts_only=True, limit=AT_MOST).rows]


def putting_off(records: Records, user: bytes) -> dict[bytes, Row]:
    """What stands against each other, by the id of the follow-up that this person may have put it off with; (R)."""
    return {later_id(row.rec, user): row for row in waiting(records)}


def put_off(records: Records, rec: bytes, user: bytes) -> date | None:
    """The day until which this person has put settling off; (R)."""
    mine = later_id(rec, user)
    row = records.row("agreement", mine)
    if row is None or row.values.get("status") != "open":
        return None
    found, due = records.get("agreement", mine, row.space), row.values.get("due_on")
    return due if isinstance(due, date) and found is not None and not found.view.withdrawn else None
