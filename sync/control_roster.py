"""The roster: who has which machine, which right, which key epoch, at any place of the control log.

A view of the facts at one place, which never changes. Knows nothing of signatures, and decides nothing about who may
sign.
"""

from sync.control_facts import (
    NONE,
    Adoption,
    Device,
    EpochInfo,
    Facts,
    Lowering,
    Revocation,
    Timeline,
    Vouched,
)
from sync.control_rows import RIGHTS, Start

__all__ = ["NONE", "Device", "EpochInfo", "Facts", "Lowering", "Revocation", "Roster", "Timeline", "Vouched"]


class Roster:
    """The organisation as it stood after the op `cseq`."""

    def __init__(self, facts: Facts, cseq: int) -> None:
        self._facts = facts
        self.cseq = cseq

    @property
    def org(self) -> bytes:
        """The organisation's id."""
        return self._facts.org

    @property
    def root_pk(self) -> bytes:
        """The root's public key."""
        return self._facts.root_pk

    @property
    def server_pk(self) -> bytes:
        """The endpoint's public key in force."""
        return self._facts.server_pk.at(self.cseq, None) or b""

    @property
    def server_pks(self) -> frozenset[bytes]:
        """Every key the endpoint ever had."""
        return frozenset(self._facts.server_pk.values(self.cseq, None))

    def start(self, space: bytes) -> Start | None:
        """The first generation of a space's log to trust, where the endpoint was given a new key."""
        return self._facts.starts.at(self.cseq, space)

    @property
    def recovery_kem_pk(self) -> bytes:
        """What recovery boxes are sealed to."""
        return self._facts.recovery_pk.at(self.cseq, None) or b""

    @property
    def dpo(self) -> bytes | None:
        """The data protection officer, if one is named."""
        return self._facts.dpo.at(self.cseq, None) or None

    @property
    def policy(self) -> dict[str, int | str | bytes]:
        """The policies that were set."""
        return dict(self._facts.policy.items(self.cseq))

    @property
    def demo(self) -> bool:
        """Whether the organisation is marked as synthetic."""
        return self._facts.policy.at(self.cseq, "demo") == 1

    def device(self, device: bytes) -> Device | None:
        """A machine in the log, revoked or not."""
        found = self._facts.devices.get(device)
        return found if found is not None and found.cseq <= self.cseq else None

    def revoked(self, device: bytes) -> bool:
        """Whether the machine was revoked."""
        return self.revocation(device) is not None

    def revocation(self, device: bytes) -> Revocation | None:
        """How the machine ended; None while it has not."""
        return self._facts.revoked.at(self.cseq, device)

    @property
    def devices(self) -> tuple[Device, ...]:
        """Every machine that is not revoked, in the order they came."""
        return tuple(d for d in self._facts.devices.values() if d.cseq <= self.cseq and not self.revoked(d.device))

    def user_of(self, device: bytes) -> bytes | None:
        """Whose machine it is, revoked or not; None for one that is not in the log."""
        found = self.device(device)
        return found.user if found else None

    def devices_of(self, user: bytes) -> tuple[bytes, ...]:
        """The user's machines that are not revoked."""
        known = self._facts.machines.get(user, ())
        return tuple(device for device in known if self.device(device) and not self.revoked(device))

    def is_admin(self, user: bytes) -> bool:
        """Whether the user is an administrator."""
        return self._facts.admins.at(self.cseq, user) == 1

    def is_carrier(self, user: bytes) -> bool:
        """Whether the user carries sealed bundles."""
        return self._facts.carriers.at(self.cseq, user) == 1

    @property
    def admins(self) -> tuple[bytes, ...]:
        """The administrators."""
        return tuple(user for user, on in self._facts.admins.items(self.cseq) if on)

    @property
    def spaces(self) -> tuple[bytes, ...]:
        """Every space, the organisation space first."""
        return tuple(space for space, cseq in self._facts.spaces.items() if cseq <= self.cseq)

    def has_space(self, space: bytes) -> bool:
        """Whether the space exists."""
        return self._facts.spaces.get(space, self.cseq + 1) <= self.cseq

    def role(self, user: bytes, space: bytes) -> frozenset[str]:
        """The user's rights in the space, of "r", "w", "f", "p".

        In the organisation space whoever has a machine reads and administrators write.
        """
        if not self.has_space(space):
            return NONE
        members = self._facts.members.get(space)
        given = (members.at(self.cseq, user) if members else None) or NONE
        if space != self.org:
            return given
        if self.is_admin(user):
            return given | RIGHTS["write"]
        return given | RIGHTS["read"] if self.devices_of(user) else given

    def members(self, space: bytes) -> dict[bytes, frozenset[str]]:
        """Every user with a right in the space."""
        if space == self.org:
            users: set[bytes] = {device.user for device in self.devices} | set(self.admins)
        else:
            users = set()
        if space in self._facts.members:
            users |= {user for user, _ in self._facts.members[space].items(self.cseq)}
        return {user: rights for user in sorted(users) if (rights := self.role(user, space))}

    def vouched_by(self, device: bytes, space: bytes) -> bytes | None:
        """Which machine vouched for this one in the space; itself, where it made the first epoch."""
        vouches = self._facts.vouches.get(space)
        vouch = vouches.at(self.cseq, device) if vouches else None
        return vouch.by if isinstance(vouch, Vouched) else None

    def vouched(self, device: bytes, space: bytes) -> bool:
        """Whether somebody vouched for the machine there, and it counts: not revoked, and its user has a role."""
        found = self.device(device)
        if found is None or self.revoked(device) or not self.role(found.user, space):
            return False
        return space == self.org or self.vouched_by(device, space) is not None

    def recovered(self, device: bytes, space: bytes) -> int | None:
        """The op by which the machine's keys came out of the recovery kit there; None where they did not.

        Until an epoch of its own making stands it may make that one and nothing else; then it is vouched for by itself.
        """
        known = self._facts.recovered.get(space)
        return known.at(self.cseq, device) if known else None

    def recovery_behind(self, device: bytes, space: bytes) -> bytes | None:
        """The recovered machine that this one's vouch goes back to, itself if it is one; None where none is."""
        seen: set[bytes] = set()
        at: bytes | None = device
        while at is not None and at not in seen:
            if self.recovered(at, space) is not None:
                return at
            seen.add(at)
            at = self.vouched_by(at, space)
        return None

    def rights(self, device: bytes, space: bytes) -> frozenset[str]:
        """What commits of this machine may do in the space: its user's role, if it is vouched there, else nothing."""
        found = self.device(device)
        if found is None or not self.vouched(device, space):
            return NONE
        return self.role(found.user, space)

    def spaces_of(self, device: bytes) -> tuple[bytes, ...]:
        """The spaces where the machine's user has a role, the organisation space first."""
        user = self.user_of(device)
        if user is None or self.revoked(device):
            return ()
        return tuple(space for space in self.spaces if self.role(user, space))

    def may_fetch(self, device: bytes, space: bytes) -> bool:
        """Whether the endpoint hands the space's sealed log to this machine."""
        user = self.user_of(device)
        if user is None or self.revoked(device) or not self.has_space(space):
            return False
        return bool(self.role(user, space)) or self.is_admin(user) or self.is_carrier(user)

    def devices_entitled(self, space: bytes) -> tuple[bytes, ...]:
        """The machines that a key of the space may be sealed to, sorted by id."""
        return tuple(sorted(d.device for d in self.devices if self.vouched(d.device, space)))

    def epochs(self, space: bytes) -> tuple[EpochInfo, ...]:
        """Every generation of the space's key, oldest first."""
        return tuple(info for info in self._facts.epochs.get(space, ()) if info.cseq <= self.cseq)

    def epoch(self, space: bytes, number: int | None = None) -> EpochInfo | None:
        """One generation of the space's key, or the newest; None where there is none."""
        known = self.epochs(space)
        if number is None:
            return known[-1] if known else None
        return known[number - 1] if 1 <= number <= len(known) else None

    def lowerings(self, device: bytes, space: bytes, after: int) -> tuple[Lowering, ...]:
        """The ops later than `after` that took rights from the machine in the space, or drew a cut for it."""
        known = self._facts.lowerings.get((space, device), ())
        return tuple(low for low in known if after < low.cseq <= self.cseq)

    def removal(self, space: bytes | None = None) -> tuple[int, bytes]:
        """The newest op by which a machine stopped reading the space, or any space, and that machine; 0 for none."""
        for cseq, where, device in reversed(self._facts.touched):
            if cseq <= self.cseq and space in (None, where):
                known = self._facts.lowerings.get((where, device), ())
                if any(low.cseq == cseq and "r" not in low.left for low in known):
                    return cseq, device
        return 0, b""

    def adoptions(self, device: bytes, space: bytes) -> tuple[Adoption, ...]:
        """The chains of the machine that were taken over in the space, by whichever op."""
        known = self._facts.adoptions.get((space, device), ())
        return tuple(adoption for adoption in known if adoption.cseq <= self.cseq)
