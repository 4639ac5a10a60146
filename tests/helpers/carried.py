"""Clients and an endpoint that hand each other bundles instead of answering requests."""

import io
from collections.abc import Iterable

from helpers.wire import Client, LocalEndpoint, Town

from sync import bundle_writing
from sync.bundle import EXCHANGE, TAG, Given, Manifest, SegmentRow
from sync.bundle_reading import Bundle
from sync.bundle_writing import ended
from sync.client import unpacking
from sync.client.packing import Packing, Wish
from sync.client.rounds import Round
from sync.client.surveying import Survey
from sync.clock import Hlc
from sync.control import ControlLog
from sync.model import Commit
from sync.server.bundles import Brought, Taking
from sync.server.bundles import Packing as EndpointPacking


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


def by_hand(client: Client, items: Iterable[bytes], *given: Given, org: bytes = b"") -> bytes:
    """A bundle of any items, signed by a client as its maker."""

    def signed(rows: tuple[SegmentRow, ...]) -> tuple[Manifest, bytes]:
        ctl = round_of(client).control.head
        device = client.keys.device_id
        made = Manifest(org or client.org, device, client.clock.ms, 0, EXCHANGE, ctl, given, rows)
        return made, client.keys.sign(TAG, made.raw())

    out = io.BytesIO()
    bundle_writing.write(out, io.BytesIO(), items, signed)
    return out.getvalue()


def notes(town: Town, n: int = 3) -> list[Commit]:
    """Signe writes and sends; Palle does not hear of it."""
    made = [town.signe.save(town.space, bytes([k + 1]) * 16, f"note {k}") for k in range(n)]
    town.signe.sync()
    return made


def items_of(raw: bytes) -> list[bytes]:
    """The packed items of a bundle."""
    return [
        item.packed()
        for _number, segment in Bundle(io.BytesIO(raw)).segments()
        for item in segment.items  # type: ignore[union-attr]
    ]


def given_of(raw: bytes) -> tuple[Given, ...]:
    """What its manifest says of the spaces."""
    return Bundle(io.BytesIO(raw)).manifest.given
