"""Everything the domain says has a Danish sentence."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import desktop.domain
from desktop.domain.kind import AMENDMENT, WITHDRAWN
from desktop.domain.registry import kinds
from desktop.domain.roles import ROLES
from desktop.texts import Texts, inside, plural

_ROOT = Path(next(iter(desktop.domain.__path__))).parents[1]


@pytest.fixture(scope="module")
def danish() -> dict[str, str]:
    """The Danish sentence of every msgid."""
    with (_ROOT / "resources" / "translations" / "da.po").open("rb") as po:
        return {str(entry.id): str(entry.string) for entry in read_po(po, locale="da") if entry.id and not entry.fuzzy}


def test_kinds_and_roles_are_translated(danish: dict[str, str]) -> None:
    """Labels, helps and titles."""
    texts = [field.label for field in (AMENDMENT, *WITHDRAWN)] + [role.title for role in ROLES.values()]
    for kind in kinds().values():
        texts += [kind.label, kind.plural]
        texts += [text for field in kind.fields for text in (field.label, field.help) if text]
    assert [text for text in texts if not danish.get(text)] == []


def test_sentences_are_translated_with_their_places(danish: dict[str, str]) -> None:
    """Each marked sentence of the rules has a Danish one with the same places."""
    source = (_ROOT / "desktop" / "domain" / "rules.py").read_text(encoding="utf-8")
    joined = re.sub(r'"\n\s*"', "", source)
    marked = re.findall(r'_\(\s*"([^"]+)"\s*\)', joined)
    assert len(marked) > 20
    for msgid in marked:
        assert danish.get(msgid), msgid
        assert set(re.findall(r"{\w+}", msgid)) == set(re.findall(r"{\w+}", danish[msgid]))


def test_a_message_counts() -> None:
    """One or many by its `n`, decided where it becomes a sentence; in Danish too."""
    said = [plural("{n} change", "{n} changes", n) for n in (0, 1, 2)]
    assert [Texts("en")(one) for one in said] == ["0 changes", "1 change", "2 changes"]
    assert [Texts("da")(one) for one in said] == ["0 ændringer", "1 ændring", "2 ændringer"]


def test_words_inside_a_sentence_begin_small() -> None:
    """A word of one letter too; what is written in capitals stays, and nothing is nothing."""
    said = ("Ring til leder", "I dag 08.18", "PPR-psykolog", "3–5 år", "")
    assert [inside(words) for words in said] == ["ring til leder", "i dag 08.18", "PPR-psykolog", "3–5 år", ""]
