"""Sentences out of a catalogue, and the language that the environment asks for."""

import pytest

from sync.texts import Message, Texts, plural, preferred


def test_both_languages_fill_in_and_count() -> None:
    """A message inside a message is of the same language; what no catalogue knows stays as it is."""
    told = Message("cannot write {file}: {why}", {"file": "x", "why": Message("the disk is full")})
    assert Texts("en")(told) == "cannot write x: the disk is full"
    assert Texts()(told) == "x kan ikke skrives: disken er fuld"
    counted = plural("{n} thing in it cannot be read", "{n} things in it cannot be read", 1)
    assert Texts("en")(counted) == "1 thing in it cannot be read"
    texts = Texts()
    texts.speak("en")
    both = ("{n} thing in it cannot be read", "{n} things in it cannot be read")
    assert texts.plural(*both, 3) == "3 things in it cannot be read"
    assert (texts(""), texts("said by nobody"), Texts("fr")("damaged")) == ("", "said by nobody", "damaged")


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [(None, "da"), ("", "da"), ("en", "en"), ("en_GB.UTF-8", "en"), ("fr:en:da", "en"), ("de:fr", "da"), ("da", "da")],
)
def test_the_first_language_that_there_is(monkeypatch: pytest.MonkeyPatch, asked: str | None, spoken: str) -> None:
    """Of those LANGUAGE names, in its order; Danish where it names none."""
    monkeypatch.delenv("LANGUAGE", raising=False)
    if asked is not None:
        monkeypatch.setenv("LANGUAGE", asked)
    assert preferred() == spoken
