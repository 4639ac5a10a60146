"""The journey without a display: fresh folders, two real app processes offscreen, a real endpoint."""

import json
import shutil
import time
from pathlib import Path

from installer.demo import own_time
from installer.demo.journey import Stage
from installer.demo.journey import play as play_journey
from installer.demo.municipality import TODAY, create, passphrases
from installer.demo.processes import DrivenApp, Endpoint, Failed, free_port


def play(folder: Path) -> int:
    """Plays the journey in `folder`; 0 when every step held, else 1. Ends what it started."""
    started = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    port = free_port()
    endpoint = Endpoint(folder / "data" / "endpoint", port, folder / "endpoint.log")
    now = f"{TODAY}T08:18"
    apps = {who: DrivenApp(who, folder / "data" / who, folder / f"{who}.log", now) for who in ("signe", "palle")}
    step = 0

    def say(words: str) -> None:
        nonlocal step
        step += 1
        print(f"{step:2}  {time.monotonic() - started:5.1f} s  {words}", flush=True)

    try:
        own_time.begin(f"{TODAY}T07:00")
        create(folder / "data", port)
        own_time.begin(now)
        say("The synthetic municipality is made: found, enrolled by file and words, filled")
        figures = play_journey(
            Stage(
                signe=apps["signe"],
                palle=apps["palle"],
                endpoint=endpoint,
                phrases=passphrases(),
                endpoint_folder=folder / "data" / "endpoint",
                pictures=folder,
                say=say,
            )
        )
    except Failed as failure:
        print(f"Failed: {failure}", flush=True)
        for who, app in apps.items():
            try:
                app.grab(folder / f"failed-{who}.png")
            except (Failed, AssertionError):
                continue
        return 1
    finally:
        for app in apps.values():
            app.stop()
        endpoint.stop()
    print(f"Every step held. Pictures are in {folder}. Seconds: {json.dumps(figures)}", flush=True)
    return 0
