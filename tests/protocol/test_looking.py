"""One look instead of a round: what changed is asked for in one request, and a lie about that is found out."""

from helpers.wire import Client, Town

from sync.client.calls import drain
from sync.client.engine import EVERYTHING_S
from sync.client.events import Idle
from sync.codec import encode
from sync.protocol import Answer, Hello, Problem, Request

REC = b"r" * 16


class Noted:
    """Carries requests and notes their kinds; may answer one kind itself."""

    def __init__(self, client: Client, kind: str = "", instead: Answer | None = None) -> None:
        self.inner, self.kinds, self._kind, self._instead = client.transport, list[str](), kind, instead

    def send(self, request: Request) -> Answer:
        """The endpoint's answer, but for that kind."""
        self.kinds.append(request.kind)
        if self._instead is not None and request.kind == self._kind:
            return self._instead
        return self.inner.send(request)

    def hello(self) -> Hello:
        """The real hello."""
        return self.inner.hello()

    def close(self) -> None:
        """Nothing of its own to close."""


def looked(client: Client, carrier: Noted) -> list[str]:
    """The kinds of requests that one look takes."""
    carrier.kinds.clear()
    client.engine.look()
    drain(client.engine, carrier)
    return list(carrier.kinds)


def settle(town: Town) -> None:
    """Everybody has everything (the town comes so), and has looked."""
    for client in town.clients[1:]:
        client.clock.sleep(6)
        looked(client, Noted(client))
        looked(client, Noted(client))


def test_where_nothing_changed_one_request_says_so(town: Town) -> None:
    """And where something did, the spaces it names are gone through, and no other."""
    settle(town)
    carrier = Noted(town.palle)
    assert looked(town.palle, carrier) == ["look"]
    town.signe.save(town.space, REC, "Lærer undres")
    town.signe.sync()
    kinds = looked(town.palle, carrier)
    assert kinds[0] == "look"
    assert "log" in kinds
    assert "ctl" not in kinds
    assert town.palle.texts(town.space) == ["Lærer undres"]
    town.palle.save(town.space, b"q" * 16, "Set")
    assert looked(town.palle, carrier)[:2] == ["look", "push"]


def test_a_look_that_fails_is_made_again_and_what_it_named_is_not_forgotten(town: Town) -> None:
    """The line goes at the look, or behind it: what changed is fetched when it is back."""
    settle(town)
    town.signe.save(town.space, REC, "Lærer undres")
    town.signe.sync()
    palle = town.palle
    for kind in ("look", "log"):
        palle.engine.look()
        drain(palle.engine, Noted(palle, kind, Answer(200, False, b"<html>")))
        assert palle.engine.state.kind == "offline"
        assert palle.texts(town.space) == []
        palle.clock.sleep(9)
    drain(palle.engine, palle.transport)
    assert palle.engine.state.kind == "idle"
    assert palle.texts(town.space) == ["Lærer undres"]


def test_an_endpoint_that_will_not_say_is_asked_for_everything(town: Town) -> None:
    """403 to a look is no reason to look away: that is where one learns that one was removed."""
    settle(town)
    refused = Answer(403, True, Problem("revoked").raw())
    assert {"look", "ctl", "log"} <= set(looked(town.palle, Noted(town.palle, "look", refused)))


def test_an_endpoint_that_says_nothing_changed_for_ever_is_found_out(town: Town) -> None:
    """The minute's round goes over everything, whatever the looks said."""
    settle(town)
    town.signe.save(town.space, REC, "Lærer undres")
    town.signe.sync()
    palle = town.palle
    carrier = Noted(palle, "look", Answer(200, True, encode([palle.engine._round.heard, []])))
    assert looked(palle, carrier) == ["look"]
    assert palle.texts(town.space) == []
    palle.clock.sleep(EVERYTHING_S)
    drain(palle.engine, carrier)
    assert palle.texts(town.space) == ["Lærer undres"]


def test_the_wait_that_is_asked_for_is_never_longer_than_a_minute(town: Town) -> None:
    """An endpoint that says »in a year« or nonsense is tried again all the same."""
    palle = town.palle
    for detail, seconds in ((10**9, 60.0), (30, 30.0), (-5, 1.0), ("soon", 1.0)):
        palle.restart()
        palle.engine.nudge()
        drain(palle.engine, Noted(palle, "ctl", Answer(503, True, Problem("endpoint is busy", detail).raw())))
        idle = palle.engine.next()
        assert isinstance(idle, Idle)
        assert idle.seconds == seconds
