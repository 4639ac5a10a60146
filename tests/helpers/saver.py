"""A process that saves without end, to be killed: `python -m helpers.saver FOLDER`.

It prints a line when it is ready to write, and the number of each save once it is durable.
"""

import sys
from pathlib import Path

from helpers.stores import NOON, PASSPHRASE, SIGNE, ready, revision, save

from desktop.store import vault
from desktop.store.drafts import Drafts
from desktop.store.journal import StoreJournal
from desktop.store.readlog import ReadLog
from desktop.store.secrets import DEVICE, Secrets
from desktop.store.store import Store
from sync.crypto.keys import DeviceKeys


def rec(n: int) -> bytes:
    """The id of the record of save number n."""
    return n.to_bytes(16, "big")


def main(folder: Path) -> None:
    """Draft, then one transaction: record, views, read-log line, draft gone."""
    store = Store(folder, vault.unlock(folder, PASSPHRASE, NOON))
    secrets, drafts, log = Secrets(store), Drafts(store), ReadLog(store)
    private = secrets.get(DEVICE)
    keys = DeviceKeys.from_private(private) if private else DeviceKeys.generate()
    secrets.put(DEVICE, keys.private_bytes())
    journal = StoreJournal(store, keys.device_id)
    if not journal.control_length():
        ready(journal)
    n = int(store.query("SELECT count(*) FROM commits")[0][0])
    print("ready", n, flush=True)
    while True:
        n += 1
        drafts.put(str(n), "agreement", {"text": "x" * (n % 7000)}, {}, NOON)
        with store.transaction():
            save(store, journal, keys, revision(rec(n), {"text": {"text": "x" * (n % 7000)}}, act="create", hlc=n))
            log.append(SIGNE, NOON + n, "write", "agreement", rec(n))
            drafts.delete(str(n))
        print(n, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
