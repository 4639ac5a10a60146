"""Where the values that stand against each other in one record came from: whose words, and what stood before them.

Pure, over the view that `sync.merge.fold` gives. A value that was chosen, or brought back, is still its author's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.domain.kind import Kind
from sync.codec import encode
from sync.model import Dot
from sync.record import RecordView, Rev, Survivor
from sync.revision import Fields

STATUS = "status"


@dataclass(frozen=True)
class Side:
    """One value of each group of a question. `by` wrote it (its author, not who chose it); `rev` is where he did."""

    values: dict[str, Survivor]
    rev: Rev

    @property
    def by(self) -> bytes:
        """Whose words."""
        return self.rev.user


@dataclass(frozen=True)
class Question:
    """Groups that stand in conflict between the same people, so that one choice settles them; oldest side first."""

    groups: tuple[str, ...]
    sides: tuple[Side, ...]


def questions(view: RecordView) -> tuple[Question, ...]:
    """What a person has to choose in this record, in the order of the groups."""
    found: dict[tuple[bytes, ...], list[Question]] = {}
    for group, shown in view.groups.items():
        if shown.conflict:
            sides = sorted(
                (Side({group: one}, origin(view, group, one)) for one in shown.survivors if not one.proposal),
                key=lambda side: side.rev.order,
            )
            one = Question((group,), tuple(sides))
            who = tuple(sorted(side.by for side in sides))
            # two texts of one person cannot be told apart by him
            key = who if len(set(who)) == len(who) else (*who, group.encode())
            found.setdefault(key, []).append(one)
    return tuple(_together(same) for same in found.values())


def divided(view: RecordView, beside: str = "") -> int:
    """In how many places the most divided part was rewritten, the group `beside` left out; 0 where none was."""
    if not any(shown.conflict for group, shown in view.groups.items() if group != beside):
        return 0
    return max([2, *(len(one.sides) for one in questions(view) if one.groups != (beside,))])


def unshown(kind: Kind, view: RecordView) -> bool:
    """Whether a newer version wrote something in it that stands on no page of this one; every page of it says so."""
    return bool(view.locked) or any(
        value.keys() - {field.name for field in kind.in_group(group)}
        for group, shown in view.groups.items()
        if view.rule.policy(group) != "set"
        for value in (one.value for one in shown.survivors)
    )


def _together(same: list[Question]) -> Question:
    first, *rest = same
    sides = []
    for side in first.sides:
        values = dict(side.values)
        for other in rest:
            values |= next(one.values for one in other.sides if one.by == side.by)
        sides.append(Side(values, side.rev))
    return Question(tuple(group for one in same for group in one.groups), tuple(sides))


def origin(view: RecordView, group: str, survivor: Survivor) -> Rev:
    """The revision whose words a value is: a choice between versions, or its undo, repeats another's."""
    return _origin(_here(view), group, survivor.dot)


def _origin(here: Mapping[Dot, Rev], group: str, dot: Dot) -> Rev:
    rev, seen = here[dot], set[Dot]()
    while rev.dot not in seen:
        seen.add(rev.dot)
        rev = repeated(here, group, rev) or rev
    return rev


@dataclass(frozen=True)
class Closing:
    """Those of a question who closed the record in or after their own version, and its status `before` that.

    The others had not heard of it when they wrote theirs: a pc hears another's changes in their order, so it would
    have had that version first.
    """

    by: frozenset[bytes]
    before: Fields


def closing(view: RecordView, question: Question) -> Closing | None:
    """Who closed it so; None where it is open, nobody did, or all did."""
    shown, here = view.groups.get(STATUS), _here(view)
    if shown is None or shown.conflict or shown.value.get(STATUS) in (None, "open"):
        return None
    closed = [_origin(here, STATUS, dot) for one in shown.survivors for dot in one.dots]
    since = {side.by: side.rev.order for side in question.sides}
    over = [here[dot] for rev in closed for dot in rev.revision.over.get(STATUS, ()) if dot in here]
    stood = [rev for rev in over if STATUS in rev.revision.set]
    by = frozenset(rev.user for rev in closed)
    after = all(rev.user in since and rev.order >= since[rev.user] for rev in closed)
    if not after or not stood or by >= since.keys():
        return None
    return Closing(by, max(stood, key=lambda rev: rev.order).revision.set[STATUS])


def repeated(here: Mapping[Dot, Rev], group: str, rev: Rev) -> Rev | None:
    """The revision whose words `rev` says once more, among those it is over; None for words of its own."""
    said = encode(rev.revision.set[group])
    for dot in rev.revision.over.get(group, ()):
        older = here.get(dot)
        if older is not None and group in older.revision.set and encode(older.revision.set[group]) == said:
            return older
    return None


def before(view: RecordView, question: Question) -> dict[str, Rev]:
    """By group, the newest value that every side has seen and replaced; a group that held nothing is left out."""
    found: dict[str, Rev] = {}
    for group in question.groups:
        behind = [_behind(view, group, side.values[group].dots) for side in question.sides]
        common = set.intersection(*behind)
        said = {encode(side.values[group].value) for side in question.sides}
        stood = [rev for rev in view.history if rev.dot in common and group in rev.revision.set]
        stood = [rev for rev in stood if encode(rev.revision.set[group]) not in said]
        if stood:
            found[group] = max(stood, key=lambda rev: rev.order)
    return found


def _behind(view: RecordView, group: str, dots: Iterable[Dot]) -> set[Dot]:
    """Everything these values are over, and what that was over in its turn; the other sides' own values are not."""
    here, found = _here(view), set[Dot]()
    waiting = list(dots)
    standing = {dot for one in view.groups[group].survivors for dot in one.dots}
    while waiting:
        rev = here.get(waiting.pop())
        for dot in rev.revision.over.get(group, ()) if rev else ():
            if dot not in found:
                found.add(dot)
                waiting.append(dot)
    return found - standing


def _here(view: RecordView) -> dict[Dot, Rev]:
    return {rev.dot: rev for rev in view.history}


def choice(question: Question, side: Side) -> dict[str, Fields]:
    """What a `resolve` for one side sets."""
    return {group: side.values[group].value for group in question.groups}


def overs(question: Question) -> dict[str, tuple[Dot, ...]]:
    """By group, every dot of every side: what a person saw when he chose."""
    return {
        group: tuple(sorted({dot for side in question.sides for dot in side.values[group].dots}))
        for group in question.groups
    }
