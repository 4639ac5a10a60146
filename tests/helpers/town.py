"""A small municipality in real folders on an endpoint in this process: Asta founds it, Palle opens Midt, Signe joins.

Everything is made by the enrolment services; the words are said and heard at once. Cheap Argon2id.
"""

import contextlib
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from helpers.endpoint_process import EndpointProcess
from helpers.stores import CHEAP
from helpers.wire import LocalEndpoint

from desktop.assembly import App
from desktop.cli.device import admit
from desktop.cli.state import Office, State, opened
from desktop.locked import Locked
from desktop.services import enrolment, founding
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.engine import run_here
from desktop.services.kits import Kit
from desktop.services.machine import Machine
from desktop.texts import Texts
from sync.client.transport import Transport, Unreachable
from sync.crypto.keys import DeviceKeys, SigningKey
from sync.protocol import Answer, Hello, Problem, Request

PHRASES = {
    "asta": "gul havn taler lavmælt",
    "palle": "tolv lamper ved vinduet",
    "signe": "fire cykler i regnvejr",
    "lene": "lang gang med kaffe",
}
NAMES = {"asta": "Asta Afprøver", "palle": "Palle Pseudonym", "signe": "Signe Prøvested", "lene": "Lene Eksempel"}
ROLES = {"palle": "ppr_psychologist", "signe": "district_social_worker", "lene": "team_lead"}
SCHOOL = "Fiktivby Skole"
URL = "http://127.0.0.1:1"


class HandClock(Clock):
    """Friday 20 November 2026, 08.18; goes on only when told to."""

    def __init__(self, start: datetime = datetime(2026, 11, 20, 8, 18, tzinfo=COPENHAGEN)) -> None:
        self.passed = 0.0
        super().__init__(start, lambda: self.passed)

    def forward(self, seconds: float) -> None:
        """Time goes by."""
        self.passed += seconds

    def set(self, moment: datetime) -> None:
        """It is that moment."""
        self.forward(moment.timestamp() - self.now().timestamp())


class Line:
    """The way to the endpoint, which can be cut."""

    def __init__(self, endpoint: LocalEndpoint | EndpointProcess) -> None:
        self.endpoint = endpoint
        self.up = True
        self.lose_answers = False
        """What is posted arrives, and its answer does not come back."""
        self.takes_nothing = False
        """No commit is taken: the endpoint refuses each push."""
        self._open: list[Transport] = []

    def connect(self, _url: str, keys: DeviceKeys) -> Transport:
        """A transport over this line."""
        transport = _Cuttable(self, self.endpoint.transport(keys))
        self._open.append(transport)
        return transport

    def close(self) -> None:
        """Closes every transport that was opened."""
        for transport in self._open:
            transport.close()


class _Cuttable:
    def __init__(self, line: Line, inner: Transport) -> None:
        self._line, self._inner = line, inner

    def _need(self) -> None:
        if not self._line.up:
            raise Unreachable("no connection")

    def send(self, request: Request) -> Answer:
        """The answer while the line is up."""
        self._need()
        if self._line.takes_nothing and request.kind == "push":
            return Answer(403, True, Problem("no role in this space").raw())
        answer = self._inner.send(request)
        if self._line.lose_answers and request.kind == "post":
            raise Unreachable("no connection")
        return answer

    def hello(self) -> Hello:
        """The same for the first word."""
        self._need()
        return self._inner.hello()

    def close(self) -> None:
        """Closes the inner one."""
        self._inner.close()


