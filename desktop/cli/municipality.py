"""Founds the synthetic municipality through the same enrolment as any other: four people, four folders, one endpoint.

Nothing here can do what a person at the command line could not; the words are only said and heard at once.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

from desktop.cli.device import admit
from desktop.cli.pages import write_pages
from desktop.cli.state import Office, State, Usage, opened, write_file
from desktop.services import demo, enrolment, founding
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.demo_content import DemoContent, content
from desktop.services.demo_material import DemoUser
from desktop.services.kits import Kit
from desktop.services.machine import Machine
from desktop.services.membership import level_of
from desktop.services.note_choosing import LAST_PLACE
from desktop.texts import Message, _

ADMIN, FIRST = "asta", "palle"
MEMBERS = ("palle", "signe", "lene")
READY_S = 20
HOME = "Midt"


@contextmanager
def endpoint(folder: Path, port: int) -> Iterator[tuple[str, Callable[[bytes], None]]]:
    """A real endpoint as a process of its own: its address, and how it is told to serve an organisation."""
    command = [sys.executable, "-m", "sync.server"]
    serve = subprocess.Popen(
        [*command, "serve", "--data", str(folder), "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )

    def admit_org(org: bytes) -> None:
        told = subprocess.run(
            [*command, "admit", "--data", str(folder), "--org-key", org.hex()],
            check=False,
            capture_output=True,
            timeout=READY_S,
        )
        if told.returncode:
            raise Usage(Message(_("The municipality's server could not be told to serve the demo.")))

    try:
        line = serve.stdout.readline() if serve.stdout else ""
        if " ready " not in line:
            raise Usage(Message(_("The municipality's server could not be started on port {port}."), {"port": port}))
        yield line.split(" ready ")[1].strip(), admit_org
    finally:
        serve.terminate()
        serve.wait(timeout=READY_S)
        if serve.stdout:
            serve.stdout.close()


@dataclass(frozen=True)
class Report:
    """What was made."""

    records: int
    url: str


def create(folder: Path, seed: int, today: date, port: int, state: State) -> Report:
    """Makes the whole municipality under `folder`, which must be empty; stops the endpoint when all have all."""
    made = content(seed, today)
    state = replace(state, clock=Clock(datetime.combine(today, time(7), COPENHAGEN)))
    people = {user.key: user for user in made.users}
    with endpoint(folder / "endpoint", port) as (url, admit_org), ExitStack() as stack:
        admin = stack.enter_context(_found(folder, people[ADMIN], url, admit_org, state))
        spaces = {name: admin.membership.new_space() for name in (*made.districts, "PPR")}
        machines = _admitted(folder, people, admin, spaces, state)
        offices = {ADMIN: admin}
        for key in MEMBERS:
            stack.callback(machines[key].close)
        offices[FIRST] = stack.enter_context(opened(machines[FIRST], state))
        _open_spaces(offices[FIRST], spaces, state)
        for key in MEMBERS[1:]:
            _vouched(offices[FIRST], machines[key])
            offices[key] = stack.enter_context(opened(machines[key], state))
        records = _fill(made, offices, spaces)
        for key in (*MEMBERS, *MEMBERS[:2], ADMIN):
            offices[key].desk.sync()
        for office in offices.values():  # they have worked together for a year
            office.app.newcomers.seen(office.app.newcomers.unseen())
        # Last: a folder without it is a demo that was not made to the end.
        write_file(folder / "port", url.rsplit(":", 1)[1].encode())
        return Report(records, url)


@contextmanager
def _found(
    folder: Path, person: DemoUser, url: str, admit_org: Callable[[bytes], None], state: State
) -> Iterator[Office]:
    kits: list[Kit] = []
    machine = founding.found(
        folder / person.key, person.passphrase, url, True, state.clock, state.connect, kits.append, state.params
    )
    with machine:
        write_pages(state, kits[0], folder / "kit-page-a.txt", folder / "kit-page-b.txt")
        admit_org(kits[0].org)
        user = founding.complete(machine, state.clock, state.connect)
        with opened(machine, state) as office:
            office.membership.name_member(user, person.name, person.role, person.title, person.phone)
            label = state.texts(_("{name}'s pc"), name=person.name)
            office.membership.name_machine(machine.keys.device_id, user, label)
            office.desk.sync()
            yield office


def _admitted(
    folder: Path, people: dict[str, DemoUser], admin: Office, spaces: dict[str, bytes], state: State
) -> dict[str, Machine]:
    """The members' pc's: each asks, says its six words, and is entered. Only the first is welcomed at once."""
    machines: dict[str, Machine] = {}
    for key in MEMBERS:
        person = people[key]
        invited = enrolment.invite(admin.machine, state.clock)
        machine, request = enrolment.request(folder / key, person.passphrase, invited, state.params)
        machines[key] = machine
        words = " ".join(enrolment.words_to_say(machine))
        admit(admin, state.texts, request, words, person.name, person.role, person.title, person.phone, [])
        user = admin.membership.find(person.name)
        mine = spaces if key == FIRST else {HOME: spaces[HOME]}
        for space in mine.values():
            admin.membership.set_role(space, user, level_of(person.role))
    admin.desk.sync()
    first = machines[FIRST]
    made = enrolment.read_request(first.secrets.get(enrolment.REQUEST) or b"")
    sealed = enrolment.first_welcome(admin.desk, admin.machine, made)
    enrolment.accept(first, enrolment.look_at(first, sealed), [])
    return machines


def _open_spaces(first: Office, spaces: dict[str, bytes], state: State) -> None:
    first.desk.sync()
    for name, space in spaces.items():
        if name == "PPR":
            title = state.texts(_("Only PPR, {district}"), district=HOME)
        else:
            title = state.texts(_("Shared in district {district}"), district=name)
        first.membership.open_space(space, title, HOME if name == "PPR" else name)


def _vouched(voucher: Office, machine: Machine) -> None:
    request = machine.secrets.get(enrolment.REQUEST) or b""
    said = " ".join(enrolment.words_to_say(machine))
    sealed, back = enrolment.vouch(voucher.desk, voucher.machine, request, said)
    enrolment.accept(machine, enrolment.look_at(machine, sealed), [" ".join(back)])


def _fill(made: DemoContent, offices: dict[str, Office], spaces: dict[str, bytes]) -> int:
    districts = {name: spaces[name] for name in made.districts}
    authors = {
        key: demo.Author(
            offices[key].machine.identity.user,
            next(user.name for user in made.users if user.key == key),
            offices[key].app.writing,
            districts if key == FIRST else {HOME: districts[HOME]},
        )
        for key in ("palle", "signe")
    }
    records = demo.write(made, authors, FIRST)
    shared = next(record for record in made.agreements if record.rec == made.shared_agreement)
    place = shared.values["institution"]
    if isinstance(place, bytes):
        for key in authors:
            offices[key].app.settings.hide(LAST_PLACE, place.hex())
    return records
