"""Where the work of somebody who goes is cut off, and what of it can be taken over: bodies of control ops.

An administrator reads headers only; what he cannot see hang together from its first commit is beyond the cut.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from desktop.domain.roles import Level
from desktop.services import carrying
from desktop.services.desk import Desk
from desktop.services.errors import NotFound
from desktop.services.machine import Machine
from desktop.texts import Message, _
from sync.client.cuts import Beyond
from sync.control import RIGHTS, Device, Roster
from sync.control_bodies import AdminSet, Body, CarrierSet
from sync.control_rows import Cut
from sync.control_space_bodies import Adopt, DeviceRevoke, MemberSet, Unvouch

Role: TypeAlias = Level | Literal["archivist"]
Reason: TypeAlias = Literal["lost", "left"]
Deferrable: TypeAlias = DeviceRevoke | MemberSet | CarrierSet
"""What can be asked for now and made later, as roster and logs stand then."""


@dataclass(frozen=True)
class Aside:
    """What a cut set aside in one space, of one machine and incarnation."""

    device: bytes
    user: bytes
    space: bytes
    found: Beyond


class Cutting:
    """Bodies that take something from machines or give it back, as roster and logs stand when they are made."""

    def __init__(self, machine: Machine, desk: Desk) -> None:
        self._machine, self._desk = machine, desk

    def role(self, space: bytes, user: bytes, role: Role) -> Callable[[Roster], MemberSet]:
        """Gives a colleague a role in a space, or takes it; work up to now stands."""

        def body(roster: Roster) -> MemberSet:
            if not roster.has_space(space):
                raise NotFound(Message(_("There is no such space.")))
            lowered = not roster.role(user, space) <= RIGHTS[role]
            machines = _present(roster, roster.devices_of(user)) if lowered else ()
            return MemberSet(space, user, role, self._cuts(roster, (space,), machines))

        return body

    def revoke(self, device: bytes, reason: Reason) -> Callable[[Roster], DeviceRevoke]:
        """Ends a machine; work up to now stands."""

        def body(roster: Roster) -> DeviceRevoke:
            found = roster.device(device)
            if found is None:
                raise NotFound(Message(_("There is no such pc.")))
            return DeviceRevoke(device, reason, self._cuts(roster, roster.spaces, (found,)))

        return body

    def administrator(self, user: bytes) -> Callable[[Roster], AdminSet]:
        """Ends an administrator; what he did up to now stands."""

        def body(roster: Roster) -> AdminSet:
            machines = _present(roster, roster.devices_of(user))
            return AdminSet(user, 0, None, self._cuts(roster, (roster.org,), machines))

        return body

    def again(self, body: Deferrable) -> Callable[[Roster], Body]:
        """The same with the cuts of today."""
        if isinstance(body, CarrierSet):
            return carrying.named(body.user, bool(body.on))
        if isinstance(body, DeviceRevoke):
            return self.revoke(body.device, cast(Reason, body.reason))
        return self.role(body.space, body.user, cast(Role, body.role))

    def unvouch(self, device: bytes, space: bytes) -> Callable[[Roster], Unvouch]:
        """Takes back that a machine was let into a space; work up to now stands. Two people of the space sign it."""

        def body(roster: Roster) -> Unvouch:
            found = roster.device(device)
            if found is None:
                raise NotFound(Message(_("There is no such pc.")))
            return Unvouch(device, (space,), self._cuts(roster, (space,), (found,)))

        return body

    def _cuts(self, roster: Roster, spaces: tuple[bytes, ...], machines: tuple[Device, ...]) -> tuple[Cut, ...]:
        cuts: list[Cut] = []
        for space in spaces:
            working = [machine for machine in machines if roster.rights(machine.device, space)]
            if working:
                for chains in self._desk.chains(space, working).values():
                    cuts += chains.cuts()
        return tuple(sorted(cuts))

    def aside(self) -> tuple[Aside, ...]:
        """All that was set aside by a cut and was not taken over yet, by space and machine."""
        roster, control = self._desk.refresh(), self._machine.control
        found: list[Aside] = []
        for space in roster.spaces:
            cut = [machine for machine in control.machines if roster.lowerings(machine.device, space, 0)]
            if not cut:
                continue
            for device, chains in self._desk.chains(space, cut).items():
                user = roster.user_of(device) or b""
                found += [Aside(device, user, space, beyond) for beyond in chains.beyond(control)]
        return tuple(found)

    def adopt(self, device: bytes, space: bytes) -> tuple[Aside, Callable[[Roster], Adopt]]:
        """Takes over what one machine wrote beyond its cut; the oldest incarnation first. Raises NotFound."""
        waiting = [row for row in self.aside() if (row.device, row.space) == (device, space)]
        if not waiting:
            raise NotFound(Message(_("Nothing of that pc is set aside in that space.")))
        first = min(waiting, key=lambda row: row.found.first_ms)
        return first, lambda _roster: first.found.adopt


def _present(roster: Roster, devices: tuple[bytes, ...]) -> tuple[Device, ...]:
    return tuple(found for device in devices if (found := roster.device(device)) is not None)
