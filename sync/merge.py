"""Merging: from the revisions of one record to what is shown.

Over-sets decide, clocks do not (docs/format.md, "Merging"). Pure: `fold` is a function of the *set* of revisions, so
order, duplicates and partitions cannot matter. It must not know storage, keys or the control log: who wrote a
revision, and with which rights, is told by the caller.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sync import purging
from sync.codec import encode
from sync.errors import Malformed, Refused
from sync.model import Dot
from sync.record import WITHDRAWN, GroupRule, GroupView, KindRule, Policy, RecordView, Rev, Survivor
from sync.revision import Fields, Revision

__all__ = [
    "WITHDRAWN",
    "GroupRule",
    "GroupView",
    "KindRule",
    "Policy",
    "RecordView",
    "Rev",
    "Survivor",
    "check_authors",
    "check_disjoint",
    "fold",
    "plain",
]

_NEEDS = {"finalise": "f", "purge": "p"}


def check_disjoint(revisions: Iterable[Revision]) -> None:
    """Raises Malformed where two revisions of one commit set the same group of the same record."""
    written: set[tuple[bytes, str, str]] = set()
    for revision in revisions:
        for group in revision.set:
            place = (revision.rec, revision.kind, group)
            if place in written:
                raise Malformed("two revisions set the same group")
            written.add(place)


def check_authors(revisions: Iterable[Revision], user: bytes, rights: Collection[str]) -> None:
    """Raises Refused, and the whole commit is set aside, where a revision speaks in another's name or lacks its right.

    `user` and `rights` (of r w f p) are those of the signing device at the cited control op.
    """
    for revision in revisions:
        if revision.author != user:
            raise Refused("author is not the machine's user")
        if _NEEDS.get(revision.did, "w") not in rights:
            raise Refused("no right to this act")


def fold(rule: KindRule, revs: Iterable[Rev]) -> RecordView:
    """The view of one record from its revisions, in any order and number of copies.

    Raises ValueError without revisions that count, or for revisions of different records: a record is (space, rec,
    kind). What a cut alone set aside stands in signed text that names it; what must be understood and is not locks.
    """
    revs = list(revs)
    if len(revs) == 1 and plain(revs[0]):
        return _alone(rule, revs[0])
    by_dot: dict[Dot, Rev] = {}
    newer: list[Rev] = []
    for rev in revs:
        if rev.standing == "must":
            newer.append(rev)
            continue
        known = by_dot.get(rev.dot)
        if known is None or _received(rev) < _received(known):
            by_dot[rev.dot] = rev
    known_here = sorted(by_dot.values(), key=lambda rev: rev.order)
    counting = [rev for rev in known_here if rev.standing != "cut"]
    if not counting or len({(rev.revision.rec, rev.revision.kind) for rev in (*known_here, *newer)}) != 1:
        raise ValueError("the revisions are not of one record")
    readable = [rev for rev in counting if rule.must.issuperset(rev.revision.must)]
    newer += [rev for rev in counting if not rule.must.issuperset(rev.revision.must)]
    locked = frozenset(g for rev in newer if not rule.must.issuperset(rev.revision.must) for g in rev.revision.set)
    # A purge names revisions of other commits; its own `over` and `final` are copies and act on nothing.
    acting = [rev for rev in readable if rev.act != "purge"]
    creates = [rev for rev in acting if rev.act == "create"]
    finals = _finals(rule, acting, by_dot)
    signed = [rev for rev in known_here if rev.standing == "cut" and rev.dot in finals and _says(rev)]
    hidden = _hidden(acting) - finals
    replaced = _replaced(rule, acting, by_dot, finals)
    owners = {rev.user for rev in creates} if rule.own else None
    standing: dict[str, list[Rev]] = {}
    for rev in sorted((*acting, *signed), key=lambda rev: rev.order, reverse=True):
        for group in rev.revision.set:
            if (group, rev.dot) not in replaced and rev.dot not in hidden:
                standing.setdefault(group, []).append(rev)
    groups = {
        group: _group(rule.groups.get(group, GroupRule()), group, standing[group], finals, owners)
        for group in sorted(standing)
    }
    amendments = [s for group, view in groups.items() if rule.policy(group) == "amend" for s in view.survivors]
    history = tuple(sorted((*counting, *signed), key=lambda rev: rev.order))
    first = history[0].revision
    return RecordView(
        rec=first.rec,
        kind=first.kind,
        groups=groups,
        created_by=creates[0].user if creates else None,
        created_at=creates[0].at if creates else None,
        history=history,
        amendments=tuple(sorted(amendments, key=lambda s: (s.hlc, *s.dot))),
        withdrawn=not finals and _withdrawn(groups.get(WITHDRAWN)),
        replaced=replaced,
        locked=locked,
        rule=rule,
    )


def _says(rev: Rev) -> bool:
    """Whether it holds words of its own: it neither erases nor is it erased."""
    return rev.revision.act != "purge"


def plain(rev: Rev) -> bool:
    """Whether it made the record and asks for nothing else: what most records are, and nearly all of a first sync."""
    made = rev.revision
    return not rev.standing and made.act == "create" and not (made.must or made.over or made.final or made.re)


def _alone(rule: KindRule, rev: Rev) -> RecordView:
    """What `fold` makes of a plain revision that is its record's only one, in a fifth of the time."""
    made, groups, amendments = rev.revision, dict[str, GroupView](), list[Survivor]()
    for group in sorted(made.set):
        value = made.set[group]
        said = Survivor(rev.dot, value, rev.user, rev.device, made.hlc, made.at, rev.received_ms)
        policy = rule.policy(group)
        groups[group] = GroupView((said,), dict(value) if policy == "set" else value, conflict=False)
        if policy == "amend":
            amendments.append(said)
    withdrawn = _withdrawn(groups.get(WITHDRAWN))
    return RecordView(
        made.rec, made.kind, groups, rev.user, made.at, (rev,), tuple(amendments), withdrawn, {}, frozenset(), rule
    )


