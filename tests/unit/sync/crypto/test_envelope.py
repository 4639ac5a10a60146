"""Seals and opens: vector V1 byte for byte, and what must not open."""

import hashlib
import json
from pathlib import Path

import pytest

from sync import codec
from sync.crypto import envelope
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey, device_id, org_id, verify
from sync.errors import Held, Malformed, Refused
from sync.model import NO_WITNESS, ZERO32, Commit, CtlRef, digest
from sync.revision import Revision

V1 = json.loads((Path(__file__).parents[3] / "vectors" / "v1.json").read_text(encoding="utf-8"))
V2 = json.loads((Path(__file__).parents[3] / "vectors" / "v2.json").read_text(encoding="utf-8"))
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
    assert verify(keys.sign_pk, "rt1/commit", again.header.raw, again.sig)
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


def test_an_absent_body_is_held() -> None:
    """A body that was purged, or is withheld, is waited for: it is no fault of the commit."""
    commit, _, _ = _commit()
    empty = Commit.from_value([commit.header.raw, commit.sig, [b""]])
    with pytest.raises(Held):
        envelope.open_body(empty, 0, KEY)


@pytest.mark.parametrize("case", V2["raw"], ids=lambda case: str(case["n"]))
def test_v2_buckets(case: dict[str, int | str]) -> None:
    """A content of n bytes has the bucket and the raw plaintext of V2, and comes out again."""
    n, bucket = int(case["n"]), int(case["bucket"])
    content = bytes(7 * i % 256 for i in range(n))
    assert envelope.bucket(n) == bucket
    plain = (b"\0" + n.to_bytes(4, "big") + content).ljust(bucket, b"\0")
    assert _sha(plain) == case["plaintext_sha256"]
    assert envelope.unpad(plain) == content
    assert envelope.unpad(envelope.pad(content)) == content


@pytest.mark.parametrize("n", V2["too_large"])
def test_v2_too_large(n: int) -> None:
    """What fits no bucket is refused before anything is sealed."""
    with pytest.raises(Malformed):
        envelope.bucket(n)


@pytest.mark.parametrize("case", V2["opens"], ids=lambda case: case["what"])
def test_v2_compressed(case: dict[str, str]) -> None:
    """Fixed zstd plaintexts open, whatever library made them."""
    content = envelope.unpad(bytes.fromhex(case["plaintext"]))
    assert (len(content), _sha(content)) == (case["content_length"], case["content_sha256"])


@pytest.mark.parametrize("case", V2["invalid"], ids=lambda case: case["what"])
def test_v2_invalid(case: dict[str, str]) -> None:
    """A second frame, an undeclared size, padding that is not zero and their like are INVALID, with a reason."""
    with pytest.raises(Malformed) as caught:
        envelope.unpad(bytes.fromhex(case["plaintext"]))
    assert caught.value.reason


def test_compressed_only_where_it_saves_a_bucket() -> None:
    """Small contents stay as they are; long repetitive ones shrink."""
    assert envelope.pad(b"a" * 251)[0] == envelope.RAW
    assert envelope.pad(b"a" * 252)[0] == envelope.ZSTD
    assert envelope.pad(bytes(7 * i * i % 251 for i in range(253)))[0] == envelope.RAW


def test_a_commit_has_bounds() -> None:
    """No revision, more than 256, one too large, or all together too large: refused before signing."""
    keys, parts = _Fixed(), {"org": b"o" * 16, "space": b"s" * 16, "inc": b"i" * 8, "dseq": 1, "dprev": ZERO32}
    parts |= {"ctl": CtlRef(1, ZERO32), "epoch": 1, "epoch_key": KEY, "wit": NO_WITNESS}
    noise = hashlib.shake_256(b"").digest(200_000)
    for revisions in ([], [b"x"] * 257, [noise] * 6):
        with pytest.raises(Refused):
            envelope.seal_commit(keys, revisions=revisions, **parts)  # type: ignore[arg-type]
    with pytest.raises(Malformed):
        envelope.seal_commit(keys, revisions=[hashlib.shake_256(b"").digest(262_140)], **parts)  # type: ignore[arg-type]
    full = envelope.seal_commit(keys, revisions=[b"x"] * 256, **parts)  # type: ignore[arg-type]
    assert envelope.open_bodies(Commit.parse(full.raw()), KEY) == [b"x"] * 256
