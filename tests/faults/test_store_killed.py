"""Fault 11: a process is killed with -9 in the middle of saving; what it called saved is there, and nothing is half."""

import itertools
import random
import time
from pathlib import Path

from helpers.forked import Forked
from helpers.saver import rec
from helpers.stores import NOON, PASSPHRASE, SPACE, made

from desktop.store import vault
from desktop.store.drafts import Drafts
from desktop.store.journal import StoreJournal
from desktop.store.readlog import ReadLog
from desktop.store.records import Records
from desktop.store.secrets import DEVICE, Secrets
from desktop.store.store import Store
from sync.crypto.keys import DeviceKeys

ROUNDS, AT_MOST = 10, 100


def _killed(folder: Path, after: float) -> int:
    """Lets the saver run until `after` seconds past its first chance, kills it, and tells the last save it promised."""
    saver = Forked("helpers.saver", [str(folder)], stdin=None)
    assert saver.stdout is not None
    before = int(saver.stdout.readline().split()[1])
    time.sleep(after)
    saver.kill()
    lines = saver.communicate()[0].splitlines(keepends=True)
    promised = [int(line) for line in lines if line.endswith("\n")]
    return promised[-1] if promised else before


def test_a_killed_save_is_old_or_new_and_never_half(tmp_path: Path) -> None:
    """Ten kills at random moments of one store: every promised save is there, at most one more, all whole.

    Where the machine is so busy that less was saved than was killed, it is killed again.
    """
    rng = random.Random(20261120)
    made(tmp_path)[0].close()
    reached = 0
    for killed in range(AT_MOST):
        if killed >= ROUNDS and reached > ROUNDS:
            break
        promised = _killed(tmp_path, rng.uniform(0.0, 0.25))
        with Store(tmp_path, vault.unlock(tmp_path, PASSPHRASE, NOON)) as store:
            store.check()
            private = Secrets(store).get(DEVICE)
            assert private is not None
            journal = StoreJournal(store, DeviceKeys.from_private(private).device_id)
            headers = [commit.header for commit in journal.outbox(SPACE, at_most=10**6, max_bytes=10**9)]
            reached = len(headers)
            assert promised <= reached <= promised + 1
            assert [header.dseq for header in headers] == list(range(1, reached + 1))
            assert all(after.dprev == before.cid for before, after in itertools.pairwise(headers))
            assert [row.rec for row in Records(store).all("agreement", order="created_at")] == [
                rec(n) for n in range(1, reached + 1)
            ]
            assert ReadLog(store).verify() == reached
            assert {int(draft.id) for draft in Drafts(store).list()} <= {reached + 1}
    assert reached > ROUNDS  # else nothing was saved and nothing was shown
