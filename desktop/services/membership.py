"""Who is who and who may what: names as records of the organisation space, roles and spaces as control ops.

An administrator gives roles and never reads; the first member of a space opens it and names it.
"""

import os
from dataclasses import dataclass

from desktop.domain import roles
from desktop.domain.registry import kind as kind_of
from desktop.domain.roles import Level
from desktop.services.desk import Desk
from desktop.services.errors import NotAllowed, NotFound, NotYet
from desktop.services.machine import Machine
from desktop.services.writing import Change, Writing, edits
from desktop.store.records import Records
from desktop.texts import Message, _
from sync.control import RIGHTS, Roster
from sync.control_space_bodies import MemberSet, SpaceNew


@dataclass(frozen=True)
class Colleague:
    """A member as the administrator sees one."""

    user: bytes
    name: str
    role: str
    machines: int


class Membership:
    """What an administrator, or the first member of a space, does on his own pc."""

    def __init__(self, machine: Machine, desk: Desk, writing: Writing, records: Records) -> None:
        self._machine, self._desk, self._writing, self._records = machine, desk, writing, records

    @property
    def _org(self) -> bytes:
        return self._machine.identity.org

    def colleagues(self) -> tuple[Colleague, ...]:
        """Everybody with a name, by name."""
        roster = self._machine.control.roster()
        return tuple(
            Colleague(
                row.rec,
                str(row.values.get("name", "")),
                str(row.values.get("role", "")),
                len(roster.devices_of(row.rec)),
            )
            for row in self._records.all("member", order="name")
        )

    def find(self, who: str) -> bytes:
        """The user of a name (whole or its beginning, any case) or an id in hex. Raises NotFound, NotYet."""
        known = {colleague.user: colleague.name.casefold() for colleague in self.colleagues()}
        wanted = who.strip().casefold()
        exact = [user for user, name in known.items() if wanted in (name, user.hex())]
        begins = exact or [user for user, name in known.items() if wanted and name.startswith(wanted)]
        if not begins:
            raise NotFound(Message(_("Nobody is called {name} here."), {"name": who}))
        if len(begins) > 1:
            raise NotYet(Message(_("Several colleagues are called {name}: write the whole name."), {"name": who}))
        return begins[0]

    def name_member(self, user: bytes, name: str, role: str, title: str = "", phone: str = "") -> None:
        """Writes what a colleague is called; a changed name stays in the history."""
        self._demand_admin()
        values: dict[str, object] = {"name": name, "role": role, "title": title, "phone": phone}
        self._write(self._org, "member", user, values)

    def name_machine(self, device: bytes, user: bytes, label: str) -> None:
        """Writes what a pc is called."""
        self._demand_admin()
        self._write(self._org, "machine", device, {"device": device, "user": user, "label": label})

    def _write(self, space: bytes, name: str, rec: bytes, values: dict[str, object]) -> None:
        kind = kind_of(name)
        found = self._records.get(name, rec, space)
        if found is None:
            change: Change | None = Change(kind, rec, "create", kind.to_wire(values))
        else:
            change = edits(kind, found.view, values, b"", self._machine.identity.user)
        if change is not None:
            self._writing.commit(space, [change])

    def new_space(self) -> bytes:
        """A new space without a name: the member who opens it gives it one."""
        space = os.urandom(16)
        self._desk.post(lambda roster: SpaceNew(space))
        return space

    def set_role(self, space: bytes, user: bytes, role: Level) -> None:
        """Gives a colleague a role in a space. Taking one away belongs to the administration to come."""

        def body(roster: Roster) -> MemberSet:
            if not roster.has_space(space):
                raise NotFound(Message(_("There is no such space.")))
            if not roster.role(user, space) <= RIGHTS[role]:
                raise NotYet(Message(_("A role cannot be lowered or taken away yet.")))
            return MemberSet(space, user, role)

        self._desk.post(body)

    def open_space(self, space: bytes, name: str, short: str) -> None:
        """Makes the first key of a space one may write in, and writes its name. Raises NotYet where it is open."""
        roster = self._desk.refresh()
        user = self._machine.identity.user
        if "w" not in roster.role(user, space):
            raise NotAllowed
        if roster.epoch(space) is None:
            self._desk.make_epoch(space)
        if not self._machine.usable(space):
            raise NotYet(Message(_("The space is open already: ask a colleague in it to let this pc in.")))
        self._write(space, "space_info", space, {"name": name, "short": short})

    def _demand_admin(self) -> None:
        if not self._machine.control.roster().is_admin(self._machine.identity.user):
            raise NotAllowed(Message(_("Only an administrator can do that.")))


def level_of(role: str) -> Level:
    """The role in a space that follows from what a person is. Raises NotFound for an unknown role."""
    known = roles.ROLES.get(role)
    if known is None:
        raise NotFound(Message(_("There is no role {role}."), {"role": role}))
    return known.level
