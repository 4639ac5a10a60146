"""What went wrong at the endpoint, in the language of whoever runs it."""

import errno

import pytest

from sync.errors import Refused
from sync.server import words
from sync.server.folder import Unusable

pytestmark = pytest.mark.usefixtures("danish")


def test_a_refusal_with_values_has_an_english_reason_and_is_told_in_danish() -> None:
    """The reason is what tests and programs read; a value may be a sentence itself."""
    problem = Unusable("cannot lock the data folder {folder}: {why}", folder="/x", why=words.reason("endpoint is full"))
    assert problem.reason == "cannot lock the data folder /x: endpoint is full"
    assert words.texts()(words.reason(problem)) == "datamappen /x kan ikke låses: disken er fuld"


def test_reasons_of_sync_are_told_where_a_person_meets_them() -> None:
    """The others as they are: they are fixed words that whoever helps can look up."""
    told = [words.texts()(words.reason(problem)) for problem in (Refused("sealed"), Refused("bad {chain}"))]
    assert told == ["den er lukket, og kun en pc kan åbne den", "bad {chain}"]


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disken er fuld"),
        (OSError(errno.EXDEV, "Invalid cross-device link"), "Invalid cross-device link"),
        (OSError("odd"), "OSError"),
    ],
)
def test_what_the_system_says(problem: OSError, said: str) -> None:
    """What is common is Danish; the rest in its own words, and never nothing."""
    assert words.texts()(words.system(problem)) == said
