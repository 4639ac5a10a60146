"""A record kind: its fields, and the field groups that are merged as wholes.

M4 of `docs/format.md`: the policy of a (kind, group) never changes; a changed rule is a new group name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from desktop.domain.fields import Field, LongText, Moment, Reference, Text
from desktop.texts import _
from sync.merge import GroupRule, KindRule, Policy

#: The group every kind has: undo of a create, and *Fjern* (M12).
WITHDRAWN: tuple[Field, ...] = (
    Moment("at", _("Removed"), "withdrawn"),
    Reference("by", _("Removed by"), "withdrawn", kind="member"),
    Text("reason", _("Reason"), "withdrawn"),
)
#: The reason of what an undo took back: nobody removed it by hand.
UNDONE = "undone"
#: The group of the kinds that take additions (M5): every addition survives.
AMENDMENT = LongText("text", _("Addition"), "amend")


@dataclass(frozen=True)
class Kind:
    """One kind of record. `label` and `plural` are msgids; `own` kinds are edited by their author alone (M2).

    What is not `searchable` only names others, and is found nowhere by itself. `narrowed`: fields that lists are
    narrowed by together, each such list an index of the store.
    """

    name: str
    label: str
    plural: str
    fields: tuple[Field, ...]
    schema: int = 1
    own: bool = False
    amendable: bool = False
    searchable: bool = True
    narrowed: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.name}: a field is declared twice")
        for field in self.fields:
            if field.group in ("withdrawn", "amend"):
                raise ValueError(f"{self.name}: {field.group} is a built-in group")
            if field.policy == "set" and len(self.in_group(field.group)) > 1:
                raise ValueError(f"{self.name}: a set group holds one field")

    @cached_property
    def groups(self) -> Mapping[str, Policy]:
        """Every group of this kind and its policy."""
        policies: dict[str, Policy] = {field.group: field.policy for field in self.fields} | {"withdrawn": "register"}
        if self.amendable:
            policies["amend"] = "amend"
        return MappingProxyType(policies)

    @cached_property
    def rule(self) -> KindRule:
        """What `sync.merge.fold` needs to know."""
        return KindRule({group: GroupRule(policy) for group, policy in self.groups.items()}, own=self.own)

    @cached_property
    def guarded(self) -> frozenset[str]:
        """The names of the fields that nobody sees or searches in a record that is protected."""
        return frozenset(field.name for field in self.fields if field.guarded)

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if there is none."""
        return self._by_name[name]

    def in_group(self, group: str) -> tuple[Field, ...]:
        """The fields that are written together."""
        if group == "withdrawn":
            return WITHDRAWN
        if group == "amend" and self.amendable:
            return (AMENDMENT,)
        return self._by_group.get(group, ())

    @cached_property
    def _by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def _by_group(self) -> Mapping[str, tuple[Field, ...]]:
        groups: dict[str, tuple[Field, ...]] = {}
        for field in self.fields:
            groups[field.group] = (*groups.get(field.group, ()), field)
        return groups

    def group_to_wire(self, group: str, values: Mapping[str, object]) -> dict[str, object]:
        """The whole wire value of one group; an emptied group is an empty map. A set group is `{code: 1}`."""
        written: dict[str, object] = {}
        for field in self.in_group(group):
            value = values.get(field.name)
            if field.is_empty(value):
                continue
            wire = field.to_wire(value)
            if field.policy == "set" and isinstance(wire, dict):
                return wire
            written[field.name] = wire
        return written

    def to_wire(self, values: Mapping[str, object]) -> dict[str, dict[str, object]]:
        """The `set` of a create: every group that holds anything."""
        groups = {field.group for field in self.fields}
        return {group: wire for group in sorted(groups) if (wire := self.group_to_wire(group, values))}

    def group_from_wire(self, group: str, wire: Mapping[str, object]) -> dict[str, object]:
        """The Python values of one group; what this version cannot show is left out (the raw bytes keep it)."""
        values: dict[str, object] = {}
        for field in self.in_group(group):
            raw: object = dict(wire) if field.policy == "set" else wire.get(field.name)
            value = None if raw is None else field.from_wire(raw)
            if value is not None and not field.is_empty(value):
                values[field.name] = value
        return values

    def from_wire(self, groups: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
        """The Python values of the fields of a record, its additions and withdrawal left aside."""
        return {name: value for held in self.held_from_wire(groups).values() for name, value in held.items()}

    def held_from_wire(self, groups: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, object]]:
        """The same by the group they stand in."""
        return {group: self.group_from_wire(group, groups[group]) for group in self._by_group if group in groups}
