"""A KeyBox: for whom it is, by whom, signed by whom. Whether it opens only the machine can tell that it is for."""

from dataclasses import dataclass

from sync import codec
from sync.codec import as_bytes, as_int, as_list
from sync.crypto.keys import BOX_LEN, SUITE, verify
from sync.errors import Malformed, Unknown
from sync.model import VERSION

MAX_KEYBOX = 16 << 10


@dataclass(frozen=True)
class KeyBox:
    """An epoch key sealed to one machine that came after the epoch; kept beside the log."""

    raw: bytes
    org: bytes
    space: bytes
    epoch: int
    device: bytes
    suite: int
    box: bytes
    by: bytes
    sig: bytes

    @classmethod
    def parse(cls, raw: bytes) -> "KeyBox":
        """A key box from its canonical bytes. Raises Malformed, or Unknown for a newer version."""
        fields = as_list(codec.decode(raw, MAX_KEYBOX))
        if fields and as_int(fields[0], 1) != VERSION:
            raise Unknown("newer key box version")
        _, org, space, epoch, device, suite, box, by, sig = as_list(fields, 9)
        parsed = cls(
            raw=raw,
            org=as_bytes(org, 16),
            space=as_bytes(space, 16),
            epoch=as_int(epoch, 1, 2**32 - 1),
            device=as_bytes(device, 16),
            suite=as_int(suite, 1),
            box=as_bytes(box, at_most=8192),
            by=as_bytes(by, 16),
            sig=as_bytes(sig, 64),
        )
        if parsed.suite == SUITE and len(parsed.box) != BOX_LEN:
            raise Malformed("box of wrong length")
        return parsed

    def signed_by(self, sign_pk: bytes) -> bool:
        """Whether the machine with this key signed it."""
        fields = [VERSION, self.org, self.space, self.epoch, self.device, self.suite, self.box, self.by]
        return verify(sign_pk, "rt1/box", codec.encode(fields), self.sig)
