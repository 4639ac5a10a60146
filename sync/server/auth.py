"""Who sent this request? RFC 9421 signatures over a challenge of this endpoint, each nonce once.

Knows device ids and public keys, not what a device may do.
"""

import datetime
import hmac
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

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


class Nonces(Protocol):
    """The secret that challenges are made with, and what was used up under them."""

    def secret(self) -> bytes:
        """32 bytes that every process of this endpoint knows."""

    def renewed(self) -> bool:
        """Looks whether the secret is another by now."""

    def use(self, born: int, device: bytes, nonce: str) -> bool:
        """Uses a nonce up; whether it was the first time, under a secret that still holds."""

    def forget(self, before: int) -> None:
        """Those of challenges that were made before are dead."""


class OwnNonces:
    """Of one process. A restart kills challenges and nonces together, so a replay dies with its challenge."""

    def __init__(self) -> None:
        self._secret = os.urandom(32)
        self._spent: dict[int, set[tuple[bytes, str]]] = {}
        self._lock = threading.Lock()

    def secret(self) -> bytes:
        """This process's."""
        return self._secret

    def renewed(self) -> bool:
        """Never."""
        return False

    def use(self, born: int, device: bytes, nonce: str) -> bool:
        """Whether it was the first time."""
        with self._lock:
            used = self._spent.setdefault(born, set())
            if (device, nonce) in used:
                return False
            used.add((device, nonce))
            return True

    def forget(self, before: int) -> None:
        """Drops the dead."""
        with self._lock:
            for stale in [step for step in self._spent if step < before]:
                del self._spent[stale]


class Challenges:
    """What a request must be signed over, and that it is used once."""

    def __init__(self, now_ms: Callable[[], int], nonces: Nonces | None = None) -> None:
        self._now_ms = now_ms
        self._nonces = nonces or OwnNonces()
        self._forgotten = 0

    def current(self) -> bytes:
        """The challenge of this minute: u64be seconds ‖ a tag only this endpoint can make (24 bytes)."""
        step = self._now_ms() // 1000 // _STEP_S * _STEP_S
        return self._made_at(step)

    def _made_at(self, seconds: int) -> bytes:
        stamp = seconds.to_bytes(8, "big")
        return stamp + hmac.digest(self._nonces.secret(), stamp, "sha256")[:16]

    def born(self, challenge: str) -> int:
        """When a challenge was made, in seconds. Raises NoChallenge for one that is not alive and ours."""
        try:
            raw = bytes.fromhex(challenge)
        except ValueError:
            raise NoChallenge("no challenge") from None
        seconds = int.from_bytes(raw[:8], "big")
        if len(raw) != 24 or not self._ours(raw, seconds):
            raise NoChallenge("no challenge")
        # another process's clock may be ahead of this one's
        if not -_SKEW_S <= self._now_ms() / 1000 - seconds < CHALLENGE_LIFE_S + _STEP_S:
            raise NoChallenge("challenge is dead")
        return seconds

    def _ours(self, raw: bytes, seconds: int) -> bool:
        if hmac.compare_digest(raw, self._made_at(seconds)):
            return True
        return self._nonces.renewed() and hmac.compare_digest(raw, self._made_at(seconds))

    def spend(self, born: int, device: bytes, nonce: str) -> None:
        """Uses a nonce up until its challenge dies. Raises Refused for a second use."""
        oldest = self._now_ms() // 1000 - CHALLENGE_LIFE_S - 2 * _STEP_S
        if oldest >= self._forgotten + _STEP_S:
            self._forgotten = oldest
            self._nonces.forget(oldest)
        if not self._nonces.use(born, device, nonce):
            if self._nonces.renewed():
                raise NoChallenge("challenge is dead")
            raise Refused("replayed request")


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
