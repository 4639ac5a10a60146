"""The recovery kit: what two halves give together, and that one gives nothing."""

import itertools
import json
from pathlib import Path

import pytest

from sync.crypto.kit import Half, Kit, halves, joined
from sync.crypto.wrapping import wrap
from sync.errors import Malformed

VECTOR = json.loads((Path(__file__).parents[3] / "vectors" / "v12.json").read_text(encoding="utf-8"))


def test_both_halves_give_the_kit() -> None:
    """In either order; with keys that are always the same for the same seeds."""
    kit = Kit.generate()
    a, b = halves(kit)
    assert joined(a, b) == joined(b, a) == kit
    assert joined(a, b).recovery.pk == kit.recovery.pk
    assert joined(a, b).root.pk == kit.root.pk
    assert Kit.generate(kit.root_seed).org == kit.org
    assert Kit.generate(kit.root_seed).recovery_seed != kit.recovery_seed
    assert a.number == b.number
    assert len(a.number) == 8
    assert kit.root_seed.hex() not in repr(kit) + repr(a)


def test_no_half_alone_and_no_two_wrong_ones() -> None:
    """The same page twice, pages of two printings, a share that was changed, a secret that is no kit: refused."""
    kit = Kit.generate()
    a, b = halves(kit)
    again = halves(kit)
    short = wrap(bytes(32), "rt1/kit", b"", b"for kort")
    for one, other in (
        (a, a),
        (b, b),
        (a, again[1]),
        (a, Half("B", bytes(32), b.sealed)),
        (Half("A", bytes(32), short), Half("B", bytes(32), short)),
    ):
        with pytest.raises(Malformed):
            joined(one, other)
    shares = [half.share for half in (a, b, *again)]
    assert all(x != y for x, y in itertools.combinations(shares, 2))


def test_vector_v12_opens() -> None:
    """Fixed halves open to fixed keys: paper must still be read in ten years."""
    made = [Half(letter, bytes.fromhex(VECTOR[letter]), bytes.fromhex(VECTOR["sealed"])) for letter in "AB"]
    kit = joined(*made)
    assert (kit.root_seed.hex(), kit.recovery_seed.hex()) == (VECTOR["root_seed"], VECTOR["recovery_seed"])
    assert (kit.org.hex(), kit.root.pk.hex()) == (VECTOR["org"], VECTOR["root_pk"])
    assert kit.recovery.private_bytes().hex() == VECTOR["recovery_private"]
    assert made[0].number == VECTOR["number"]
