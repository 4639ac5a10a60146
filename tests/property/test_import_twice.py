"""Importing twice changes nothing: random lists whose rows mean the same places and people in every way there is."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from desktop.domain import columns
from desktop.domain.tabular import open_table
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.import_plan import Choice, Planner, RowPlan
from desktop.store.records import Row

CLOCK = Clock(datetime(2026, 11, 20, 8, tzinfo=COPENHAGEN), lambda: 0.0)
SPACE, MADE, ROUNDS = b"s" * 16, datetime(2026, 1, 1, tzinfo=UTC), 150
HEADS = {
    "institution": "Institutionsnummer;Institutionsnavn;Adresse;Telefon;Institutionstype",
    "person": "Navn;Stilling;Institutionsnavn;E-mail;Telefon",
}
CELLS = {
    "institution": (("", "1", "2", "3", "x"), ("Solen", "SOLEN", "Månen", "Stjernen", ""),
                    ("", "Vej 1", "Vej 1, 0000 By", "Vej 2"), ("", "12345678", "12 34 56 79"),
                    ("", "SFO", "Folkeskole")),
    "person": (("Lis Leder", "Bo Bred", "Ib Ø", ""), ("", "Lærer"), ("", "Solen", "Månen", "Pluto"),
               ("", "a@b.example", "A@B.example", "c@d.example"), ("", "12345678")),
}  # fmt: skip


@dataclass
class Contacts:
    """What a store would hold."""

    rows: dict[str, list[Row]]

    def all(self, kind: str) -> tuple[Row, ...]:
        """Every row."""
        return tuple(self.rows[kind])

    def take(self, kind: str, plan: RowPlan) -> None:
        """Does what a row of the plan says."""
        held = self.rows[kind]
        if plan.act == "add":
            rec = len(held).to_bytes(16)
            held.append(Row(rec, plan.space, kind, dict(plan.values), b"u" * 16, MADE, 0))
        elif plan.act == "change":
            at = next(n for n, row in enumerate(held) if row.rec == plan.rec)
            held[at] = replace(held[at], values={**held[at].values, **plan.values})


def plans(contacts: Contacts, kind: str, text: str) -> list[RowPlan]:
    """What the list would do now."""
    table, reading = open_table(text.encode())
    list(reading)
    found = columns.guess(kind, table.header, [])
    planner = Planner(contacts, CLOCK, [SPACE], Choice(kind, found, SPACE, "sfo"))  # type: ignore[arg-type]
    planner.shared(table.rows)
    return [planner.row(row) for row in table.rows]


def could_be_several(plan: RowPlan) -> bool:
    """Whether a row was left out because several could be meant: the import itself may have made it clear."""
    return plan.act == "skip" and plan.notes[0].msgid.startswith("Several")


@pytest.mark.parametrize("kind", HEADS)
def test_the_same_list_a_second_time(kind: str) -> None:
    """Whatever the first time did, and whatever was there before, the second time finds nothing to do."""
    rng, done = random.Random(f"twice/{kind}"), 0
    for _round in range(ROUNDS):
        contacts = Contacts({"institution": [], "person": []})
        for place in ("Solen", "Månen"):
            values = {"name": place, "type": "sfo", "address": rng.choice(("", "Vej 1"))}
            contacts.rows["institution"].append(
                Row(place.encode().ljust(16), SPACE, "institution", values, b"", MADE, 0)
            )
        for _list in range(2):
            rows = [";".join(rng.choice(cells) for cells in CELLS[kind]) for _row in range(rng.randint(2, 9))]
            text = "\n".join((HEADS[kind], *rows))
            first = plans(contacts, kind, text)
            for plan in first:
                contacts.take(kind, plan)
            done += sum(plan.act in ("add", "change") for plan in first)
            again = [
                plan
                for before, plan in zip(first, plans(contacts, kind, text), strict=True)
                if plan.act in ("add", "change") and not could_be_several(before)
            ]
            assert not again, (text, [(plan.act, plan.line) for plan in first], again)
    assert done > ROUNDS
