"""Whole commits for tests, really signed and sealed, from fixed keys."""

from functools import cache

from sync.crypto.envelope import seal_commit
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey, digest
from sync.model import NO_WITNESS, ZERO32, Commit, CtlRef, Dot, PurgeEntry
from sync.revision import Revision

EPOCH_KEY = b"\x55" * 32


@cache
def keys() -> DeviceKeys:
    """The one device of these tests."""
    return DeviceKeys(SigningKey(bytes(range(32))), KemKey(bytes(range(96))))


def revision(text: str = "Lærer undres", rec: bytes = b"\x77" * 16) -> Revision:
    """A revision with something in every key, the optional ones too."""
    return Revision.build(
        rec=rec,
        kind="consultation",
        schema=1,
        act="edit",
        set={"text": {"text": text}, "when": {"at": [1795250000000, 60]}},
        over={"text": [Dot(b"\x11" * 32, 0)]},
        must=["feature"],
        final=[Dot(b"\x12" * 32, 1)],
        re=Dot(b"\x13" * 32, 2),
        hlc=1795250000000 << 16,
        at=(1795250000000, 60),
        author=b"\x66" * 16,
    )


def commit(revisions: int = 2, purge: bool = True, salt: bytes | None = b"\x44" * 16) -> Commit:
    """A signed commit of small and compressed bodies."""
    raws = [revision("Lærer undres. " * (1 + 60 * n), bytes([n]) * 16).raw for n in range(revisions)]
    return seal_commit(
        keys(),
        org=b"\x21" * 16,
        space=b"\x22" * 16,
        inc=b"\x33" * 8,
        dseq=1,
        dprev=ZERO32,
        ctl=CtlRef(7, digest("rt1/ctl", b"x")),
        epoch=1,
        epoch_key=EPOCH_KEY,
        wit=NO_WITNESS,
        revisions=raws,
        purge=[PurgeEntry(b"\x14" * 32, 0, b"\x15" * 32)] if purge else [],
        salt=salt,
    )
