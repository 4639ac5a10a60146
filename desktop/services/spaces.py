"""Who may write where, and what a space is called: the roster's opaque ids in a person's words."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.collation import da_key
from desktop.services.errors import NotAllowed
from desktop.services.machine import Machine
from desktop.services.values import Option
from desktop.store.records import Records
from desktop.texts import Message, Texts, _


@dataclass(frozen=True)
class Space:
    """A space this pc has a key of."""

    id: bytes
    name: str
    short: str
    can_write: bool
    can_approve: bool = False

    @property
    def option(self) -> Option:
        """As a choice."""
        return Option(self.id.hex(), self.name)


class Spaces:
    """The spaces of this pc but the organisation's own, by name."""

    def __init__(self, machine: Machine, records: Records, texts: Texts) -> None:
        self._machine, self._records, self._texts = machine, records, texts

    def all(self) -> tuple[Space, ...]:
        """Those whose key is here."""
        machine = self._machine
        if not machine.control.ops:
            return ()
        roster, device = machine.control.roster(), machine.keys.device_id
        named = {row.rec: row.values for row in self._records.all("space_info")}
        found = []
        for space in roster.spaces_of(device):
            if space != roster.org and machine.usable(space):
                values = named.get(space, {})
                name = str(values.get("name", "")) or self._texts(_("a shared space whose name has not come yet"))
                short = str(values.get("short", ""))
                rights = roster.rights(device, space)
                found.append(Space(space, name, short, "w" in rights, "f" in rights))
        return tuple(sorted(found, key=lambda space: da_key(space.name)))

    def names(self) -> dict[bytes, str]:
        """What each is called, by its id."""
        return {space.id: space.name for space in self.all()}

    def unread(self, holders: Sequence[str]) -> str:
        """Spaces that this pc does not read, one for each of `holders`, as a sentence counts them."""
        return self._texts.plural(
            _("{n} space that you have no access to (at {who})"),
            _("{n} spaces that you have no access to (at {who})"),
            len(holders),
            who=", ".join(sorted(set(holders), key=da_key)),
        )

    def called(self, space: bytes) -> str:
        """What to call any space in a sentence: the beginning of its id where this pc does not read it."""
        return self._texts(self.told(space))

    def told(self, space: bytes) -> Message:
        """The same, not yet in any language."""
        machine = self._machine
        if machine.control.ops and space == machine.identity.org:
            return Message(_("the municipality's list of names"))
        if name := self.names().get(space, ""):
            return Message(_("»{name}«"), {"name": name})
        return Message(_("the space {id}"), {"id": space.hex()[:8]})

    @property
    def administers(self) -> bool:
        """Whether this person is an administrator, who has a role in no space of notes."""
        return bool(self._machine.control.ops) and self._machine.control.roster().is_admin(self._machine.identity.user)

    @property
    def carries(self) -> bool:
        """Whether this person carries sealed files, and has a role in no space."""
        return bool(self._machine.control.ops) and self._machine.control.roster().is_carrier(
            self._machine.identity.user
        )

    def writable(self) -> tuple[Space, ...]:
        """Those where this person may write."""
        return tuple(space for space in self.all() if space.can_write)

    def can_write(self, space: bytes) -> bool:
        """Whether this pc may write there."""
        machine = self._machine
        return machine.usable(space) and "w" in machine.control.roster().rights(machine.keys.device_id, space)

    def can_approve(self, space: bytes) -> bool:
        """Whether this pc may approve there."""
        machine = self._machine
        return machine.usable(space) and "f" in machine.control.roster().rights(machine.keys.device_id, space)

    def of(self, rec: object, *kinds: str) -> bytes | None:
        """Where a record of one of these kinds lives; None for no record, or one that is not here."""
        if isinstance(rec, bytes):
            for kind in kinds:
                row = self._records.row(kind, rec)
                if row is not None:
                    return row.space
        return None

    def choose(self, *wanted: bytes | None) -> bytes | None:
        """The first of `wanted` that can be written; where none is known the first there is.

        Raises NotAllowed where what it is about lives where one may only read: nobody else reads it instead.
        """
        writable, known = [space.id for space in self.writable()], [space for space in wanted if space is not None]
        for space in known:
            if space in writable:
                return space
        if known and writable:
            raise NotAllowed
        return writable[0] if writable else None
