"""Where »since last« begins: at what had come to this pc when it was unlocked last on an earlier day."""

from desktop.services.clock import Clock
from desktop.store.records import Records
from desktop.store.settings import Settings

_KEPT = "since_last"


class Since:
    """A place in the order things arrived here, so that no pc's clock decides what is new."""

    def __init__(self, kept: Settings, records: Records, clock: Clock) -> None:
        self._kept, self._records, self._clock = kept, records, clock
        self.mark: int | None = None
        """What arrived after this is new; None on the first day, when everything is."""

    def unlocked(self) -> None:
        """Moves the beginning on when a new day has begun; (W), once after each unlock."""
        today, latest = self._clock.now().date().isoformat(), self._records.latest()
        kept = self._kept.get(_KEPT)
        if isinstance(kept, dict):
            self.mark = kept["mark"] if kept["day"] == today else kept["latest"]
        self._kept.set(_KEPT, {"day": today, "mark": self.mark, "latest": latest})
