"""What stands in the fields of any record, in words: codes by their labels, references by what they name."""

from collections.abc import Collection, Mapping

from desktop.domain import roles, scales
from desktop.domain.fields import Field, Reference
from desktop.domain.kind import Kind
from desktop.domain.registry import kinds
from desktop.services.clock import Clock
from desktop.services.session import Names
from desktop.services.wording import Wording
from desktop.texts import _


def hidden(kind: str, values: Mapping[str, object]) -> frozenset[str]:
    """The fields of a record that stand in no view, because it is protected."""
    return kinds()[kind].guarded if kind in kinds() and values.get("protected") else frozenset()


class FieldWords:
    """Puts words on values."""

    def __init__(self, names: Names, words: Wording, clock: Clock) -> None:
        self._names, self._words, self._clock = names, words, clock

    def value(self, field: Field, value: object) -> str:
        """One value as a person reads it; "" for none."""
        if not isinstance(field, Reference):
            return self._words.value(field, value, self._clock.now().date())
        if not isinstance(value, bytes):
            return ""
        if field.kind == "institution":
            return self._names.place(value)
        if field.kind == "member":
            return self._names.user(value)
        return self._words.text(kinds()[field.kind].label) if field.kind in kinds() else ""

    def of(self, field: Field, values: Mapping[str, object]) -> str:
        """A field of `values`, by what stands beside it: an answer in the words of its scale; a role by its title."""
        value = values.get(field.name)
        if field.name == "role" and isinstance(value, str):
            return self._words.text(roles.title(value))
        if field.name == "value" and isinstance(value, str) and {"scale", "version"} <= values.keys():
            return scales.said(values["scale"], values["version"], value, self._words.language)
        return self.value(field, value)

    def group(self, kind: Kind, group: str, wire: Mapping[str, object], kept: Collection[str] = ()) -> str:
        """What one group says, "(tom)" where it was emptied; of the fields in `kept` only that they are protected."""
        values, protected = kind.group_from_wire(group, wire), self._words.text(_("protected"))
        said = [
            protected if field.name in kept else words
            for field in kind.in_group(group)
            if (words := self.of(field, values))
        ]
        return ", ".join(said) or self._words.text(_("(empty)"))

    def label(self, kind: Kind, group: str) -> str:
        """What a group is called: by its first field."""
        fields = kind.in_group(group)
        return self._words.text(fields[0].label).rstrip("?") if fields else self._words.text(_("something new"))
