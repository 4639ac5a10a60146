"""Who sent this request? RFC 9421 signatures over a challenge of this endpoint, each nonce once.

Knows device ids and public keys, not what a device may do.
"""

import hmac
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from sync.crypto.keys import verify_plain
from sync.errors import Refused
from sync.protocol import CHALLENGE_HEADER, CHALLENGE_LIFE_S
from sync.signing import WRONG, base, claim, content_digest

_STEP_S = 60
_SKEW_S = 30


class NoChallenge(Refused):
    """The challenge is missing, dead or another process's: the client takes the new one and tries again."""


@dataclass
class SignedRequest:
    """What a signature covers of a request, as it came; the host is not covered."""

    method: str
    path: str
    query: str
    headers: "HeaderLines"


class HeaderLines:
    """Header lines as they came, read only."""

    def __init__(self, lines: Iterable[tuple[str, str]]) -> None:
        self._lines = list(lines)

    def only(self, name: str) -> str:
        """The value of a header that stands there once, else ""."""
        found = [value for key, value in self._lines if key.lower() == name]
        return found[0].strip() if len(found) == 1 else ""


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
    if "#" in request.path or "#" in request.query:
        raise Refused(WRONG)  # what is behind it is in no url
    headers = request.headers
    born = challenges.born(headers.only(CHALLENGE_HEADER))
    said = claim(headers.only("signature-input"), headers.only("signature"))
    if not -CHALLENGE_LIFE_S - _SKEW_S < said.created - now_ms / 1000 < _SKEW_S:
        raise Refused(WRONG)
    digest = headers.only("content-digest")
    if digest != content_digest(body):
        raise Refused(WRONG)
    sign_pk = sign_pk_of(said.device)
    signed = base(request.method, request.path, request.query, digest, headers.only(CHALLENGE_HEADER), said.parameters)
    if sign_pk is None or not verify_plain(sign_pk, signed, said.signature):
        raise Refused(WRONG)
    if not 22 <= len(said.nonce) <= 64:
        raise Refused("request has no nonce")
    challenges.spend(born, said.device, said.nonce)
    return said.device
