"""Notes of two kinds are one list, whatever the order they came in and however it is paged."""

from datetime import timedelta
from random import Random

import pytest
from helpers.notes import note_values
from helpers.town import Town

from desktop.services.note_lists import NoteLists


@pytest.fixture(scope="module")
def written(town_model: Town, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Forty notes of Signe's and of Palle's on Palle's pc, some at the same moment."""
    lots = Random(7)
    with town_model.twin(tmp_path_factory.mktemp("lists")) as town:
        apps = [town.app("signe"), town.app("palle")]
        start = town.clock.now()
        for _note in range(40):
            app = lots.choice(apps)
            app.consultations.save(note_values(app, occurred_at=start - timedelta(minutes=lots.randrange(20))))
        town.sync(*apps)
        yield town


@pytest.mark.parametrize("limit", [1, 3, 7, 40, 50])
def test_pages_hold_each_note_once_in_order(written: Town, limit: int) -> None:
    """Read in pages of any size the list is the same: the newest talk first, none twice, none left out."""
    lists = NoteLists(written._apps[1].records)
    rows, cursor = lists.page(None, limit, {})
    found = list(rows)
    while cursor is not None:
        rows, cursor = lists.page(cursor, limit, {})
        assert len(rows) <= limit
        found += rows
    assert len({row.rec for row in found}) == len(found) == 40
    assert {row.kind for row in found} == {"consultation", "ppr_consultation"}
    moments = [row.values["occurred_at"] for row in found]
    assert moments == sorted(moments, reverse=True)


def test_the_newest_of_both_kinds_come_first(written: Town) -> None:
    """The last written and the last of one person, whichever kind they are."""
    palle = written._apps[1]
    lists = NoteLists(palle.records)
    newest = lists.newest(10, written.clock.now() - timedelta(days=1))
    assert len(newest) == 10
    assert [row.created_at for row in newest] == sorted((row.created_at for row in newest), reverse=True)
    last = lists.last_by(palle.me.user)
    assert last is not None
    assert last.kind == "ppr_consultation"
    assert len(lists.arrived(0, 100)) == 40
