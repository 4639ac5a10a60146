"""What a carrier fetches: every log as the endpoint signed it, in a bundle that a member takes in; no copy stays."""

import io

import pytest
from helpers.carried import take
from helpers.wire import Client, LocalEndpoint, Town

from sync import bundle_writing
from sync.bundle_reading import Bundle
from sync.bundle_verifying import Verifying
from sync.bundle_writing import ended
from sync.client import carried, headers
from sync.client.carried import Carrying
from sync.control import ControlLog
from sync.control_bodies import CarrierSet
from sync.crypto.keys import SigningKey
from sync.errors import Refused
from sync.heads import GenStart
from sync.model import NO_WITNESS


@pytest.fixture
def carrier(town: Town) -> Client:
    """Somebody without a role in the space, who carries."""
    made = town.client()
    town.add_device(made)
    town.post(town.admin, CarrierSet(made.user, 1))
    return made


def fetched(town: Town, carrier: Client) -> tuple[bytes, Carrying]:
    """A bundle that he fetched."""
    log = ControlLog.load(town.org, town.log.ops)
    making = Carrying(carrier.transport, log, carrier.keys, carrier.clock.now_ms, 0)
    out = io.BytesIO()
    bundle_writing.write(out, io.BytesIO(), making.items(), making.signed)
    return out.getvalue(), making


@pytest.mark.parametrize("most", [4096, 2])
def test_a_member_without_a_connection_reads_it(
    town: Town, carrier: Client, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """Page by page, with the heads of each or of the last alone where there are many; the cursor moves as by a pull."""
    monkeypatch.setattr(headers, "MAX_PULL", 1)
    monkeypatch.setattr(carried, "MOST_HEADS", most)
    for n in range(4):
        town.signe.save(town.space, bytes([n]) * 16, f"note {n}")
        town.signe.sync()
    late = town.client(town.palle.user)
    town.add_device(late)
    town.vouch(town.palle, late)
    town.palle.sync()
    raw, making = fetched(town, carrier)
    assert making.boxes >= 1, "keys for who came later travel along"
    assert len(making.given) == 2
    (space,) = [given for given in making.given if given.space == town.space]
    assert (space.first, space.last, len(space.heads)) == (1, 4, min(most, 4))
    assert ended(Verifying(Bundle(io.BytesIO(raw))).steps()).whole
    assert (town.palle.texts(town.space), late.texts(town.space)) == ([f"note {n}" for n in range(4)], [])
    take(late, raw)
    assert late.texts(town.space) == [f"note {n}" for n in range(4)]
    assert late.journal.cursor(town.space) == town.palle.journal.cursor(town.space)


def test_who_carries_no_longer_fetches_nothing(town: Town, carrier: Client) -> None:
    """The logs that are not his are left out; where the endpoint is the first to know, it says no."""
    log = ControlLog.load(town.org, town.log.ops)
    town.post(town.admin, CarrierSet(carrier.user, 0))
    _raw, making = fetched(town, carrier)
    assert [given.space for given in making.given] == [town.org]
    with pytest.raises(Refused):
        list(Carrying(carrier.transport, log, carrier.keys, carrier.clock.now_ms, 0).items())


def test_another_endpoint_is_not_believed(
    town: Town, carrier: Client, endpoint: LocalEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log whose beginning another key signed is not packed."""
    forged = GenStart(town.org, town.org, 1, NO_WITNESS, 5).signed(SigningKey.generate())
    monkeypatch.setattr(headers.calls, "newest_start", lambda *_args: forged)
    with pytest.raises(Refused, match="not signed by the endpoint"):
        fetched(town, carrier)