def _hidden(acting: Sequence[Rev]) -> frozenset[Dot]:
    """The dots whose words an erased one said too."""
    if not any(rev.erased for rev in acting):
        return frozenset()
    return purging.repeats((rev.dot, rev.device, rev.revision.re, rev.erased) for rev in acting)


def _received(rev: Rev) -> float:
    return float("inf") if rev.received_ms is None else rev.received_ms


def _finals(rule: KindRule, acting: Iterable[Rev], by_dot: Mapping[Dot, Rev]) -> frozenset[Dot]:
    """The dots of this record that a finalise signs; in an own kind only the signer's own."""
    return frozenset(
        dot
        for rev in acting
        if rev.act == "finalise"
        for dot in rev.revision.final or ()
        if dot in by_dot and (not rule.own or by_dot[dot].user == rev.user)
    )


def _replaced(
    rule: KindRule, acting: Iterable[Rev], by_dot: Mapping[Dot, Rev], finals: Collection[Dot]
) -> dict[tuple[str, Dot], tuple[Dot, ...]]:
    """For each (group, dot) that does not survive, the dots over it, or repeating it after an image restore."""
    replaced: dict[tuple[str, Dot], list[Dot]] = {}
    for rev in acting:
        named = [(group, dot) for group, dots in rev.revision.over.items() for dot in dots]
        if rev.revision.re is not None:
            repeated = by_dot.get(rev.revision.re)
            # Only where it repeats: a `re` that leaves a group out must not make that group's words vanish.
            if repeated is not None and repeated.device == rev.device:
                named += [(group, repeated.dot) for group in rev.revision.set]
        for group, dot in dict.fromkeys(named):
            target = by_dot.get(dot)
            if target is None or target is rev or group not in target.revision.set or dot in finals:
                continue
            if rule.policy(group) != "amend" and (not rule.own or target.user == rev.user):
                replaced.setdefault((group, dot), []).append(rev.dot)
    return {place: tuple(sorted(dots)) for place, dots in replaced.items()}


def _group(
    rule: GroupRule, group: str, standing: Sequence[Rev], finals: Collection[Dot], owners: Collection[bytes] | None
) -> GroupView:
    """One group's survivors (`standing`, newest first) collapsed, ordered, and made into a value."""
    survivors = _collapse(rule, group, standing, finals, owners)
    if rule.policy == "max":
        survivors.sort(key=lambda s: _rank(rule, s.value), reverse=True)
    survivors.sort(key=lambda s: (s.proposal, not s.final))
    value = survivors[0].value
    counted = [s for s in survivors if not s.proposal]
    if rule.policy == "set":
        value = {element: one for s in counted or survivors for element, one in s.value.items()}
    conflict = rule.policy == "register" and len(counted) > 1 and not counted[0].final
    return GroupView(tuple(survivors), value, conflict)


def _collapse(
    rule: GroupRule, group: str, standing: Sequence[Rev], finals: Collection[Dot], owners: Collection[bytes] | None
) -> list[Survivor]:
    """Writes of equal bytes as one survivor, told by the one that is shown first of them."""
    if len(standing) == 1:
        return [_survivor(group, standing[0], (), finals, owners)]

    def proposal(rev: Rev) -> bool:
        return owners is not None and rev.user not in owners

    alike: dict[tuple[bytes, bytes], list[Rev]] = {}
    for rev in sorted(standing, key=lambda rev: (proposal(rev), rev.dot not in finals)):
        # An amendment is its author's own statement: two people who write the same words have both said them.
        who = rev.user if rule.policy == "amend" else b""
        alike.setdefault((who, encode(rev.revision.set[group])), []).append(rev)
    return [_survivor(group, first, tuple(same), finals, owners) for first, *same in alike.values()]


def _survivor(
    group: str, first: Rev, same: tuple[Rev, ...], finals: Collection[Dot], owners: Collection[bytes] | None
) -> Survivor:
    return Survivor(
        dot=first.dot,
        value=first.revision.set[group],
        user=first.user,
        device=first.device,
        hlc=first.revision.hlc,
        at=first.at,
        received_ms=first.received_ms,
        same=same,
        set_aside=all(rev.standing == "cut" for rev in (first, *same)),
        final=any(rev.dot in finals for rev in (first, *same)),
        proposal=owners is not None and first.user not in owners,
    )


def _rank(rule: GroupRule, value: Fields) -> int:
    """The place of a value among the declared ranks: nothing is lowest, what is not declared is highest."""
    if not value:
        return -1
    only = next(iter(value.values()))
    return rule.ranks.index(only) if len(value) == 1 and only in rule.ranks else len(rule.ranks)


def _withdrawn(view: GroupView | None) -> bool:
    """Withdrawn while nobody brought it back: every value that is no proposal says so, whatever the clocks."""
    said = [s.value for s in view.survivors if not s.proposal] if view else []
    return bool(said) and all(said)
