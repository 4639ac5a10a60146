"""Bodies of control ops: every kind there and back, and what is not of the format."""

import pytest
from helpers.bodies import BODIES, BOXES, CUT, D1, D2, KEYS
from helpers.organisation import ADMIN, MIDT, PPR, SIGNE, row

from sync.codec import Value, decode, encode
from sync.control_bodies import (
    Body,
    parse_body,
)
from sync.control_rows import Box
from sync.control_space_bodies import (
    EpochNew,
)
from sync.errors import Malformed, Unknown


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.KIND)
def test_there_and_back(body: Body) -> None:
    """A body read from its own bytes is the same body."""
    assert parse_body(body.KIND, decode(encode(body.value()), 1 << 20)) == body


def test_every_kind_is_tried() -> None:
    """The list above holds all sixteen kinds of the format."""
    assert len({body.KIND for body in BODIES}) == 16


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.KIND)
def test_one_element_more_or_less(body: Body) -> None:
    """An array of another length is malformed for every kind."""
    value = body.value()
    for other in ([*value, 0], value[:-1]):
        with pytest.raises(Malformed):
            parse_body(body.KIND, other)


def test_kind_of_a_newer_version() -> None:
    """An unknown kind is unknown, not malformed: it may be right for a newer client."""
    with pytest.raises(Unknown):
        parse_body("seal_set", [1])


WRONG: dict[str, tuple[str, list[Value]]] = {
    "role that is not one": ("member_set", [MIDT, SIGNE, "owner", []]),
    "cut of another space": ("member_set", [MIDT, SIGNE, "none", [[PPR, D1, b"i" * 8, 3, b"c" * 32]]]),
    "cut twice": ("device_revoke", [D1, "lost", [list(CUT), list(CUT)]]),
    "cut of another machine": ("device_revoke", [D2, "lost", [list(CUT)]]),
    "reason that is not one": ("device_revoke", [D1, "stolen", []]),
    "cut outside the spaces": ("unvouch", [D1, [PPR], [list(CUT)]]),
    "no space": ("vouch", [D1, b"r" * 32, []]),
    "spaces out of order": ("vouch", [D1, b"r" * 32, [PPR, MIDT]]),
    "space twice": ("vouch", [D1, b"r" * 32, [MIDT, MIDT]]),
    "administrator with another's machine": ("admin_set", [ADMIN, 1, row(SIGNE, KEYS).value(), []]),
    "no administrator, with a machine": ("admin_set", [ADMIN, 0, row(ADMIN, KEYS).value(), []]),
    "flag of 2": ("carrier_set", [SIGNE, 2]),
    "officer with half an id": ("dpo_set", [SIGNE[:8]]),
    "policy without a name": ("policy", ["", 1]),
    "policy that is a list": ("policy", ["demo", [1]]),
    "policy too long": ("policy", ["note", "x" * 1025]),
    "small-order key": ("server_key", [bytes([1]) + bytes(31), []]),
    "short receiving key": ("recovery_key", [KEYS.kem_pk[:-1]]),
    "boxes out of order": ("epoch_new", EpochNew(MIDT, 1, 0, bytes(32), BOXES[::-1], bytes(1168), b"").value()),
    "box of wrong length": (
        "epoch_new",
        EpochNew(MIDT, 1, 0, bytes(32), (Box(D1, 1, b"x"),), bytes(1168), b"").value(),
    ),
    "epoch 1 with a link": ("epoch_new", EpochNew(MIDT, 1, 0, bytes(32), BOXES, bytes(1168), bytes(48)).value()),
    "epoch 2 without one": ("epoch_new", EpochNew(MIDT, 2, 1, bytes(32), BOXES, bytes(1168), b"").value()),
    "epoch 2 from nothing": ("epoch_new", EpochNew(MIDT, 2, 0, bytes(32), BOXES, bytes(1168), b"").value()),
    "epoch from itself": ("epoch_new", EpochNew(MIDT, 2, 2, bytes(32), BOXES, bytes(1168), bytes(48)).value()),
}


@pytest.mark.parametrize("name", WRONG)
def test_malformed(name: str) -> None:
    """What breaks the table of docs/format.md is malformed."""
    kind, value = WRONG[name]
    with pytest.raises(Malformed):
        parse_body(kind, value)
