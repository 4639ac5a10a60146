"""What need not be parsed to be known: a revision over nothing replaces nobody's words."""

from desktop.store.replaced import OVER_NOTHING
from sync.codec import encode


def test_only_what_is_over_nothing_is_passed_by() -> None:
    """The bytes stand in a revision over nothing, in none over something, and in no text that speaks of it."""
    assert OVER_NOTHING in encode({"act": "edit", "over": {}, "set": {"text": {"text": "Uro"}}})
    assert OVER_NOTHING not in encode({"act": "edit", "over": {"text": [[b"c" * 32, 0]]}, "set": {}})
    said = "æover, over og ½over. over\u0080 over\u0100"
    assert OVER_NOTHING not in encode({"act": "edit", "over": {"text": [[b"c" * 32, 0]]}, "set": {"text": said}})
