"""What is merged and what it makes: the rules of a kind, a revision that counts, survivors, the view of a record.

Frozen values; `sync.merge` folds them. They must not know storage, keys or the control log.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from sync.codec import Value
from sync.model import Dot
from sync.revision import Fields, Revision

Policy = Literal["register", "set", "max", "amend"]
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class GroupRule:
    """How one field group merges, for ever. `ranks` (policy max) lists the values of its field, lowest first."""

    policy: Policy = "register"
    ranks: tuple[Value, ...] = ()


@dataclass(frozen=True)
class KindRule:
    """The rules of one record kind; `own`: only the same user replaces; `must`: the must-words that are understood."""

    groups: Mapping[str, GroupRule]
    own: bool = False
    must: frozenset[str] = frozenset()

    def policy(self, group: str) -> Policy:
        """The policy of a group; a group nobody declared is a register."""
        rule = self.groups.get(group)
        return rule.policy if rule else "register"


@dataclass(frozen=True)
class Rev:
    """One accepted revision: its name, its content, and whose it is by header and control log."""

    dot: Dot
    revision: Revision
    user: bytes
    device: bytes
    received_ms: int | None = None
    standing: str = ""
    """"" it counts; "purged" it is the tombstone of what was erased (`sync.purging`); else as `sync.log` says."""

    @property
    def erased(self) -> bool:
        """Whether a purge is in effect on it: nobody knows any more what it said, or when it claimed to be written."""
        return self.revision.erased or self.standing == "purged"

    @property
    def act(self) -> str:
        """What it did; of an erased one its tombstone says so."""
        act = self.revision.act
        return self.revision.was or "" if act == "purge" and self.erased else act

    @property
    def at(self) -> tuple[int, int]:
        """When its author says it was written: (Unix ms, offset in minutes); when it was received, if it is erased."""
        return (self.received_ms or 0, 0) if self.erased else self.revision.at

    @property
    def order(self) -> tuple[int, bytes, int]:
        """The order of showing: (hlc, cid, i)."""
        return (self.at[0] << 16 if self.erased else self.revision.hlc, *self.dot)


@dataclass(frozen=True)
class Survivor:
    """A value no other write is over. `same` are further surviving writes of equal bytes; `dots` names all of them."""

    dot: Dot
    value: Fields
    user: bytes
    device: bytes
    hlc: int
    at: tuple[int, int]
    received_ms: int | None
    same: tuple[Rev, ...] = ()
    final: bool = False
    proposal: bool = False
    set_aside: bool = False
    """It stands here because it was signed; the commit that it came with does not count."""

    @property
    def dots(self) -> tuple[Dot, ...]:
        """Every dot that holds this value."""
        return (self.dot, *(rev.dot for rev in self.same))


@dataclass(frozen=True)
class GroupView:
    """The survivors of a group, the first shown first, and the value they make together."""

    survivors: tuple[Survivor, ...]
    value: Fields
    conflict: bool


@dataclass(frozen=True)
class RecordView:
    """A record as it is shown.

    `history` is every revision, oldest first; `amendments` likewise. `replaced` names, for (group, dot), the dots
    that are over it. `locked` groups hold something only a newer version understands and are read-only.
    """

    rec: bytes
    kind: str
    groups: Mapping[str, GroupView]
    created_by: bytes | None
    created_at: tuple[int, int] | None
    history: tuple[Rev, ...]
    amendments: tuple[Survivor, ...]
    withdrawn: bool
    replaced: Mapping[tuple[str, Dot], tuple[Dot, ...]] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    rule: KindRule = field(default_factory=lambda: KindRule({}))

    @property
    def approved(self) -> bool:
        """Whether something in it was signed: it takes additions, and no other change."""
        return any(survivor.final for shown in self.groups.values() for survivor in shown.survivors)

    @property
    def erased(self) -> bool:
        """Whether nothing is left of it but that it was erased."""
        return not self.groups and any(rev.erased or rev.act == "purge" for rev in self.history)
