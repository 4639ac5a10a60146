"""People on their way into the synthetic municipality, each let in as everybody: invite, request, words heard.

Beside what a pc holds, its folder holds here what its person was sent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path

from desktop.cli.device import admit
from desktop.cli.municipality import ADMIN, FIRST, HOME
from desktop.cli.state import Office, State, opened
from desktop.services import enrolment
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.machine import Machine
from installer.demo.municipality import TODAY, passphrases

#: Nothing but an invite; vouched for by a colleague; the first one of a district, whom nobody can vouch for.
INVITED, VOUCHED, ALONE = "newcomer", "mona", "nanna"
NAMES = {VOUCHED: "Mona Midlertidig", ALONE: "Nanna Nybegynder"}
PHRASES = {VOUCHED: "Mona maler tre både på en grøn vinterdag", ALONE: "Nanna nyser ni gange før hun spiser frokost"}
INVITE, WELCOME, WORDS = "invitation", "velkomst", "kontrolord"


def on_the_way(data: Path) -> None:
    """Makes the three folders under `data`, beside those of the municipality; the endpoint is up."""
    state = at_dawn()
    phrases = passphrases()
    with office(data / ADMIN, phrases[ADMIN], state) as admin, office(data / FIRST, phrases[FIRST], state) as voucher:
        (data / INVITED).mkdir()
        (data / INVITED / INVITE).write_bytes(enrolment.invite(admin.machine, state.clock))
        machine, asked, _welcome = entered(data, VOUCHED, admin, home(voucher, state), state)
        with machine:
            sealed, back = vouched(voucher, machine, asked)
        (data / VOUCHED / WELCOME).write_bytes(sealed)
        (data / VOUCHED / WORDS).write_text(" ".join(back), encoding="utf-8")
        machine, _asked, welcome = entered(data, ALONE, admin, admin.membership.new_space(), state)
        machine.close()
        (data / ALONE / WELCOME).write_bytes(welcome)


def at_dawn() -> State:
    """Before anybody of the municipality is at work."""
    return State(clock=Clock(datetime.combine(datetime.fromisoformat(TODAY), time(7, 30), COPENHAGEN)))


def home(office: Office, state: State) -> bytes:
    """The space of the district that the demo is about."""
    shared = state.texts("Shared in district {district}", district=HOME)
    return next(space.id for space in office.app.spaces.all() if space.name == shared)


def entered(data: Path, who: str, admin: Office, space: bytes, state: State) -> tuple[Machine, bytes, bytes]:
    """A pc that asked and was entered, its request, and the administrator's welcome."""
    invited = enrolment.invite(admin.machine, state.clock)
    machine, asked = enrolment.request(data / who, PHRASES[who], invited, state.params)
    role, title = "district_social_worker", "Socialrådgiver"
    welcome = admit(admin, state.texts, asked, said(machine), NAMES[who], role, title, "00 00 00 07", [space])
    admin.desk.sync()
    return machine, asked, welcome


def vouched(by: Office, machine: Machine, asked: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The welcome of a pc whose words were heard, and the words back."""
    by.desk.sync()
    return enrolment.vouch(by.desk, by.machine, asked, said(machine))


def said(machine: Machine) -> str:
    """The six words of its request."""
    return " ".join(enrolment.words_to_say(machine))


@contextmanager
def office(folder: Path, phrase: str, state: State) -> Iterator[Office]:
    """The open pc of one of them."""
    with Machine.open(folder, phrase, state.clock) as machine, opened(machine, state) as made:
        yield made
