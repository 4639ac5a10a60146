"""A member who seals and signs rightly and writes any value at all into any field: it harms only his own records.

Whatever comes, everybody's sync goes on, every page opens, and an honest note that came after it is read.
"""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.notes import note
from helpers.town import Town

from desktop.assembly import App
from desktop.domain.registry import kinds
from desktop.services.concern_values import ConcernFilter
from desktop.services.errors import AppError
from sync.client.writing import commit_of
from sync.codec import Value
from sync.errors import SyncError
from sync.model import Dot
from sync.revision import Revision

FIRST, _, LAST = os.environ.get("SEEDS", "0:3").partition(":")
SEEDS = range(int(FIRST), int(LAST))
ODD: tuple[Value, ...] = (
    0, 1, -1, 2**63 - 1, -(2**63), 2**62, -(2**62), "", " ", "a", "\0", "\r\n" * 9, "<b>&amp;</b>{x}%s", "🧵" * 300,
    "\u202eבא", "x" * 20_000, "2026-02-30", "9999-12-31", "0001-01-01", b"", b"\0" * 16, b"x" * 16, b"x" * 15,
    b"\xff" * 5000, [], [0, 0], [2**62, 60], [-(2**53), 840], [253_402_300_799_999, -840], [1, 2, 3], [["a"]], {},
    {"a": 1}, {"a": {"b": {"c": []}}}, {"": ""}, {"\0": b""},
)  # fmt: skip
MOMENTS = ((0, 0), (2**53, 1440), (-(2**53), -1440), (1_795_250_000_000, 60), (253_402_300_799_999, -1439))


@pytest.fixture
def town(town_model: Town, tmp_path: Path) -> Iterator[Town]:
    """A town of one's own."""
    with town_model.twin(tmp_path) as twin:
        yield twin


def odd_revision(rng: random.Random, app: App, known: list[tuple[str, bytes, Dot]]) -> Revision:
    """Any values in any groups of any kind, at any time, over anything."""
    kind = rng.choice(list(kinds().values()))
    same = [rec for name, rec, _ in known if name == kind.name]
    rec = rng.choice(same) if same and rng.random() < 0.6 else rng.randbytes(16)
    written: dict[str, dict[str, Value]] = {}
    for group in rng.sample([*kind.groups, "from_tomorrow", ""], rng.randint(1, 4)):
        names = [field.name for field in kind.in_group(group)] + ["from_tomorrow"]
        written[group] = {name: rng.choice(ODD) for name in rng.sample(names, rng.randint(0, len(names)))}
        if rng.random() < 0.1:
            written[group] = {str(n): rng.choice(ODD[:7]) for n in range(200)}
    dots = [dot for _, _, dot in known]
    return Revision.build(
        rec=rec,
        kind=kind.name,
        schema=rng.choice((1, 99, 2**63 - 1)),
        act=rng.choice(("create", "edit", "amend", "resolve")),
        set=written,
        over={group: rng.sample(dots, min(len(dots), 3)) for group in written if rng.random() < 0.5},
        hlc=rng.choice((0, 1, 1_795_250_000_000 << 16, 2**63 - 1)),
        at=rng.choice(MOMENTS),
        author=app.machine.identity.user,
    )


def write_oddly(rng: random.Random, app: App, space: bytes, count: int) -> None:
    """Commits that no form could make, straight into the outbox."""
    journal = app.machine.journal
    rows = app.machine.store.query("SELECT kind, rec, cid, i FROM revisions WHERE space = ?", (space,))
    known = [(str(name), bytes(rec), Dot(cid, i)) for name, rec, cid, i in rows]
    for _ in range(count):
        revision = odd_revision(rng, app, known)
        with app.machine.store.transaction():
            state = journal.write_state(space)
            try:
                commit = commit_of(app.machine.keys, app.machine.identity.org, space, state, [revision])
            except SyncError:
                continue
            journal.save_local(commit, [revision])
        known.append((revision.kind, revision.rec, Dot(commit.cid, 0)))


def open_everything(app: App) -> None:
    """Every page, every row's page, every list of choices."""
    app.today.load()
    app.syncing.overview()
    app.spaces.all()
    app.drafts.list()
    cursor = None
    while True:
        page = app.consultations.page(cursor, 20)
        for row in page.rows:
            app.consultations.read(row.rec)
        if page.next is None:
            break
        cursor = page.next
    everywhere = ConcernFilter(open_only=False)
    for concern in app.concerns.page(None, 500, everywhere).rows:
        page_of = app.concerns.open(concern.rec)
        app.assessments.choices(concern.rec)
        app.concerns.about(concern.rec)
        if app.children.values(page_of.child) is not None:
            app.children.open(page_of.child)
    app.readlog.lines()
    for agreement in app.agreements.list():
        app.agreements.read(agreement.rec)
    for institution in app.contacts.institutions():
        app.contacts.place(institution.rec)
    for person in app.contacts.people():
        app.contacts.person(person.rec)
    for choices in (app.consultations.choices, app.agreements.choices, app.contacts.choices, app.concerns.choices):
        choices()


@pytest.mark.parametrize("seed", SEEDS)
def test_any_values_of_a_member_stop_nobody(town: Town, seed: int) -> None:
    """Palle's pc is hostile; Signe and Lene go on, and so does what he himself can open."""
    palle, signe, lene = (town.app(who) for who in ("palle", "signe", "lene"))
    town.sync(signe, palle, lene)
    write_oddly(random.Random(seed), palle, town.space, 60)
    note(signe, text="En ærlig note")
    town.sync(palle, signe, lene, signe)
    for app in (signe, lene, palle):
        assert app.syncing.overview().status.state == "online", app.syncing.status()
        open_everything(app)
        assert app.machine.journal.pending(town.space) == []
        assert any("En ærlig note" in row.excerpt for row in app.consultations.page(None, 500).rows)
    heads = {app.machine.journal.cursor(town.space) for app in (signe, lene, palle)}
    assert len(heads) == 1


def test_an_app_starts_on_whatever_it_holds(town: Town) -> None:
    """What came is read again at every start: names, spaces, the person's own record."""
    palle, signe = town.app("palle"), town.app("signe")
    write_oddly(random.Random(7), palle, town.space, 60)
    town.sync(palle, signe)
    signe.close()
    again = town.app("signe")
    open_everything(again)
    with pytest.raises(AppError):
        again.consultations.read(b"nowhere".ljust(16))
