"""A pc whose clock is hours or years wrong: what is written is sent, received and kept, in both directions."""

from concurrent.futures import ThreadPoolExecutor

from helpers.stage import Stage, save_note, says

from installer.demo.processes import DrivenApp

HOURS = {"signe": "2026-11-20T11:18", "palle": "2026-11-20T05:18"}
YEARS = {"signe": "2016-11-20T08:18", "palle": "2036-11-20T08:18"}


def test_clocks_that_are_wrong_both_ways(stage: Stage) -> None:
    """Signe's is 3 hours ahead and Palle's 3 behind; then hers is 10 years behind and his 10 ahead. All is there."""
    stage.connect()
    written: list[str] = []
    for number, clocks in enumerate((HOURS, YEARS)):

        def write(who: str, now: str, number: int = number) -> DrivenApp:
            app = stage.unlocked(who, now)
            save_note(app, f"Skrevet af {who}, omgang {number}")
            written.append(f"Skrevet af {who}, omgang {number}")
            app.keys("Ctrl+2 F8")
            return app

        with ThreadPoolExecutor(2) as both:
            apps = list(both.map(write, clocks, clocks.values()))
        for app in apps:
            for text in written:
                app.wait(text)
            says(app, "Alt er sendt")
            assert not [text for text in app.texts() if "Gemt på denne pc" in text]
            app.keys("F8")
            app.stop()
            assert "Traceback" not in stage.log(app.who).read_text(encoding="utf-8")
    assert len(written) == 4
