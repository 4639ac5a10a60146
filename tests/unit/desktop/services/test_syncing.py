"""Sync in words: the state says the truth, whatever the engine is in."""

import itertools
import threading

import pytest
from helpers.notes import note
from helpers.town import Town

from desktop.assembly import App, over_http
from desktop.services.events import Event, SyncChanged
from desktop.services.syncing import JOURNAL_WRITES, Nowhere, status_of
from desktop.texts import Texts
from sync.client.transport import Unreachable
from sync.crypto.keys import DeviceKeys
from sync.protocol import Request

texts = Texts("da")


@pytest.mark.parametrize(
    ("engine", "reached", "waiting", "to_settle", "refused", "state", "sentence"),
    [
        ("idle", True, 0, 0, 0, "online", "Alt er sendt"),
        ("idle", False, 0, 0, 0, "offline", "Offline · alt er sendt"),
        ("offline", True, 3, 0, 0, "offline", "Offline · 3 venter på at blive sendt"),
        ("offline", False, 3, 2, 0, "offline", "Offline · 3 venter på at blive sendt · 2 skal afklares"),
        ("syncing", True, 1, 0, 0, "sending", "Sender · 1 venter på at blive sendt"),
        ("idle", True, 2, 0, 1, "trouble", "1 blev ikke modtaget af kommunens server"),
        ("behind", True, 0, 0, 0, "behind", "Opdatér Rød Tråd for at kunne læse alt"),
        (
            "frozen",
            True,
            1,
            0,
            0,
            "frozen",
            "Synkroniseringen er stoppet: kommunens server gav et forkert svar · 1 venter på at blive sendt",
        ),
        ("full", True, 0, 1, 0, "full", "Disken er fuld: der hentes ikke nyt · 1 skal afklares"),
        ("held", True, 0, 0, 0, "online", "Alt er sendt"),
    ],
)
def test_states_in_words(
    engine: str, reached: bool, waiting: int, to_settle: int, refused: int, state: str, sentence: str
) -> None:
    """«Alt er sendt» never stands while something waits."""
    status = status_of(engine, reached, waiting, to_settle, refused)
    assert (status.state, texts(status.sentence)) == (state, sentence)
    assert status.waiting == waiting and status.to_settle == to_settle


def test_the_bar_is_told_of_each_change_once(signe: App, town: Town) -> None:
    """Offline, one waits, sent: three sentences, none twice in a row."""
    heard: list[Event] = []
    signe.events.subscribe(heard.append)
    town.line.up = False
    signe.syncing.step()
    note(signe)
    signe.syncing.step()
    town.line.up = True
    town.sync(signe)
    told = [texts(event.status.sentence) for event in heard if isinstance(event, SyncChanged)]
    assert told[:2] == ["Offline · alt er sendt", "Offline · 1 venter på at blive sendt"]
    assert told[-1] == "Alt er sendt"
    assert all(a != b for a, b in itertools.pairwise(told))


def test_offline_is_tried_again_by_itself(signe: App, town: Town) -> None:
    """A step without a line asks to be run again within 8 seconds; a nudge makes it now."""
    town.line.up = False
    assert 0 < signe.syncing.step() <= 8
    for _n in range(6):
        town.clock.forward(9)
        assert 0 < signe.syncing.step() <= 8
    town.line.up = True
    signe.syncing.nudge()
    while signe.syncing.step() <= 0:
        pass
    assert signe.syncing.status().state == "online"


def test_the_page_tells_what_waits_and_what_went(signe: App, palle: App, town: Town) -> None:
    """Titles without a typed word about a child; states in words; when there was contact."""
    town.line.up = False
    note(signe)
    overview = signe.syncing.overview()
    assert [(row.title, texts(row.state)) for row in overview.waiting] == [
        ("Sparring, 3.b (klasse)", "Gemt på denne pc")
    ]
    assert overview.sent == () and overview.last_contact is None
    town.line.up = True
    town.sync(signe, palle, signe)
    overview = signe.syncing.overview()
    assert overview.waiting == ()
    assert [texts(row.state) for row in overview.sent] == ["Modtaget af andre"]
    assert overview.last_contact is not None and overview.set_aside == ()


def test_the_long_poll_hears_of_a_colleagues_note(signe: App, palle: App, town: Town) -> None:
    """The wait answers when something came, and the next step fetches it; stop ends it."""
    town.sync(signe, palle)
    assert palle.syncing.wait_for_change()
    while palle.syncing.step() <= 0:
        pass
    rec = note(signe).rec
    heard = threading.Event()

    def wait() -> None:
        if palle.syncing.wait_for_change():
            heard.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    town.sync(signe)
    assert heard.wait(10)
    waiting.join(10)
    while palle.syncing.step() <= 0:
        pass
    assert rec in [row.rec for row in palle.consultations.page().rows]
    palle.syncing.stop()
    assert not palle.syncing.wait_for_change()
    assert palle.syncing.step() > 0


def test_rest_ends_at_a_nudge(signe: App) -> None:
    """The network worker can sleep on it."""
    signe.syncing.nudge()
    assert signe.syncing.rest(60)
    signe.syncing.stop()
    assert not signe.syncing.rest(60)


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
