"""What the organisation decides for every pc: today, whether the pc's key store may open it without a passphrase.

A decision that weakens is signed with the root key of the kit; one that strengthens by any administrator.
"""

from desktop.services.access import KEY_STORE_OPENS
from desktop.services.desk import Desk
from desktop.services.errors import NotAllowed, Refused
from desktop.services.kits import Kit
from desktop.texts import Message, _
from sync.control_bodies import PolicySet


def set_key_store(desk: Desk, opens: bool, kit: Kit | None = None) -> None:
    """Decides it, in the control log. Raises NotAllowed without the right kit or administrator, Unreachable."""
    if opens and (kit is None or kit.org != desk.org):
        raise NotAllowed(Message(_("To allow the key ring, the kit of this organisation is needed.")))
    desk.refresh()
    try:
        desk.post(lambda _roster: PolicySet(KEY_STORE_OPENS, int(opens)), kit.root if kit else None)
    except Refused as problem:
        raise NotAllowed(Message(_("Only an administrator can do that."))) from problem
