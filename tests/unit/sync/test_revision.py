"""Revisions: what they hold after a round trip, and what is not one."""

import pytest
from helpers.commits import revision

from sync.codec import Value, as_map, decode, encode
from sync.errors import Malformed, Unknown
from sync.model import MAX_BUCKET, ZERO32, Dot
from sync.revision import Revision


def _revision() -> dict[str, Value]:
    return as_map(decode(revision().raw, 1 << 20))


def test_revision_holds_every_key() -> None:
    """All keys come back, and the raw bytes."""
    made = revision()
    assert Revision.parse(made.raw) == made
    assert made.over == {"text": (Dot(b"\x11" * 32, 0),)}
    assert (made.final, made.re, made.was) == ((Dot(b"\x12" * 32, 1),), Dot(b"\x13" * 32, 2), None)
    assert (made.must, made.at, made.v) == (("feature",), (1795250000000, 60), 1)


def test_unknown_keys_of_a_revision_are_kept() -> None:
    """A key of a newer version stays in the raw bytes (I15)."""
    raw = encode({**_revision(), "newer": [1, 2]})
    assert as_map(decode(Revision.parse(raw).raw, 1 << 20))["newer"] == [1, 2]


def test_an_empty_list_that_is_there_is_taken_and_keeps_its_bytes() -> None:
    """`final: []` signs nothing and `over: {group: []}` replaces nothing; neither is the same bytes as none."""
    raw = encode({**_revision(), "final": [], "over": {"text": []}})
    made = Revision.parse(raw)
    assert (made.raw, made.final, made.over) == (raw, (), {"text": ()})
    value = as_map(decode(raw, 1 << 20))
    del value["final"]
    assert Revision.parse(encode(value)).final is None


def test_a_tombstone_is_a_revision() -> None:
    """A purge sets nothing and carries over, final and `was` of what it names: `over` needs no `set` there."""
    value = {**_revision(), "act": "purge", "set": {}, "was": "edit"}
    tomb = Revision.parse(encode(value))
    assert (tomb.act, tomb.was, tomb.set) == ("purge", "edit", {})
    assert tomb.over == {"text": (Dot(b"\x11" * 32, 0),)}


NOT_A_REVISION: dict[str, dict[str, Value]] = {
    "v 0": {"v": 0},
    "rec of 15 bytes": {"rec": bytes(15)},
    "kind as bytes": {"kind": b"k"},
    "kind too long": {"kind": "k" * 65},
    "schema 0": {"schema": 0},
    "must as text": {"must": "x"},
    "must of 65": {"must": ["x"] * 65},
    "act as integer": {"act": 1},
    "set as array": {"set": []},
    "a group that is no map": {"set": {"text": "x"}},
    "a group's name too long": {"set": {"g" * 65: {}, "text": {}}},
    "over without set": {"set": {"when": {}}},
    "over of a dot too short": {"over": {"text": [[bytes(31), 0]]}},
    "over of body 256": {"over": {"text": [[ZERO32, 256]]}},
    "over as map": {"over": {"text": {}}},
    "1,025 dots": {"over": {"text": [[ZERO32, 0]] * 1025}},
    "1,025 dots with final": {"over": {"text": [[ZERO32, 0]] * 1024}},
    "final as text": {"final": "x"},
    "was as bytes": {"was": b"edit"},
    "re of three": {"re": [ZERO32, 0, 0]},
    "hlc below 0": {"hlc": -1},
    "at of one": {"at": [0]},
    "at beyond all years": {"at": [2**53 + 1, 0]},
    "an offset of two days": {"at": [0, 2880]},
    "author of 17 bytes": {"author": bytes(17)},
}


@pytest.mark.parametrize("change", NOT_A_REVISION.values(), ids=NOT_A_REVISION.keys())
def test_not_a_revision(change: dict[str, Value]) -> None:
    """One wrong key is enough: Malformed."""
    with pytest.raises(Malformed):
        Revision.parse(encode({**_revision(), **change}))


@pytest.mark.parametrize("key", ["v", "rec", "kind", "schema", "must", "act", "set", "over", "hlc", "at", "author"])
def test_a_revision_lacks_nothing(key: str) -> None:
    """Every key but final, was and re is required."""
    value = _revision()
    del value[key]
    with pytest.raises(Malformed):
        Revision.parse(encode(value))


def test_newer_revisions_are_unknown_not_malformed() -> None:
    """A higher version, or an act nobody has told us of, waits for an upgrade, whatever else it holds (M9)."""
    for change in ({"v": 2, "rec": "anything"}, {"act": "seal"}):
        with pytest.raises(Unknown):
            Revision.parse(encode({**_revision(), **change}))


def test_a_revision_that_no_body_can_hold_is_not_made() -> None:
    """262,144 bytes are the largest bucket; one more is refused before it is sealed."""
    with pytest.raises(Malformed, match="too long"):
        Revision.build(
            rec=bytes(16),
            kind="note",
            schema=1,
            act="create",
            set={"text": {"text": "x" * MAX_BUCKET}},
            hlc=1,
            at=(0, 0),
            author=bytes(16),
        )
