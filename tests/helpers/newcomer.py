"""One more colleague of the synthetic municipality, let in as everybody: invite, request, words heard, vouched for."""

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
from installer.demo.municipality import TODAY

NAME, PHRASE, ROLE = "Mona Midlertidig", "Mona maler tre både på en grøn vinterdag", "district_social_worker"


def enrol(data: Path, phrases: dict[str, str]) -> None:
    """Mona's pc under `data`, beside the others, who have their own passphrases; the endpoint is up."""
    state = State(clock=Clock(datetime.combine(datetime.fromisoformat(TODAY), time(7, 30), COPENHAGEN)))
    with _office(data / ADMIN, phrases[ADMIN], state) as admin, _office(data / FIRST, phrases[FIRST], state) as voucher:
        shared = state.texts("Shared in district {district}", district=HOME)
        home = next(space.id for space in voucher.app.spaces.all() if space.name == shared)
        invited = enrolment.invite(admin.machine, state.clock)
        machine, asked = enrolment.request(data / "mona", PHRASE, invited, state.params)
        with machine:
            words = " ".join(enrolment.words_to_say(machine))
            admit(admin, state.texts, asked, words, NAME, ROLE, "Socialrådgiver", "00 00 00 07", [home])
            admin.desk.sync()
            voucher.desk.sync()
            sealed, back = enrolment.vouch(voucher.desk, voucher.machine, asked, words)
            enrolment.accept(machine, enrolment.look_at(machine, sealed), [" ".join(back)])
            voucher.desk.sync()
            with opened(machine, state) as office:
                office.desk.sync()


@contextmanager
def _office(folder: Path, phrase: str, state: State) -> Iterator[Office]:
    with Machine.open(folder, phrase, state.clock) as machine, opened(machine, state) as office:
        yield office
