"""`store aside` and `store rebuild` as a person or a program uses them."""

import json
from functools import partial

import pytest
from helpers.commands import Command
from helpers.town import Town

from sync.client.incarnations import EQUIVOCATION
from sync.crypto.envelope import seal_commit
from sync.crypto.keys import DeviceKeys
from sync.log import Judged
from sync.model import NO_WITNESS, ZERO32, CtlRef


@pytest.fixture
def command(command: Command) -> Command:
    """Runs `store` on Palle's folder."""
    return partial(command, "palle", "store")


def _poison(town: Town) -> None:
    """Something that does not count, from a pc that nobody knows."""
    with town.office("palle") as office:
        machine = office.machine
        commit = seal_commit(
            DeviceKeys.generate(), org=machine.identity.org, space=town.space, inc=b"i" * 8, dseq=1, dprev=ZERO32,
            ctl=CtlRef(1, ZERO32), epoch=1, epoch_key=bytes(32), wit=NO_WITNESS, revisions=[b"\x80"],
        )  # fmt: skip
        now = town.clock.now_ms()
        bad = Judged(commit.cid, commit.raw(), commit, 0, now, b"", "quarantine", "body does not open", b"", ())
        machine.journal.take(town.space, [bad])
        machine.journal.alarm(town.space, EQUIVOCATION, commit.header.device)


def test_nothing_laid_aside_is_said(command: Command) -> None:
    """One sentence, and two empty lists for programs."""
    assert command("aside")[:2] == (0, "Intet er lagt til side.\n")
    assert json.loads(command("aside", "--json")[1]) == {"aside": [], "noticed": []}


def test_it_says_from_whom_and_why(command: Command, town: Town) -> None:
    """In words for people, in fields for programs."""
    _poison(town)
    code, said, _ = command("aside")
    assert (code, said) == (
        0,
        "En pc der ikke er kendt: Den kunne ikke bekræftes, så den tæller ikke med (1 ændring)."
        " Sig det til administratoren. Intet er slettet.\n"
        "En pc der ikke er kendt: Pc'en har givet to ændringer samme nummer. Begge er gemt."
        " Sig det til administratoren. Intet er slettet.\n",
    )
    told = json.loads(command("aside", "--json")[1])
    assert [row["changes"] for row in told["aside"]] == [1]
    assert [row["missing"] for row in told["noticed"]] == [0]


def test_rebuild_counts_what_it_went_through(command: Command, town: Town) -> None:
    """Progress on standard error, the sum at the end; the poison is judged once more and stays aside."""
    _poison(town)
    code, said, progress = command("rebuild")
    assert code == 0
    assert said.endswith("1 af dem er lagt til side.\n")
    assert progress.startswith("\r")
    again = json.loads(command("rebuild", "--json")[1])
    assert again["aside"] == 1
    assert again["commits"] > 3
