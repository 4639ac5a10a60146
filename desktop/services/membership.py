"""Who is who and who may what: names as records of the organisation space, roles and spaces as control ops.

An administrator gives roles and never reads; the first member of a space opens it and names it.
"""

import os
from dataclasses import dataclass
from typing import Literal, TypeAlias

from desktop.domain import roles
from desktop.domain.collation import da_key
from desktop.domain.registry import kind as kind_of
from desktop.domain.roles import Level
from desktop.services import carrying
from desktop.services.cutting import Cutting, Reason, Role
from desktop.services.desk import Agree, Desk
from desktop.services.errors import NotAllowed, NotFound, NotYet
from desktop.services.machine import Machine
from desktop.services.session import pcs_called
from desktop.services.writing import Change, Writing, edits
from desktop.store.records import Records
from desktop.texts import Message, _
from sync.control import Roster
from sync.control_space_bodies import SpaceNew

State: TypeAlias = Literal["", "lost", "left"]
ID_DIGITS = 8


@dataclass(frozen=True)
class Colleague:
    """A member as the administrator sees one."""

    user: bytes
    name: str
    role: str
    machines: int


@dataclass(frozen=True)
class Pc:
    """A pc as the administrator sees one."""

    device: bytes
    user: bytes
    label: str
    name: str
    """Its owner's."""
    state: State


class Membership:
    """What an administrator, or the first member of a space, does on his own pc."""

    def __init__(self, machine: Machine, desk: Desk, writing: Writing, records: Records) -> None:
        self._machine, self._desk, self._writing, self._records = machine, desk, writing, records
        self.cutting = Cutting(machine, desk)

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
                _role(roster, row.rec, str(row.values.get("role", ""))),
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

    def set_role(self, space: bytes, user: bytes, role: Role, agree: Agree | None = None) -> None:
        """Gives a colleague a role in a space, or takes it: work up to now stands. Raises Overtaken."""
        self._desk.post(self.cutting.role(space, user, role), agree=agree)

    def set_carrier(self, user: bytes, on: bool, agree: Agree | None = None) -> None:
        """Lets a colleague carry sealed files, or ends it. Raises NotYet, Overtaken."""
        self._desk.post(carrying.named(user, on), agree=agree)

    def machines(self) -> tuple[Pc, ...]:
        """Every pc that ever came in, by its owner's name; those that were stopped say how."""
        roster = self._machine.control.roster()
        labels = pcs_called(self._records)
        names = {colleague.user: colleague.name for colleague in self.colleagues()}
        found = []
        for machine in self._machine.control.machines:
            ended = roster.revocation(machine.device)
            state: State = "" if ended is None else "lost" if ended.lost else "left"
            label, name = labels.get(machine.device, ""), names.get(machine.user, "")
            found.append(Pc(machine.device, machine.user, label, name, state))
        return tuple(sorted(found, key=lambda pc: (da_key(pc.name), pc.device)))

    def find_machine(self, which: str) -> bytes:
        """A pc by its name, the beginning of its id (8 digits or more), or its owner's name where he has one in use.

        Raises NotFound, NotYet.
        """
        wanted = which.strip().casefold()
        known = self.machines()
        found = [pc for pc in known if pc.label.casefold() == wanted and wanted]
        found = found or [pc for pc in known if len(wanted) >= ID_DIGITS and pc.device.hex().startswith(wanted)]
        found = found or [pc for pc in known if wanted and not pc.state and pc.name.casefold().startswith(wanted)]
        if not found:
            raise NotFound(Message(_("No pc is called {name} here."), {"name": which}))
        if len(found) > 1:
            raise NotYet(Message(_("Several pc's are called {name}: write the beginning of its id."), {"name": which}))
        return found[0].device

    def find_space(self, which: str) -> bytes:
        """A space by its name, where this pc reads it, or by the beginning of its id (8 digits or more).

        Two that are called alike are told apart by their ids alone. Raises NotFound.
        """
        wanted, spaces = which.strip().casefold(), self._machine.control.roster().spaces
        names = {row.rec: str(row.values.get("name", "")).casefold() for row in self._records.all("space_info")}
        found = [space for space in spaces if wanted and names.get(space) == wanted]
        found = found or [space for space in spaces if len(wanted) >= ID_DIGITS and space.hex().startswith(wanted)]
        if len(found) != 1:
            raise NotFound(Message(_("{text} is not the id of a space."), {"text": which}))
        return found[0]

    def revoke(self, device: bytes, reason: Reason, agree: Agree | None = None) -> None:
        """Stops a pc: lost, or handed back. Work up to now stands. Raises NotFound, Overtaken, Refused."""
        self._desk.post(self.cutting.revoke(device, reason), agree=agree)

    def remove(self, user: bytes, agree: Agree | None = None) -> None:
        """Ends each of a colleague's pc's as handed back, then all that he may; again after a failure goes on.

        Raises NotYet for an administrator: that takes two people.
        """
        roster = self._desk.refresh()
        if roster.is_admin(user):
            raise NotYet(
                Message(_("The colleague is an administrator. Let that end first: roedtraad-admin administrator end"))
            )
        for device in roster.devices_of(user):
            self.revoke(device, "left", agree)
        for space in roster.spaces:
            if space != roster.org and roster.role(user, space):
                self.set_role(space, user, "none", agree)
        if roster.is_carrier(user):
            self.set_carrier(user, False, agree)

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


def _role(roster: Roster, user: bytes, written: str) -> str:
    """What a colleague is: who is an administrator, and who was one, the control log alone says."""
    if roster.is_admin(user):
        return carrying.ADMIN
    return "" if written == carrying.ADMIN else written


def level_of(role: str) -> Level:
    """The role in a space that follows from what a person is. Raises NotFound for an unknown role."""
    known = roles.ROLES.get(role)
    if known is None:
        raise NotFound(Message(_("There is no role {role}."), {"role": role}))
    return known.level
