"""What the engine stands on: a writer for what is written, and a transport where there is no server."""

import pytest

from desktop.assembly import over_http
from desktop.services.engine import JOURNAL_WRITES, Nowhere
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
    """Every method of the journal that the engine calls to write is on the list, and no reading one."""
    assert {
        "append_control",
        "put_epoch_key",
        "mark_boxed",
        "mark_stored",
        "mark_refused",
        "mark_seen",
        "apply",
        "settle",
        "put_beats",
        "next_beat",
        "freeze",
        "alarm",
    } <= JOURNAL_WRITES
    assert not {"outbox", "cursor", "write_state", "pending", "settled", "beats"} & JOURNAL_WRITES
