"""The top bar says the truth, whatever the engine is in."""

import pytest

from desktop.services.sync_status import status_of, wrong_clock
from desktop.texts import Texts

texts = Texts("da")


@pytest.mark.parametrize(
    ("engine", "reached", "waiting", "to_settle", "refused", "state", "sentence"),
    [
        ("idle", True, 0, 0, 0, "online", "Alt er sendt"),
        ("idle", False, 0, 0, 0, "offline", "Offline · alt er sendt"),
        ("offline", True, 3, 0, 0, "offline", "Offline · 3 venter på at blive sendt"),
        ("offline", False, 3, 2, 0, "offline", "Offline · 3 venter på at blive sendt · 2 skal afklares"),
        ("syncing", True, 1, 0, 0, "sending", "Sender · 1 venter på at blive sendt"),
        ("idle", True, 2, 0, 1, "trouble", "1 blev ikke modtaget af kommunens server"),
        ("behind", True, 0, 0, 0, "behind", "Opdatér Rød Tråd for at kunne læse alt"),
        (
            "frozen",
            True,
            1,
            0,
            0,
            "frozen",
            "Synkroniseringen er stoppet: kommunens server gav et forkert svar · 1 venter på at blive sendt",
        ),
        ("full", True, 0, 1, 0, "full", "Disken er fuld: der hentes ikke nyt · 1 skal afklares"),
        ("held", True, 0, 0, 0, "online", "Alt er sendt"),
    ],
)
def test_states_in_words(
    engine: str, reached: bool, waiting: int, to_settle: int, refused: int, state: str, sentence: str
) -> None:
    """«Alt er sendt» never stands while something waits."""
    status = status_of(engine, reached, waiting, to_settle, refused)
    assert (status.state, texts(status.sentence)) == (state, sentence)
    assert status.waiting == waiting and status.to_settle == to_settle


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (9, None),
        (-9, None),
        (10, "Uret på denne pc er 10 minutter bagud"),
        (-89, "Uret på denne pc er 89 minutter foran"),
        (90, "Uret på denne pc er 2 timer bagud"),
        (180, "Uret på denne pc er 3 timer bagud"),
        (-35 * 60, "Uret på denne pc er 35 timer foran"),
        (36 * 60, "Uret på denne pc er 2 dage bagud"),
        (56 * 365 * 24 * 60, "Uret på denne pc er 20440 dage bagud"),
    ],
)
def test_how_far_a_clock_is_off(minutes: int, said: str | None) -> None:
    """A few minutes harm nobody; then minutes, hours, days, and which way."""
    found = wrong_clock(minutes * 60_000)
    assert (None if found is None else Texts("da")(found)) == said
    assert wrong_clock(None) is None
