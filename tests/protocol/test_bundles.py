"""Bundles between clients and endpoint: what a stick carries is what the wire would have carried, and no more."""

import io

from helpers.wire import Client, LocalEndpoint, Town

from sync import bundle_writing
from sync.bundle import EXCHANGE, PROVISION, RECEIPT, Manifest
from sync.bundle_reading import Bundle
from sync.bundle_writing import ended
from sync.client import unpacking
from sync.client.packing import Packing, Wish
from sync.client.rounds import Round
from sync.client.surveying import Survey
from sync.clock import Hlc
from sync.control import ControlLog
from sync.server.bundles import Brought, Taking
from sync.server.bundles import Packing as EndpointPacking

REC = b"r" * 16


def round_of(client: Client) -> Round:
    """A round of a client that asks nobody."""
    made = Round(client.journal, client.keys, client.org, client.clock, Hlc(), None)
    made.control = ControlLog.load(client.org, client.journal.control_ops())
    return made


def packed(client: Client, wish: Wish | None = None) -> bytes:
    """A bundle of what a client holds."""
    packing = Packing(round_of(client), wish or Wish())
    out = io.BytesIO()
    bundle_writing.write(out, io.BytesIO(), packing.items(), packing.signed)
    return out.getvalue()


def of_endpoint(endpoint: LocalEndpoint, org: bytes) -> bytes:
    """A bundle of what the endpoint keeps."""
    packing = EndpointPacking(endpoint.endpoint, endpoint.key, org, 0)
    out = io.BytesIO()
    bundle_writing.write(out, io.BytesIO(), packing.items(), packing.signed)
    return out.getvalue()


def take(client: Client, raw: bytes) -> Survey:
    """A client takes a bundle in."""
    survey = look(client, raw)
    ended(unpacking.taking_in(round_of(client), survey, Bundle(io.BytesIO(raw))))
    client.restart()
    return survey


def look(client: Client, raw: bytes) -> Survey:
    """A client looks through a bundle."""
    return unpacking.survey(round_of(client), Bundle(io.BytesIO(raw)))


def endpoint_takes(endpoint: LocalEndpoint, raw: bytes, *, look: bool = False) -> Brought:
    """The endpoint takes a bundle in."""
    return Taking(endpoint.endpoint, Bundle(io.BytesIO(raw)), look=look).all()


def test_what_is_in_no_log_travels_by_hand(town: Town) -> None:
    """Signe saves offline; Palle reads it from a stick, attributed to her, and it is new only once."""
    town.signe.save(town.space, REC, "båret på en nøgle")
    raw = packed(town.signe)
    seen = look(town.palle, raw)
    assert (seen.maker, seen.fresh, seen.faults, seen.forked) == ("device", 1, [], "")
    assert seen.spaces[town.space].from_devices == {town.signe.keys.device_id: 1}
    assert town.palle.texts(town.space) == []
    take(town.palle, raw)
    assert town.palle.texts(town.space) == ["båret på en nøgle"]
    again = take(town.palle, raw)
    assert again.fresh == 0
    assert town.palle.texts(town.space) == ["båret på en nøgle"]


def test_what_came_by_hand_reaches_the_endpoint_by_whoever_is_online(town: Town) -> None:
    """Palle, who has it from the stick, pushes what Signe could not; Signe then finds it sent."""
    town.signe.save(town.space, REC, "x")
    take(town.palle, packed(town.signe))
    town.palle.sync()
    town.admin.sync()
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"] or town.signe.states(town.space) == ["seen"]
    assert town.palle.texts(town.space) == ["x"]


def test_a_log_travels_by_hand(town: Town) -> None:
    """Palle was offline; the entries that the endpoint signed go into his log, and the next pull has nothing new."""
    for n in range(5):
        town.signe.save(town.space, bytes([n]) * 16, f"note {n}")
    town.signe.sync()
    seen = take(town.palle, packed(town.signe))
    assert seen.fresh == 5
    assert town.palle.journal.cursor(town.space) == town.signe.journal.cursor(town.space)
    assert len(town.palle.texts(town.space)) == 5
    assert town.palle.journal.alarms == []
    town.palle.sync()
    assert len(town.palle.texts(town.space)) == 5
    assert town.palle.journal.alarms == []


def test_a_return_receipt_brings_received_by_others_home(town: Town) -> None:
    """Signe's notes are sent; Palle has them from her stick, and his receipt tells her without any network."""
    town.signe.save(town.space, REC, "x")
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]
    take(town.palle, packed(town.signe))
    receipt = packed(town.palle, Wish(RECEIPT))
    assert Manifest.parse(Bundle(io.BytesIO(receipt)).manifest.raw()).purpose == RECEIPT
    take(town.signe, receipt)
    assert town.signe.states(town.space) == ["seen"]


def test_a_bundle_provisions_a_machine_that_never_had_a_network(town: Town) -> None:
    """Palle's second pc: control log by its welcome, then the log and the keys from a stick."""
    town.signe.save(town.space, REC, "for alle")
    town.signe.sync()
    second = town.client(town.palle.user)
    town.add_device(second)
    town.palle.sync()
    town.vouch(town.palle, second)
    town.signe.sync()
    town.palle.sync()
    raw = packed(town.palle, Wish(PROVISION, devices=(second.keys.device_id,)))
    second.journal.append_control(town.log.ops, 0)
    seen = look(second, raw)
    assert len(seen.spaces[town.space].boxes) >= 1
    take(second, raw)
    assert second.texts(town.space) == ["for alle"]
    second.save(town.space, b"2" * 16, "skrevet uden net")
    take(town.palle, packed(second, Wish(EXCHANGE)))
    assert town.palle.texts(town.space) == ["for alle", "skrevet uden net"]


def test_the_endpoint_takes_what_a_client_carried(town: Town, endpoint: LocalEndpoint) -> None:
    """Looked at first, which changes nothing; then as if it had been pushed; a second time nothing is new."""
    town.signe.save(town.space, REC, "x")
    raw = packed(town.signe)
    seen = endpoint_takes(endpoint, raw, look=True)
    assert (seen.fresh, seen.signed, dict(seen.refused)) == (1, True, {})
    town.palle.sync()
    assert town.palle.texts(town.space) == []
    assert endpoint_takes(endpoint, raw).fresh == 1
    again = endpoint_takes(endpoint, raw)
    assert (again.fresh, dict(again.refused)) == (0, {})
    town.palle.sync()
    assert town.palle.texts(town.space) == ["x"]


def test_what_the_endpoint_packs_a_client_takes_in(town: Town, endpoint: LocalEndpoint) -> None:
    """Entries under heads of its own, key boxes and beats."""
    for n in range(3):
        town.signe.save(town.space, bytes([n]) * 16, f"note {n}")
    town.signe.sync()
    raw = of_endpoint(endpoint, town.org)
    seen = take(town.palle, raw)
    assert (seen.maker, seen.fresh) == ("endpoint", 3)
    assert town.palle.journal.cursor(town.space) == town.signe.journal.cursor(town.space)
    assert len(town.palle.texts(town.space)) == 3
