"""What was approved of a record: each signed version as its signer saw it, and what was added beside it later.

M5 of docs/format.md, "Merging". Pure, over the view that `sync.merge.fold` gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sync.model import Dot
from sync.record import RecordView, Rev, Survivor


@dataclass(frozen=True)
class Signed:
    """One signed version: who signed it when, and the text of each group; two with different dots are two versions.

    `missing` are dots that were signed and are not here (yet): the signed text holds more than is shown.
    """

    dots: frozenset[Dot]
    by: tuple[Rev, ...]
    text: Mapping[str, tuple[Rev, ...]]
    missing: frozenset[Dot]


def signed(view: RecordView) -> tuple[Signed, ...]:
    """Every signed version, the one that was signed first in front; equal lists by several people are one version."""
    here = {rev.dot: rev for rev in view.history}
    finals: dict[frozenset[Dot], list[Rev]] = {}
    for rev in view.history:
        if rev.act == "finalise" and rev.standing != "cut":
            own = [dot for dot in rev.revision.final or () if _acts(view, here.get(dot), rev)]
            finals.setdefault(frozenset(own), []).append(rev)
    return tuple(_version(view, dots, by, here) for dots, by in finals.items() if dots)


def late(view: RecordView) -> dict[str, tuple[Survivor, ...]]:
    """By group, what stands beside a signed text and is not part of it: written without knowing of it, or after it."""
    added = {
        group: tuple(s for s in shown.survivors if not s.final and not s.proposal)
        for group, shown in view.groups.items()
        if view.rule.policy(group) == "register" and any(s.final for s in shown.survivors)
    }
    return {group: survivors for group, survivors in added.items() if survivors}


def _acts(view: RecordView, target: Rev | None, signer: Rev) -> bool:
    """Whether a `final` of `signer` acts on the dot; of one that is not here that is not known yet."""
    return target is None or not view.rule.own or target.user == signer.user


def _version(view: RecordView, dots: frozenset[Dot], by: list[Rev], here: Mapping[Dot, Rev]) -> Signed:
    text: dict[str, tuple[Rev, ...]] = {}
    for rev in view.history:
        if rev.dot in dots:
            for group in rev.revision.set:
                text[group] = (*text.get(group, ()), rev)
    return Signed(dots, tuple(by), text, dots - here.keys())
