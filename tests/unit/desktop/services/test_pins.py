"""The PIN of one process: what it must be, what opens, and what ends it."""

import random
from datetime import datetime

import pytest
from helpers.stores import CHEAP

from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.pins import TRIES, PinOver, Pins, WeakPin, WrongPin, check, is_fresh
from desktop.store.vault import Keys

PIN, KEYS = "481516", Keys(bytes(range(32)))
HOURS = 3600.0


class TwoClocks(Clock):
    """A wall clock and a monotonic one that can go apart, as they do in sleep or when somebody sets the time."""

    def __init__(self) -> None:
        self.wall, self.mono = 1_795_250_000_000, 100.0
        super().__init__(datetime(2026, 11, 20, tzinfo=COPENHAGEN))

    def now_ms(self) -> int:
        """The wall."""
        return self.wall

    def monotonic(self) -> float:
        """The other."""
        return self.mono

    def pass_(self, seconds: float, wall: bool = True, mono: bool = True) -> None:
        """Time goes by on one or both."""
        self.wall += int(seconds * 1000) if wall else 0
        self.mono += seconds if mono else 0.0


@pytest.fixture
def clock() -> TwoClocks:
    """The two."""
    return TwoClocks()


@pytest.fixture
def pins(clock: TwoClocks) -> Pins:
    """A PIN that was chosen just after the passphrase was typed."""
    made = Pins(clock, CHEAP)
    made.typed()
    made.keep(KEYS, PIN)
    return made


@pytest.mark.parametrize("pin", ["", "48151", "48151a", "481 516", "-48151", "٤٨١٥١٦", "4" * 33])
def test_what_is_no_pin(pin: str) -> None:
    """Too short or long, or no digits of the keyboard."""
    with pytest.raises(WeakPin):
        check(pin)


@pytest.mark.parametrize("pin", ["111111", "123456", "654321", "890123", "121212", "481481"])
def test_what_others_would_try_first(pin: str) -> None:
    """One digit, a run either way and over nine, a piece again."""
    with pytest.raises(WeakPin):
        check(pin)


@pytest.mark.parametrize("pin", ["481516", "135790", "112233", "4815162342"])
def test_what_is_one(pin: str) -> None:
    """Six digits or more that are none of these."""
    check(pin)


def test_the_right_one_opens_as_often_as_one_likes(pins: Pins) -> None:
    """And four wrong ones between two right ones end nothing."""
    for _round in range(2):
        assert pins.open(PIN) == KEYS
        for left in (4, 3, 2, 1):
            with pytest.raises(WrongPin) as caught:
                pins.open("481517")
            assert caught.value.left == left
    assert pins.open(PIN) == KEYS


def test_the_fifth_wrong_one_ends_it(pins: Pins) -> None:
    """Then also the right one opens nothing, and nothing of it is left in memory."""
    for _try in range(TRIES - 1):
        with pytest.raises(WrongPin):
            pins.open("000009")
    with pytest.raises(PinOver):
        pins.open("000009")
    assert not pins.ready
    assert pins._box is None
    with pytest.raises(PinOver):
        pins.open(PIN)


@pytest.mark.parametrize(("wall", "mono"), [(True, True), (True, False), (False, True)])
def test_twelve_hours_by_either_clock_end_it(pins: Pins, clock: TwoClocks, wall: bool, mono: bool) -> None:
    """Just before they are over it opens; then not, and typing the passphrase does not bring the PIN back."""
    clock.pass_(12 * HOURS - 1, wall, mono)
    assert pins.open(PIN) == KEYS
    clock.pass_(1, wall, mono)
    assert not pins.ready
    assert pins.typed_ms == 0
    with pytest.raises(PinOver):
        pins.open(PIN)
    pins.typed()
    assert pins.fresh
    assert not pins.ready


def test_a_clock_set_back_asks_for_the_passphrase(pins: Pins, clock: TwoClocks) -> None:
    """Nobody wins time by setting the clock of the pc."""
    clock.pass_(-60, mono=False)
    assert not pins.ready
    assert not is_fresh(1000, 999)


def test_hours_before_the_program_started_count(clock: TwoClocks) -> None:
    """What the key store opened: the passphrase was typed nine hours ago, so the PIN lasts three more."""
    pins = Pins(clock, CHEAP)
    pins.typed(clock.now_ms() - int(9 * HOURS * 1000))
    pins.keep(KEYS, PIN)
    clock.pass_(3 * HOURS - 1, wall=False)
    assert pins.ready
    clock.pass_(1, wall=False)
    assert not pins.ready


def test_a_restart_knows_no_pin(clock: TwoClocks) -> None:
    """Another process has no box, typed passphrase or not."""
    pins = Pins(clock, CHEAP)
    assert not pins.ready
    assert not pins.fresh
    pins.typed()
    with pytest.raises(PinOver):
        pins.open(PIN)


def test_a_weak_one_leaves_the_old_one(pins: Pins) -> None:
    """What cannot be a PIN changes nothing; a new one replaces the old."""
    with pytest.raises(WeakPin):
        pins.keep(KEYS, "111111")
    assert pins.open(PIN) == KEYS
    pins.keep(KEYS, "907134")
    with pytest.raises(WrongPin):
        pins.open(PIN)
    assert pins.open("907134") == KEYS


@pytest.mark.parametrize("seed", range(4))
def test_random_lives_of_a_pin(seed: int) -> None:
    """Tries, hours, sleep and new PINs in any order: it opens exactly when a small model says so."""
    dice, clock = random.Random(seed), TwoClocks()
    pins = Pins(clock, CHEAP)
    pins.typed()
    typed, held, wrong = 0.0, False, 0
    now = 0.0
    for _step in range(30):
        act = dice.choice(["right", "wrong", "hour", "hours", "new", "sleep", "passphrase"])
        alive = held and now - typed < 12 * HOURS
        assert pins.ready is alive
        if act in ("hour", "hours"):
            passed = HOURS if act == "hour" else 5 * HOURS
            now += passed
            clock.pass_(passed)
        elif act == "passphrase":
            pins.typed()
            typed = now
        elif act == "new":
            pins.keep(KEYS, PIN)
            held, wrong = True, 0
        elif act == "sleep":
            pins.drop()
            held = False
        elif not alive:
            with pytest.raises(PinOver):
                pins.open(PIN)
            held = False
        elif act == "right":
            assert pins.open(PIN) == KEYS
            wrong = 0
        else:
            wrong += 1
            with pytest.raises(PinOver if wrong == TRIES else WrongPin):
                pins.open("000009")
            held = wrong < TRIES
