"""The signed envelopes of the control log: ops, second signatures, heads."""

import pytest
from helpers.organisation import ADMIN, MIDT, NOW, device, seed

from sync.codec import decode, encode
from sync.control_bodies import Genesis
from sync.control_ops import MAX_OP, NO_HEAD, CtlHead, Op, build_genesis, build_op, make_ctlhead, signer_id
from sync.control_space_bodies import SpaceNew
from sync.crypto.keys import SigningKey, org_id, verify
from sync.errors import Malformed, Unknown
from sync.model import CtlRef, digest

ROOT = SigningKey(seed("root", 32))
ORG = org_id(ROOT.pk)
HEAD = CtlRef(4, b"h" * 32)


def test_op_there_and_back() -> None:
    """An op says what it follows, what it does and who signed; the hash is over the payload alone."""
    admin = device("admin")
    op = Op.parse(build_op(admin, ORG, HEAD, SpaceNew(MIDT), NOW))
    assert (op.org, op.cseq, op.prev, op.kind, op.body) == (ORG, 5, HEAD.ophash, "space_new", SpaceNew(MIDT))
    assert (op.by, op.claimed_ms, op.cosig, op.cosigner) == (admin.device_id, NOW, b"", b"")
    assert op.ref == CtlRef(5, digest("rt1/ctl", op.payload))
    assert verify(admin.sign_pk, "rt1/ctl", op.payload, op.sig)


def test_second_signature() -> None:
    """The second signature names its machine and is over the same bytes."""
    bente = device("bente")
    op = Op.parse(build_op(ROOT, ORG, HEAD, SpaceNew(MIDT), NOW, bente))
    assert (op.by, op.cosigner) == (ORG, bente.device_id) == (signer_id(ROOT, ORG), signer_id(bente, ORG))
    assert verify(bente.sign_pk, "rt1/ctl", op.payload, op.cosig)


def test_genesis_names_its_own_organisation() -> None:
    """Genesis is op 1, follows nothing, and its organisation is its root's."""
    op = Op.parse(build_genesis(ROOT, device("server").sign_pk, bytes(1216), ADMIN, device("admin"), NOW))
    assert isinstance(op.body, Genesis)
    assert (op.cseq, op.prev, op.org, op.by) == (1, NO_HEAD.ophash, op.body.org, op.body.org)


def test_newer_versions_are_unknown() -> None:
    """An op or head of a higher version is kept for a newer client, not called wrong."""
    payload, sig, cosig = decode(build_op(ROOT, ORG, HEAD, SpaceNew(MIDT), NOW), MAX_OP)  # type: ignore[misc]
    newer = encode([2, *decode(payload, MAX_OP)[1:], "more"])  # type: ignore[index,misc,arg-type]
    with pytest.raises(Unknown):
        Op.parse(encode([newer, sig, cosig]))
    with pytest.raises(Unknown):
        CtlHead.parse(encode([2, "anything"]))


@pytest.mark.parametrize("damage", ["empty", "short cosig", "short sig", "four parts", "cseq 0", "too long"])
def test_malformed(damage: str) -> None:
    """Wrong shapes are malformed before anybody asks who signed."""
    payload, sig, cosig = decode(build_op(ROOT, ORG, HEAD, SpaceNew(MIDT), NOW), MAX_OP)  # type: ignore[misc]
    fields = decode(payload, MAX_OP)  # type: ignore[arg-type]
    raw = {
        "empty": [encode([]), sig, cosig],
        "short cosig": [payload, sig, bytes(64)],
        "short sig": [payload, bytes(63), cosig],
        "four parts": [payload, sig, cosig, 0],
        "cseq 0": [encode([*fields[:2], 0, *fields[3:]]), sig, cosig],  # type: ignore[index,misc]
        "too long": [payload, sig, bytes(MAX_OP)],
    }[damage]
    with pytest.raises(Malformed):
        Op.parse(encode(raw))


def test_head() -> None:
    """A head verifies under the endpoint's key, over exactly its own fields."""
    server, other = SigningKey(seed("server", 32)), SigningKey(seed("thief", 32))
    raw = make_ctlhead(server, ORG, HEAD, NOW)
    head = CtlHead.parse(raw)
    assert (head.org, head.ref, head.received_ms, head.raw) == (ORG, HEAD, NOW, raw)
    assert head.verify(server.pk)
    assert not head.verify(other.pk)
    later = CtlHead.parse(encode([1, ORG, *HEAD, NOW + 1, head.sig]))
    assert not later.verify(server.pk)
    with pytest.raises(Malformed):
        CtlHead.parse(encode([]))
