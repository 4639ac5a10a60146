"""However a personal number is written and wherever it stands, it is found; without ten digits nothing is."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.anonymity import find_cpr

_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_SPACES = " \u00a0\u202f"
_WORDS = st.text(st.characters(exclude_categories=("Nd", "Cs"), exclude_characters="+"), max_size=40)


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """A substitute number as people write it."""
    day = draw(st.dates(date(1900, 1, 1), date(2057, 12, 31)))
    head = f"{day.day + 60:02}{day:%m%y}"
    space = st.text(st.sampled_from(_SPACES), max_size=2)
    between = draw(space) + draw(st.sampled_from(("", *_DASHES))) + draw(space)
    return head + between[:4] + f"{draw(st.integers(0, 9999)):04}"


@given(before=_WORDS, number=numbers(), after=_WORDS)
def test_a_number_is_found_wherever_it_stands(before: str, number: str, after: str) -> None:
    """The span covers the number, and nothing of the words."""
    text = before + number + after
    spans = find_cpr(text)
    assert any(span.start == len(before) and span.end == len(before + number) for span in spans)


@given(st.text(st.characters(categories=("L", "P", "Z")), max_size=200))
def test_text_without_digits_holds_no_number(text: str) -> None:
    """Words, punctuation and spaces are never marked."""
    assert find_cpr(text) == ()


@given(st.lists(st.from_regex(r"[0-9]{2} [0-9]{2} [0-9]{2} [0-9]{2}", fullmatch=True), max_size=5))
def test_telephone_lists_hold_no_number(phones: list[str]) -> None:
    """Eight digits in pairs are a telephone number, also in a list."""
    assert find_cpr(", ".join(phones)) == ()


@given(st.text(max_size=300))
def test_spans_are_in_order_and_hold_ten_digits(text: str) -> None:
    """Spans never overlap, and each holds a whole number."""
    end = 0
    for span in find_cpr(text):
        assert end <= span.start < span.end <= len(text)
        assert sum(sign.isdigit() for sign in text[span.start : span.end]) in (10, 12)
        end = span.end
