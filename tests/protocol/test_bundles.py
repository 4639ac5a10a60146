"""Bundles between clients and endpoint: what a stick carries is what the wire would have carried, and no more."""

import io

from helpers.carried import endpoint_takes, look, of_endpoint, packed, take
from helpers.wire import LocalEndpoint, Town

from sync.bundle import EXCHANGE, PROVISION, RECEIPT, Manifest
from sync.bundle_reading import Bundle
from sync.client.packing import Wish

REC = b"r" * 16


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


def test_what_came_by_hand_is_handed_on(town: Town) -> None:
    """Palle carries on what he has from Signe's stick; a receipt of his leaves it out."""
    town.signe.save(town.space, REC, "x")
    take(town.palle, packed(town.signe))
    for wish, loose in ((Wish(), 1), (Wish(RECEIPT), 0)):
        given = Bundle(io.BytesIO(packed(town.palle, wish))).manifest.given
        assert next(each.loose for each in given if each.space == town.space) == loose
