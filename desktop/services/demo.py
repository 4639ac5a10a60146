"""Writes the synthetic municipality's records as commits of their authors, at the times they claim.

The records come from `demo_content`; who founds and enrols is the command line's matter.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from desktop.domain.registry import kind as kind_of
from desktop.services.demo_content import DemoContent
from desktop.services.demo_record import DemoRecord
from desktop.services.writing import Change, Writing
from sync.model import MAX_BODIES, Commit, Dot

FRESH = timedelta(days=2)
"""The notes of so long are not approved yet; those before are."""
WAITED = timedelta(minutes=30)
"""How long after a note was written it was approved."""
RECENT = 12
"""The last records of an author are commits of their own, as a day's notes are: more than Synkronisering shows."""


@dataclass(frozen=True)
class Author:
    """A colleague of the demo, and the shared space of each district he writes in."""

    user: bytes
    name: str
    writing: Writing
    districts: Mapping[str, bytes]


def write(content: DemoContent, authors: Mapping[str, Author], stand_in: str) -> int:
    """Writes every record in the order it was written; `stand_in` writes where the author has no access.

    Answers how many there were.
    """
    owners = {author.name: author.user for author in authors.values()}
    batches: dict[tuple[str, bytes], list[Change]] = {}
    for record in content.records:
        by = record.author if record.district in authors[record.author].districts else stand_in
        space = authors[by].districts[record.district]
        batches.setdefault((by, space), []).append(_change(record, owners, authors[by].user))
    fresh = max(record.at for record in content.records) - FRESH
    for (by, space), changes in batches.items():
        writing = authors[by].writing
        imported, recent = list(_of(changes[:-RECENT], MAX_BODIES)), [[change] for change in changes[-RECENT:]]
        approved = [one for batch in imported for one in _approved(batch, writing.commit(space, batch), fresh)]
        for batch in _of(approved, MAX_BODIES):
            writing.commit(space, batch)
        for batch in recent:
            if made := _approved(batch, writing.commit(space, batch), fresh):
                writing.commit(space, made)
    return len(content.records)


def _approved(batch: Sequence[Change], commit: Commit, fresh: datetime) -> list[Change]:
    """The approvals of those notes of a commit that are older than `fresh`."""
    return [
        Change(made.kind, made.rec, "finalise", {}, at=made.at + WAITED, final=[Dot(commit.cid, i)])
        for i, made in enumerate(batch)
        if made.kind.amendable and made.at is not None and made.at < fresh
    ]


def _change(record: DemoRecord, owners: Mapping[str, bytes], author: bytes) -> Change:
    kind, values = kind_of(record.kind), dict(record.values)
    owner = owners.get(str(values.get("owner_name", "")))
    if record.kind == "agreement" and owner is not None:
        values |= {"owner_user": owner, "owner_name": ""}
    if record.kind == "visit":
        values["visitor"] = author
    lead = owners.get(str(values.get("lead_name", "")))
    if lead is not None:
        values |= {"lead_user": lead, "lead_name": ""}
    return Change(kind, record.rec, "create", kind.to_wire(values), at=record.at)


def _of(changes: Iterable[Change], size: int) -> Iterator[list[Change]]:
    rest = iter(changes)
    while batch := list(islice(rest, size)):
        yield batch
