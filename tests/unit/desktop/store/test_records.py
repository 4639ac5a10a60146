"""Lists by keyset, figures for pages, and records whole."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from helpers.stores import NOON, PALLE, PASSPHRASE, SIGNE, SPACE, Others, device, judged, revision, save

from desktop.domain.fields import Text
from desktop.domain.kind import Kind
from desktop.domain.registry import kinds
from desktop.store import vault
from desktop.store.journal import StoreJournal
from desktop.store.records import Records
from desktop.store.store import Store
from sync.codec import Value
from sync.log import Batch, Cursor
from sync.model import Dot

ME = device("signe")
SCHOOL, KINDERGARTEN = b"school".ljust(16), b"kinder".ljust(16)
DAY = 86_400_000


def _note(store: Store, journal: StoreJournal, n: int, place: bytes = SCHOOL, day: int | None = None) -> bytes:
    rec = bytes([n]) * 16
    groups: dict[str, dict[str, Value]] = {
        "place": {"institution": place},
        "form": {"form": "sparring"},
        "when": {"occurred_at": [NOON + (n if day is None else day) * DAY, 60], "duration_min": 30},
        "text": {"text": f"notat {n}"},
        "theme": {"trivsel": 1, "sorg": 1},
    }
    save(store, journal, ME, revision(rec, groups, kind="consultation", act="create", at=NOON + n, hlc=n + 1))
    return rec


def _agreement(store: Store, journal: StoreJournal, n: int, due: str = "", status: str = "open") -> bytes:
    rec = bytes([n]) * 16
    groups: dict[str, dict[str, Value]] = {"text": {"text": str(n)}, "status": {"status": status}}
    groups |= {"due": {"due_on": due}} if due else {}
    groups |= {"about": {"institution": SCHOOL}}
    save(store, journal, ME, revision(rec, groups, act="create", at=NOON + n))
    return rec


def test_a_row_holds_what_is_shown_first(store: Store, journal: StoreJournal) -> None:
    """Every field with its Python value, who made it and when; empty fields are absent."""
    rec = _note(store, journal, 1)
    row = Records(store).row("consultation", rec)
    assert row is not None
    assert row.values == {
        "institution": SCHOOL,
        "form": "sparring",
        "occurred_at": datetime.fromtimestamp((NOON + DAY) / 1000, UTC),
        "duration_min": 30,
        "text": "notat 1",
        "themes": ("sorg", "trivsel"),
    }
    assert row.values["occurred_at"].utcoffset() == timedelta(hours=1)
    assert (row.created_by, row.space, row.kind, row.conflicts) == (SIGNE, SPACE, "consultation", 0)
    assert row.created_at == datetime.fromtimestamp((NOON + 1) / 1000, UTC)


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("order", ["occurred_at", "created_at", "text", "institution", "followup_on"])
def test_pages_hold_every_row_once(store: Store, journal: StoreJournal, order: str, descending: bool) -> None:
    """Paging by seven gives what one long page gives, also where many rows are alike in the order."""
    for n in range(23):
        _note(store, journal, n, SCHOOL if n % 3 else KINDERGARTEN, day=n // 4)
    records = Records(store)
    long = records.page("consultation", order=order, descending=descending, limit=100)
    assert long.next is None
    assert len(long.rows) == 23
    after, paged = None, []
    while True:
        page = records.page("consultation", order=order, descending=descending, after=after, limit=7)
        paged += page.rows
        after = page.next
        if after is None:
            break
    assert [row.rec for row in paged] == [row.rec for row in long.rows]
    keys = [row.values.get(order, row.created_at) for row in paged]
    if order in ("occurred_at", "created_at"):
        assert keys == sorted(keys, reverse=descending)


def test_what_is_alike_stands_in_the_order_it_was_made(store: Store, journal: StoreJournal) -> None:
    """Talks of the same minute: the one written last is the first of the newest, whatever its id, over every page."""
    written = []
    for n, first in enumerate((7, 2, 9, 4, 1)):
        when: dict[str, dict[str, Value]] = {"when": {"occurred_at": [NOON, 60]}, "text": {"text": str(n)}}
        written.append(bytes([first]) * 16)
        made_now = revision(written[-1], when, kind="consultation", act="create", at=NOON + n, hlc=n + 1)
        save(store, journal, ME, made_now)
    records = Records(store)
    for descending in (True, False):
        found, after = [], None
        for _page in range(3):
            page = records.page("consultation", order="occurred_at", descending=descending, after=after, limit=2)
            found += [row.rec for row in page.rows]
            after = page.next
        assert found == (written[::-1] if descending else written)
        assert after is None


def test_a_page_that_just_fits_has_no_next(store: Store, journal: StoreJournal) -> None:
    """Exactly as many rows as the limit: there is nothing behind."""
    for n in range(3):
        _note(store, journal, n)
    assert Records(store).page("consultation", limit=3).next is None
    assert Records(store).page("consultation", limit=2).next is not None
    assert Records(store).page("person").rows == ()


def test_filters_and_bounds(store: Store, journal: StoreJournal) -> None:
    """By place, by maker, by time; a bound is low inclusive and high exclusive."""
    for n in range(6):
        _note(store, journal, n, SCHOOL if n % 2 else KINDERGARTEN)
    records = Records(store)
    zone = timezone(timedelta(hours=1))
    low, high = (datetime.fromtimestamp((NOON + n * DAY) / 1000, zone) for n in (1, 4))
    found = records.page("consultation", order="occurred_at", descending=False, low=low, high=high)
    assert [row.rec[0] for row in found.rows] == [1, 2, 3]
    at_school = records.page("consultation", where={"institution": SCHOOL})
    assert [row.rec[0] for row in at_school.rows] == [5, 3, 1]
    assert records.count("consultation", {"institution": SCHOOL, "created_by": SIGNE}) == 3
    assert records.count("consultation", {"created_by": PALLE}) == 0


def test_agreements_by_their_day(store: Store, journal: StoreJournal) -> None:
    """Ascending by due date; those without one stand first; a date bounds."""
    for n, due in enumerate(["2026-12-01", "", "2026-11-20", "2027-01-01"]):
        _agreement(store, journal, n, due)
    _agreement(store, journal, 9, "2026-11-01", status="done")
    records = Records(store)
    page = records.page("agreement", order="due_on", descending=False, where={"status": "open"})
    assert [row.values.get("due_on") for row in page.rows] == [
        None,
        date(2026, 11, 20),
        date(2026, 12, 1),
        date(2027, 1, 1),
    ]
    late = records.page("agreement", order="due_on", low=date(2026, 1, 1), high=date(2026, 12, 1))
    assert [row.rec[0] for row in late.rows] == [2, 9]
    assert records.counts("agreement", "institution", [SCHOOL, KINDERGARTEN], {"status": "open"}) == {SCHOOL: 4}


def test_last_contact_by_place(store: Store, journal: StoreJournal) -> None:
    """For each place the newest consultation."""
    for n in range(5):
        _note(store, journal, n, SCHOOL if n < 2 else KINDERGARTEN)
    found = Records(store).newest("consultation", "institution", "occurred_at", [SCHOOL, KINDERGARTEN])
    assert {place: moment.timestamp() * 1000 for place, moment in found.items()} == {
        SCHOOL: NOON + DAY,
        KINDERGARTEN: NOON + 4 * DAY,
    }


def test_what_was_removed_is_in_no_list_and_still_there(store: Store, journal: StoreJournal) -> None:
    """Undo of a create: gone from lists and figures, found by its id, and it can come back."""
    rec = _note(store, journal, 1)
    records = Records(store)
    gone = {"withdrawn": {"at": [NOON, 60], "by": SIGNE, "reason": "fejl"}}
    commit = save(store, journal, ME, revision(rec, gone, kind="consultation", hlc=5))
    assert records.page("consultation").rows == ()
    assert records.count("consultation") == 0
    assert records.newest("consultation", "institution", "occurred_at", [SCHOOL, KINDERGARTEN]) == {}
    found = records.get("consultation", rec)
    assert found is not None
    assert found.view.withdrawn
    assert records.row("consultation", rec) is not None
    over = {"withdrawn": [Dot(commit.cid, 0)]}
    save(store, journal, ME, revision(rec, {"withdrawn": {}}, kind="consultation", hlc=6, over=over))
    assert records.count("consultation") == 1


def test_every_addition_is_there(store: Store, journal: StoreJournal) -> None:
    """Each amendment survives beside the text."""
    rec = _note(store, journal, 1)
    for n in range(2):
        addition = revision(rec, {"amend": {"text": str(n)}}, kind="consultation", act="amend", hlc=9 + n)
        save(store, journal, ME, addition)
    found = Records(store).get("consultation", rec)
    assert found is not None
    assert [addition.value["text"] for addition in found.view.amendments] == ["0", "1"]


def test_only_those_with_several_values(store: Store, journal: StoreJournal) -> None:
    """The list of what is to be settled."""
    rec = _agreement(store, journal, 1)
    _agreement(store, journal, 2)
    save(store, journal, ME, revision(rec, {"text": {"text": "en anden"}}, hlc=9))
    records = Records(store)
    assert [row.rec for row in records.page("agreement", conflicts_only=True).rows] == [rec]
    assert records.count("agreement", conflicts_only=True) == 1


def test_a_record_that_is_not_there(store: Store) -> None:
    """None, not an error."""
    records = Records(store)
    assert records.get("consultation", b"x" * 16) is None
    assert records.row("consultation", b"x" * 16) is None


def test_the_same_id_in_another_space_does_not_hide_the_first(store: Store, journal: StoreJournal) -> None:
    """Somebody copies a record's id into another space: the one that came first is found."""
    rec = _agreement(store, journal, 1)
    other, theirs = b"T" * 16, revision(b"\1" * 16, {"text": {"text": "falsk"}}, by=PALLE)
    entry = judged(Others().commit(theirs, space=other), 1, [theirs])
    journal.apply(Batch(other, b"", (entry,), Cursor(1, 1, b"\1" * 32), b""))
    records = Records(store)
    found, foreign = records.get("agreement", rec), records.get("agreement", rec, other)
    assert found is not None
    assert found.space == SPACE
    assert foreign is not None
    assert foreign.view.groups["text"].value == {"text": "falsk"}


