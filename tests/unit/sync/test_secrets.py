"""No secret is in what a program prints of its values: tracebacks and logs are read by others."""

import os

from sync.client.enrolment import Invite, Request
from sync.client.sealing import SpaceKeys
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey
from sync.log import WriteState
from sync.model import NO_WITNESS, ZERO32, CtlRef


def test_no_secret_is_in_a_repr() -> None:
    """Private keys, epoch keys and invite tokens."""
    signing, device, key = SigningKey.generate(), DeviceKeys.generate(), os.urandom(32)
    invite = Invite.new(signing.pk, "https://x", 1)
    shown = {
        repr(signing): signing.private_bytes(),
        repr(device): device.private_bytes(),
        repr(KemKey.generate()): b"\0" * 8,
        repr(SpaceKeys({1: key}, (1,), (), ())): key,
        repr(WriteState(bytes(8), 1, ZERO32, CtlRef(1, ZERO32), NO_WITNESS, 1, key)): key,
        repr(invite): invite.token,
        repr(Request.make(invite, device)): invite.token,
    }
    for text, secret in shown.items():
        assert secret.hex() not in text
        assert repr(secret)[2:-1] not in text
