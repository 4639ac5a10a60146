"""Seals and opens: vector V1 byte for byte, and what must not open."""

import hashlib
import json
from pathlib import Path

import pytest

from sync import codec
from sync.crypto import envelope
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey, device_id, org_id
from sync.errors import Malformed
from sync.model import NO_WITNESS, ZERO32, Commit, CtlRef, Revision, digest

V1 = json.loads((Path(__file__).parents[3] / "vectors" / "v1.json").read_text(encoding="utf-8"))
KEY = b"\x55" * 32


class _Fixed(DeviceKeys):
    """Keys of the vector: its receiving key is 1,216 zero bytes, which no private key has."""

    def __init__(self) -> None:
        super().__init__(SigningKey(bytes.fromhex(V1["sign_seed"])), KemKey(bytes(96)))
        self.device_id = device_id(self.sign_pk, bytes(1216))


def _commit() -> tuple[Commit, Revision, _Fixed]:
    keys = _Fixed()
    revision = Revision.build(
        rec=b"\x77" * 16,
        kind="consultation",
        schema=1,
        act="create",
        set={"text": {"text": "Lærer undres"}},
        hlc=1795250000000 << 16,
        at=(1795250000000, 60),
        author=b"\x66" * 16,
    )
    commit = envelope.seal_commit(
        keys,
        org=org_id(keys.sign_pk),
        space=b"\x22" * 16,
        inc=b"\x33" * 8,
        dseq=1,
        dprev=ZERO32,
        ctl=CtlRef(7, digest("rt1/ctl", b"x")),
        epoch=1,
        epoch_key=KEY,
        wit=NO_WITNESS,
        revisions=[revision.raw],
        salt=b"\x44" * 16,
    )
    return commit, revision, keys


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_v1_is_met_byte_for_byte() -> None:
    """A commit written from docs/format.md has the bytes of vector V1."""
    commit, revision, keys = _commit()
    assert (keys.device_id.hex(), org_id(keys.sign_pk).hex()) == (V1["device"], V1["org"])
    assert (len(revision.raw), _sha(revision.raw)) == (V1["revision_length"], V1["revision_sha256"])
    assert (len(commit.bodies[0]), _sha(commit.bodies[0])) == (V1["body_length"], V1["body_sha256"])
    assert (len(commit.header.raw), _sha(commit.header.raw)) == (V1["header_length"], V1["header_sha256"])
    assert (commit.cid.hex(), commit.sig.hex()) == (V1["cid"], V1["sig"])


def test_v1_opens_to_the_revision() -> None:
    """What was sealed is what comes out, through the bytes of the wire."""
    commit, revision, keys = _commit()
    again = Commit.parse(commit.raw())
    assert envelope.verify_commit(again, keys.sign_pk)
    assert envelope.open_bodies(again, KEY) == [revision.raw]


def test_another_space_does_not_open() -> None:
    """A body lifted into a header of another space stays shut: its context is bound (fault 23)."""
    commit, _, keys = _commit()
    fields = codec.decode(commit.header.raw, 1 << 20)
    assert isinstance(fields, list)
    fields[2] = b"\x23" * 16
    raw = codec.encode(fields)
    moved = Commit.from_value([raw, keys.sign("rt1/commit", raw), list(commit.bodies)])
    with pytest.raises(Malformed):
        envelope.open_bodies(moved, KEY)


def test_wrong_key_does_not_open() -> None:
    """Another epoch's key opens nothing."""
    commit, _, _ = _commit()
    with pytest.raises(Malformed):
        envelope.open_bodies(commit, b"\x56" * 32)
