"""Headers of one machine in one incarnation, for rule V: no body, no key, no store."""

from helpers.organisation import MIDT, Organisation

from sync.control import Lineage
from sync.control_rows import Cut
from sync.crypto.keys import DeviceKeys
from sync.model import NO_WITNESS, ZERO32, CtlRef, Header

INC = b"i" * 8


class Chain:
    """Commit headers of one machine in one incarnation, and what it is asked for of them."""

    def __init__(self, org: Organisation, keys: DeviceKeys, space: bytes = MIDT, inc: bytes = INC) -> None:
        self.org, self.keys, self.space, self.inc = org, keys, space, inc
        self.headers: list[Header] = []

    def write(self, cited: int | None = None, **parts: object) -> Header:
        """The next header; cites the op `cited` (default: the newest)."""
        cseq = cited or self.org.log.head.cseq
        fields: dict[str, object] = {
            "org": self.org.org,
            "space": self.space,
            "device": self.keys.device_id,
            "inc": self.inc,
            "dseq": len(self.headers) + 1,
            "dprev": self.headers[-1].cid if self.headers else ZERO32,
            "ctl": CtlRef(cseq, self.org.log.op(cseq).ophash),
            "epoch": 1,
            "salt": len(self.headers).to_bytes(16, "big"),
            "wit": NO_WITNESS,
            "bodies": [(bytes(32), 256)],
        }
        self.headers.append(Header.build(**{**fields, **parts}))  # type: ignore[arg-type]
        return self.headers[-1]

    @property
    def lineage(self) -> Lineage:
        """Finds the headers written so far."""
        held = {header.cid: header for header in self.headers}
        return held.get

    def cut(self, at: int) -> Cut:
        """The row for the commit number `at`."""
        return Cut(self.space, self.keys.device_id, self.inc, at, self.headers[at - 1].cid)
