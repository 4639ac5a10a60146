"""The reasons for which something is refused, as people read them."""

from pathlib import Path

import desktop.services
import sync
from desktop.services.refusal_words import REASONS


def test_every_reason_with_words_is_one_that_is_given() -> None:
    """A slip in one would leave its words unused, and the person with English."""
    source = "".join(
        path.read_text(encoding="utf-8")
        for package in (sync, desktop.services)
        for path in Path(str(package.__path__[0])).rglob("*.py")
        if path.name != "refusal_words.py"
    )
    assert [reason for reason in REASONS if f'"{reason}"' not in source] == []
