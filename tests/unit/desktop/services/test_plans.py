"""How SQLite answers what the services ask: along an index, never by walking or sorting a table that grows."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from helpers.concerns import concern
from helpers.notes import agreement, note, school
from helpers.town import Town

from desktop.assembly import App
from desktop.services.casework import ConsultationFilter
from desktop.services.concern_values import ConcernFilter
from desktop.store.store import Store

SHORT = {
    "v_institution": "the places of a municipality: a few hundred, all shown in one list",
    "v_member": "the colleagues",
    "v_space_info": "the spaces",
    "v_machine": "the pc's",
    "drafts": "what one person is writing",
    "secrets": "a dozen keys",
    "settings": "a dozen settings",
    "epoch_keys": "a few keys a space",
    "made_keys": "keys whose op was not seen to stand, hardly ever one",
    "control": "every op is verified once, at unlocking",
    "wanted": "the records the statement was asked about",
    "sqlite_master": "the schema",
    "alarms": "counted, not repeated",
    "proofs": "one, when the endpoint was caught lying",
}
NAMED = {
    "FROM v_person WHERE withdrawn = 0 ORDER BY": "Kontakter shows all in Danish order, which SQLite does not know",
    "FROM v_child WHERE withdrawn = 0 ORDER BY": "kept in memory until a child changes: whose names no list may show",
    "FROM readlog ORDER BY n": "a check of the whole chain, when its page is opened",
}
FEW = {
    "rec IN (SELECT rec FROM revisions WHERE rowid > ? AND kind = ?)": "at most ARRIVALS changes",
    "AND f_concern = ?": "what belongs to one concern",
    "AND f_child = ?": "the concerns of one child",
    "AND f_consultation = ?": "the agreements of one talk",
    "AND f_family_code = ?": "the talks of one family",
    "FROM v_person WHERE withdrawn = 0 AND f_institution = ?": "the people of one place",
    "FROM v_visit WHERE withdrawn = 0 AND f_institution =": "the visits of one place",
    "f_same_as = ?": "those that were said to be one person",
    "FROM v_agreement WHERE withdrawn = 0 AND f_institution = ? AND f_status = ?": "what is open at one place",
    "SELECT DISTINCT wanted.rec, c.state": "the own changes of one page's records",
    "WHERE rec = ? AND kind = ? AND coalesce(?, space) = space": "the changes of one record",
    "WHERE +space = ? AND verdict <> 'ok'": "what could not be used yet",
    "AND state = 'stored' AND chain IS NULL": "what was sent in this round",
    "WHERE state = 'local' AND made_ms < ? GROUP BY kind": "what could not be sent for an hour",
    "FROM made_keys WHERE space = ?": SHORT["made_keys"],
    "FROM v_member WHERE": SHORT["v_member"],
    "FROM v_institution WHERE": SHORT["v_institution"],
    "FROM v_space_info WHERE": SHORT["v_space_info"],
}


def ask_everything(app: App, place: bytes, talk: bytes, worry: bytes) -> list[Callable[[], object]]:
    """Every page that is read, the way the window reads it."""
    return [
        app.today.load,
        app.to_settle.rows,
        app.pcs.rows,
        app.pcs.alone,
        app.laid_aside.noticed,
        app.consultations.page,
        lambda: app.consultations.page(query=ConsultationFilter(place=place)),
        lambda: app.consultations.page(query=ConsultationFilter(mine_only=True)),
        lambda: app.consultations.page(query=ConsultationFilter(place=place, mine_only=True)),
        lambda: app.consultations.page(after=app.consultations.page(limit=1).next),
        lambda: app.consultations.page(query=ConsultationFilter(through=app.clock.now().date())),
        lambda: app.consultations.page(query=ConsultationFilter(place=place, through=app.clock.now().date())),
        lambda: app.consultations.read(talk),
        app.consultations.choices,
        lambda: app.families.standing("grøn fyr 27"),
        app.families.draw,
        lambda: app.concerns.page(),
        lambda: app.concerns.page(query=ConcernFilter(open_only=True, mine_only=True)),
        lambda: app.concerns.page(query=ConcernFilter(open_only=True, place=place)),
        lambda: app.concerns.page(query=ConcernFilter(open_only=False)),
        lambda: app.concerns.open(worry),
        app.contacts.institutions,
        app.contacts.people,
        lambda: app.contacts.place(place),
        lambda: app.contacts.place(place, closed=50),
        app.agreements.choices,
        app.drafts.list,
        app.syncing.status,
        app.syncing.overview,
        app.readlog.lines,
        app.readlog.intact,
    ]


def judged(store: Store, sql: str, parameters: tuple[object, ...]) -> list[str]:
    """The steps of SQLite's plan that would take longer in a bigger store. A partial index holds exceptions alone."""
    found = store.reader.conn.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'")
    partial = {name for (name,) in found}
    plan = [str(row[-1]) for row in store.reader.conn.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)]
    sorts = [step for step in plan if "TEMP B-TREE" in step and not any(part in sql for part in (*FEW, *NAMED))]
    paged = "LIMIT ?" in sql and not sorts
    walks = []
    for step in plan:
        walked = re.match(r"SCAN (\w+)(?: USING.* INDEX (\w+))?", step)
        half = re.match(r"SEARCH (\w+) USING.* INDEX (\w+) \(withdrawn=\?\)$", step)
        over = walked or half
        if over is None or re.match(r"SCAN (\d+ )?CONSTANT ROW", step):
            continue
        known = over[1] in SHORT or over[2] in partial or any(part in sql for part in NAMED)
        if not known and not (half and paged):
            walks.append(step)
    return walks + sorts


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[object, ...]]:
    """Every statement that goes through the store from now on, with the values it was asked with."""
    seen: dict[str, tuple[object, ...]] = {}
    query = Store.query

    def traced(store: Store, sql: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        seen.setdefault(sql, tuple(parameters))
        return query(store, sql, parameters)

    monkeypatch.setattr(Store, "query", traced)
    return seen


def test_no_page_walks_a_table_that_grows(signe: App, town: Town, asked: dict[str, tuple[object, ...]]) -> None:
    """Every question of every page follows an index; what does not is named above, with the reason."""
    place, worry = school(signe), concern(signe).rec
    note(signe)
    talk = note(signe).rec
    agreement(signe)
    signe.today.load()
    asked.clear()
    for ask in ask_everything(signe, place, talk, worry):
        ask()
    town.sync(signe)
    store = signe.machine.store
    found = {sql: judged(store, sql, held) for sql, held in asked.items()}
    assert len(found) > 40
    assert {sql: wrong for sql, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM v_consultation",
        "SELECT rec FROM v_consultation WHERE f_text = ?",
        "SELECT rec FROM v_consultation WHERE withdrawn = 0",
        "SELECT rec FROM v_consultation WHERE withdrawn = 0 ORDER BY f_form LIMIT ?",
        "SELECT own, count(*) FROM commits GROUP BY own",
    ],
)
def test_the_judge_knows_a_walk_when_it_sees_one(signe: App, sql: str) -> None:
    """Statements that read a whole table are found out."""
    assert judged(signe.machine.store, sql, (1,) * sql.count("?"))


def test_what_came_is_looked_for_among_the_last(signe: App) -> None:
    """However long ago the mark was, the newest are found."""
    talk = note(signe).rec
    assert [row.rec for row in signe.records.arrived("consultation", 0, 8)] == [talk]
    assert signe.records.arrived("consultation", signe.records.latest(), 8) == ()
