"""A pc whose clock is hours or years wrong: what is written is sent, received and kept, in both directions."""

from helpers.stage import Stage, save_note, says

HOURS = {"signe": "2026-11-20T11:18", "palle": "2026-11-20T05:18"}
YEARS = {"signe": "2016-11-20T08:18", "palle": "2036-11-20T08:18"}


def test_clocks_that_are_wrong_both_ways(stage: Stage) -> None:
    """Signe's is 3 hours ahead and Palle's 3 behind; then hers is 10 years behind and his 10 ahead. All is there."""
    stage.connect()
    written: dict[str, str] = {}
    for number, clocks in enumerate((HOURS, YEARS)):
        apps = [stage.unlocked(who, now) for who, now in clocks.items()]
        for app in apps:
            written[f"{number} {app.who}"] = clocks[app.who][-5:] + f" skrevet af {app.who}, omgang {number}"
            save_note(app, written[f"{number} {app.who}"])
        for app in apps:
            app.keys("Ctrl+2 F8")
            for text in written.values():
                app.wait(text, within=20)
            says(app, "Alt er sendt", within=20)
            assert not [text for text in app.texts() if "Gemt på denne pc" in text]
            app.keys("F8")
            app.stop()
            assert "Traceback" not in stage.log(app.who).read_text(encoding="utf-8")
