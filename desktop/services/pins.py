"""The PIN that reopens a locked window of this process, and how long ago the passphrase was typed.

Nothing of it is on the disk. Five wrong tries, a restart, sleep of the pc, or twelve hours ask for the passphrase.
"""

import itertools

from desktop.services.clock import Clock
from desktop.services.errors import AppError
from desktop.store.vault import Argon2Params, Keys
from desktop.store.vault_pin import PinBox
from desktop.texts import Message, _

TRIES = 5
SHORTEST, LONGEST = 6, 32
PASSPHRASE_HOURS = 12
_MS = 1000


class WeakPin(AppError):
    """Too short, no digits, or the first a stranger would try."""

    kind = "weak_pin"
    title = Message(_("Choose another PIN"))
    sentence = Message(_("Use at least 6 digits."))


class WrongPin(AppError):
    """It was tried and opens nothing; `left` tries remain."""

    kind = "wrong_pin"
    title = Message(_("The PIN is not right"))

    def __init__(self, left: int) -> None:
        self.left = left
        super().__init__(Message(_("Tries left before your passphrase is asked for: {n}."), {"n": left}))


class PinOver(AppError):
    """There is no PIN any more: the passphrase opens."""

    kind = "pin_over"
    title = Message(_("Type your passphrase"))
    sentence = Message(_("The PIN does not open Rød Tråd any more. Nothing is lost."))


class Pins:
    """At most one PIN. `params` is the cost of a try; tests use a cheap one."""

    def __init__(self, clock: Clock, params: Argon2Params | None = None) -> None:
        self._clock, self._params = clock, params
        self._box: PinBox | None = None
        self._tries = 0
        self._typed: tuple[int, float] | None = None

    def typed(self, at_ms: int | None = None) -> None:
        """The passphrase was typed, now or at a moment that is known."""
        now_ms, now = self._clock.now_ms(), self._clock.monotonic()
        at_ms = now_ms if at_ms is None else at_ms
        self._typed = (at_ms, now - (now_ms - at_ms) / _MS)

    @property
    def typed_ms(self) -> int:
        """When the passphrase was typed, in Unix ms; 0 when it is due."""
        return self._typed[0] if self._typed is not None and self.fresh else 0

    @property
    def fresh(self) -> bool:
        """Whether the passphrase was typed within twelve hours, by the wall clock and by the one that only goes on."""
        if self._typed is None:
            return False
        at_ms, at = self._typed
        return is_fresh(at_ms, self._clock.now_ms()) and self._clock.monotonic() - at < PASSPHRASE_HOURS * 3600

    @property
    def ready(self) -> bool:
        """Whether a PIN would be tried."""
        return self._box is not None and self.fresh

    def keep(self, keys: Keys, pin: str) -> None:
        """This PIN opens from now on, and no other; slow. Raises WeakPin."""
        check(pin)
        self._box, self._tries = PinBox(keys, pin, self._params), 0

    def open(self, pin: str) -> Keys:
        """The keys for the right PIN; slow. Raises WrongPin, PinOver: then the PIN is forgotten."""
        box = self._box
        if box is None or not self.fresh:
            self.drop()
            raise PinOver
        # counted before it is tried: a second try from another thread finds the count
        self._tries += 1
        keys = box.open(pin) if self._tries <= TRIES else None
        if keys is not None:
            self._tries = 0
            return keys
        if self._tries >= TRIES:
            self.drop()
            raise PinOver(Message(_("The PIN was wrong five times, and is forgotten. Nothing is lost.")))
        raise WrongPin(TRIES - self._tries)

    def drop(self) -> None:
        """Forgets the PIN."""
        self._box, self._tries = None, 0


def is_fresh(typed_ms: int, now_ms: int) -> bool:
    """Whether a passphrase typed then still counts; one from the future does not, for a clock was set back."""
    return 0 <= now_ms - typed_ms < PASSPHRASE_HOURS * 3600 * _MS


def check(pin: str) -> None:
    """Raises WeakPin for what is no PIN of six digits, or is a run, or a piece again and again."""
    if not (pin.isascii() and pin.isdecimal() and SHORTEST <= len(pin) <= LONGEST):
        raise WeakPin
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    piece = (pin + pin).find(pin, 1)
    if steps <= {0} or steps <= {1} or steps <= {9} or piece <= len(pin) // 2:
        raise WeakPin(Message(_("It is the first that others would try. Use digits that do not follow each other.")))
