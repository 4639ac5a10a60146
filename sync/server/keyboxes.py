"""The outside of a KeyBox: for whom, by whom, signed by whom. Whether it opens only the device can tell."""

from dataclasses import dataclass

from sync.codec import Value, as_bytes, as_int, as_list, decode, encode_again
from sync.crypto.keys import verify
from sync.errors import Malformed
from sync.model import VERSION
from sync.protocol import MAX_SMALL


@dataclass(frozen=True)
class BoxHead:
    """What the endpoint reads of a KeyBox; `payload` is what its maker signed."""

    org: bytes
    space: bytes
    epoch: int
    device: bytes
    maker: bytes
    payload: bytes
    sig: Value

    def signed_by(self, sign_pk: bytes) -> bool:
        """Whether the machine with this key signed it."""
        return isinstance(self.sig, bytes) and verify(sign_pk, "rt1/box", self.payload, self.sig)


def read_keybox(raw: bytes) -> BoxHead:
    """The outside of a KeyBox `[v, org, space, epoch, device, suite, box, by, sig]`."""
    fields = as_list(decode(raw, MAX_SMALL))
    if len(fields) != 9 or as_int(fields[0], 1) != VERSION:
        raise Malformed("not a key box of this version")
    return BoxHead(
        as_bytes(fields[1], 16),
        as_bytes(fields[2], 16),
        as_int(fields[3], 1),
        as_bytes(fields[4], 16),
        as_bytes(fields[7], 16),
        encode_again(fields[:8]),
        fields[8],
    )
