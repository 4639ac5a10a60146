"""Writing over what is shown: what a new value of a group must hold, and which dots it must name to replace the old.

M1 to M4 of docs/format.md, "Merging". Pure, as `sync.merge` is; who may write at all is told by the caller.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sync.codec import Value
from sync.errors import Refused
from sync.merge import RecordView, Survivor
from sync.model import Dot
from sync.revision import Fields


@dataclass(frozen=True)
class Write:
    """What a revision says of one group: its whole new value, and the dots it replaces."""

    value: dict[str, Value]
    over: tuple[Dot, ...]


def compose(
    view: RecordView,
    group: str,
    fields: Fields,
    known: Collection[str],
    of: Dot | None = None,
    user: bytes | None = None,
) -> Write:
    """A write of `group` so that it holds `fields`: with every field copied that the writer does not know.

    `known` are the fields (policy set: the elements) that the writer understands; a known field that is absent from
    `fields` is emptied. In a register it is over the one value that was edited: the one that holds `of`, else the one
    shown first; what else survives there stays for a person to settle. `user` is the writer, who in an own kind
    replaces only what is his. Raises Refused where the group may not be written, or where several values stand there
    that differ in a field the writer does not know.
    """
    _writable(view, group)
    if view.rule.policy(group) == "set":
        return _compose_set(view, group, fields, known, user)
    unknown = [
        {name: value for name, value in s.value.items() if name not in known} for s in _replaceable(view, group, user)
    ]
    if any(kept != unknown[0] for kept in unknown):
        raise Refused("values differ in a field of a newer version")
    edited = _edited(view, group, of, user)
    return Write({**(unknown[0] if edited else {}), **fields}, _dots(edited, view, user))


def _compose_set(view: RecordView, group: str, fields: Fields, known: Collection[str], user: bytes | None) -> Write:
    """Adding is a write over nothing; removing is a write over every dot that holds the element, with the rest."""
    shown = view.groups[group].value if group in view.groups else {}
    gone = {element for element in shown if element in known and element not in fields}
    holders = [s for s in _replaceable(view, group, user) if gone.intersection(s.value)]
    rest = {element: one for s in holders for element, one in s.value.items() if element not in gone}
    added = {element: one for element, one in fields.items() if element not in shown}
    return Write({**rest, **added}, _dots(holders, view, user))


def _writable(view: RecordView, group: str) -> None:
    if group not in view.rule.groups:
        raise Refused("group of a newer version")
    if group in view.locked:
        raise Refused("group holds what a newer version must understand")


def _replaceable(view: RecordView, group: str, user: bytes | None) -> list[Survivor]:
    """The survivors that a write by `user` can be over, the first shown first."""
    if view.rule.policy(group) == "amend" or group not in view.groups:
        return []
    standing = view.groups[group].survivors
    return [s for s in standing if not view.rule.own or user in {s.user, *(rev.user for rev in s.same)}]


def _edited(view: RecordView, group: str, of: Dot | None, user: bytes | None) -> list[Survivor]:
    """The survivors that a new write of the whole value replaces: one of a register's, all of any other's."""
    standing = _replaceable(view, group, user)
    if view.rule.policy(group) != "register":
        return standing
    if of is not None:
        standing = [s for s in standing if of in s.dots]
        if not standing:
            raise Refused("the value that was edited is no longer there")
    return standing[:1]


def _dots(survivors: Sequence[Survivor], view: RecordView, user: bytes | None) -> tuple[Dot, ...]:
    dots = {s.dot: s.user for s in survivors} | {rev.dot: rev.user for s in survivors for rev in s.same}
    return tuple(sorted(dot for dot, by in dots.items() if not view.rule.own or by == user))
