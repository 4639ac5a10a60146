"""Kill -9 at the worst moments: of the app while one types, at its start, in unlock and in sync; of the endpoint."""

import time
from concurrent.futures import ThreadPoolExecutor

from helpers.gate import Gate
from helpers.notes import note
from helpers.stage import Stage, begin_note, says, unlock
from helpers.town import PHRASES

from desktop.assembly import App
from desktop.locked import Locked
from desktop.services.clock import Clock
from installer.demo.journey import go_to

LOST_AT_MOST_S = 3.0
NOTES = 60


def opened(stage: Stage, who: str) -> App:
    """The services on one person's folder, in this process."""
    return Locked(stage.folder / who, Clock()).unlock(PHRASES[who])


def texts_of(app: App) -> list[str]:
    """The text of every note there is, in order."""
    rows, after = [], None
    while True:
        page = app.consultations.page(after)
        rows += page.rows
        after = page.next
        if after is None:
            return sorted(row.excerpt for row in rows)


def type_and_kill(stage: Stage, who: str, seconds: float) -> None:
    """One types for so long without a pause; kill -9; what is kept is a beginning, short of at most 3 s."""
    app = stage.unlocked(who)
    begin_note(app)
    began = time.monotonic()
    typed: list[tuple[float, str]] = []
    while time.monotonic() - began < seconds:
        word = f"ord{len(typed)} "
        app.type(word)
        typed.append((time.monotonic(), word))
    killed = time.monotonic()
    app.kill()
    app.start()
    unlock(app)
    app.wait("Kladde")
    go_to(app, "Fortsæt")
    app.keys("Enter")
    app.wait("Hvem drejer det sig om?")
    app.wait("ord0")
    whole = "".join(word for _when, word in typed).rstrip()
    kept = next(text for text in app.texts() if text.startswith("ord0"))
    assert whole.startswith(kept.rstrip())
    length, missing_since = 0, killed
    for when, word in typed:
        length += len(word)
        if length > len(kept) + 1:
            missing_since = when
            break
    assert killed - missing_since <= LOST_AT_MOST_S
    assert "3.b (klasse)" in app.texts()


def test_killed_while_typing_at_most_three_seconds_are_missing(stage: Stage) -> None:
    """Two people on two pc's type, and their batteries go at different moments: both drafts are nearly whole."""
    with ThreadPoolExecutor(2) as both:
        for done in [both.submit(type_and_kill, stage, who, s) for who, s in (("signe", 2.7), ("palle", 4.6))]:
            done.result()


def test_a_concern_that_is_half_written(stage: Stage) -> None:
    """S2: Signe writes about a child with a name and has not said when consent was given; kill -9 while she types."""
    app = stage.unlocked("signe")
    app.keys("Ctrl+3")
    app.wait("Ny bekymring")
    go_to(app, "Ny bekymring")
    app.keys("Enter")
    go_to(app, "Uden navn")
    app.keys("Right Right")
    go_to(app, "Barnets navn")
    app.type("Barn TEST-Alfa")
    go_to(app, "Hvad er vi bekymrede for?")
    app.type("Gråd ved aflevering ")
    time.sleep(LOST_AT_MOST_S)
    app.type("fire dage i træk")
    app.kill()
    app.start()
    unlock(app)
    says(app, "Kladde: bekymring")
    assert not any("Alfa" in text for text in app.texts())
    says(app, "samtykke givet", "hvornår blev det bemærket")
    go_to(app, "Fortsæt")
    app.keys("Enter")
    says(app, "Gråd ved aflevering")
    app.wait("Barn TEST-Alfa")
    app.wait("Skriv hvornår det blev bemærket.")
    app.wait("Skriv hvornår samtykket blev givet.")
    app.stop()
    kept = opened(stage, "signe")
    assert kept.concerns.page().rows == () and kept.syncing.overview().waiting == (), "nothing was sent"
    kept.close()


def asked_for(gate: Gate, more: int) -> None:
    """Waits until so many more pieces of requests have gone through the gate."""
    wanted, deadline = gate.asked["pass"] + more, time.monotonic() + 60
    while gate.asked["pass"] < wanted:
        assert time.monotonic() < deadline, "the app asks for nothing"
        time.sleep(0.002)


def test_killed_at_start_in_unlock_and_in_sync_nothing_promised_is_lost(stage: Stage) -> None:
    """Sixty saved notes go out although app and endpoint are killed in the middle of it; each arrives once."""
    saved = [f"Aftale nummer {number}" for number in range(NOTES)]
    with_notes = opened(stage, "signe")
    for text in saved:
        note(with_notes, text=text)
    with_notes.close()
    endpoint, gate = stage.endpoint, stage.gate
    stage.connect()

    signe = stage.app("signe")
    signe.kill()
    signe.start()
    signe.wait("Din adgangssætning")
    signe.type(PHRASES["signe"])
    signe.keys("Enter")
    signe.kill()
    for pieces in (2, 5):
        signe.start()
        signe.wait("Din adgangssætning")
        signe.type(PHRASES["signe"])
        signe.keys("Enter")
        asked_for(gate, pieces)
        signe.kill()
    signe.start()
    signe.wait("Din adgangssætning")
    signe.type(PHRASES["signe"])
    signe.keys("Enter")
    asked_for(gate, 4)
    endpoint.kill()
    endpoint.restart()
    says(signe, "Alt er sendt")
    signe.stop()

    mine, theirs = opened(stage, "signe"), opened(stage, "palle")
    assert texts_of(mine) == sorted(saved)
    assert mine.syncing.overview().waiting == ()
    while theirs.syncing.step() <= 0:
        pass
    assert texts_of(theirs) == sorted(saved)
    for app in (mine, theirs):
        app.machine.store.check()
        app.close()
    assert "Traceback" not in stage.log("signe").read_text(encoding="utf-8")