@pytest.mark.parametrize(
    "groups",
    [
        {"when": {"occurred_at": "i går", "duration_min": "en time"}},
        {"when": {"occurred_at": [2**53, 60]}},
        {"when": {"occurred_at": [-(2**53), -1440]}},
        {"when": {"occurred_at": [1, 2**60], "duration_min": -(2**63)}},
        {
            "text": {"text": 5},
            "place": {"institution": "x"},
            "theme": {"a": [1]},
            "followup": {"followup_on": "2026-13-45"},
        },
        {"ukendt": {"x": {"y": [b"z"]}}, "withdrawn": {"at": "x"}},
        {},
    ],
)
def test_nonsense_from_another_client_is_kept_and_breaks_nothing(
    store: Store, journal: StoreJournal, groups: dict[str, dict[str, Value]]
) -> None:
    """Values of the wrong type are not shown, stop no batch and no list, and every byte stays."""
    odd = revision(b"o" * 16, groups, kind="consultation", by=PALLE, at=2**53, hlc=2**63 - 1)
    journal.apply(Batch(SPACE, b"", (judged(Others().commit(odd), 1, [odd]),), Cursor(1, 1, b"\1" * 32), b""))
    _note(store, journal, 1)
    records = Records(store)
    assert len(records.all("consultation")) + records.count("consultation", {}) >= 2
    assert records.row("consultation", b"o" * 16) is not None
    assert (odd.raw,) in store.query("SELECT raw FROM revisions")


