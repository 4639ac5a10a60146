"""A round that ends early forgets nothing: what arrived before the line went is acted on when it is back."""

import gc

import pytest
from helpers.wire import Client, Town

from sync.client.calls import drain
from sync.client.events import ControlChanged, KeysChanged
from sync.client.transport import Unreachable
from sync.control_space_bodies import MemberSet, SpaceNew
from sync.protocol import Answer, Hello, Request

REC = b"r" * 16


class Breaking:
    """The line breaks at the first request that comes after `good` others of a kind."""

    def __init__(self, client: Client, kind: str, good: int = 1) -> None:
        self.inner, self.kind, self.good = client.transport, kind, good
        self.broken = False

    def send(self, request: Request) -> Answer:
        """The answer, until the line is broken."""
        if self.broken or (self.good <= 0 and (self.kind != "ctl" or request.kind == self.kind)):
            self.broken = True
            raise Unreachable("no connection")
        if request.kind == self.kind:
            self.good -= 1
        return self.inner.send(request)

    def hello(self) -> Hello:
        """The real hello."""
        return self.inner.hello()

    def close(self) -> None:
        """Nothing of its own to close."""


def cut_after(client: Client, kind: str) -> list[object]:
    """A sync whose line goes after the first answer of that kind; then a whole one. What was told."""
    client.engine.nudge()
    told: list[object] = list(drain(client.engine, Breaking(client, kind)))
    assert client.engine.state.kind == "offline"
    return told + list(client.sync())


def held_for_an_op(town: Town) -> None:
    """Palle holds a note that cites an op he has not heard of."""
    town.palle.sync()
    town.post(town.admin, SpaceNew(b"n" * 16))
    town.signe.sync()
    town.signe.save(town.space, REC, "efter op'en")
    town.signe.sync()
    town.palle.engine.nudge(town.space)
    drain(town.palle.engine, town.palle.transport)
    (entry,) = town.palle.journal.pending(town.space)
    assert (entry.verdict, entry.reason) == ("held", "control log is behind")


def newcomer(town: Town, note: str) -> Client:
    """Asta, who may read the space where Signe has written, and has no key to it yet."""
    town.signe.save(town.space, REC, note)
    town.signe.sync()
    asta = town.client()
    town.add_device(asta)
    town.post(town.admin, MemberSet(town.space, asta.user, "read"))
    town.vouch(town.signe, asta)
    return asta


@pytest.mark.parametrize("kind", ["ctl", "log", "beats"])
def test_ops_that_came_just_before_the_line_went_settle_what_waited(town: Town, kind: str) -> None:
    """The op is stored, the round ends; the next one hears nothing new of the control log, and applies the note."""
    held_for_an_op(town)
    told = cut_after(town.palle, kind)
    assert town.palle.texts(town.space) == ["efter op'en"]
    assert ControlChanged(town.log.head.cseq) in told


@pytest.mark.parametrize("kind", ["ctl", "box", "log", "beats"])
def test_a_round_that_is_left_is_begun_again(town: Town, kind: str) -> None:
    """Left in the middle, nothing of it is left that would ask the journal once more; the next brings everything."""
    asta = newcomer(town, "før låsen")
    town.palle.sync()
    town.admin.sync()
    engine, transport = asta.engine, asta.transport
    while isinstance(wanted := engine.next(), Request) and wanted.kind != kind:
        engine.answer(wanted, transport.send(wanted))
    assert isinstance(wanted, Request)
    journal, asked = asta.journal, list[bytes]()
    engine.leave()
    engine.leave()
    with pytest.MonkeyPatch.context() as closed:
        closed.setattr(journal, "epochs", asked.append)
        del wanted
        gc.collect()
    assert asked == []
    asta.sync()
    assert asta.texts(town.space) == ["før låsen"]
    asta.transport.close()


def test_keys_that_came_just_before_the_line_went_settle_what_waited(town: Town) -> None:
    """Asta's key is stored, and the request after it fails: what she held opens in the next round all the same."""
    asta = newcomer(town, "før nøglen")
    asta.sync()
    assert [entry.reason for entry in asta.journal.pending(town.space)] == ["no key"]
    town.palle.sync()
    town.admin.sync()
    put = asta.journal.put_epoch_key

    def full(space: bytes, epoch: int, key: bytes, good: bool = True) -> None:
        put(space, epoch, key, good)
        if space == town.space:
            raise Unreachable("the line goes here")

    asta.journal.put_epoch_key = full  # type: ignore[method-assign]
    told = list(asta.sync())
    assert asta.engine.state.kind == "offline"
    asta.journal.put_epoch_key = put  # type: ignore[method-assign]
    told += asta.sync()
    assert asta.texts(town.space) == ["før nøglen"]
    assert KeysChanged(town.space) in told
    asta.transport.close()
