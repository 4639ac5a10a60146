"""Sync as a person meets it: what is told, what a page shows, and what wakes it."""

import itertools
import threading
import time
from datetime import timedelta

import pytest
from helpers.notes import note
from helpers.town import HandClock, Town

from desktop.assembly import App
from desktop.services.events import Event, SyncChanged
from desktop.services.syncing import WAITING
from desktop.texts import Texts
from sync.protocol import Request

texts = Texts("da")


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
    before = overview.last_contact
    assert overview.sent == () and before is not None, "it was let in over the line"
    town.clock.forward(3600)
    town.line.up = True
    town.sync(signe, palle, signe)
    overview = signe.syncing.overview()
    assert overview.waiting == ()
    assert [texts(row.state) for row in overview.sent] == ["Modtaget af andre"]
    assert overview.last_contact is not None and overview.last_contact > before


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


def test_no_round_is_left_when_the_network_worker_ends(signe: App, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would go on with a store that is closed by then."""
    engine = signe.syncing._engine
    town.line.up = True
    begun = engine.next()
    assert isinstance(begun, Request)
    left: list[bool] = []
    monkeypatch.setattr(engine, "leave", lambda: left.append(True))
    signe.syncing.nudge()
    assert (signe.syncing.rest(60), left) == (True, [])
    signe.syncing.stop()
    assert (signe.syncing.rest(60), left) == (False, [True])


def test_what_was_told_last_is_how_it_is(signe: App, town: Town) -> None:
    """Two threads tell at once and one is slow: the bar never keeps saying that all is sent after the line is cut."""
    town.sync(signe)
    town.line.up = False
    slow, told = threading.Event(), []

    def bar(event: Event) -> None:
        if isinstance(event, SyncChanged):
            if event.status.state != "offline" and not slow.is_set():
                slow.set()
                time.sleep(0.3)  # the thread that saw the line before it was cut gets no further for a while
            told.append(event.status.state)

    note(signe)
    signe.syncing._told = None
    signe.events.subscribe(bar)
    late = threading.Thread(target=signe.syncing.nudge)
    late.start()
    assert slow.wait(5)
    while signe.syncing.step() <= 0:
        pass
    late.join()
    assert told[-1] == signe.syncing.status().state == "offline"


def test_a_clock_that_is_three_hours_wrong_is_said_while_it_is(signe: App, town: Town) -> None:
    """By what the transport heard of the server's time: said at the next contact, and so is that it was set right."""
    assert signe.syncing.wrong_clock() is None
    town.line.up = True
    town.sync(signe)
    told: list[Event] = []
    signe.events.subscribe(told.append)
    for offset_ms, said in ((-3 * 3_600_000, "Uret på denne pc er 3 timer foran"), (9 * 60_000, None)):
        signe.syncing._transport.offset_ms = offset_ms  # type: ignore[attr-defined]  # the town's own have none
        told.clear()
        signe.syncing.look()
        town.sync(signe)
        found = signe.syncing.wrong_clock()
        assert (None if found is None else texts(found)) == said
        assert any(isinstance(event, SyncChanged) for event in told), "the pages that say so are read anew"


def test_the_last_contact_moves_on_while_there_is_contact(town: Town) -> None:
    """Every answer counts, and a restart without a connection remembers it to within ten minutes."""
    town.line.up = True
    signe = town.app("signe")
    town.sync(signe)
    for _hour in range(3):
        town.clock.forward(3600)
        town.sync(signe)
    last = signe.syncing.last_contact()
    assert last is not None and (signe.clock.now() - last).total_seconds() < 30
    town.line.up = False
    signe.close()
    kept = town.app("signe").syncing.last_contact()
    assert kept is not None and 0 <= (last - kept).total_seconds() <= 600


@pytest.mark.parametrize("years", [10, -10])
def test_a_clock_that_was_set_right_since_tells_no_tale_of_the_last_contact(town: Town, years: int) -> None:
    """Ten years wrong when the server answered, right at the next start: neither years of silence nor a future day."""
    right, wrong = town.clock, HandClock(town.clock.now().replace(year=town.clock.now().year + years))
    town.line.up = True
    town.clock = wrong
    app = town.app("signe")
    app.syncing._transport.offset_ms = right.now_ms() - wrong.now_ms()  # type: ignore[attr-defined]  # as above
    town.sync(app)
    app.close()
    town.line.up, town.clock = False, right
    right.forward(60)
    last = town.app("signe").syncing.last_contact()
    assert last is not None and timedelta(0) <= right.now() - last < timedelta(minutes=5)


def test_many_that_wait_are_a_number(signe: App, town: Town) -> None:
    """The newest are told one by one, all are counted."""
    town.line.up = False
    for _note in range(WAITING + 3):
        note(signe)
    overview = signe.syncing.overview()
    assert (len(overview.waiting), overview.status.waiting) == (WAITING, WAITING + 3)
    assert {row.space for row in overview.waiting} == {town.space}