class Town:
    """Folders, endpoint, line and clock; `app` unlocks one person's."""

    def __init__(self, folder: Path, key: SigningKey | None = None, endpoint: EndpointProcess | None = None) -> None:
        self.folder = folder
        (folder / "endpoint").mkdir(exist_ok=True)
        self.endpoint = endpoint or LocalEndpoint(folder / "endpoint", key=key)
        self.line = Line(self.endpoint)
        self.clock = HandClock()
        self.space = b""
        self.kit: Kit | None = None
        self._apps: list[App] = []

    @property
    def state(self) -> State:
        """The command line's seams, for whoever plays it in process."""
        return State(texts=Texts("da"), connect=self.line.connect, clock=self.clock, params=CHEAP)

    @contextlib.contextmanager
    def office(self, who: str) -> Iterator[Office]:
        """One person's pc as the command line opens it."""
        with (
            Machine.open(self.folder / who, PHRASES[who], self.clock) as machine,
            opened(machine, self.state) as office,
        ):
            yield office

    def app(self, who: str) -> App:
        """One person's app, unlocked."""
        app = Locked(self.folder / who, self.clock, "da", self.line.connect).unlock(PHRASES[who], run_here)
        self._apps.append(app)
        return app

    def space_for(self, who: str, name: str, short: str) -> bytes:
        """One more space, which `who` alone reads and writes, and has opened."""
        with self.office("asta") as asta:
            space = asta.membership.new_space()
            asta.membership.set_role(space, asta.membership.find(who), "finalise")
            asta.desk.sync()
        with self.office(who) as office:
            office.desk.sync()
            office.membership.open_space(space, name, short)
        return space

    def sync(self, *apps: App) -> None:
        """Each does what is due, in order; then time for a beat, and once more."""
        for _round in range(2):
            for app in apps:
                app.syncing.nudge()
                while app.syncing.step() <= 0:
                    pass
            self.clock.forward(9)
            if isinstance(self.endpoint, LocalEndpoint):
                self.endpoint.clock.sleep(9)

    def close(self) -> None:
        """Closes everything."""
        for app in self._apps:
            app.close()
        self.line.close()
        self.endpoint.close()

    @contextlib.contextmanager
    def twin(self, folder: Path) -> Iterator["Town"]:
        """The same town in another folder; this one must be closed, and its endpoint of this process."""
        assert isinstance(self.endpoint, LocalEndpoint)
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        twin = Town(folder, self.endpoint.key)
        twin.space, twin.kit = self.space, self.kit
        try:
            yield twin
        finally:
            twin.close()


def build(folder: Path, town: Town | None = None, url: str = URL) -> Town:
    """The town: Asta is administrator, Palle and Signe write in Midt, Lene reads there; one school."""
    town = town or Town(folder)
    state = town.state
    kits: list[Kit] = []
    machine = founding.found(
        folder / "asta", PHRASES["asta"], url, False, town.clock, town.line.connect, kits.append, CHEAP
    )
    town.kit = kits[0]
    town.endpoint.admit(kits[0].org)
    user = founding.complete(machine, town.clock, town.line.connect)
    with machine, opened(machine, state) as asta:
        asta.membership.name_member(user, NAMES["asta"], "admin", "Administrator")
        town.space = asta.membership.new_space()
        sealed = {}
        for who in ("palle", "signe", "lene"):
            sealed[who] = newcomer(town, asta, who)
        asta.desk.sync()
    with Machine.open(folder / "palle", PHRASES["palle"], town.clock) as palle:
        enrolment.accept(palle, enrolment.look_at(palle, sealed["palle"]), [])
    with town.office("palle") as palle_office:
        palle_office.desk.sync()
        palle_office.membership.open_space(town.space, "Deles i distrikt Midt", "Midt")
        palle_office.app.contacts.save_institution({"name": SCHOOL, "type": "school", "district": "Midt"})
        for who in ("signe", "lene"):
            let_in(town, palle_office, who)
        palle_office.desk.sync()
    for who in ("signe", "lene", "palle"):
        with town.office(who) as office:
            office.desk.sync()
    return town


def newcomer(town: Town, asta: Office, who: str) -> bytes:
    """Invite, request, words, approval, role; the administrator's welcome."""
    invited = enrolment.invite(asta.machine, town.clock)
    machine, request = enrolment.request(town.folder / who, PHRASES[who], invited, CHEAP)
    with machine:
        words = " ".join(enrolment.words_to_say(machine))
    return admit(asta, town.state.texts, request, words, NAMES[who], ROLES[who], "", "", [town.space])


def let_in(town: Town, voucher: Office, who: str) -> None:
    """A vouch, the words back, and the welcome accepted."""
    with Machine.open(town.folder / who, PHRASES[who], town.clock) as machine:
        request = machine.secrets.get(enrolment.REQUEST) or b""
        said = " ".join(enrolment.words_to_say(machine))
        sealed, back = enrolment.vouch(voucher.desk, voucher.machine, request, said)
        enrolment.accept(machine, enrolment.look_at(machine, sealed), [" ".join(back)])
