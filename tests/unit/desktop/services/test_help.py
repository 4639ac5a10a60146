"""Help is there for every page, in both languages, and says nothing in words the window must not use."""

from pathlib import Path

import pytest

from desktop.services import help as texts
from installer.check_texts import banned

VIEWS = Path(__file__).resolve().parents[4] / "desktop" / "ui" / "views"


@pytest.mark.parametrize("name", texts.TOPICS)
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_topic_says_something_in_both_languages(name: str, language: str) -> None:
    """Headings and whole sentences, none of them the same in both, and no banned word in the Danish ones."""
    topic, other = texts.topic(name, language), texts.topic(name, "en" if language == "da" else "da")
    assert topic.heading == topic.parts[0].heading
    for part, twin in zip(topic.parts, other.parts, strict=True):
        assert part.heading and part.text.endswith(".")
        assert part.text != twin.text
        assert language == "en" or not banned(f"{part.heading} {part.text}")


@pytest.mark.parametrize("view", sorted(path.stem for path in VIEWS.glob("[a-z]*.py")))
def test_every_page_has_a_topic(view: str) -> None:
    """F1 finds something wherever one is."""
    assert texts.of_page(view) in texts.TOPICS


def test_the_longest_beginning_decides() -> None:
    """`contacts_import` belongs to the contacts, what is named nowhere to finding one's way."""
    found = {view: texts.of_page(view) for view in ("contacts_import", "concern_sheet", "settings", "drafts", "")}
    assert list(found.values()) == ["contacts", "concerns", "settings", "find", "find"]
