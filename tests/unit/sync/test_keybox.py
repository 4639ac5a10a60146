"""The shape of a key box, which client and endpoint read alike."""

import pytest
from helpers.organisation import MIDT, founded

from sync.client.boxes import make_keybox
from sync.client.sealing import open_space
from sync.codec import decode, encode
from sync.errors import Malformed, Unknown
from sync.keybox import KeyBox


def test_shapes_of_key_boxes() -> None:
    """A newer version is unknown; a box of the wrong length for its suite is malformed."""
    org, signe, palle = founded()
    raw = make_keybox(org.log.roster(), signe, MIDT, 1, org.keys[MIDT][1], palle.device_id)
    fields = decode(raw, 1 << 16)
    assert isinstance(fields, list)
    with pytest.raises(Unknown):
        KeyBox.parse(encode([2, *fields[1:]]))
    for wrong in ([], fields[:-1], [*fields[:6], b"short", *fields[7:]]):
        with pytest.raises(Malformed):
            KeyBox.parse(encode(wrong))
    later = KeyBox.parse(encode([*fields[:5], 2, b"a later suite", *fields[7:]]))
    assert open_space(org.log.roster(), palle, MIDT, {}, [later]).keys == {}
