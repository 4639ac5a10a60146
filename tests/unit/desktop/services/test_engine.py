"""What the engine stands on: a writer for what is written, and a transport where there is no server."""

import pytest

from desktop.assembly import over_http
from desktop.services.engine import JOURNAL_READS, Nowhere
from desktop.store.journal import StoreJournal
from sync.client.transport import Unreachable
from sync.crypto.keys import DeviceKeys
from sync.protocol import Request


def test_an_address_that_cannot_be_used_is_offline() -> None:
    """Plain HTTP to another machine is never spoken; the app opens all the same."""
    transport = over_http("http://kommune.example", DeviceKeys.generate())
    assert isinstance(transport, Nowhere)
    with pytest.raises(Unreachable):
        transport.send(Request("hello", "GET", "/"))
    with pytest.raises(Unreachable):
        transport.hello()
    transport.close()


def test_whatever_writes_goes_to_the_writer() -> None:
    """What is not known to read is done by the writer; whatever is known to read is a method, and writes nothing."""
    writes = {
        "append_control", "put_epoch_key", "mark_boxed", "mark_stored", "mark_refused", "mark_seen", "mark_local",
        "apply", "settle", "take", "place", "begin_generation", "put_beats", "next_beat", "freeze", "thaw", "alarm",
        "confirm", "rename", "save_local", "erase",
    }  # fmt: skip
    assert not writes & JOURNAL_READS
    for name in writes | JOURNAL_READS:
        assert callable(getattr(StoreJournal, name)), name
