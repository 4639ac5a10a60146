"""`make screens`: a picture of every screen in light, dark and at 200 % under `build/screens/`, by the real app.

It makes a municipality of its own, plays until something is rewritten in two places, and shows each person's screens.
Two runs show the same words, but for what is drawn by lot (control words, keys): it is the demo's day there, and the
clock goes on by what is done. The words of each picture lie beside it.
"""

import argparse
import shutil
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from filelock import FileLock

from installer.demo import own_time
from installer.demo.apart import AGREED, lets_lene_write, send, write_apart
from installer.demo.municipality import TODAY, create, passphrases
from installer.demo.newcomers import ALONE, INVITED, VOUCHED, on_the_way
from installer.demo.processes import DrivenApp, Endpoint, Failed, free_port
from installer.demo.screen import Screen
from installer.demo.screen_list import KEYLESS, OPEN_ELSEWHERE, SCREENS
from installer.demo.screen_ways import two_texts

#: The name of a look, its colours, and how large its text is in per cent.
LOOKS = (("light", "light", 100), ("dark", "dark", 100), ("large", "light", 200))
MADE, SENT, NOW = (f"{TODAY}T{time}" for time in ("07:00", "08:05", "08:18"))
#: When Signe and Palle write, each without knowing of the other.
WRITTEN = {"signe": f"{TODAY}T07:58", "palle": f"{TODAY}T07:55"}
#: One after the other each has a moment of its own.
EACH = timedelta(seconds=10)
WIDTH, HEIGHT = 1366, 768
PERSON = "signe"
#: The endpoint's own, where it is free: pictures show it.
PORT = 8471
#: Whose pages need the municipality's server.
ONLINE = (INVITED, VOUCHED, ALONE)


def _unlock(app: DrivenApp) -> None:
    app.wait("Din adgangssætning", within=30)
    app.type(passphrases()[app.who])
    app.keys("Enter")
    app.wait("I dag", within=30)


def _prepare(folder: Path) -> Path:
    """The municipality, with an agreement that Signe and Palle wrote apart; answers where the pc's are."""
    data, port = folder / "data", free_port(PORT)
    own_time.begin(MADE)
    create(data, port)
    endpoint = Endpoint(data / "endpoint", port, folder / "endpoint.log")
    own_time.begin(AGREED)
    endpoint.start()
    lets_lene_write(data)
    endpoint.stop()
    write_apart(data)
    own_time.begin(SENT)
    apps = [DrivenApp(who, data / who, folder / f"{who}.log", at) for who, at in WRITTEN.items()]
    try:
        for app in apps:
            app.start()
            _unlock(app)
            app.do("clock", now=WRITTEN[app.who])
        two_texts(apps[0], apps[1], lambda: _connected(data, endpoint, apps))
        apps[0].keys("Ctrl+8")
        apps[0].wait("Modtaget af andre")
        apps[0].wait("Sendt", within=60, gone=True)  # until somebody else has it
        for app in apps:
            app.stop()
        on_the_way(data)
    finally:
        for app in apps:
            app.stop()
        endpoint.stop()
    return data


def _connected(data: Path, endpoint: Endpoint, apps: list[DrivenApp]) -> None:
    own_time.begin(SENT)
    for app in apps:
        app.do("clock", now=SENT, most=600)
    endpoint.start()
    send(data, "lene", SENT)


class Tour:
    """One person's screens in one look."""

    def __init__(self, folder: Path, data: Path, who: str, look: tuple[str, str, int]) -> None:
        name, colour, size = look
        self._pictures, self._who = folder / name, who
        self._size = size
        own = folder / "copies" / f"{who}-{name}"
        self._lock = FileLock(own / "store.lock") if who == OPEN_ELSEWHERE else None
        shutil.copytree(data / (PERSON if who in (KEYLESS, OPEN_ELSEWHERE) else who), own)
        if who == KEYLESS:
            (own / "vault").unlink()
        (own / "settings.toml").write_text(f'colour = "{colour}"\ntext_size = {size}\n', encoding="utf-8")
        self._app = DrivenApp(who, own, folder / f"{who}-{name}.log", NOW)
        self._endpoint: Endpoint | None = None
        if who in ONLINE:  # a copy: what one look does there, the next one has before it again
            server, port = own.with_name(f"{own.name}-endpoint"), (data / "port").read_text(encoding="utf-8")
            shutil.copytree(data / "endpoint", server)
            self._endpoint = Endpoint(server, int(port), folder / "endpoint.log")

    def go(self, screens: list[Screen]) -> list[str]:
        """Grabs each; the names of those that could not be reached, each with why."""
        failed: list[str] = []
        if self._lock is not None:
            self._lock.acquire()
        own_time.begin(NOW)
        try:
            if self._endpoint is not None:
                self._endpoint.start()
            self._app.start()
            for screen in (one for one in screens if one.locked):
                failed += self._show(screen)
            if any(not one.locked for one in screens):
                self._app.keys("Esc")
                _unlock(self._app)
            for screen in (one for one in screens if not one.locked):
                failed += self._show(screen)
        finally:
            self._app.stop()
            if self._endpoint is not None:
                self._endpoint.stop()
            if self._lock is not None:
                self._lock.release()
        return failed

    def _show(self, screen: Screen) -> list[str]:
        file = self._pictures / f"{screen.name}.png"
        try:
            self._app.do("clock", now=_moment(screen))
            screen.come(self._app)
            if screen.height != HEIGHT:
                self._app.do("resize", width=WIDTH, height=screen.height * self._size // 100)
            time.sleep(0.3)
            self._app.grab(file)
            file.with_suffix(".txt").write_text("\n".join(self._app.texts()), encoding="utf-8")
            if screen.height != HEIGHT:
                self._app.do("resize", width=WIDTH, height=HEIGHT)
            if not screen.locked:
                self._app.keys("Esc Ctrl+1")
        except Failed as why:
            self._app.grab(file.with_suffix(".failed.png"))
            self._app.keys("Esc Esc Ctrl+1")
            return [f"{file.parent.name}/{screen.name}: {why}"]
        return []


def _moment(screen: Screen) -> str:
    return (datetime.fromisoformat(NOW) + SCREENS.index(screen) * EACH).isoformat()


def main() -> int:
    """0 when every screen was reached in every look, else 1, with the names of the others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--folder", type=Path, default=Path("build/screens"))
    parser.add_argument("--data", type=Path, help="a folder that was made before, instead of a new one")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--look", choices=[look[0] for look in LOOKS])
    given = parser.parse_args()
    started = time.monotonic()
    if not given.only:
        shutil.rmtree(given.folder, ignore_errors=True)
    shutil.rmtree(given.folder / "copies", ignore_errors=True)
    given.folder.mkdir(parents=True, exist_ok=True)
    wanted = [screen for screen in SCREENS if not given.only or screen.name in given.only]
    looks = [look for look in LOOKS if given.look in (None, look[0])]
    failed: list[str] = []
    try:
        data = given.data or _prepare(given.folder)
        for look in looks:  # one after the other: the server that a newcomer needs would tell the others of him
            for who in dict.fromkeys(screen.who for screen in wanted):
                of_one = [screen for screen in wanted if screen.who == who]
                failed += Tour(given.folder, data, who, look).go(of_one)
    except Failed as why:
        failed.append(str(why))
    shutil.rmtree(given.folder / "copies", ignore_errors=True)
    for line in failed:
        print(f"Not reached: {line}", flush=True)
    made = [file for look in looks for file in (given.folder / look[0]).glob("*.png") if ".failed" not in file.name]
    print(f"{len(made)} pictures under {given.folder} in {time.monotonic() - started:.0f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
