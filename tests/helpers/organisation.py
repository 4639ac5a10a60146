"""A small organisation for tests: really signed ops from fixed keys, verified by a real control log."""

from hashlib import shake_256

from sync.client.sealing import new_epoch
from sync.control import ControlLog, Op, build_genesis, build_op
from sync.control_bodies import Body
from sync.control_ops import Signer
from sync.control_rows import DeviceRow
from sync.control_space_bodies import DeviceAdd, MemberSet, SpaceNew, Vouch
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey

ADMIN, SIGNE, PALLE, BENTE = (letter * 16 for letter in (b"a", b"s", b"p", b"b"))
MIDT, PPR = b"m" * 16, b"r" * 16
NOW = 1_795_250_000_000


def seed(name: str, length: int) -> bytes:
    """Fixed bytes for a name."""
    return shake_256(b"rt test " + name.encode()).digest(length)


def device(name: str) -> DeviceKeys:
    """The fixed keys of the machine called `name`."""
    return DeviceKeys.from_private(seed(name, 128))


def row(user: bytes, keys: DeviceKeys, request: bytes | None = None) -> DeviceRow:
    """The row that enters a machine; its request hash is its id twice, if not given."""
    return DeviceRow(user, keys.sign_pk, keys.kem_pk, keys.device_id * 2 if request is None else request)


class Organisation:
    """A founded organisation, and short ways to the ops that tests need."""

    def __init__(self) -> None:
        self.root = SigningKey(seed("root", 32))
        self.server = SigningKey(seed("server", 32))
        self.recovery = KemKey(seed("recovery", 96))
        self.admin = device("admin")
        self.log = ControlLog()
        self.keys: dict[bytes, dict[int, bytes]] = {}
        genesis = build_genesis(self.root, self.server.pk, self.recovery.pk, ADMIN, self.admin, NOW)
        self.log.accept(genesis, self.server, NOW)

    @property
    def org(self) -> bytes:
        """The organisation's id."""
        return self.log.org or b""

    def build(self, signer: Signer, body: Body, cosigner: Signer | None = None) -> bytes:
        """A signed op after the newest, not posted."""
        return build_op(signer, self.org, self.log.head, body, NOW, cosigner)

    def do(self, signer: Signer, body: Body, cosigner: Signer | None = None) -> Op:
        """A signed op, accepted by the endpoint."""
        return self.log.accept(self.build(signer, body, cosigner), self.server, NOW + self.log.head.cseq)[0]

    def enter(self, user: bytes, name: str) -> DeviceKeys:
        """A new machine of `user`, entered by the administrator."""
        keys = device(name)
        self.do(self.admin, DeviceAdd(row(user, keys)))
        return keys

    def space(self, space: bytes, **roles: str) -> None:
        """A new space with roles for users by name: signe, palle, bente."""
        self.do(self.admin, SpaceNew(space))
        for name, role in roles.items():
            self.do(self.admin, MemberSet(space, name[0].encode() * 16, role))

    def epoch(self, keys: DeviceKeys, space: bytes) -> bytes:
        """A new key of the space, made by a machine; every earlier key is known to it."""
        known = self.keys.setdefault(space, {})
        body, key = new_epoch(self.log.roster(), keys, space, known)
        self.do(keys, body)
        known[body.epoch] = key
        return key

    def vouch(self, by: DeviceKeys, whom: DeviceKeys, *spaces: bytes) -> Op:
        """A vouch by one machine for another."""
        return self.do(by, Vouch(whom.device_id, whom.device_id * 2, spaces))


def founded() -> tuple[Organisation, DeviceKeys, DeviceKeys]:
    """An organisation where Signe (finalise) made the key of the space and vouched for Palle (write)."""
    org = Organisation()
    signe, palle = org.enter(SIGNE, "signe"), org.enter(PALLE, "palle")
    org.space(MIDT, signe="finalise", palle="write")
    org.epoch(signe, MIDT)
    org.vouch(signe, palle, MIDT)
    return org, signe, palle
