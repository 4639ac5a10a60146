"""Who carries sealed files by hand: somebody with a role in no shared space, so that he cannot read what he carries.

What a pc is entered as and what the control log knows its owner as must agree; this says no where they would not.
"""

from collections.abc import Callable, Collection

from desktop.services.errors import NotYet
from desktop.texts import Message, _
from sync.control import Roster
from sync.control_bodies import CarrierSet

CARRIER, ADMIN = "carrier", "admin"


def named(user: bytes, on: bool) -> Callable[[Roster], CarrierSet]:
    """Makes a colleague a carrier of sealed files, or ends it. Raises NotYet where it cannot be, or is so already."""

    def body(roster: Roster) -> CarrierSet:
        if roster.is_carrier(user) == on:
            already, no_longer = _("The colleague is a carrier already."), _("The colleague is no carrier.")
            raise NotYet(Message(already if on else no_longer))
        if on:
            _need_no_role(roster, user)
        return CarrierSet(user, int(on))

    return body


def need_fitting(roster: Roster, user: bytes, role: str, spaces: Collection[bytes]) -> None:
    """Whether a colleague can be entered as `role`, with rights in `spaces`. Raises NotYet, and nothing was changed."""
    if role == ADMIN and not roster.is_admin(user):
        raise NotYet(
            Message(
                _(
                    "Entering a pc makes nobody an administrator; that takes two people: roedtraad-admin administrator"
                    " name --request"
                )
            )
        )
    if role == CARRIER:
        _need_no_role(roster, user)
    elif role and roster.is_carrier(user):
        raise NotYet(Message(_("The colleague is a carrier. Let that end first.")))
    closed = role == CARRIER or roster.is_carrier(user) or roster.is_admin(user)
    if closed and set(spaces) - {roster.org}:
        raise NotYet(Message(_("An administrator or a carrier reads nothing: enter the pc without --space.")))


def has_role(roster: Roster, user: bytes) -> bool:
    """Whether a colleague has a role in any shared space."""
    return any(roster.role(user, space) for space in roster.spaces if space != roster.org)


def _need_no_role(roster: Roster, user: bytes) -> None:
    if has_role(roster, user):
        raise NotYet(
            Message(
                _(
                    "Whoever carries sealed files has a role in no shared space, so that he cannot read them. Take the"
                    " colleague's roles first: roedtraad-admin member set --role none"
                )
            )
        )
