"""Who sent this request? RFC 9421 signatures over a challenge of this process, each nonce once.

Knows device ids and public keys, not what a device may do.
"""

import datetime
import hmac
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from http_message_signatures import (
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from sync.crypto.keys import public_key
from sync.errors import Refused
from sync.protocol import CHALLENGE_HEADER, CHALLENGE_LIFE_S, COVERED, SIGNATURE_TAG

_STEP_S = 60
_SKEW_S = 30


class NoChallenge(Refused):
    """The challenge is missing, dead or another process's: the client takes the new one and tries again."""


@dataclass
class SignedRequest:
    """What the library needs of a request; `url` has a host of its own making, for the host is not covered."""

    method: str
    url: str
    headers: "HeaderLines"


class HeaderLines:
    """Header lines as they came, read only."""

    def __init__(self, lines: Iterable[tuple[str, str]]) -> None:
        self._lines = list(lines)

    def items(self) -> list[tuple[str, str]]:
        """Name and value of every line."""
        return self._lines

    def first(self, name: str) -> str:
        """The value of a header, "" where it is missing."""
        return next((value for key, value in self._lines if key.lower() == name), "")


class Challenges:
    """Challenges and spent nonces of one process. A restart kills both, so a replay dies with its challenge."""

    def __init__(self, now_ms: Callable[[], int]) -> None:
        self._now_ms = now_ms
        self._secret = os.urandom(32)
        self._spent: dict[int, set[tuple[bytes, str]]] = {}
        self._lock = threading.Lock()

    def current(self) -> bytes:
        """The challenge of this minute: u64be seconds ‖ a tag only this process can make (24 bytes)."""
        step = self._now_ms() // 1000 // _STEP_S * _STEP_S
        return self._made_at(step)

    def _made_at(self, seconds: int) -> bytes:
        stamp = seconds.to_bytes(8, "big")
        return stamp + hmac.digest(self._secret, stamp, "sha256")[:16]

    def born(self, challenge: str) -> int:
        """When a challenge was made, in seconds. Raises NoChallenge for one that is not alive and ours."""
        try:
            raw = bytes.fromhex(challenge)
        except ValueError:
            raise NoChallenge("no challenge") from None
        seconds = int.from_bytes(raw[:8], "big")
        if len(raw) != 24 or not hmac.compare_digest(raw, self._made_at(seconds)):
            raise NoChallenge("no challenge")
        if not 0 <= self._now_ms() / 1000 - seconds < CHALLENGE_LIFE_S + _STEP_S:
            raise NoChallenge("challenge is dead")
        return seconds

    def spend(self, born: int, device: bytes, nonce: str) -> None:
        """Uses a nonce up until its challenge dies. Raises Refused for a second use."""
        with self._lock:
            oldest = self._now_ms() // 1000 - CHALLENGE_LIFE_S - 2 * _STEP_S
            for stale in [step for step in self._spent if step < oldest]:
                del self._spent[stale]
            used = self._spent.setdefault(born, set())
            if (device, nonce) in used:
                raise Refused("replayed request")
            used.add((device, nonce))


class _Keys(HTTPSignatureKeyResolver):
    def __init__(self, sign_pk_of: Callable[[bytes], bytes | None]) -> None:
        self._sign_pk_of = sign_pk_of

    def resolve_public_key(self, key_id: str) -> object:
        try:
            sign_pk = self._sign_pk_of(bytes.fromhex(key_id))
        except ValueError:
            sign_pk = None
        if sign_pk is None:
            raise InvalidSignature("unknown device")
        return public_key(sign_pk)

    def resolve_private_key(self, key_id: str) -> object:
        raise InvalidSignature("the endpoint signs no requests")


class _Verifier(HTTPMessageVerifier):
    """Judges `created` by the endpoint's own injected clock."""

    def __init__(self, now_s: float, keys: _Keys) -> None:
        super().__init__(signature_algorithm=algorithms.ED25519, key_resolver=keys)
        self._now_s = now_s

    def validate_created_and_expires(self, sig_input: object, max_age: datetime.timedelta | None = None) -> None:
        created = sig_input.params.get("created")  # type: ignore[attr-defined]
        if type(created) is not int or not -CHALLENGE_LIFE_S - _SKEW_S < created - self._now_s < _SKEW_S:
            raise InvalidSignature("created is out of time")


def verify_request(
    request: SignedRequest,
    body: bytes,
    sign_pk_of: Callable[[bytes], bytes | None],
    challenges: Challenges,
    now_ms: int,
) -> bytes:
    """The device that signed exactly this request, now and for the first time.

    `sign_pk_of` answers the key of a device that may speak here, or None. Raises NoChallenge or Refused.
    """
    if "#" in request.url:
        raise Refused("request signature is wrong")  # the library signs nothing behind it
    born = challenges.born(request.headers.first(CHALLENGE_HEADER))
    verifier = _Verifier(now_ms / 1000, _Keys(sign_pk_of))
    try:
        (result,) = verifier.verify(request, expect_tag=SIGNATURE_TAG, require_components=COVERED, body=body)
    except (HTTPMessageSignaturesException, ValueError):
        raise Refused("request signature is wrong") from None
    nonce = result.nonce
    if nonce is None or not 22 <= len(nonce) <= 64:
        raise Refused("request has no nonce")
    device = bytes.fromhex(str(result.parameters["keyid"]))
    challenges.spend(born, device, nonce)
    return device
