"""One more colleague of the synthetic municipality, let in as everybody: invite, request, words heard, vouched for."""

from pathlib import Path

from desktop.cli.municipality import ADMIN, FIRST
from desktop.cli.state import opened
from desktop.services import enrolment
from installer.demo.newcomers import PHRASES, VOUCHED, at_dawn, entered, home, office, vouched

NAME, PHRASE = "Mona Midlertidig", PHRASES[VOUCHED]


def enrol(data: Path, phrases: dict[str, str]) -> None:
    """Mona's pc under `data`, beside the others, who have their own passphrases; the endpoint is up."""
    state = at_dawn()
    with office(data / ADMIN, phrases[ADMIN], state) as admin, office(data / FIRST, phrases[FIRST], state) as voucher:
        machine, asked, _welcome = entered(data, VOUCHED, admin, home(voucher, state), state)
        with machine:
            sealed, back = vouched(voucher, machine, asked)
            enrolment.accept(machine, enrolment.look_at(machine, sealed), [" ".join(back)])
            voucher.desk.sync()
            with opened(machine, state) as mona:
                mona.desk.sync()
