"""What a machine says of itself in the organisation's beat: unsent work by kind, its version and its clock."""

from dataclasses import dataclass

import pytest
from helpers.wire import Client, LocalEndpoint, Town

from sync.client.calls import drain
from sync.client.engine import Engine
from sync.client.health import NOTHING, STUCK_MS, Said, said_in
from sync.client.transport import Transport
from sync.heads import Beat
from sync.protocol import Answer, Hello, Problem, Request


@dataclass
class Shut:
    """The way to an endpoint that takes no commit."""

    inner: Transport

    def send(self, request: Request) -> Answer:
        """403 to a push, which does not get there."""
        refused = Answer(403, True, Problem("no role in this space").raw())
        return refused if request.kind == "push" else self.inner.send(request)

    def hello(self) -> Hello:
        """The first word."""
        return self.inner.hello()

    def close(self) -> None:
        """Closes the line."""
        self.inner.close()


def said(town: Town, client: Client) -> Said:
    """What the administrator reads in the newest beat of a machine."""
    town.admin.sync()
    return said_in(town.admin.journal, Beat.parse(town.admin.journal.beats(town.org)[client.keys.device_id]))


def synced(client: Client, refused: bool = False) -> None:
    """A round whose time for a beat has come; with `refused` the endpoint takes no commit."""
    client.clock.sleep(6)
    client.engine.nudge()
    drain(client.engine, Shut(client.transport) if refused else client.transport)


def test_what_stays_unsent_is_said_by_kind_until_it_is_sent(town: Town) -> None:
    """To the administrator, when it is an hour old, without a word of it; a beat goes when that changes."""
    palle = town.palle
    palle.save(town.space, b"a" * 16, "et")
    palle.save(town.space, b"b" * 16, "to")
    palle.save(town.space, b"c" * 16, "tre", kind="agreement")
    synced(palle, refused=True)
    synced(palle, refused=True)
    with pytest.raises(KeyError):
        said(town, palle)
    palle.clock.sleep(STUCK_MS / 1000)
    synced(palle, refused=True)
    synced(palle, refused=True)
    told = said(town, palle)
    assert told.unsent == {"consultation": 2, "agreement": 1}
    number = palle.journal.next_beat(town.org)
    for _ in range(3):
        synced(palle, refused=True)
    assert palle.journal.next_beat(town.org) == number + 1, "nothing changed, so nothing more is said"
    palle.restart()
    synced(palle)
    synced(palle)
    assert said(town, palle).unsent == {}
    synced(town.signe)
    told = said_in(town.signe.journal, Beat.parse(town.signe.journal.beats(town.space)[palle.keys.device_id]))
    assert told == NOTHING, "it is said once, not in every space"


def test_version_and_clock_are_said(town: Town, endpoint: LocalEndpoint) -> None:
    """The pc's clock is held against the endpoint's at the newest page; a version that is none is left out."""
    palle = town.palle
    town.admin.save(town.org, b"n" * 16, "et navn", kind="member")
    town.admin.sync()
    synced(palle)
    assert said(town, palle).program == ""
    palle.engine = Engine(palle.journal, palle.keys, palle.org, palle.clock, program="0.1.0+" + "x" * 90)
    palle.clock.ms += 30 * 3_600_000
    synced(palle)
    told = said(town, palle)
    assert told.program == ("0.1.0+" + "x" * 90)[:64]
    assert told.clock_ms is not None and told.clock_ms < -29 * 3_600_000
    assert told.clock_ms == endpoint.clock.now_ms() - palle.clock.now_ms()


def test_a_kind_with_an_endless_name_is_left_out(town: Town) -> None:
    """And of many kinds the thirty-two with most changes are named: a beat has room for those."""
    palle = town.palle
    palle.save(town.space, b"a" * 16, "et", kind="æ" * 33)
    for n in range(40):
        palle.save(town.space, bytes([n]) * 16, "et", kind=f"kind{n:02}")
    palle.save(town.space, b"b" * 16, "to", kind="kind39")
    palle.clock.sleep(STUCK_MS / 1000)
    synced(palle, refused=True)
    synced(palle, refused=True)
    told = said(town, palle).unsent
    assert told["kind39"] == 2
    assert len(told) == 32
