"""The clock of the services."""

from datetime import UTC, datetime

from desktop.services.clock import COPENHAGEN, Clock, claimed, from_ms


def test_it_begins_where_told_and_runs_on() -> None:
    """`--now` sets the beginning; the time that passes is real."""
    passed = [0.0]
    clock = Clock(datetime(2026, 11, 20, 8, 18), lambda: passed[0])
    assert clock.now() == datetime(2026, 11, 20, 8, 18, tzinfo=COPENHAGEN)
    passed[0] = 90.0
    assert clock.now().minute == 19
    assert clock.now_ms() == int(clock.now().timestamp() * 1000)


def test_without_a_beginning_it_is_the_real_time() -> None:
    """Aware, and Danish."""
    assert Clock().now().tzinfo is COPENHAGEN


def test_a_claim_holds_instant_and_offset() -> None:
    """Winter is 60 minutes, summer 120, whatever zone the moment came in."""
    assert claimed(datetime(2026, 11, 20, 8, 0, tzinfo=COPENHAGEN))[1] == 60
    assert claimed(datetime(2026, 7, 1, 8, 0, tzinfo=UTC))[1] == 120


def test_no_number_of_milliseconds_breaks_it() -> None:
    """A claimed time from a broken pc becomes the nearest end of the calendar."""
    assert from_ms(-(2**53)).year < 10
    assert from_ms(2**53).year > 9000
