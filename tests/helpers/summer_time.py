"""The hour that comes twice (25 October 2026) and the one that is left out (28 March 2027)."""

from datetime import UTC, datetime, timedelta

import pytest

from desktop.services.clock import COPENHAGEN

AUTUMN, SPRING = datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)
BOTH = pytest.mark.parametrize("change", [AUTUMN, SPRING], ids=["autumn", "spring"])


def after(change: datetime, minutes: float) -> datetime:
    """So many minutes after the clock was changed, in Denmark."""
    return (change + timedelta(minutes=minutes)).astimezone(COPENHAGEN)
