"""Looking after the store: gone through after a crash and each week, copied each day. It says so and mends nothing."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from desktop.services.clock import Clock, from_ms
from desktop.services.errors import AppError, Damaged, told
from desktop.services.settings import Settings
from desktop.store.backup import Backups
from desktop.store.errors import StoreDamaged, StoreError, StoreFailed
from desktop.store.purges import stale_backups
from desktop.store.store import Store

_log = logging.getLogger(__name__)
CHECKED = "store_checked"
DAY_MS = 86_400_000
CHECK_MS, BACKUP_MS = 7 * DAY_MS, DAY_MS
FRESH_MS = 4 * 3_600_000
"""A copy that is no older will do before keys change: one removal makes new keys in several spaces."""


@dataclass(frozen=True)
class Looked:
    """What was done: gone through (because the last run was cut off, or the week was over), and copied."""

    checked: bool
    cut_off: bool
    backed_up: bool


@dataclass(frozen=True)
class Kept:
    """When the store was last found whole, and its backups: how many, the newest, their bytes together."""

    checked: datetime | None
    backups: int
    newest: datetime | None
    size: int


class Health:
    """The store's check and its backups, when they are due; slow, in the background, ended by `stop`."""

    def __init__(self, store: Store, settings: Settings, clock: Clock) -> None:
        self._store, self._settings, self._clock = store, settings, clock
        self._backups = Backups(store.folder)
        self._cut_off = store.unclean
        self._stopped = threading.Event()
        self._copying = threading.Lock()

    @property
    def due(self) -> bool:
        """Whether there is anything to do; (R)."""
        return self._check_due() or self._backup_due() or bool(stale_backups(self._store))

    @told()
    def look_after(self) -> Looked:
        """Does what is due. Raises Damaged, and NoRoom where a backup finds none."""
        check, cut_off = self._check_due(), self._cut_off
        if check and not self._check():
            return Looked(False, False, False)
        stale = stale_backups(self._store)
        backed_up = (self._backup_due() or bool(stale)) and self._backup("daily")
        if backed_up:
            # Not before there is a newer one that is whole: what was erased is in no copy any more, all else is.
            self._backups.remove(stale)
        return Looked(check, cut_off, backed_up)

    @told()
    def check(self) -> None:
        """Reads every page on a connection of its own. Raises Damaged."""
        self._check()

    @told()
    def backup(self) -> None:
        """A backup because the person asked for one. Raises Damaged, NoRoom."""
        self._backup("asked")

    def before_keys_change(self) -> bool:
        """A copy, unless there is a fresh one; slow, and not on the writer: saves go on meanwhile; (N).

        False where it was stopped: then keys are not changed now. What else hinders it does not put them off, for
        nobody who was taken out shall read on because a disk is full.
        """
        try:
            return self._backup("rotation")
        except AppError:
            return True
        except StoreError as problem:
            _log.warning("store, rotation: no copy (%s)", type(problem).__name__)
            return True

    @told()
    def kept(self) -> Kept:
        """What the page of settings says; (R)."""
        at, backups = self._settings.hidden(CHECKED), self._backups.list()
        return Kept(
            from_ms(at) if isinstance(at, int) else None,
            len(backups),
            from_ms(backups[0].made_ms) if backups else None,
            sum(backup.size for backup in backups),
        )

    def stop(self) -> None:
        """What is under way ends soon; any thread."""
        self._stopped.set()
        self._store.stop_checking()

    def _check_due(self) -> bool:
        return self._cut_off or self._over(self._settings.hidden(CHECKED), CHECK_MS)

    def _backup_due(self) -> bool:
        return self._copy_is_over(BACKUP_MS)

    def _copy_is_over(self, pause: int) -> bool:
        made = [backup.made_ms for backup in self._backups.list() if backup.reason != "migration"]
        return self._over(made[0] if made else None, pause)

    def _over(self, at: object, pause: int) -> bool:
        # A moment that lies ahead was noted while the clock was wrong.
        return not isinstance(at, int) or not 0 <= self._clock.now_ms() - at < pause

    def _check(self) -> bool:
        if not self._done("check", self._store.check):
            return False
        self._cut_off = False
        self._settings.hide(CHECKED, self._clock.now_ms())
        return True

    def _backup(self, reason: Literal["daily", "asked", "rotation"]) -> bool:
        with self._copying:  # one sweeps away what another has half done
            if reason == "rotation" and not self._copy_is_over(FRESH_MS):
                return True
            return self._done(reason, lambda: self._store.backup(reason, self._clock.now_ms(), self._stopped.is_set))

    def _done(self, what: str, work: Callable[[], object]) -> bool:
        """Whether it came to its end before it was stopped. Raises Damaged."""
        try:
            work()
        except StoreDamaged as problem:
            _log.error("store, %s: damaged (%s)", what, problem.reason)
            raise Damaged(Damaged.cut_off if self._cut_off else None) from problem
        except StoreFailed:
            if not self._stopped.is_set():
                raise
            return False
        _log.info("store, %s: whole", what)
        return True
