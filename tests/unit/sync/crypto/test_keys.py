"""Keys from bytes: of the right length, or refused before anything is made of them."""

import pytest

from sync.crypto.keys import DeviceKeys, KemKey, check_sign_pk
from sync.errors import Malformed


@pytest.mark.parametrize("wrong", [0, 31, 33])
def test_a_signing_key_has_32_bytes(wrong: int) -> None:
    """Shorter or longer is none."""
    with pytest.raises(Malformed, match="wrong length"):
        check_sign_pk(bytes(wrong))


@pytest.mark.parametrize("wrong", [0, 95, 97])
def test_a_receiving_key_has_96_bytes(wrong: int) -> None:
    """Shorter or longer is none."""
    with pytest.raises(Malformed, match="wrong length"):
        KemKey(bytes(wrong))


def test_the_keys_of_a_pc_come_back_from_their_bytes() -> None:
    """The same id; with a byte too few or too many they are none."""
    made = DeviceKeys.generate()
    kept = made.private_bytes()
    assert DeviceKeys.from_private(kept).device_id == made.device_id
    for wrong in (kept[:-1], kept + b"\0"):
        with pytest.raises(Malformed, match="wrong length"):
            DeviceKeys.from_private(wrong)
