"""Who looks after the organisation: its administrators and its data protection officer.

One administrator names nobody alone: another one signs beside him, or the recovery kit does instead of both
(docs/format.md, "Who may sign what").
"""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.services import carrying, enrolment
from desktop.services.clock import Clock
from desktop.services.cutting import Cutting
from desktop.services.desk import Desk
from desktop.services.errors import NotYet, Refused
from desktop.services.machine import Machine
from desktop.texts import Message, _
from sync.client.enrolment import Request
from sync.control import Op, Roster
from sync.control_bodies import AdminSet, DpoSet
from sync.control_rows import DeviceRow

HAS_ROLES = Message(
    _(
        "Whoever is an administrator has a role in no shared space, so that he cannot read there. Take the colleague's"
        " roles first: roedtraad-admin member set --role none"
    )
)


@dataclass(frozen=True)
class Candidate:
    """Whose pc it is that asked to be let in as an administrator's, and the pc, once it is entered."""

    made: Request
    user: bytes
    entered: bool

    def stands(self, roster: Roster) -> bool:
        """Whether both signatures were given: only the welcome is missing."""
        return self.entered and roster.is_admin(self.user)


def candidate(desk: Desk, machine: Machine, raw: bytes, typed: str, known: bytes | None, clock: Clock) -> Candidate:
    """The pc of a request whose six words were heard, for a `known` colleague or a new one. Raises as `heard`."""
    made, device = enrolment.heard(desk, machine, raw, typed, clock)
    if device is None:
        return Candidate(made, known or enrolment.new_user(), False)
    if known not in (None, device.user):
        raise Refused("entered for another")
    return Candidate(made, device.user, True)


def named(user: bytes, made: Request | None) -> Callable[[Roster], AdminSet]:
    """Makes a colleague an administrator, with the pc of a request where one is given. Raises NotYet."""

    def body(roster: Roster) -> AdminSet:
        if made is None and roster.is_admin(user):
            raise NotYet(Message(_("The colleague is an administrator already.")))
        if carrying.has_role(roster, user):
            raise NotYet(HAS_ROLES)
        return AdminSet(user, 1, made.row(user) if made else None)

    return body


def heard_too(op: Op, machine: Machine, raw: bytes, typed: str) -> None:
    """The second person heard the six words of the same request himself. Raises BadFile, WrongWords, NotYet.

    Else one administrator could name a pc of his own, under a colleague's name, by a second one's signature.
    """
    made = enrolment.hear(machine, raw, typed)
    row = row_of(op)
    if row is None or made.hash != row.request:
        raise NotYet(Message(_("It is another request than the one that would be signed.")))


def row_of(op: Op) -> DeviceRow | None:
    """The pc that the op enters as an administrator's, if it does."""
    return op.body.row if isinstance(op.body, AdminSet) else None


def ended(cutting: Cutting, user: bytes) -> Callable[[Roster], AdminSet]:
    """Ends an administrator; what he did up to now stands. Raises NotYet for who is none, and for the last one."""
    cut = cutting.administrator(user)

    def body(roster: Roster) -> AdminSet:
        if not roster.is_admin(user):
            raise NotYet(Message(_("The colleague is no administrator.")))
        if len(roster.admins) == 1:
            raise NotYet(Message(_("It is the only administrator. Name another one first.")))
        return cut(roster)

    return body


def officer(user: bytes) -> Callable[[Roster], DpoSet]:
    """Names the data protection officer; nobody, where `user` is empty. Raises NotYet where it is so already."""

    def body(roster: Roster) -> DpoSet:
        if (roster.dpo or b"") == user:
            already, nobody = _("The colleague is it already."), _("No data protection officer is named.")
            raise NotYet(Message(already if user else nobody))
        return DpoSet(user)

    return body


def signs_for_two(roster: Roster, user: bytes) -> bool:
    """Whether the colleague has a pc whose signature counts as one of two administrators'."""
    found = map(roster.device, roster.devices_of(user))
    return roster.is_admin(user) and any(device is not None and device.trusted for device in found)
