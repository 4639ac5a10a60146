"""Family codes are read as people write them, and drawn by chance."""

import pytest

from desktop.domain.families import draw, parse_code
from desktop.domain.identifiers import NotANumber


@pytest.mark.parametrize("raw", ["GRØN-FYR-27", " grøn fyr 27", "Grøn - Fyr - 27", "grøn–fyr–27", "GRØN-FYR-027"])
def test_a_code_is_one_however_it_is_typed(raw: str) -> None:
    """Case, spaces and sorts of dash make no other family."""
    assert parse_code(raw) == "GRØN-FYR-27"


@pytest.mark.parametrize(
    "raw", ["", "GRØN", "GRØN-FYR", "GRØN-FYR-FYR", "610120-1234", "Mor til Alma 7 år", "A-B-1234"]
)
def test_anything_else_is_no_code(raw: str) -> None:
    """A name, a number or half a code is refused."""
    with pytest.raises(NotANumber):
        parse_code(raw)


@pytest.mark.parametrize("language", ["da", "en"])
def test_drawn_codes_are_codes(language: str) -> None:
    """What is drawn can be read back, also a word of one letter, and is seldom the same twice."""
    drawn = [draw(language) for _draw in range(300)]
    assert [parse_code(code) for code in drawn] == drawn
    assert len(set(drawn)) > 290
