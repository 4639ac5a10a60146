"""A signed request: when it was signed, and that its nonce is one."""

import os

import pytest

from sync import signing
from sync.crypto.keys import DeviceKeys
from sync.errors import Refused
from sync.protocol import CHALLENGE_LIFE_S
from sync.server.auth import Challenges, HeaderLines, SignedRequest, verify_request

NOW_S = 1_795_250_000
KEYS = DeviceKeys.generate()


def signed(challenges: Challenges, created: int = NOW_S, nonce: str = "") -> SignedRequest:
    """A request for nothing, rightly signed."""
    challenge = challenges.current().hex()
    digest = signing.content_digest(b"")
    said = signing.parameters(created, KEYS.device_id.hex(), nonce or os.urandom(16).hex())
    covered = signing.base("GET", "/v1/o/00/ctl", "", digest, challenge, said)
    lines = signing.headers(digest, challenge, said, KEYS.signing.sign_plain(covered))
    return SignedRequest("GET", "/v1/o/00/ctl", "", HeaderLines(lines.items()))


def verified(challenges: Challenges, request: SignedRequest) -> bytes:
    """Whose it is."""
    return verify_request(request, b"", lambda _device: KEYS.sign_pk, challenges, NOW_S * 1000)


@pytest.mark.parametrize("away", [-CHALLENGE_LIFE_S - 30, 31, 86_400])
def test_a_signature_of_another_time_is_refused(away: int) -> None:
    """Older than a challenge lives, or of a time that is not yet."""
    challenges = Challenges(lambda: NOW_S * 1000)
    assert verified(challenges, signed(challenges)) == KEYS.device_id
    with pytest.raises(Refused, match="signature"):
        verified(challenges, signed(challenges, NOW_S + away))


@pytest.mark.parametrize("nonce", ["a" * 21, "a"])
def test_a_nonce_that_may_come_twice_by_chance_is_refused(nonce: str) -> None:
    """16 random bytes are at least 22 letters."""
    challenges = Challenges(lambda: NOW_S * 1000)
    with pytest.raises(Refused, match="no nonce"):
        verified(challenges, signed(challenges, nonce=nonce))
