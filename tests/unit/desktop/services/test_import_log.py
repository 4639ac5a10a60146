"""What was imported, kept batch by batch: listed, taken back, forgotten when too old."""

from datetime import datetime, timedelta

from helpers.town import Town

from desktop.services.clock import COPENHAGEN
from desktop.services.import_log import KEPT, ImportLog
from desktop.store.settings import Settings

AT = datetime(2026, 11, 20, 8, 18, tzinfo=COPENHAGEN)
SPACE, CID = b"s" * 16, b"c" * 32


def test_imports_are_listed_with_what_is_left_of_them(town: Town) -> None:
    """The newest first, also those of one moment; one of which nothing was written is not there."""
    log = ImportLog(Settings(town.app("signe").machine.store))
    first, second = (log.begin(AT, name, "institution") for name in ("a.csv", "b.csv"))
    assert first < second and log.earlier() == ()
    for number, id in enumerate((first, second, second)):
        log.add(id, number, SPACE, CID, (2, 1))
    assert [(one.file, one.added, one.changed, one.at) for one in log.earlier()] == [
        ("b.csv", 4, 2, AT),
        ("a.csv", 2, 1, AT),
    ]
    newest = log.batches(second)[0]
    assert (newest.space, newest.cid, newest.left) == (SPACE, CID, 3)
    log.took_back(newest, 1)
    assert [batch.left for batch in log.batches(second)] == [1, 3]
    log.took_back(newest, 0)
    assert [batch.left for batch in log.batches(second)] == [3]
    log.forget(second)
    assert [one.id for one in log.earlier()] == [first] and log.batches(second) == ()


def test_the_oldest_are_forgotten(town: Town) -> None:
    """So many can be taken back, however many there were."""
    log = ImportLog(Settings(town.app("signe").machine.store))
    for n in range(KEPT + 3):
        id = log.begin(AT + timedelta(minutes=n), f"{n}.csv", "person")
        log.add(id, 0, SPACE, CID, (1, 0))
    assert [one.file for one in log.earlier()] == [f"{n}.csv" for n in reversed(range(3, KEPT + 3))]


def test_columns_are_kept_by_shape(town: Town) -> None:
    """What was remembered of one shape is not another's."""
    log = ImportLog(Settings(town.app("signe").machine.store))
    log.remember("abc", {"name": 3})
    assert (log.columns("abc"), log.columns("abd")) == ({"name": 3}, None)