def test_a_changed_declaration_rebuilds_the_tables(store: Store, journal: StoreJournal) -> None:
    """A newer version of the app with one more field shows what older revisions already hold."""
    rec = b"\1" * 16
    groups: dict[str, dict[str, Value]] = {"text": {"text": "a"}, "mood": {"mood": "glad"}}
    save(store, journal, ME, revision(rec, groups, act="create"))
    old = kinds()["agreement"]
    newer = Kind(old.name, old.label, old.plural, (*old.fields, Text("mood", "Mood")))
    rows = Records(store, {**kinds(), "agreement": newer}).all("agreement")
    assert [row.values["mood"] for row in rows] == ["glad"]
    assert [row.values for row in Records(store).all("agreement")] == [{"text": "a"}]


def test_a_kind_that_was_unknown_is_shown_after_an_upgrade(store: Store, journal: StoreJournal) -> None:
    """Revisions of a kind without a declaration wait; the declaration brings them to view."""
    without = {name: kind for name, kind in kinds().items() if name != "agreement"}
    older = StoreJournal(store, ME.device_id, without)
    save(store, older, ME, revision(b"\1" * 16, {"text": {"text": "a"}}, act="create"))
    assert [row.values["text"] for row in Records(store).all("agreement")] == ["a"]


def test_the_tables_are_not_rebuilt_at_every_start(store: Store, journal: StoreJournal) -> None:
    """With the same declarations nothing is written at opening."""
    rec = _agreement(store, journal, 1)
    Records(store)
    with store.transaction() as db:
        db.execute("UPDATE v_agreement SET f_text = 'set by hand'")
    store.close()
    with Store(store.folder, vault.unlock(store.folder, PASSPHRASE, NOON)) as again:
        row = Records(again).row("agreement", rec)
    assert row is not None
    assert row.values["text"] == "set by hand"


def test_lists_use_their_index(store: Store, journal: StoreJournal) -> None:
    """A page of a long list is found by index, not by sorting everything."""
    _note(store, journal, 1)
    Records(store)
    talks = "f_occurred_at DESC, created_ms"
    for where, order in (("", talks), (" AND f_institution = x'00'", talks), ("", "created_ms")):
        plan = store.query(
            f"EXPLAIN QUERY PLAN SELECT * FROM v_consultation WHERE withdrawn = 0{where}"  # noqa: S608 - constants
            f" ORDER BY {order} DESC, rec DESC, space DESC LIMIT 50"
        )
        steps = " ".join(str(row[-1]) for row in plan)
        assert "USING INDEX" in steps
        assert "TEMP B-TREE" not in steps
